/**
 * The numbers that both kernels share, in the only form that AssemblyScript can import: plain constants. TypeScript reads
 * them through memory.ts, which draws the picture, and hash.ts. Indices are words.
 */

// OUTBOX, of connection/arena.ts, which can not import from here: a test compares them.
export const OUTBOX_CURSOR = 0;
export const OUTBOX_LIMIT = 1;
export const OUTBOX_MESSAGES = 2;
export const OUTBOX_BYTES = 3;

// PLAN
export const PLAN_SENDER_CLASS = 0;
export const PLAN_SUBJECT = 1;
export const PLAN_SUBJECT_LENGTH = 2;
export const PLAN_PLAIN_COUNT = 3;
export const PLAN_GROUP_COUNT = 4;
export const PLAN_FLAGS = 5;
export const PLAN_LONGEST_LEAD = 6;
export const PLAN_WORDS = 8;

/** No connection is met twice: a run of messages can be copied to one target after the other. */
export const IS_DISTINCT = 1;
/** Some target must not get headers. */
export const STRIPS_HEADERS = 2;
/** The slow road takes every message: the plan only remembers that it was found so. */
export const IS_SLOW = 4;
/** Some line has words between reply and sizes, the publisher's or a target's: the reply is copied apart. */
export const PARTS_REPLY = 8;
/** Some target must not get replies as they come. */
export const ALTERS_REPLY = 16;

// GROUP
export const GROUP_FIRST = 0;
export const GROUP_MEMBERS = 1;
export const GROUP_PICKED = 2;
export const GROUP_WORDS = 4;

// TARGET
export const TARGET_OUTBOX = 0;
export const TARGET_LINE = 1;
export const TARGET_PLAIN_LINE = 5;
export const TARGET_COUNT = 10;
export const TARGET_WORDS = 12;

// LINE
export const LINE_HEAD = 0;
export const LINE_HEAD_LENGTH = 1;
export const LINE_MIDDLE = 2;
export const LINE_MIDDLE_LENGTH = 3;

// SPAN
export const SPAN_FIRST = 0;
export const SPAN_STRIDE = 1;
export const SPAN_TAIL_OFFSET = 2;
export const SPAN_TAIL = 3;
export const SPAN_SIZE = 4;
export const SPAN_COUNT = 5;
export const SPAN_REPLY_OFFSET = 6;
export const SPAN_REPLY = 7;
export const SPAN_WORDS = 8;

/** Entries of the index: twice the plans, so that a search ends soon. A power of two. */
export const INDEX_ENTRIES = 131_072;
/** Spans of one run: no more than the shortest messages that an input holds. */
export const MOST_SPANS = 6_144;

/** FNV-1a, 32 bits. Hashing four bytes at a time gained nothing. */
export const HASH_START = 0x811c9dc5 | 0;
export const HASH_PRIME = 0x01000193;
