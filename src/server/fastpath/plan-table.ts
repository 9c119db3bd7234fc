import { SubjectIndex } from '../../subject/subject-index.ts';
import type { Arena } from '../connection/arena.ts';
import type { Connection, LineForm } from '../connection/connection.ts';
import type { Plan, Target } from '../delivery/plan.ts';
import { hashSubject } from './hash.ts';
import {
  ALTERS_REPLY,
  GROUP,
  GROUP_WORDS,
  HEAP_BYTES,
  INDEX_ENTRIES,
  IS_DISTINCT,
  IS_SLOW,
  LARGEST_PLAN,
  layOut,
  LINE,
  MOST_PLANS,
  PARTS_REPLY,
  PLAN,
  PLAN_WORDS,
  STRIPS_HEADERS,
  TARGET,
  TARGET_WORDS,
} from './memory.ts';

/** A plan that is in memory. */
interface Entry {
  readonly plan: Plan;
  /** The word of the index that holds its address. */
  readonly slot: number;
  readonly targets: readonly Target[];
  /** The word where its targets begin. */
  readonly firstTarget: number;
}

/**
 * Tags of subjects seen lately, in sets of four, the oldest at the end. One place a tag let two subjects that share it
 * and take turns throw each other out for ever: with a thousand subjects, 28 of 1900 messages a read went the slow road.
 */
const SEEN_SETS = 16_384;
const SEEN_WAYS = 4;
const USED_ONCE = 1;

/**
 * Which plans the kernel finds. It is bounded: when the index or the heap is full, everything is forgotten, and what is
 * still in use comes back by itself. A subject gets in when it is seen a second time, so inboxes don't push others out.
 */
export class PlanTable {
  readonly #arena: Arena<Connection>;
  readonly #doubles: Float64Array;
  readonly #indexWord: number;
  readonly #heap: number;
  #heapEnd: number;
  /** Index entries that are not free for the search's purposes. */
  #usedSlots = 0;
  #entries = new Set<Entry>();
  #bySpace = new Map<object, SubjectIndex<Entry>>();
  readonly #seen = new Int32Array(SEEN_SETS * SEEN_WAYS);

  constructor(arena: Arena<Connection>) {
    const { index, heap } = layOut(arena.reserved);
    this.#arena = arena;
    this.#doubles = new Float64Array(arena.words.buffer);
    this.#indexWord = index / 4;
    this.#heap = this.#heapEnd = heap;
  }

  /** How many plans there are. */
  get size(): number {
    return this.#entries.size;
  }

  /** Whether a message on `subject` was told of before, lately. */
  sawBefore(subject: string, senderClass: number): boolean {
    const hash = hashSubject(subject, senderClass);
    const seen = this.#seen;
    const first = (hash & (SEEN_SETS - 1)) * SEEN_WAYS;
    for (let way = first; way < first + SEEN_WAYS; way++) if (seen[way] === hash) return true;
    seen.copyWithin(first + 1, first, first + SEEN_WAYS - 1);
    seen[first] = hash;
    return false;
  }

  has(subject: string, senderClass: number): boolean {
    const { words, bytes } = this.#arena;
    const hash = hashSubject(subject, senderClass);
    for (let at = hash & (INDEX_ENTRIES - 1); ; at = (at + 1) & (INDEX_ENTRIES - 1)) {
      const slot = this.#indexWord + at * 2;
      const address = words[slot + 1]!;
      if (address === 0) return false;
      if (address === USED_ONCE || words[slot] !== hash) continue;
      const plan = address / 4;
      if (words[plan + PLAN.senderClass] !== senderClass) continue;
      const start = words[plan + PLAN.subject]!;
      const length = words[plan + PLAN.subjectLength]!;
      if (
        length === subject.length &&
        bytes.toString('latin1', start, start + length) === subject
      ) {
        return true;
      }
    }
  }

  /** Puts `plan` in for senders of `senderClass`; one that is too large, as one that can't be repeated. */
  add(plan: Plan, senderClass: number): void {
    const targets = [...plan.plain, ...plan.groups.flat()];
    const size = sizeOf(plan, targets);
    if (size > LARGEST_PLAN) {
      this.add({ ...plan, isRepeatable: false, plain: [], groups: [] }, senderClass);
      return;
    }
    if (this.#heapEnd + size > this.#heap + HEAP_BYTES || this.#usedSlots >= MOST_PLANS)
      this.clear();
    const hash = hashSubject(plan.subject, senderClass);
    const slot = this.#freeSlot(hash);
    const address = this.#write(plan, targets, senderClass);
    const { words } = this.#arena;
    if (words[slot + 1] !== USED_ONCE) this.#usedSlots++;
    words[slot] = hash;
    words[slot + 1] = address;
    const firstTarget = address / 4 + PLAN_WORDS + plan.groups.length * GROUP_WORDS;
    const entry = { plan, slot, targets, firstTarget };
    this.#entries.add(entry);
    this.#subjectsOf(plan.space).add(plan.destination, entry);
  }

  /** Forgets the plans of `space` whose destination `pattern` covers; their counts go to the subscriptions. */
  forget(space: object, pattern: string): void {
    const subjects = this.#bySpace.get(space);
    if (subjects === undefined) return;
    for (const entry of subjects.take(pattern)) {
      this.#settle(entry);
      this.#arena.words[entry.slot + 1] = USED_ONCE;
      this.#entries.delete(entry);
    }
  }

  /** Forgets all. */
  clear(): void {
    for (const entry of this.#entries) this.#settle(entry);
    this.#entries = new Set();
    this.#bySpace = new Map();
    this.#arena.words.fill(0, this.#indexWord, this.#indexWord + INDEX_ENTRIES * 2);
    this.#usedSlots = 0;
    this.#heapEnd = this.#heap;
  }

  /** Adds what the kernel counted to the subscriptions. */
  settle(): void {
    for (const entry of this.#entries) this.#settle(entry);
  }

  #settle({ targets, firstTarget }: Entry): void {
    for (let i = 0; i < targets.length; i++) {
      const at = (firstTarget + i * TARGET_WORDS + TARGET.count) / 2;
      targets[i]!.subscription.delivered += this.#doubles[at]!;
      this.#doubles[at] = 0;
    }
  }

  #subjectsOf(space: object): SubjectIndex<Entry> {
    let subjects = this.#bySpace.get(space);
    if (subjects === undefined) this.#bySpace.set(space, (subjects = new SubjectIndex<Entry>()));
    return subjects;
  }

  /** The word of the first entry for `hash` that holds no plan. */
  #freeSlot(hash: number): number {
    const { words } = this.#arena;
    for (let at = hash & (INDEX_ENTRIES - 1); ; at = (at + 1) & (INDEX_ENTRIES - 1)) {
      const slot = this.#indexWord + at * 2;
      const address = words[slot + 1]!;
      if (address === 0 || address === USED_ONCE) return slot;
    }
  }

  /** Writes the plan to the heap as memory.ts draws it; returns its address. */
  #write(plan: Plan, targets: readonly Target[], senderClass: number): number {
    const { words } = this.#arena;
    const address = this.#heapEnd;
    const word = address / 4;
    const firstTarget = word + PLAN_WORDS + plan.groups.length * GROUP_WORDS;
    this.#heapEnd = (firstTarget + targets.length * TARGET_WORDS) * 4;

    let first = firstTarget + plan.plain.length * TARGET_WORDS;
    for (const [i, members] of plan.groups.entries()) {
      const group = word + PLAN_WORDS + i * GROUP_WORDS;
      words[group + GROUP.first] = first;
      words[group + GROUP.members] = members.length;
      first += members.length * TARGET_WORDS;
    }

    const texts = new Map<string, number>();
    const write = (text: string): number => {
      let known = texts.get(text);
      if (known === undefined) texts.set(text, (known = this.#writeText(text)));
      return known;
    };
    let longestLead = 0;
    for (const [i, form] of targets.entries()) {
      const { head, plainHead } = form;
      const target = firstTarget + i * TARGET_WORDS;
      const [line, plainLine] = [target + TARGET.line, target + TARGET.plainLine];
      words[target + TARGET.outbox] = form.subscription.connection.outbox;
      words[line + LINE.head] = write(head);
      words[line + LINE.headLength] = head.length;
      // A client's is the end of the other.
      words[plainLine + LINE.head] = head.endsWith(plainHead)
        ? words[line + LINE.head]! + head.length - plainHead.length
        : write(plainHead);
      words[plainLine + LINE.headLength] = plainHead.length;
      const [middle, plainMiddle] = middlesOf(form);
      words[line + LINE.middle] = write(middle);
      words[line + LINE.middleLength] = middle.length;
      words[plainLine + LINE.middle] = write(plainMiddle);
      words[plainLine + LINE.middleLength] = plainMiddle.length;
      this.#doubles[(target + TARGET.count) / 2] = 0;
      longestLead = Math.max(
        longestLead,
        head.length + middle.length,
        plainHead.length + plainMiddle.length,
      );
    }

    words[word + PLAN.senderClass] = senderClass;
    words[word + PLAN.subject] = this.#writeText(plan.subject);
    words[word + PLAN.subjectLength] = plan.subject.length;
    words[word + PLAN.plainCount] = plan.plain.length;
    words[word + PLAN.groupCount] = plan.groups.length;
    words[word + PLAN.flags] = flagsOf(plan, targets);
    words[word + PLAN.longestLead] = longestLead;
    this.#heapEnd = Math.ceil(this.#heapEnd / 8) * 8;
    return address;
  }

  #writeText(text: string): number {
    const address = this.#heapEnd;
    this.#arena.bytes.write(text, address, 'latin1');
    // Copies of whole words read up to three bytes too far.
    this.#heapEnd += text.length + 3;
    return address;
  }
}

function flagsOf(plan: Plan, targets: readonly Target[]): number {
  const outboxes = new Set(targets.map(({ subscription }) => subscription.connection.outbox));
  const members = plan.groups.map(
    (group) => new Set(group.map(({ subscription }) => subscription.connection.outbox)).size,
  );
  // A connection may be in one group twice: it still gets a message once.
  const units = members.reduce((sum, count) => sum + count, plan.plain.length);
  const isDistinct = units === outboxes.size;
  const strips = targets.some(({ takesHeaders }) => !takesHeaders);
  const alters = targets.some(({ takesReplies = true }) => !takesReplies);
  // No subject has a blank: here queue groups follow.
  const parts =
    plan.subject.includes(' | ') ||
    targets.some((form) => middlesOf(form).some((text) => text !== ''));
  return (
    (isDistinct ? IS_DISTINCT : 0) |
    (strips ? STRIPS_HEADERS : 0) |
    (parts ? PARTS_REPLY : 0) |
    (alters ? ALTERS_REPLY : 0) |
    (plan.isRepeatable ? 0 : IS_SLOW)
  );
}

/** No less than the bytes that the plan takes on the heap. */
function sizeOf(plan: Plan, targets: readonly Target[]): number {
  const words = PLAN_WORDS + plan.groups.length * GROUP_WORDS + targets.length * TARGET_WORDS;
  let texts = plan.subject.length + 3;
  for (const form of targets) {
    for (const text of [form.head, form.plainHead, ...middlesOf(form)]) texts += text.length + 3;
  }
  return words * 4 + texts + 8;
}

/** What stands between reply and sizes of a message with headers, and of one without; the mark is that of no reply. */
function middlesOf({ queues, tellsNoHeaders = false }: LineForm): readonly [string, string] {
  const middle = queues === '' ? '' : `| ${queues}`;
  return [middle, tellsNoHeaders ? `${middle}0 ` : middle];
}
