/** A login that was refused. */
export interface FailedLogin {
  readonly at: Date;
  readonly host: string;
  /** As whom: `User "u"`, `Nkey "U…"`; undefined if it did not say. */
  readonly who: string | undefined;
  /** What was wrong, for those who run the server. */
  readonly why: string;
}

interface Streak {
  count: number;
  lastAt: number;
}

/** Failed logins that are kept to be told of. */
const MOST_KEPT = 100;
/** Peers whose failures are counted; beyond, the one that failed longest ago is forgotten. */
const MOST_STREAKS = 10_000;
/** As much of a name counts: a CONNECT may bring one of 4 KiB. */
const LONGEST_NAME = 128;
/** After how long without failure a peer's count begins anew. */
const FORGET_MS = 60_000;
/** The second failure in a row waits for its answer this long, each further one twice as long as the one before. */
const FIRST_DELAY_MS = 50;
const LONGEST_DELAY_MS = 1_000;

/** Counts logins that fail, and slows down whoever keeps trying the same. */
export class FailedLogins {
  #total = 0;
  readonly #latest: FailedLogin[] = [];
  /** By host and name, those that failed last at the end. */
  readonly #streaks = new Map<string, Streak>();

  /** All since the start. */
  get total(): number {
    return this.#total;
  }

  /** The last hundred, oldest first. */
  get latest(): readonly FailedLogin[] {
    return this.#latest;
  }

  /** Notes `login`; returns how many ms the refusal is to wait. */
  add(login: Omit<FailedLogin, 'at'>): number {
    this.#total++;
    this.#latest.push({ ...login, at: new Date() });
    if (this.#latest.length > MOST_KEPT) this.#latest.shift();
    const count = this.#countOf(keyOf(login));
    return count === 1 ? 0 : Math.min(FIRST_DELAY_MS * 2 ** (count - 2), LONGEST_DELAY_MS);
  }

  /** The same peer got in: it starts anew. */
  forgive(login: Pick<FailedLogin, 'host' | 'who'>): void {
    if (this.#streaks.size > 0) this.#streaks.delete(keyOf(login));
  }

  #countOf(key: string): number {
    const now = performance.now();
    const before = this.#streaks.get(key);
    const isFresh = before !== undefined && now - before.lastAt < FORGET_MS;
    const count = isFresh ? before.count + 1 : 1;
    this.#streaks.delete(key);
    this.#streaks.set(key, { count, lastAt: now });
    if (this.#streaks.size > MOST_STREAKS) this.#streaks.delete(this.#streaks.keys().next().value!);
    return count;
  }
}

function keyOf({ host, who = '' }: Pick<FailedLogin, 'host' | 'who'>): string {
  return `${host} ${who.slice(0, LONGEST_NAME)}`;
}
