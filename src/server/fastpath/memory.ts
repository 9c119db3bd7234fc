/**
 * The fast road's part of the arena. Addresses are bytes from the arena's start; a word is four bytes.
 *
 *   index      one entry a plan, open addressing
 *     ┌──────┬──────┐
 *     │ hash │ plan │   plan: address, 0 = never used, 1 = used once and free again
 *     └──────┴──────┘
 *
 *   heap       plans, one behind the other; when it is full, all are forgotten
 *     ┌──────┬───────┬─────────┬───────┬────────┬───────┬──────────┐
 *     │ class│ subject│ subject │ plain │ groups │ flags │ longest  │   PLAN
 *     │      │ address│ length  │ count │ count  │       │ head     │
 *     ├──────┴───────┴─────────┴───────┴────────┴───────┴──────────┤
 *     │ group: first target, members, picked, –         × groups   │   GROUP
 *     ├──────────────────────────────────────────────────────────  ┤
 *     │ target: outbox, head address, head length, –, count (f64)  │   TARGET, plain ones first
 *     ├────────────────────────────────────────────────────────────┤
 *     │ the heads, `HMSG <subject> <sid> `, equal ones once; the subject                 │
 *     └────────────────────────────────────────────────────────────┘
 *
 *   run        the messages of one run; those whose lines are equal byte by byte share an entry
 *     ┌───────┬────────┬─────────────┬─────────────┬──────────────┬───────┐
 *     │ first │ stride │ tail offset │ tail length │ message size │ count │   SPAN
 *     └───────┴────────┴─────────────┴─────────────┴──────────────┴───────┘
 */

/** Words of a plan. */
export const PLAN = {
  senderClass: 0,
  subject: 1,
  subjectLength: 2,
  plainCount: 3,
  groupCount: 4,
  flags: 5,
  longestHead: 6,
} as const;
export const PLAN_WORDS = 8;

/** No connection is met twice: a run of messages can be copied to one target after the other. */
export const IS_DISTINCT = 1;
/** Some target must not get headers. */
export const STRIPS_HEADERS = 2;

/** Words of a group; `picked` is the kernel's: who gets the message at hand. */
export const GROUP = { first: 0, members: 1, picked: 2 } as const;
export const GROUP_WORDS = 4;

/** Words of a target; the count is a double at `count`, two words. */
export const TARGET = { outbox: 0, head: 1, headLength: 2, count: 4 } as const;
export const TARGET_WORDS = 6;

/** Entries of the index: twice the plans, so that a search ends soon. A power of two. */
export const INDEX_ENTRIES = 131_072;
export const INDEX_BYTES = INDEX_ENTRIES * 8;
export const MOST_PLANS = INDEX_ENTRIES / 2;
export const HEAP_BYTES = 16 * 1024 * 1024;
/** A plan for more than this is left to the slow road, whose cost per target is then small beside the copying. */
export const LARGEST_PLAN = HEAP_BYTES / 16;

/** Words of a span: where its first message begins, the bytes from one to the next, and what is the same in all. */
export const SPAN = { first: 0, stride: 1, tailOffset: 2, tail: 3, size: 4, count: 5 } as const;
export const SPAN_WORDS = 6;
/** Spans of one run: no more than the shortest messages that an input holds. */
export const MOST_SPANS = 6_144;

/** What to reserve in the arena. */
export const FAST_ROAD_BYTES = INDEX_BYTES + HEAP_BYTES + MOST_SPANS * SPAN_WORDS * 4 + 64;

/** Where each part begins, in an arena whose reserved part begins at `reserved`. */
export function layOut(reserved: number): { index: number; heap: number; run: number } {
  const index = Math.ceil(reserved / 64) * 64;
  return { index, heap: index + INDEX_BYTES, run: index + INDEX_BYTES + HEAP_BYTES };
}
