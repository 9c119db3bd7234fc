import { Sublist, type Match } from '../../subject/sublist.ts';
import { noTraffic, type Traffic } from '../connection/connection.ts';
import type { Subscription } from '../connection/subscription.ts';

/** A subject space of its own. Knows its interest; never a socket. */
export class Account {
  readonly name: string;
  readonly traffic: Traffic = noTraffic();
  readonly #sublist = new Sublist<Subscription>();

  constructor(name: string) {
    this.name = name;
  }

  get subscriptionCount(): number {
    return this.#sublist.size;
  }

  /** Adds an interest; its subject must be valid. */
  subscribe(subscription: Subscription): void {
    this.#sublist.insert(subscription);
  }

  unsubscribe(subscription: Subscription): void {
    this.#sublist.remove(subscription);
  }

  match(subject: string): Match<Subscription> {
    return this.#sublist.match(subject);
  }
}
