/**
 * Replies that go to another cluster. Whether a requester's inbox is known there already, nobody can say: so the reply
 * that a service sees there leads back to the requester's server by its name, for as long as the inbox is new.
 */
import { Sublist } from '../../subject/sublist.ts';
import type { Account } from '../account/account.ts';
import type { Subscription } from '../connection/subscription.ts';

/** nats-server: what is so old is known in all clusters (gateway.go, defaultGatewayRecentSubExpiration). */
const RECENT_MS = 2_000;
/** How often is looked for what is old. */
const SWEEP_MS = 500;

/** The subscriptions that came lately, by account. */
export class RecentSubscriptions {
  readonly #byAccount = new Map<Account, Sublist<Subscription>>();
  readonly #queue: { account: Account; subscription: Subscription; at: number }[] = [];
  #timer: NodeJS.Timeout | undefined;

  add(account: Account, subscription: Subscription): void {
    let list = this.#byAccount.get(account);
    if (list === undefined) this.#byAccount.set(account, (list = new Sublist<Subscription>()));
    list.insert(subscription);
    this.#queue.push({ account, subscription, at: performance.now() });
    this.#timer ??= setInterval(() => this.#sweep(), SWEEP_MS).unref();
  }

  remove(account: Account, subscription: Subscription): void {
    this.#byAccount.get(account)?.remove(subscription);
  }

  /** Whether one that came lately hears `subject`. */
  hear(account: Account, subject: string): boolean {
    const list = this.#byAccount.get(account);
    if (list === undefined || list.size === 0) return false;
    const { plain, groups } = list.lookUp(subject);
    return plain.length + groups.length > 0;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #sweep(): void {
    const before = performance.now() - RECENT_MS;
    let old = 0;
    while (old < this.#queue.length && this.#queue[old]!.at <= before) old++;
    for (const { account, subscription } of this.#queue.splice(0, old)) {
      this.remove(account, subscription);
    }
    if (this.#queue.length > 0) return;
    this.#byAccount.clear();
    this.stop();
  }
}
