/**
 * Whether a password or token is the one that was configured, in clear or hashed with bcrypt.
 *
 * bcrypt runs on libuv's threads, so that messages flow meanwhile. Only so many hashes are computed at a time that files
 * and names still get a thread; the other checks wait in line, and whoever asks for one that is under way already, as a
 * thousand clients of one user that come back together, shares its result.
 */
import { hash as digest, timingSafeEqual } from 'node:crypto';
import { availableParallelism } from 'node:os';

/** libuv has four threads. */
const MOST_AT_ONCE = Math.min(availableParallelism(), 3);

/** Whether nobody waits for the result any more. */
type IsGone = () => boolean;

interface Asker {
  readonly isGone: IsGone;
  readonly answer: (isRight: boolean) => void;
}

interface Check {
  readonly hash: string;
  readonly password: string;
  readonly askers: Asker[];
}

export class PasswordChecks {
  /** Checks that were asked for and not answered, in the order in which they came. */
  readonly #open = new Map<string, Check>();
  readonly #waiting: Check[] = [];
  #running = 0;

  /** How many checks wait or run. */
  get size(): number {
    return this.#open.size;
  }

  /** Whether `password` is the `configured` one. At once if that is in clear; false if the asker `isGone` before. */
  check(configured: string, password: string, isGone: IsGone): boolean | Promise<boolean> {
    if (!isBcrypt(configured)) return equals(configured, password);
    return new Promise((answer) => {
      const key = `${configured} ${password}`;
      let check = this.#open.get(key);
      if (check === undefined) {
        check = { hash: configured, password, askers: [] };
        this.#open.set(key, check);
        this.#waiting.push(check);
      }
      check.askers.push({ isGone, answer });
      this.#next();
    });
  }

  #next(): void {
    while (this.#running < MOST_AT_ONCE) {
      const check = this.#waiting.shift();
      if (check === undefined) return;
      // Somebody who waited too long and dialled again must not have his first try in front of him.
      if (check.askers.every(({ isGone }) => isGone())) this.#done(check, false);
      else void this.#run(check);
    }
  }

  async #run(check: Check): Promise<void> {
    this.#running++;
    let isRight = false;
    try {
      // Many servers have no hashes and need not load it.
      const { default: bcrypt } = await import('bcrypt');
      // $2a$, $2x$ and $2y$ mark errors of old programs. nats-server computes all of them as $2b$, which has none.
      isRight = await bcrypt.compare(check.password, check.hash.replace(/^\$2[axy]/, '$2b'));
    } finally {
      this.#running--;
      this.#done(check, isRight);
      this.#next();
    }
  }

  #done(check: Check, isRight: boolean): void {
    this.#open.delete(`${check.hash} ${check.password}`);
    for (const { answer } of check.askers) answer(isRight);
  }
}

/** Whether a configured password is the hash of one (the pattern is nats-server's). */
export function isBcrypt(configured: string): boolean {
  return /^\$2[abxy]\$\d{2}\$/.test(configured);
}

/**
 * A password that nobody has, as dear to check as the dearest of `configured`: names that are not known must not be told
 * by the time that they take.
 */
export function decoyOf(configured: readonly string[]): string {
  const costs = configured.filter(isBcrypt).map((hash) => hash.slice(4, 6));
  const dearest = costs.sort().at(-1);
  // Sixteen zeros for salt, and a hash of zeros: to find the password for it would break bcrypt.
  return dearest === undefined ? '' : `$2b$${dearest}$${'.'.repeat(53)}`;
}

/** In a time that tells nothing of either text. */
export function equals(one: string, other: string): boolean {
  return timingSafeEqual(digest('sha256', one, 'buffer'), digest('sha256', other, 'buffer'));
}
