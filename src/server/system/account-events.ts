import { byteString } from '../../base/byte-string.ts';
import type { Account } from '../account/account.ts';
import { accountStatistics } from '../monitor/accstatz.ts';
import { typedEvent, type TypedEvent } from './event.ts';
import type { System } from './system.ts';

/** Who has connections tells how many at least as often (nats-server events.go, eventsHBInterval). */
const HEARTBEAT_MS = 30_000;

/**
 * How many connections each account has, told when that changes and every 30 s while there are any. Other servers add
 * what they hear up to what an account may have.
 */
export class AccountEvents {
  readonly #system: System;
  /** Accounts with connections and when they were told of last, the longest ago first. */
  readonly #toldAt = new Map<Account, number>();
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;

  constructor(system: System, now = (): number => performance.now()) {
    this.#system = system;
    this.#now = now;
  }

  /** `account` has one connection more or less. Nobody is told of $G (accConnsUpdate). */
  connectionsChanged(account: Account): void {
    if (account.name === '$G' || this.#system.account === undefined) return;
    this.#toldAt.delete(account);
    if (account.clients + account.leafnodes > 0) {
      this.#toldAt.set(account, this.#now());
      this.#timer ??= setTimeout(this.#beat, HEARTBEAT_MS).unref();
    }
    this.#tell(account, subjectsOf(account));
  }

  /** A server has come that knows nothing yet. */
  tellAll(): void {
    for (const account of this.#toldAt.keys()) this.#tell(account, subjectsOf(account));
  }

  /** Tells whoever asks, on `subject`. */
  answer(account: Account, subject: string): void {
    this.#tell(account, [subject]);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#toldAt.clear();
  }

  readonly #beat = (): void => {
    const now = this.#now();
    this.#timer = undefined;
    for (const [account, toldAt] of this.#toldAt) {
      const dueInMs = toldAt + HEARTBEAT_MS - now;
      if (dueInMs > 0) {
        this.#timer = setTimeout(this.#beat, dueInMs).unref();
        return;
      }
      // From the front to the end; it is not met again in this walk, for it is due only then.
      this.#toldAt.delete(account);
      this.#toldAt.set(account, now);
      this.#tell(account, subjectsOf(account));
    }
  };

  #tell(account: Account, subjects: readonly string[]): void {
    let event: TypedEvent | undefined;
    for (const subject of subjects) {
      this.#system.publish(subject, () => ({
        ...(event ??= typedEvent('account_connections', this.#system.eventId(), Date.now())),
        server: this.#system.serverInfo(),
        ...accountStatistics(account, account),
      }));
    }
  }
}

/** The same is told on both; the first is for old servers. */
function subjectsOf(account: Account): string[] {
  const name = byteString(account.name);
  return [`$SYS.SERVER.ACCOUNT.${name}.CONNS`, `$SYS.ACCOUNT.${name}.SERVER.CONNS`];
}
