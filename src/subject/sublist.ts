/**
 * Who is interested in a subject: a trie of tokens with a cache of results, as nats-server's sublist.go.
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

export class Sublist<S extends Interest> {
  #size = 0;
  #inserts = 0;
  #removes = 0;
  #matches = 0;
  #cacheHits = 0;
  readonly #root = new Level<S>();
  #cache = new Map<string, Match<S>>();
  /** Subjects that were not in the cache, lately. */
  #missed: string[] | undefined;

  /** How many subscriptions there are. */
  get size(): number {
    return this.#size;
  }

  /** Adds `sub`, whose subject the caller has found valid. */
  insert(sub: S): void {
    let level = this.#root;
    let node: Node<S> | undefined;
    for (const token of sub.subject.split('.')) {
      if (node !== undefined) level = node.next ??= new Level<S>();
      node = level.grow(token);
    }
    node!.add(sub);
    this.#size++;
    this.#inserts++;
    this.#forget(sub.subject);
  }

  /** Takes `sub` out; false when it was not in. */
  remove(sub: S): boolean {
    const tokens = sub.subject.split('.');
    const path: { level: Level<S>; token: string; node: Node<S> }[] = [];
    let level: Level<S> | undefined = this.#root;
    for (const token of tokens) {
      const node: Node<S> | undefined = level?.find(token);
      if (level === undefined || node === undefined) return false;
      path.push({ level, token, node });
      level = node.next;
    }
    if (!path.at(-1)!.node.drop(sub)) return false;
    this.#size--;
    this.#removes++;
    for (const { level, token, node } of path.reverse()) {
      if (!node.isEmpty()) break;
      level.prune(token);
    }
    this.#forget(sub.subject);
    return true;
  }

  /** The subscriptions that hear `subject`. Hot path of the slow road. */
  match(subject: string): Match<S> {
    this.#matches++;
    const known = this.#cache.get(subject);
    if (known !== undefined) {
      this.#cacheHits++;
      return known;
    }
    const match = new Search<S>(subject).in(this.#root);
    // A result is worth keeping when its subject comes a second time: most that come here are inboxes, used once.
    const missed = (this.#missed ??= new Array<string>(MISSED).fill(''));
    const place = placeOf(subject);
    if (missed[place] !== subject) missed[place] = subject;
    else {
      if (this.#cache.size >= CACHE_LIMIT) this.#cache = new Map();
      this.#cache.set(subject, match);
    }
    return match;
  }

  /** What `match` finds, for those who only look: nothing is counted or remembered. */
  lookUp(subject: string): Match<S> {
    return new Search<S>(subject).in(this.#root);
  }

  /** All subscriptions. Of those that come or go while they are walked, some are seen. */
  *[Symbol.iterator](): Generator<S> {
    const levels = [this.#root];
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
    for (const { plain, groups } of this.#cache.values()) {
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
      cached: this.#cache.size,
      cachedFanout,
      mostFanout,
    };
  }

  /** Drops the results that a change of `subject` touches: its own, or all of them if it is a pattern. */
  #forget(subject: string): void {
    if (!hasWildcard(subject)) this.#cache.delete(subject);
    else if (this.#cache.size > 0) this.#cache = new Map();
  }
}

/** The tokens at one depth. */
class Level<S extends Interest> {
  readonly literals = new Map<string, Node<S>>();
  wildcard: Node<S> | undefined;
  fullWildcard: Node<S> | undefined;

  find(token: string): Node<S> | undefined {
    if (token === '*') return this.wildcard;
    if (token === '>') return this.fullWildcard;
    return this.literals.get(token);
  }

  grow(token: string): Node<S> {
    if (token === '*') return (this.wildcard ??= new Node<S>());
    if (token === '>') return (this.fullWildcard ??= new Node<S>());
    let node = this.literals.get(token);
    if (node === undefined) this.literals.set(token, (node = new Node<S>()));
    return node;
  }

  prune(token: string): void {
    if (token === '*') this.wildcard = undefined;
    else if (token === '>') this.fullWildcard = undefined;
    else this.literals.delete(token);
  }

  nodes(): Node<S>[] {
    const wildcards = [this.wildcard, this.fullWildcard].filter((node) => node !== undefined);
    return [...this.literals.values(), ...wildcards];
  }

  isEmpty(): boolean {
    return (
      this.literals.size === 0 && this.wildcard === undefined && this.fullWildcard === undefined
    );
  }
}

/** One token: the subscriptions that end here, and the tokens that follow. */
class Node<S extends Interest> {
  next: Level<S> | undefined;
  /** A lone subscription stands for itself: most literal subjects have one, and a Set costs 200 bytes. */
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

  /** The subscriptions that end here. */
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
    return (
      this.plain === undefined &&
      this.groups === undefined &&
      (this.next === undefined || this.next.isEmpty())
    );
  }
}

/** A walk down the trie along one subject. */
class Search<S extends Interest> {
  readonly #subject: string;
  readonly #plain: S[] = [];
  /** Made when the first queue group is met: most subjects have none. */
  #groups: Map<string, S[]> | undefined;

  constructor(subject: string) {
    this.#subject = subject;
  }

  in(root: Level<S>): Match<S> {
    if (!this.#isWellFormed()) return NOBODY;
    this.#walk(root, 0);
    if (this.#groups !== undefined)
      return { plain: this.#plain, groups: [...this.#groups.values()] };
    return this.#plain.length === 0 ? NOBODY : { plain: this.#plain, groups: [] };
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
    if (level.literals.size === 0) return;
    const token = this.#subject.slice(start, end < 0 ? undefined : end);
    const literal = level.literals.get(token);
    if (literal !== undefined) this.#follow(literal, end);
  }

  #follow(node: Node<S>, end: number): void {
    if (end < 0) this.#gather(node);
    else if (node.next !== undefined) this.#walk(node.next, end + 1);
  }

  #gather({ plain, groups }: Node<S>): void {
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
