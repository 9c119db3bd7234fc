/** Numbers for Prometheus: what is asked, what is there, and what expires next. */
import { plain, type Answer } from './answer.ts';
import { isExpired } from './headline.ts';
import type { AccountStore } from './store.ts';

/** What is counted, and what it means. */
const COUNTED = {
  lookups: 'Requests for an account JWT',
  lookups_missed: 'Requests for an account JWT that is not there',
  not_modified: 'Requests for an account JWT that the client had already',
  updates: 'Account JWTs stored over HTTP',
  updates_refused: 'Account JWTs refused over HTTP',
  received: 'Account JWTs stored from NATS',
  received_refused: 'Account JWTs from NATS that were refused',
  notifications: 'Changes published over NATS',
} as const;

export type Counted = keyof typeof COUNTED;

export class Counters {
  readonly #counts = new Map<Counted, number>();

  count(what: Counted): void {
    this.#counts.set(what, this.of(what) + 1);
  }

  of(what: Counted): number {
    return this.#counts.get(what) ?? 0;
  }
}

export function metrics(counters: Counters, store: AccountStore, nowMs = Date.now()): Answer {
  const lines: string[] = [];
  const add = (name: string, type: 'counter' | 'gauge', help: string, value: number): void => {
    const full = `nats_account_server_${name}`;
    lines.push(`# HELP ${full} ${help}`, `# TYPE ${full} ${type}`, `${full} ${value}`);
  };
  for (const [name, help] of Object.entries(COUNTED)) {
    add(`${name}_total`, 'counter', help, counters.of(name as Counted)); // A key of COUNTED.
  }
  const { expired, next, oldest } = agesOf(store, nowMs);
  add('accounts', 'gauge', 'Accounts in the store', store.size);
  add('accounts_expired', 'gauge', 'Accounts whose JWT has expired', expired);
  if (next !== undefined) {
    add('next_expiry_timestamp_seconds', 'gauge', 'When the next JWT expires', next);
  }
  if (oldest !== undefined) {
    add('oldest_issue_timestamp_seconds', 'gauge', 'When the oldest JWT was issued', oldest);
  }
  const answer = plain(`${lines.join('\n')}\n`);
  return { ...answer, headers: { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' } };
}

interface Ages {
  readonly expired: number;
  readonly next: number | undefined;
  readonly oldest: number | undefined;
}

function agesOf(store: AccountStore, nowMs: number): Ages {
  let [expired, next, oldest] = [0, Infinity, Infinity];
  for (const headline of store.headlines()) {
    if (isExpired(headline, nowMs)) expired += 1;
    else if (headline.exp > 0) next = Math.min(next, headline.exp);
    oldest = Math.min(oldest, headline.iat);
  }
  const finite = (value: number): number | undefined =>
    Number.isFinite(value) ? value : undefined;
  return { expired, next: finite(next), oldest: finite(oldest) };
}
