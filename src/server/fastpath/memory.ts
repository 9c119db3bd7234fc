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
 *     │      │ address│ length  │ count │ count  │       │ lead     │
 *     ├──────┴───────┴─────────┴───────┴────────┴───────┴──────────┤
 *     │ group: first target, members, picked, –         × groups   │   GROUP
 *     ├────────────────────────────────────────────────────────────┤
 *     │ target: outbox, line, plain line, –, count (f64)           │   TARGET, plain ones first
 *     │   its line: head and middle, address and length each       │   LINE
 *     ├────────────────────────────────────────────────────────────┤
 *     │ texts, equal ones once: heads, `HMSG <subject> <sid> `;    │
 *     │ middles, `| <queue> <queue> `; the subject                 │
 *     └────────────────────────────────────────────────────────────┘
 *
 *   run        the messages of one run; those whose lines are equal byte by byte share an entry
 *     ┌───────┬────────┬────────┬────────┬─────────┬───────┬────────┬────────┐
 *     │ first │ stride │ tail   │ tail   │ message │ count │ reply  │ reply  │   SPAN
 *     │       │        │ offset │ length │ size    │       │ offset │ length │
 *     └───────┴────────┴────────┴────────┴─────────┴───────┴────────┴────────┘
 */
import * as layout from './layout.ts';

export {
  ALTERS_REPLY,
  GROUP_WORDS,
  INDEX_ENTRIES,
  IS_DISTINCT,
  IS_SLOW,
  MOST_SPANS,
  PARTS_REPLY,
  PLAN_WORDS,
  SPAN_WORDS,
  STRIPS_HEADERS,
  TARGET_WORDS,
} from './layout.ts';

/** Words of a plan. */
export const PLAN = {
  senderClass: layout.PLAN_SENDER_CLASS,
  subject: layout.PLAN_SUBJECT,
  subjectLength: layout.PLAN_SUBJECT_LENGTH,
  plainCount: layout.PLAN_PLAIN_COUNT,
  groupCount: layout.PLAN_GROUP_COUNT,
  flags: layout.PLAN_FLAGS,
  longestLead: layout.PLAN_LONGEST_LEAD,
} as const;

/** Words of a group; `picked` is the kernel's: who gets the message at hand. */
export const GROUP = {
  first: layout.GROUP_FIRST,
  members: layout.GROUP_MEMBERS,
  picked: layout.GROUP_PICKED,
} as const;

/** Words of a target: its lines, with and without headers; the count is a double, two words. */
export const TARGET = {
  outbox: layout.TARGET_OUTBOX,
  line: layout.TARGET_LINE,
  plainLine: layout.TARGET_PLAIN_LINE,
  count: layout.TARGET_COUNT,
} as const;

/** Words of a line: what stands before the reply, and what behind it; together they are its lead. */
export const LINE = {
  head: layout.LINE_HEAD,
  headLength: layout.LINE_HEAD_LENGTH,
  middle: layout.LINE_MIDDLE,
  middleLength: layout.LINE_MIDDLE_LENGTH,
} as const;

/**
 * Words of a span: where its first message begins, the bytes from one to the next, and what is the same in all. The reply
 * is empty where it is copied with the tail.
 */
export const SPAN = {
  first: layout.SPAN_FIRST,
  stride: layout.SPAN_STRIDE,
  tailOffset: layout.SPAN_TAIL_OFFSET,
  tail: layout.SPAN_TAIL,
  size: layout.SPAN_SIZE,
  count: layout.SPAN_COUNT,
  replyOffset: layout.SPAN_REPLY_OFFSET,
  reply: layout.SPAN_REPLY,
} as const;

export const INDEX_BYTES = layout.INDEX_ENTRIES * 8;
export const MOST_PLANS = layout.INDEX_ENTRIES / 2;
export const HEAP_BYTES = 16 * 1024 * 1024;
/** A plan for more than this is left to the slow road, whose cost per target is then small beside the copying. */
export const LARGEST_PLAN = HEAP_BYTES / 16;

/** What to reserve in the arena. */
export const FAST_ROAD_BYTES =
  INDEX_BYTES + HEAP_BYTES + layout.MOST_SPANS * layout.SPAN_WORDS * 4 + 64;

/** Where each part begins, in an arena whose reserved part begins at `reserved`. */
export function layOut(reserved: number): { index: number; heap: number; run: number } {
  const index = Math.ceil(reserved / 64) * 64;
  return { index, heap: index + INDEX_BYTES, run: index + INDEX_BYTES + HEAP_BYTES };
}
