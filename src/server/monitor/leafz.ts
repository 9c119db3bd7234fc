import { unlessEmpty } from './connection-info.ts';
import { goTime, roundTrip } from './go-text.ts';
import type { Query } from './query.ts';
import type { LeafnodeView, ServerView } from './server-view.ts';
import { subscriptionLists } from './subscription-lists.ts';

/** The answer of /leafz. */
export function leafz(view: ServerView, query: Query, nowMs: number): object {
  const showsSubjects = query.boolean('subs');
  const account = query.text('acc');
  const leafnodes = view.leafnodes.filter(
    (leafnode) => account === '' || leafnode.account.name === account,
  );
  return {
    server_id: view.id,
    now: goTime(nowMs),
    leafnodes: leafnodes.length,
    leafs: leafnodes.map((leafnode) => leafnodeInfo(leafnode, showsSubjects)),
  };
}

function leafnodeInfo(leafnode: LeafnodeView, showsSubjects: boolean): object {
  const { traffic, transport, subscriptions } = leafnode;
  return {
    id: leafnode.id,
    name: leafnode.remoteName,
    is_spoke: leafnode.isSpoke,
    is_isolated: leafnode.isIsolated ? true : undefined,
    account: leafnode.account.name,
    ip: transport.remoteHost,
    port: transport.remotePort,
    rtt: roundTrip(leafnode.rttMs),
    in_msgs: traffic.inMessages,
    out_msgs: traffic.outMessages,
    in_bytes: traffic.inBytes,
    out_bytes: traffic.outBytes,
    subscriptions: subscriptions.size,
    ...subscriptionLists(subscriptions, leafnode.id, showsSubjects ? 'subjects' : 'none'),
    compression: unlessEmpty(leafnode.compression),
  };
}
