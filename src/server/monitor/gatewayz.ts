import { connectionInfo, unlessZero } from './connection-info.ts';
import { goTime } from './go-text.ts';
import type { Query, SubscriptionDepth } from './query.ts';
import type { GatewayInterestView, GatewayView, ServerView } from './server-view.ts';
import { subscriptionLists } from './subscription-lists.ts';

/** Subjects without interest after which a gateway asks for interest only (nats-server, gatewayMaxRUnsubBeforeSwitch). */
const INTEREST_ONLY_THRESHOLD = 1000;

/** What of a gateway is asked for. */
interface Asked {
  readonly nowMs: number;
  readonly showsAccounts: boolean;
  /** Only this account, if not empty. */
  readonly account: string;
  readonly depth: SubscriptionDepth;
}

/** The answer of /gatewayz. */
export function gatewayz(view: ServerView, query: Query, nowMs: number): object {
  const depth = query.subscriptions();
  const account = query.text('acc_name');
  const showsAccounts = query.boolean('accs') || account !== '';
  const asked: Asked = { nowMs, showsAccounts, account, depth };
  const name = query.text('gw_name');
  const { gateways } = view;
  const isAsked = ([remote]: readonly [string, unknown]): boolean => name === '' || remote === name;
  const outbound = [...(gateways?.outbound ?? [])].filter(isAsked);
  const inbound = [...(gateways?.inbound ?? [])].filter(isAsked);
  return {
    server_id: view.id,
    now: goTime(nowMs),
    name: gateways?.name,
    host: gateways?.host,
    port: gateways?.port,
    outbound_gateways: Object.fromEntries(
      outbound.map(([remote, gateway]) => [remote, gatewayInfo(gateway, asked, depth)]),
    ),
    inbound_gateways: Object.fromEntries(
      // What the other side subscribed to is listed on the way out only.
      inbound.map(([remote, list]) => [
        remote,
        list.map((each) => gatewayInfo(each, asked, 'none')),
      ]),
    ),
  };
}

/** nats-server's RemoteGatewayz. */
function gatewayInfo(gateway: GatewayView, asked: Asked, depth: SubscriptionDepth): object {
  const { isConfigured, connection, accounts } = gateway;
  const shown = [...accounts].filter(([name]) => asked.account === '' || name === asked.account);
  return {
    configured: isConfigured,
    connection: connectionInfo(connection, asked.nowMs, { identity: false, subscriptions: 'none' }),
    accounts:
      asked.showsAccounts && shown.length > 0
        ? shown.map(([name, interest]) => interestInfo(name, interest, connection.id, depth))
        : undefined,
  };
}

/** nats-server's AccountGatewayz. */
function interestInfo(
  name: string,
  interest: GatewayInterestView,
  cid: number,
  depth: SubscriptionDepth,
): object {
  const { mode, noInterestCount, subscriptions, queueSubscriptionCount } = interest;
  return {
    name,
    interest_mode: mode,
    no_interest_count: unlessZero(noInterestCount),
    interest_only_threshold: INTEREST_ONLY_THRESHOLD,
    num_subs: unlessZero(subscriptions.size),
    num_queue_subs: unlessZero(queueSubscriptionCount),
    ...subscriptionLists(subscriptions, cid, depth),
  };
}
