import { overlap } from '../../subject/subject.ts';
import { connectionInfo, type Depth } from './connection-info.ts';
import { inOrder, isConnectionOrder, type ConnectionOrder } from './connection-order.ts';
import { encodeBytes, goTime } from './go-text.ts';
import { badRequest, type Query } from './query.ts';
import type { ConnectionView, ServerView, SubscriptionsView } from './server-view.ts';

type State = 'open' | 'closed' | 'any';

/** The answer of /connz. Only the page that is asked for is described, and only while it is written. */
export function connz(view: ServerView, query: Query, nowMs: number): object {
  const depth: Depth = {
    identity: query.boolean('auth'),
    subscriptions: query.subscriptions(),
  };
  const page = query.page();
  const cid = query.unsigned('cid');
  const state = stateOf(query);
  const order = orderOf(query, state);
  const limit = cid > 0 ? 1 : page.limit;

  if (depth.subscriptions === 'details') view.settle();
  const candidates = candidatesIn(view, state, query.text('acc'));
  const matching = cid > 0 ? withId(view, state, cid) : candidates.filter(filterOf(query));
  const shown = inOrder(matching, order, nowMs).slice(page.offset, page.offset + limit);
  return {
    server_id: view.id,
    now: goTime(nowMs),
    num_connections: shown.length,
    // As in nats-server, of the state and account, whatever else is asked for.
    total: candidates.length,
    offset: page.offset,
    limit,
    connections: infos(shown, nowMs, depth),
  };
}

function* infos(shown: readonly ConnectionView[], nowMs: number, depth: Depth): Generator<object> {
  for (const connection of shown) yield connectionInfo(connection, nowMs, depth);
}

function stateOf(query: Query): State {
  const text = query.text('state');
  const state = text.toLowerCase();
  if (state === '' || state === 'open') return 'open';
  if (state === 'closed') return 'closed';
  if (state === 'any' || state === 'all') return 'any';
  throw badRequest(`Error decoding state for ${text}`);
}

function orderOf(query: Query, state: State): ConnectionOrder {
  const name = query.text('sort');
  if (name === '') return 'cid';
  if (!isConnectionOrder(name)) throw badRequest(`invalid sorting option: ${name}`);
  if ((name === 'stop' || name === 'reason') && state !== 'closed') {
    throw badRequest(`sort by ${name} only valid on closed connections`);
  }
  return name;
}

function candidatesIn(view: ServerView, state: State, account: string): ConnectionView[] {
  const all = [
    ...(state === 'closed' ? [] : view.connections.values()),
    ...(state === 'open' ? [] : view.closedConnections),
  ];
  return account === '' ? all : all.filter((connection) => connection.account.name === account);
}

function withId(view: ServerView, state: State, id: number): ConnectionView[] {
  const open = state === 'closed' ? undefined : view.connections.get(id);
  const found = open ?? (state === 'open' ? undefined : view.closedConnections.find(id));
  return found === undefined ? [] : [found];
}

function filterOf(query: Query): (connection: ConnectionView) => boolean {
  const user = query.text('user');
  // MQTT is not served: no connection has an id of its kind.
  if (query.text('mqtt_client') !== '') return () => false;
  const subject = subjectOf(query);
  return ({ authorizedUser, subscriptions }) =>
    (user === '' || authorizedUser === user) &&
    (subject === '' || hearsSome(subscriptions, subject));
}

/** Subscribers to what they look for; the subjects of one account mean nothing in others. */
function subjectOf(query: Query): string {
  const subject = query.text('filter_subject');
  if (subject === '' || subject === '>') return '';
  if (query.text('acc') !== '') return encodeBytes(subject);
  throw badRequest('filter by subject only valid with account filtering');
}

function hearsSome(subscriptions: SubscriptionsView, wanted: string): boolean {
  for (const { subject } of subscriptions.values()) if (overlap(subject, wanted)) return true;
  return false;
}
