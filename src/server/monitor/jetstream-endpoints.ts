/** What nats-server answers about JetStream, its queues and raft groups where JetStream is not configured. */
import { NatsxError } from '../../base/errors.ts';
import { goTime } from './go-text.ts';
import { badRequest, type Query } from './query.ts';
import type { ServerView } from './server-view.ts';

const JSZ_BOOLEANS = ['accounts', 'streams', 'consumers', 'direct-consumers', 'config'] as const;

/** The answer of /jsz. */
export function jsz(view: ServerView, query: Query, nowMs: number): object {
  for (const name of JSZ_BOOLEANS) query.boolean(name);
  query.integer('offset');
  query.integer('limit');
  const asksLeaderOnly = query.boolean('leader-only');
  query.boolean('raft');
  query.boolean('stream-leader-only');
  if (asksLeaderOnly) throw badRequest('filtered response: not leader');
  return {
    memory: 0,
    storage: 0,
    reserved_memory: 0,
    reserved_storage: 0,
    accounts: 0,
    ha_assets: 0,
    api: { level: 0, total: 0, errors: 0 },
    server_id: view.id,
    now: goTime(nowMs),
    disabled: true,
    config: { max_memory: 0, max_storage: 0 },
    streams: 0,
    consumers: 0,
    messages: 0,
    bytes: 0,
    total: 0,
  };
}

/** The answer of /ipqueuesz: there are no queues between threads in a server that has but one. */
export function ipqueuesz(query: Query): object {
  query.boolean('all');
  return {};
}

/** The answer of /raftz. */
export function raftz(): never {
  throw new NatsxError('ERR_MONITOR_NOT_FOUND', 'No Raft nodes registered');
}
