import { unlessEmpty } from './connection-info.ts';
import { goTime, roundTrip, uptime } from './go-text.ts';
import type { Query, SubscriptionDepth } from './query.ts';
import type { RouteView, ServerView } from './server-view.ts';
import { subscriptionLists } from './subscription-lists.ts';

/** The answer of /routez. */
export function routez(view: ServerView, query: Query, nowMs: number): object {
  const depth = query.subscriptions();
  return {
    server_id: view.id,
    server_name: view.name,
    now: goTime(nowMs),
    num_routes: view.routes.length,
    routes: view.routes.map((route) => routeInfo(route, nowMs, depth)),
  };
}

function routeInfo(route: RouteView, nowMs: number, depth: SubscriptionDepth): object {
  const { traffic } = route; // First: it settles what the fast road counted.
  return {
    rid: route.id,
    remote_id: route.remoteId,
    remote_name: route.remoteName,
    did_solicit: route.isSolicited,
    is_configured: route.isConfigured,
    ip: route.transport.remoteHost,
    port: route.transport.remotePort,
    start: goTime(route.startedAt),
    last_activity: goTime(route.lastActivity),
    rtt: roundTrip(route.rttMs),
    uptime: uptime(nowMs - route.startedAt),
    idle: uptime(nowMs - route.lastActivity),
    import: route.import,
    export: route.export,
    pending_size: route.pendingBytes,
    in_msgs: traffic.inMessages,
    out_msgs: traffic.outMessages,
    in_bytes: traffic.inBytes,
    out_bytes: traffic.outBytes,
    subscriptions: route.subscriptions.size,
    ...subscriptionLists(route.subscriptions, route.id, depth),
    account: unlessEmpty(route.accountName),
    compression: unlessEmpty(route.compression),
  };
}
