/**
 * Who is interested in a subject: nats-server's sublist.go.
 *
 * Patterns stand in a trie of tokens, with a cache of results before it. Literal subjects, which most subscriptions have,
 * stand in one map: in a trie, a million of them took twice the memory, and three look-ups each instead of one.
 *
 * A published subject is matched as it stands: a `*` in it is an ordinary token (nats-server, `PUB foo.* …` reaches a
 * subscriber of `>`), and a subject with an empty token matches nothing.
 */
import { hasWildcard } from './subject.ts';

/** What a subscription must say of itself to be found. */
export interface Interest {
  readonly subject: string;
  /** The queue group, if it is a member of one. */
  readonly queue: string | undefined;
}

/** The subscriptions of one subject. Never changed once made: a caller may keep walking it while the list changes. */
export interface Match<S> {
  readonly plain: readonly S[];
  /** The members of each queue group, whichever of their patterns matched. */
  readonly groups: readonly (readonly S[])[];
}

/** How much a sublist has had to do. Counts only grow. */
export interface SublistStatistics {
  /** Subscriptions now. */
  readonly subscriptions: number;
  /** Subscriptions that came and went. */
  readonly inserts: number;
  readonly removes: number;
  /** Subjects that were looked up, and how many of them were known. */
  readonly matches: number;
  readonly cacheHits: number;
  /** Results that are known, and how many plain subscriptions and groups they name: together, and the most of one. */
  readonly cached: number;
  readonly cachedFanout: number;
  readonly mostFanout: number;
}

/** Results kept per sublist; nats-server keeps 1024 too. */
const CACHE_LIMIT = 1024;

/** Subjects remembered as missed; a power of two. */
const MISSED = 64;

const NOBODY: Match<never> = { plain: [], groups: [] };
const NO_GROUPS: readonly never[] = [];

export class Sublist<S extends Interest> {
  #size = 0;
  #inserts = 0;
  #removes = 0;
  #matches = 0;
  #cacheHits = 0;
  /** By literal subject. What follows is made when it is needed: there may be ten thousand accounts without a client. */
  #literals: Map<string, S | Listeners<S>> | undefined;
  #patterns: Level<S> | undefined;
  #cache: Map<string, Match<S>> | undefined;
  /** Subjects that were not in the cache, lately. */
  #missed: string[] | undefined;

  /** How many subscriptions there are. */
  get size(): number {
    return this.#size;
  }

  /** Adds `sub`, whose subject the caller has found valid. */
  insert(sub: S): void {
    if (hasWildcard(sub.subject)) this.#insertPattern(sub);
    else this.#insertLiteral(sub);
    this.#size++;
    this.#inserts++;
    this.#forget(sub.subject);
  }

  /** Takes `sub` out; false when it was not in. */
  remove(sub: S): boolean {
    const isOut = hasWildcard(sub.subject) ? this.#removePattern(sub) : this.#removeLiteral(sub);
    if (!isOut) return false;
    this.#size--;
    this.#removes++;
    this.#forget(sub.subject);
    return true;
  }

  /** The subscriptions that hear `subject`. Hot path of the slow road. */
  match(subject: string): Match<S> {
    this.#matches++;
    const known = this.#cache?.get(subject);
    if (known !== undefined) {
      this.#cacheHits++;
      return known;
    }
    const match = this.lookUp(subject);
    // A result is worth keeping when its subject comes a second time: most that come here are inboxes, used once.
    const missed = (this.#missed ??= new Array<string>(MISSED).fill(''));
    const place = placeOf(subject);
    if (missed[place] !== subject) missed[place] = subject;
    else {
      if (this.#cache === undefined || this.#cache.size >= CACHE_LIMIT) this.#cache = new Map();
      this.#cache.set(subject, match);
    }
    return match;
  }

  /** What `match` finds, for those who only look: nothing is counted or remembered. */
  lookUp(subject: string): Match<S> {
    const literal = this.#literals?.get(subject);
    if (this.#patterns !== undefined) return new Search<S>(subject).in(this.#patterns, literal);
    if (literal === undefined) return NOBODY;
    return literal instanceof Listeners
      ? new Search<S>(subject).in(undefined, literal)
      : { plain: [literal], groups: NO_GROUPS };
  }

  /** All subscriptions. Of those that come or go while they are walked, some are seen. */
  *[Symbol.iterator](): Generator<S> {
    for (const each of this.#literals?.values() ?? []) {
      if (each instanceof Listeners) yield* each.own();
      else yield each;
    }
    const levels = this.#patterns === undefined ? [] : [this.#patterns];
    for (let level = levels.pop(); level !== undefined; level = levels.pop()) {
      for (const node of level.nodes()) {
        yield* node.own();
        if (node.next !== undefined) levels.push(node.next);
      }
    }
  }

  get statistics(): SublistStatistics {
    let cachedFanout = 0;
    let mostFanout = 0;
    for (const { plain, groups } of this.#cache?.values() ?? []) {
      const fanout = plain.length + groups.length;
      cachedFanout += fanout;
      if (fanout > mostFanout) mostFanout = fanout;
    }
    return {
      subscriptions: this.#size,
      inserts: this.#inserts,
      removes: this.#removes,
      matches: this.#matches,
      cacheHits: this.#cacheHits,
      cached: this.#cache?.size ?? 0,
      cachedFanout,
      mostFanout,
    };
  }

  #insertLiteral(sub: S): void {
    const literals = (this.#literals ??= new Map<string, S | Listeners<S>>());
    const known = literals.get(sub.subject);
    if (known instanceof Listeners) known.add(sub);
    else if (known === undefined && sub.queue === undefined) literals.set(sub.subject, sub);
    else {
      const listeners = new Listeners<S>();
      if (known !== undefined) listeners.add(known);
      listeners.add(sub);
      literals.set(sub.subject, listeners);
    }
  }

  #removeLiteral(sub: S): boolean {
    const known = this.#literals?.get(sub.subject);
    if (known instanceof Listeners) {
      if (!known.drop(sub)) return false;
      if (!known.isEmpty()) return true;
    } else if (known !== sub) return false;
    this.#literals!.delete(sub.subject);
    if (this.#literals!.size === 0) this.#literals = undefined;
    return true;
  }

  #insertPattern(sub: S): void {
    let level = (this.#patterns ??= new Level<S>());
    let node: Node<S> | undefined;
    for (const token of sub.subject.split('.')) {
      if (node !== undefined) level = node.next ??= new Level<S>();
      node = level.grow(token);
    }
    node!.add(sub);
  }

  #removePattern(sub: S): boolean {
    const path: { level: Level<S>; token: string; node: Node<S> }[] = [];
    let level = this.#patterns;
    for (const token of sub.subject.split('.')) {
      const node: Node<S> | undefined = level?.find(token);
      if (level === undefined || node === undefined) return false;
      path.push({ level, token, node });
      level = node.next;
    }
    if (!path.at(-1)!.node.drop(sub)) return false;
    for (const { level, token, node } of path.reverse()) {
      if (!node.isEmpty()) break;
      level.prune(token);
    }
    if (this.#patterns!.isEmpty()) this.#patterns = undefined;
    return true;
  }

  /** Drops the results that a change of `subject` touches: its own, or all of them if it is a pattern. */
  #forget(subject: string): void {
    if (this.#cache === undefined) return;
    if (hasWildcard(subject)) this.#cache = undefined;
    else this.#cache.delete(subject);
  }
}

/** The subscriptions of one subject or pattern. */
class Listeners<S extends Interest> {
  /** A lone subscription stands for itself: a Set costs 200 bytes. */
  plain: S | Set<S> | undefined;
  groups: Map<string, Set<S>> | undefined;

  add(sub: S): void {
    if (sub.queue !== undefined) {
      this.groups ??= new Map<string, Set<S>>();
      const members = this.groups.get(sub.queue);
      if (members === undefined) this.groups.set(sub.queue, new Set([sub]));
      else members.add(sub);
    } else if (this.plain === undefined) this.plain = sub;
    else if (this.plain instanceof Set) this.plain.add(sub);
    else this.plain = new Set([this.plain, sub]);
  }

  own(): S[] {
    const plain =
      this.plain instanceof Set ? [...this.plain] : this.plain === undefined ? [] : [this.plain];
    if (this.groups === undefined) return plain;
    return plain.concat(...[...this.groups.values()].map((members) => [...members]));
  }

  drop(sub: S): boolean {
    if (sub.queue !== undefined) {
      const members = this.groups?.get(sub.queue);
      if (members?.delete(sub) !== true) return false;
      if (members.size === 0) this.groups!.delete(sub.queue);
      if (this.groups!.size === 0) this.groups = undefined;
      return true;
    }
    if (this.plain instanceof Set) {
      if (!this.plain.delete(sub)) return false;
      if (this.plain.size === 0) this.plain = undefined;
      return true;
    }
    if (this.plain !== sub) return false;
    this.plain = undefined;
    return true;
  }

  isEmpty(): boolean {
    return this.plain === undefined && this.groups === undefined;
  }
}

/** The tokens at one depth of the patterns. */
class Level<S extends Interest> {
  literals: Map<string, Node<S>> | undefined;
  wildcard: Node<S> | undefined;
  fullWildcard: Node<S> | undefined;

  find(token: string): Node<S> | undefined {
    if (token === '*') return this.wildcard;
    if (token === '>') return this.fullWildcard;
    return this.literals?.get(token);
  }

  grow(token: string): Node<S> {
    if (token === '*') return (this.wildcard ??= new Node<S>());
    if (token === '>') return (this.fullWildcard ??= new Node<S>());
    this.literals ??= new Map();
    let node = this.literals.get(token);
    if (node === undefined) this.literals.set(token, (node = new Node<S>()));
    return node;
  }

  prune(token: string): void {
    if (token === '*') this.wildcard = undefined;
    else if (token === '>') this.fullWildcard = undefined;
    else {
      this.literals!.delete(token);
      if (this.literals!.size === 0) this.literals = undefined;
    }
  }

  nodes(): Node<S>[] {
    const wildcards = [this.wildcard, this.fullWildcard].filter((node) => node !== undefined);
    return [...(this.literals?.values() ?? []), ...wildcards];
  }

  isEmpty(): boolean {
    return (
      this.literals === undefined && this.wildcard === undefined && this.fullWildcard === undefined
    );
  }
}

/** One token of a pattern: the subscriptions that end here, and the tokens that follow. */
class Node<S extends Interest> extends Listeners<S> {
  next: Level<S> | undefined;

  override isEmpty(): boolean {
    return super.isEmpty() && (this.next === undefined || this.next.isEmpty());
  }
}

/** What is found for one subject: whose patterns a walk down the trie meets, then who listens to it by name. */
class Search<S extends Interest> {
  readonly #subject: string;
  readonly #plain: S[] = [];
  /** Made when the first queue group is met: most subjects have none. */
  #groups: Map<string, S[]> | undefined;

  constructor(subject: string) {
    this.#subject = subject;
  }

  in(patterns: Level<S> | undefined, literal: S | Listeners<S> | undefined): Match<S> {
    if (patterns !== undefined && this.#isWellFormed()) this.#walk(patterns, 0);
    if (literal instanceof Listeners) this.#gather(literal);
    else if (literal !== undefined) this.#plain.push(literal);
    if (this.#groups !== undefined)
      return { plain: this.#plain, groups: [...this.#groups.values()] };
    return this.#plain.length === 0 ? NOBODY : { plain: this.#plain, groups: NO_GROUPS };
  }

  /** A subject with an empty token matches nothing. */
  #isWellFormed(): boolean {
    const subject = this.#subject;
    return (
      subject !== '' &&
      !subject.startsWith('.') &&
      !subject.endsWith('.') &&
      !subject.includes('..')
    );
  }

  /** Looks for the token that begins at `start`, and on from there. */
  #walk(level: Level<S>, start: number): void {
    if (level.fullWildcard !== undefined) this.#gather(level.fullWildcard);
    const end = this.#subject.indexOf('.', start);
    if (level.wildcard !== undefined) this.#follow(level.wildcard, end);
    if (level.literals === undefined) return;
    const token = this.#subject.slice(start, end < 0 ? undefined : end);
    const literal = level.literals.get(token);
    if (literal !== undefined) this.#follow(literal, end);
  }

  #follow(node: Node<S>, end: number): void {
    if (end < 0) this.#gather(node);
    else if (node.next !== undefined) this.#walk(node.next, end + 1);
  }

  #gather({ plain, groups }: Listeners<S>): void {
    if (plain instanceof Set) for (const sub of plain) this.#plain.push(sub);
    else if (plain !== undefined) this.#plain.push(plain);
    if (groups === undefined) return;
    this.#groups ??= new Map();
    for (const [name, members] of groups) {
      const group = this.#groups.get(name);
      if (group === undefined) this.#groups.set(name, [...members]);
      else for (const member of members) group.push(member);
    }
  }
}

/** Where a subject is remembered as missed: its end and length tell inboxes apart. */
function placeOf(subject: string): number {
  const last = subject.length - 1;
  const end = subject.charCodeAt(last) * 31 + subject.charCodeAt(last - 1) * 7;
  return (end + last) & (MISSED - 1);
}
