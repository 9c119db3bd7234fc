import { Sublist, type Match } from '../../subject/sublist.ts';
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
  /** Number of the senders of this account that are treated alike. */
  readonly senderClass: number;
  readonly traffic: Traffic = noTraffic();
  readonly #sublist = new Sublist<Subscription>();
  readonly #listeners: readonly InterestListener[];

  constructor(name: string, senderClass: number, listeners: readonly InterestListener[]) {
    this.name = name;
    this.senderClass = senderClass;
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

  #tell(subscription: Subscription, change: 1 | 0 | -1): void {
    for (const listener of this.#listeners) listener.interestChanged(this, subscription, change);
  }
}
