import { Sublist, type Match, type SublistStatistics } from '../../subject/sublist.ts';
import { noTraffic, type Traffic } from '../connection/connection.ts';
import type { Subscription } from '../connection/subscription.ts';

/** Told of every change of interest in an account. */
export interface InterestListener {
  /** `subscription` comes (1), goes (-1), or is about to change its terms (0). */
  interestChanged(account: Account, subscription: Subscription, change: 1 | 0 | -1): void;
}

/** A subject space of its own. Knows its interest; never a socket. */
export class Account {
  readonly name: string;
  readonly traffic: Traffic = noTraffic();
  /** When its terms were set last, in ms since 1970. */
  readonly updatedAtMs = Date.now();
  /** Its connections that were closed because they did not keep up. */
  slowConsumers = 0;
  readonly #sublist = new Sublist<Subscription>();
  readonly #listeners: readonly InterestListener[];

  constructor(name: string, listeners: readonly InterestListener[]) {
    this.name = name;
    this.#listeners = listeners;
  }

  get subscriptionCount(): number {
    return this.#sublist.size;
  }

  /** Adds an interest; its subject must be valid. */
  subscribe(subscription: Subscription): void {
    this.#sublist.insert(subscription);
    this.#tell(subscription, 1);
  }

  unsubscribe(subscription: Subscription): void {
    if (this.#sublist.remove(subscription)) this.#tell(subscription, -1);
  }

  /** To be called before the terms of `subscription` change: how many messages it gets, or in which form. */
  changing(subscription: Subscription): void {
    this.#tell(subscription, 0);
  }

  match(subject: string): Match<Subscription> {
    return this.#sublist.match(subject);
  }

  /** All subscriptions. Of those that come or go while they are walked, some are seen. */
  subscriptions(): Iterable<Subscription> {
    return this.#sublist;
  }

  /** Who hears `subject`, for those who only look. */
  subscriptionsTo(subject: string): readonly Subscription[] {
    const { plain, groups } = this.#sublist.lookUp(subject);
    return [...plain, ...groups.flat()];
  }

  get sublistStatistics(): SublistStatistics {
    return this.#sublist.statistics;
  }

  #tell(subscription: Subscription, change: 1 | 0 | -1): void {
    for (const listener of this.#listeners) listener.interestChanged(this, subscription, change);
  }
}
