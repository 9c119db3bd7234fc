import type { Subscription } from '../connection/subscription.ts';
import type { Account, InterestListener } from './account.ts';

/**
 * What somebody is interested in. `subject`, or `subject queue`; what leafnodes asked for, if that is told apart, has the
 * name of their cluster in front: `origin subject`, `origin subject queue`.
 */
type Key = string;

/** Told of what other servers must know. */
export interface InterestAudience {
  /** There are `count` who listen, in a queue group members, and were `before`; never called if both are the same. */
  interestChanged(
    account: Account,
    interest: { readonly key: Key; readonly isLeafnodes: boolean },
    count: number,
    before: number,
  ): void;
}

export interface InterestTerms {
  /** Whether a subscription is one that the others must know of. */
  concerns(subscription: Subscription): boolean;
  /** Whether they are told which cluster of leafnodes it stems from. */
  readonly tellsOrigins: boolean;
}

interface Counts {
  readonly own: Map<Key, number>;
  /** What leafnodes have asked for: other leafnodes of the same cluster must not get it from elsewhere. */
  readonly ofLeafnodes: Map<Key, number>;
}

/** How many listen to what, by account: what one kind of other servers is told of. */
export class InterestCounts implements InterestListener {
  readonly #counts = new Map<Account, Counts>();
  readonly #terms: InterestTerms;
  readonly #audience: InterestAudience;

  constructor(terms: InterestTerms, audience: InterestAudience) {
    this.#terms = terms;
    this.#audience = audience;
  }

  interestChanged(account: Account, subscription: Subscription, change: 1 | 0 | -1): void {
    if (change === 0 || !this.#terms.concerns(subscription)) return;
    const { subject, queue, weight = 1, connection } = subscription;
    const origin = this.#terms.tellsOrigins ? (connection.remoteCluster ?? '') : '';
    const isLeafnodes = origin !== '';
    const name = queue === undefined ? subject : `${subject} ${queue}`;
    const key = isLeafnodes ? `${origin} ${name}` : name;
    const counts = this.#countsOf(account)[isLeafnodes ? 'ofLeafnodes' : 'own'];
    const before = counts.get(key) ?? 0;
    const after = Math.max(0, before + change * weight);
    if (after === 0) counts.delete(key);
    else counts.set(key, after);
    // Of a queue group, others may have to know how many members it has.
    if (queue === undefined && before > 0 && after > 0) return;
    if (before !== after) {
      this.#audience.interestChanged(account, { key, isLeafnodes }, after, before);
    }
  }

  /** All of `account`. What changes while it is walked may be seen or not. */
  *of(account: Account): Generator<{ key: Key; count: number; isLeafnodes: boolean }> {
    const counts = this.#counts.get(account);
    if (counts === undefined) return;
    for (const [key, count] of counts.own) yield { key, count, isLeafnodes: false };
    for (const [key, count] of counts.ofLeafnodes) yield { key, count, isLeafnodes: true };
  }

  /** The accounts in which there is or was any. */
  accounts(): Iterable<Account> {
    return this.#counts.keys();
  }

  /** `account` is gone; others are told that nobody listens there any more. */
  forget(account: Account): void {
    for (const { key, isLeafnodes, count } of this.of(account)) {
      this.#audience.interestChanged(account, { key, isLeafnodes }, 0, count);
    }
    this.#counts.delete(account);
  }

  #countsOf(account: Account): Counts {
    let counts = this.#counts.get(account);
    if (counts === undefined) {
      counts = { own: new Map<Key, number>(), ofLeafnodes: new Map<Key, number>() };
      this.#counts.set(account, counts);
    }
    return counts;
  }
}

/** Whether a subscription is of this server: each server has service imports itself, and a hub knows what its spokes hear. */
export function isLocal({ connection, isImport }: Subscription): boolean {
  switch (connection.kind) {
    case 'client':
    case 'internal':
      return isImport !== true;
    case 'leaf':
      return connection.isSpoke !== true;
    case 'route':
    case 'gateway':
      return false;
  }
}
