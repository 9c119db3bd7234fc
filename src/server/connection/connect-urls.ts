/**
 * Where else clients may connect: what INFO tells them, so that they know where to go when this server ends. Other
 * servers tell of themselves; one may tell by several connections, and each says all that it knows anew.
 */
export class ConnectUrls {
  readonly #own: () => readonly string[];
  readonly #changed: () => void;
  readonly #byPeer = new Map<string, readonly string[]>();
  #learned: ReadonlySet<string> = new Set();
  #all: readonly string[] = [];
  #isLeaving = false;

  /** `own`: where this server takes clients. `changed`: clients are to be told. */
  constructor(own: () => readonly string[], changed: () => void) {
    this.#own = own;
    this.#changed = changed;
  }

  /** Where this server takes clients: what other servers are told. None once it is about to go. */
  get own(): readonly string[] {
    return this.#isLeaving ? [] : this.#own();
  }

  /** What clients are told: our own first. Empty for as long as no other server has told of itself, as in nats-server. */
  get all(): readonly string[] {
    return this.#all;
  }

  /** `peer`, by the name of its connection, takes clients at `urls`, and not where it may have said before. */
  add(peer: string, urls: readonly string[]): void {
    this.#byPeer.set(peer, urls);
    this.#review();
  }

  /** `peer` is gone. What nobody else tells of goes with it. */
  remove(peer: string): void {
    if (this.#byPeer.delete(peer)) this.#review();
  }

  /** This server is about to go: clients are told of the others alone. Telling them is the caller's. */
  leave(): void {
    this.#isLeaving = true;
    this.#all = [...this.#learned];
  }

  #review(): void {
    const learned = new Set([...this.#byPeer.values()].flat());
    if (isSame(learned, this.#learned)) return;
    this.#learned = learned;
    this.#all = [...new Set([...this.own, ...learned])];
    this.#changed();
  }
}

function isSame(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return some.size === others.size && [...some].every((each) => others.has(each));
}
