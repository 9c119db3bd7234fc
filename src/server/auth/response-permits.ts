import type { ResponsePermissions } from '../options/permissions.ts';

/** Permits that one connection can hold; beyond, the oldest goes. */
const MOST_PERMITS = 65_536;
/** After how many new ones, or after how long, those that are used up are looked for (nats-server's numbers). */
const NEW_BEFORE_PRUNING = 4_096;
const PRUNE_INTERVAL_MS = 1_000;

interface Permit {
  readonly grantedAt: number;
  used: number;
}

/** The reply subjects of requests that a connection was sent: for a while it may publish to them. */
export class ResponsePermits {
  readonly #rules: ResponsePermissions;
  readonly #permits = new Map<string, Permit>();
  #newSincePruning = 0;
  #prunedAt = performance.now();

  constructor(rules: ResponsePermissions) {
    this.#rules = rules;
  }

  get size(): number {
    return this.#permits.size;
  }

  /** A request was delivered that asks for answers on `reply`. */
  grant(reply: string): void {
    const now = performance.now();
    // Taken out first, so that the map stays in the order of time.
    this.#permits.delete(reply);
    this.#permits.set(reply, { grantedAt: now, used: 0 });
    this.#newSincePruning++;
    if (this.#newSincePruning > NEW_BEFORE_PRUNING || now - this.#prunedAt > PRUNE_INTERVAL_MS) {
      this.#prune(now);
    }
    if (this.#permits.size > MOST_PERMITS) this.#permits.delete(this.#permits.keys().next().value!);
  }

  /** Whether an answer may be published to `subject`; counts it if so. */
  use(subject: string): boolean {
    const permit = this.#permits.get(subject);
    if (permit === undefined) return false;
    const isOver = this.#isUsedUp(permit) || this.#isExpired(permit, performance.now());
    if (isOver) this.#permits.delete(subject);
    else permit.used++;
    return !isOver;
  }

  #prune(now: number): void {
    this.#newSincePruning = 0;
    this.#prunedAt = now;
    for (const [subject, permit] of this.#permits) {
      if (this.#isUsedUp(permit) || this.#isExpired(permit, now)) this.#permits.delete(subject);
    }
  }

  #isUsedUp({ used }: Permit): boolean {
    return this.#rules.max > 0 && used >= this.#rules.max;
  }

  #isExpired({ grantedAt }: Permit, now: number): boolean {
    return this.#rules.expiresMs > 0 && now - grantedAt > this.#rules.expiresMs;
  }
}
