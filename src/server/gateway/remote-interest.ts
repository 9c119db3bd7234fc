import { Sublist, type Interest } from '../../subject/sublist.ts';
import { hasWildcard, isCoveredBy } from '../../subject/subject.ts';

/**
 * What is known of another cluster's interest in one account. Older servers tell only what they are not interested in, as
 * they meet it (`Optimistic`); then all that they are interested in.
 */
export type InterestMode = 'Optimistic' | 'Transitioning' | 'Interest-Only';

/** Who takes a message there: those who listen plainly, and which queue groups. */
export interface Takers {
  readonly isPlain: boolean;
  readonly queues: readonly string[];
}

export const NOBODY: Takers = { isPlain: false, queues: [] };

export class AccountInterest {
  mode: InterestMode;
  /** Whether the account does not interest anybody there, in `Optimistic`. */
  isUninteresting = false;
  readonly #noInterest = new Set<string>();
  readonly #listeners = new Sublist<Listener>();
  readonly #byKey = new Map<string, Listener>();

  constructor(mode: InterestMode) {
    this.mode = mode;
  }

  /** Subjects known to interest nobody. */
  get noInterestCount(): number {
    return this.#noInterest.size;
  }

  get queueSubscriptionCount(): number {
    let count = 0;
    for (const { queue } of this.#byKey.values()) if (queue !== undefined) count++;
    return count;
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** What is heard there: subjects, and `subject queue`. */
  names(): Iterable<string> {
    return this.#byKey.keys();
  }

  values(): Iterable<Listener> {
    return this.#byKey.values();
  }

  takers(subject: string): Takers {
    const { plain, groups } = this.#listeners.match(subject);
    const isPlain = this.#isPlain(subject, plain.length > 0);
    if (!isPlain && groups.length === 0) return NOBODY;
    return { isPlain, queues: groups.map((members) => members[0]!.queue!) };
  }

  #isPlain(subject: string, isHeard: boolean): boolean {
    if (this.mode === 'Interest-Only') return isHeard;
    if (this.mode === 'Transitioning') return true;
    return !this.isUninteresting && !this.#noInterest.has(subject);
  }

  /** Somebody there listens. False if that is no news, or not kept. */
  add(subject: string, queue: string | undefined): boolean {
    if (this.mode === 'Optimistic' && queue === undefined) {
      if (!hasWildcard(subject)) this.#noInterest.delete(subject);
      else {
        for (const each of this.#noInterest) {
          if (isCoveredBy(each, subject)) this.#noInterest.delete(each);
        }
      }
      return false;
    }
    const key = keyOf(subject, queue);
    if (this.#byKey.has(key)) return false;
    const listener = { subject, queue, sid: '', delivered: 0, max: 0 };
    this.#byKey.set(key, listener);
    this.#listeners.insert(listener);
    return true;
  }

  /** Nobody there listens (any more). False if nobody did. */
  remove(subject: string, queue: string | undefined): boolean {
    if (this.mode === 'Optimistic' && queue === undefined) {
      this.#noInterest.add(subject);
      return false;
    }
    const key = keyOf(subject, queue);
    const listener = this.#byKey.get(key);
    if (listener === undefined) return false;
    this.#byKey.delete(key);
    this.#listeners.remove(listener);
    return true;
  }

  /** From now on all is told: what was known not to interest means nothing any more. */
  begin(): void {
    if (this.mode === 'Interest-Only') return;
    this.mode = 'Transitioning';
    this.isUninteresting = false;
    this.#noInterest.clear();
  }

  complete(): void {
    this.mode = 'Interest-Only';
  }
}

/** As monitoring shows subscriptions. */
interface Listener extends Interest {
  readonly sid: string;
  readonly delivered: number;
  readonly max: number;
}

function keyOf(subject: string, queue: string | undefined): string {
  return queue === undefined ? subject : `${subject} ${queue}`;
}
