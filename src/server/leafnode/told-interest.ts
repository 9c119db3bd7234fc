import type { Account, InterestListener } from '../account/account.ts';
import type { Subscription } from '../connection/subscription.ts';
import { originOf } from '../delivery/audience.ts';

/** A leafnode, as somebody who is told what this server is interested in. */
export interface Listener {
  /** Of the other side; empty if it has none. */
  readonly remoteCluster: string;
  /** Whether the other side is the hub, which is told what this server and its own leafnodes hear, and no more. */
  readonly isSpoke: boolean;
  /** Whether it is told nothing of what other leafnodes hear. */
  readonly isIsolated: boolean;
  /** Whether messages on `subject` may come from there at all. */
  mayAsk(subject: string): boolean;
  /** So many hear `name`, which is a subject or `subject queue`; 0 for nobody any more. */
  tell(name: string, count: number): void;
}

/** The subjects of which each leafnode sends its own around, to find out whether it comes back. */
export const LOOP_PREFIX = '$LDS.';

/** Those who hear something, as far as it matters whom they are told to. */
interface Party {
  readonly kind: 'local' | 'leafnode' | 'hub' | 'elsewhere';
  /** The cluster of leafnodes that they belong to; empty for none. */
  readonly origin: string;
  /** The connection that they are behind, where no name says it. */
  readonly connection: object | undefined;
}

/** How many of whom hear one thing. Most interest is of one party. */
interface Entry {
  readonly parties: Party[];
  readonly counts: number[];
}

/**
 * What the leafnodes of an account are told of the interest in it. One count for all of them: each is told of all
 * parties but its own cluster, so what differs is only whom it counts (nats-server leafnode.go keeps a map for each
 * leafnode, updateSmap).
 */
class AccountInterest {
  readonly listeners = new Set<Listener>();
  readonly #entries = new Map<string, Entry>();
  readonly #parties = new Map<string, Party>();

  change(subscription: Subscription, change: 1 | -1): void {
    const { subject, queue, weight = 1 } = subscription;
    const name = queue === undefined ? subject : `${subject} ${queue}`;
    this.changeCount(name, this.#partyOf(subscription), change * weight);
  }

  changeCount(name: string, party: Party, change: number): void {
    const entry = this.#entries.get(name) ?? { parties: [], counts: [] };
    const at = entry.parties.indexOf(party);
    const before = at < 0 ? 0 : entry.counts[at]!;
    const after = Math.max(0, before + change);
    if (before === after) return;
    // Of a queue group the others must know how many members it has.
    const isNews = name.includes(' ') || before === 0 || after === 0;
    const told = isNews ? [...this.listeners].map((each) => sumFor(each, name, entry)) : [];
    set(entry, party, at, after);
    if (entry.parties.length === 0) this.#entries.delete(name);
    else this.#entries.set(name, entry);
    if (!isNews) return;
    let i = 0;
    for (const each of this.listeners) {
      const was = told[i++]!;
      const is = sumFor(each, name, entry);
      if (is !== was && (name.includes(' ') || is === 0 || was === 0)) each.tell(name, is);
    }
  }

  /** All that `listener` is to know. What changes while it is walked may be seen or not. */
  *of(listener: Listener): Generator<{ readonly name: string; readonly count: number }> {
    for (const [name, entry] of this.#entries) {
      const count = sumFor(listener, name, entry);
      if (count > 0) yield { name, count };
    }
  }

  #partyOf(subscription: Subscription): Party {
    const { connection } = subscription;
    const origin = originOf(subscription);
    switch (connection.kind) {
      case 'client':
      case 'internal':
        return LOCAL;
      case 'leaf': {
        const kind = connection.isSpoke === true ? 'hub' : 'leafnode';
        const nameless = origin === '' ? connection : undefined;
        return this.#party(`${kind} ${origin === '' ? connection.id : origin}`, {
          kind,
          origin,
          connection: nameless,
        });
      }
      case 'route':
      case 'gateway':
        return this.#party(origin, { kind: 'elsewhere', origin, connection: undefined });
    }
  }

  #party(key: string, party: Party): Party {
    const known = this.#parties.get(key);
    if (known !== undefined) return known;
    this.#parties.set(key, party);
    return party;
  }
}

/** This server itself and its clients. */
const LOCAL: Party = { kind: 'local', origin: '', connection: undefined };
/** Other clusters. */
const ELSEWHERE: Party = { kind: 'elsewhere', origin: '', connection: undefined };

function set({ parties, counts }: Entry, party: Party, at: number, count: number): void {
  if (count === 0) {
    parties.splice(at, 1);
    counts.splice(at, 1);
  } else if (at < 0) {
    parties.push(party);
    counts.push(count);
  } else counts[at] = count;
}

/** How many there are, as `listener` counts them. */
function sumFor(listener: Listener, name: string, { parties, counts }: Entry): number {
  let sum = 0;
  for (const [at, party] of parties.entries()) {
    if (concerns(listener, name, party)) sum += counts[at]!;
  }
  if (sum === 0) return 0;
  const subject = name.includes(' ') ? name.slice(0, name.indexOf(' ')) : name;
  return listener.mayAsk(subject) ? sum : 0;
}

function concerns(listener: Listener, name: string, { kind, origin, connection }: Party): boolean {
  if (connection === listener) return false;
  if (origin !== '' && origin === listener.remoteCluster) return false;
  if (listener.isIsolated && (kind === 'leafnode' || kind === 'hub')) return false;
  // A hub has its own ways to what this server hears from elsewhere; loops show whatever way they take.
  return (
    !listener.isSpoke || kind === 'local' || kind === 'leafnode' || name.startsWith(LOOP_PREFIX)
  );
}

/** Counts interest in the accounts that have leafnodes, and tells these of it. */
export class ToldInterest implements InterestListener {
  readonly #heardElsewhere: (account: Account) => Iterable<string>;
  readonly #byAccount = new Map<Account, AccountInterest>();
  /** Subjects that are mapped to others: as if somebody here heard them. */
  readonly #mapped = new Map<Account, readonly string[]>();

  /** `heardElsewhere`: what other clusters listen to, which `elsewhereChanged` then tells of. */
  constructor(heardElsewhere: (account: Account) => Iterable<string>) {
    this.#heardElsewhere = heardElsewhere;
  }

  elsewhereChanged(account: Account, name: string, change: 1 | -1): void {
    this.#byAccount.get(account)?.changeCount(name, ELSEWHERE, change);
  }

  interestChanged(account: Account, subscription: Subscription, change: 1 | 0 | -1): void {
    if (change !== 0) this.#byAccount.get(account)?.change(subscription, change);
  }

  /** From now on `listener` hears of what changes; of what there is, `of` tells. */
  add(account: Account, listener: Listener): void {
    let interest = this.#byAccount.get(account);
    if (interest === undefined) {
      interest = new AccountInterest();
      for (const each of account.subscriptions()) interest.change(each, 1);
      for (const name of this.#heardElsewhere(account)) interest.changeCount(name, ELSEWHERE, 1);
      this.#byAccount.set(account, interest);
      this.mappingsChanged(account);
    }
    interest.listeners.add(listener);
  }

  remove(account: Account, listener: Listener): void {
    const interest = this.#byAccount.get(account);
    interest?.listeners.delete(listener);
    if (interest?.listeners.size !== 0) return;
    // Nobody asks any more: it is counted anew when somebody does.
    this.#byAccount.delete(account);
    this.#mapped.delete(account);
  }

  of(
    account: Account,
    listener: Listener,
  ): Iterable<{ readonly name: string; readonly count: number }> {
    return this.#byAccount.get(account)?.of(listener) ?? [];
  }

  mappingsChanged(account: Account): void {
    const interest = this.#byAccount.get(account);
    if (interest === undefined) return;
    const before = this.#mapped.get(account) ?? [];
    const now = [...account.mappings.sources];
    this.#mapped.set(account, now);
    for (const each of now) if (!before.includes(each)) interest.changeCount(each, LOCAL, 1);
    for (const each of before) if (!now.includes(each)) interest.changeCount(each, LOCAL, -1);
  }

  allMappingsChanged(): void {
    for (const account of this.#byAccount.keys()) this.mappingsChanged(account);
  }
}
