/**
 * The kernel of ../kernel.ts in WebAssembly, function by function: the same bytes over the same memory. Addresses need
 * no checks here, and sixteen bytes are copied at a time.
 *
 * An address is bytes from the arena's start; a "word" is the address of one. Reads and copies may go up to 15 bytes too
 * far: the arena leaves room behind everything.
 */
import {
  GROUP_FIRST, GROUP_MEMBERS, GROUP_PICKED, GROUP_WORDS, HASH_PRIME, HASH_START, INDEX_ENTRIES, IS_DISTINCT, IS_SLOW, MOST_SPANS,
  OUTBOX_BYTES, OUTBOX_CURSOR, OUTBOX_LIMIT, OUTBOX_MESSAGES, PLAN_FLAGS, PLAN_GROUP_COUNT, PLAN_LONGEST_HEAD,
  PLAN_PLAIN_COUNT, PLAN_SENDER_CLASS, PLAN_SUBJECT, PLAN_SUBJECT_LENGTH, PLAN_WORDS, SPAN_COUNT, SPAN_FIRST, SPAN_SIZE,
  SPAN_STRIDE, SPAN_TAIL, SPAN_TAIL_OFFSET, SPAN_WORDS, STRIPS_HEADERS, TARGET_COUNT, TARGET_HEAD, TARGET_HEAD_LENGTH,
  TARGET_OUTBOX, TARGET_WORDS,
} from '../layout';

/** Makes room in an outbox, named by the index of its first word; 0 if it can't. */
@external("host", "grow")
declare function grow(outbox: i32, size: i32): i32;

const BLANK: i32 = 32;
const CR: u8 = 13;
const CRLF: u16 = 0x0a0d;
const PUB_: i32 = 0x20425550;
const HPUB: i32 = 0x42555048;
/** From here on the engine's block copy is as fast. */
const BLOCK_COPY_FROM: i32 = 512;

const PLAN_BYTES = <usize>PLAN_WORDS * 4;
const GROUP_BYTES = <usize>GROUP_WORDS * 4;
const TARGET_BYTES = <usize>TARGET_WORDS * 4;
const SPAN_BYTES = <usize>SPAN_WORDS * 4;

let indexAt: usize = 0;
let runAt: usize = 0;
let maxPayload: i32 = 0;
let maxControlLine: i32 = 0;
let largeSlab: i32 = 0;
let slow0: i32 = 0;
let slow1: i32 = 0;
let slow2: i32 = 0;
let slow3: i32 = 0;

let random: i32 = -1640531527;
let refusedFrom: i32 = -1;
let refusedTo: i32 = 0;

// The sender.
let senderClass: i32 = 0;
let ownOutbox: i32 = -1;
let maySendHeaders: bool = false;
let wantsAnswer: bool = false;

// The line that was read last.
let lineLength: i32 = 0;
let tailOffset: i32 = 0;
let size: i32 = 0;
let hasReply: bool = false;
let isHpub: bool = false;
let hash: i32 = 0;
let subject: usize = 0;
let subjectLength: i32 = 0;

// The run that is being gathered.
let spans: i32 = 0;
let count: i32 = 0;
let tailBytes: i32 = 0;
let runBytes: i32 = 0;

/** Messages of the last run, and their bytes. */
export let messages: i32 = 0;
export let bytes: i32 = 0;
/** Whether the last run stopped at a message that it knows, and of which there is more to come. */
export let awaitsRest: bool = false;

export function prepare(
  index: usize, run: usize, payload: i32, controlLine: i32, slab: i32, a: i32, b: i32, c: i32, d: i32,
): void {
  indexAt = index;
  runAt = run;
  maxPayload = payload;
  maxControlLine = controlLine;
  largeSlab = slab;
  slow0 = a;
  slow1 = b;
  slow2 = c;
  slow3 = d;
}

export function run(at: i32, end: i32, who: i32, own: i32, headers: bool, answer: bool): i32 {
  messages = 0;
  bytes = 0;
  awaitsRest = false;
  if (at > refusedFrom && at < refusedTo) return at;
  refusedTo = 0;
  senderClass = who;
  ownOutbox = own;
  maySendHeaders = headers;
  wantsAnswer = answer;
  spans = count = tailBytes = runBytes = 0;
  let plan: usize = 0;
  let wasHpub = false;
  while (at < end && readLine(at, end)) {
    const found = find();
    if (found == 0 || !suits(found)) break;
    const next = at + lineLength + size + 2;
    if (next > end) {
      if (next - 1 == end && load<u8>(end - 1) != CR) break;
      if (!copyRun(plan, wasHpub, at)) return refusedFrom;
      awaitsRest = true;
      return at;
    }
    if (load<u16>(<usize>next - 2) != CRLF) break;
    if (found != plan || wasHpub != isHpub || !hasRoomInRun(plan)) {
      if (!copyRun(plan, wasHpub, at)) return refusedFrom;
      plan = found;
      wasHpub = isHpub;
      if (!hasRoomInRun(plan)) return at;
    }
    at = addSpan(at, end, plan);
  }
  return copyRun(plan, wasHpub, at) ? at : refusedFrom;
}

// @ts-ignore: decorator
@inline
function word(at: usize, index: i32): i32 {
  return load<i32>(at + (<usize>index << 2));
}

// @ts-ignore: decorator
@inline
function setWord(at: usize, index: i32, value: i32): void {
  store<i32>(at + (<usize>index << 2), value);
}

/** The address of an outbox, which plans name by the index of its first word. */
// @ts-ignore: decorator
@inline
function outboxOf(target: usize): usize {
  return <usize>word(target, TARGET_OUTBOX) << 2;
}

function hasRoomInRun(plan: usize): bool {
  if (count > 0) {
    if ((word(plan, PLAN_FLAGS) & IS_DISTINCT) == 0) return false;
    if (spans == MOST_SPANS) return false;
  }
  const tail = lineLength - tailOffset + size + 2;
  return tailBytes + tail + (count + 1) * word(plan, PLAN_LONGEST_HEAD) <= largeSlab;
}

function addSpan(at: i32, end: i32, plan: usize): i32 {
  const stride = lineLength + size + 2;
  const tail = stride - tailOffset;
  const longestHead = word(plan, PLAN_LONGEST_HEAD);
  let most: i32 = 1;
  if ((word(plan, PLAN_FLAGS) & IS_DISTINCT) != 0 && at + 2 * stride <= end) {
    const room = largeSlab - tailBytes - count * longestHead;
    most = min(room / (tail + longestHead), (end - at) / stride);
  }
  let found: i32 = 1;
  const length = lineLength;
  for (let next = at + stride; found < most; next += stride) {
    if (load<u16>(<usize>(next + stride) - 2) != CRLF || !isSameLine(at, next, length)) break;
    found++;
  }
  const span = runAt + <usize>spans * SPAN_BYTES;
  spans++;
  setWord(span, SPAN_FIRST, at);
  setWord(span, SPAN_STRIDE, stride);
  setWord(span, SPAN_TAIL_OFFSET, tailOffset);
  setWord(span, SPAN_TAIL, tail);
  setWord(span, SPAN_SIZE, size);
  setWord(span, SPAN_COUNT, found);
  count += found;
  tailBytes += found * tail;
  runBytes += found * size;
  return at + found * stride;
}

function readLine(at: i32, end: i32): bool {
  if (end - at < 11) return false;
  const verb = load<i32>(at);
  isHpub = verb == HPUB;
  if (isHpub) {
    if (load<u8>(at + 4) != BLANK || !maySendHeaders) return false;
  } else if (verb != PUB_) return false;
  const start = at + (isHpub ? 5 : 4);
  let p = start;
  let h: i32 = HASH_START;
  let byte = <i32>load<u8>(p);
  while (byte > BLANK) {
    h = (h ^ byte) * HASH_PRIME;
    byte = load<u8>(++p);
  }
  if (byte != BLANK || p >= end) return false;
  subject = start;
  subjectLength = p - start;
  h = (h ^ senderClass) * HASH_PRIME;
  hash = h ^ (h >>> 15);
  const lineEnd = readSizes(p + 1, end);
  if (lineEnd == 0 || lineEnd - start > maxControlLine) return false;
  tailOffset = p + 1 - at;
  lineLength = lineEnd + 2 - at;
  return true;
}

function readSizes(start: i32, end: i32): i32 {
  let p = start;
  let wordsRead: i32 = 0;
  let value: i32 = 0;
  let digits: i32 = 0;
  let before: i32 = -1;
  let replyEnd: i32 = 0;
  for (; ; p++) {
    if (p >= end) return 0;
    const byte = <i32>load<u8>(p);
    const digit = byte - 0x30;
    if (<u32>digit <= 9) {
      value = value * 10 + digit;
      digits++;
    } else if (byte > BLANK) digits = 100;
    else if (byte == BLANK && digits > 0) {
      before = digits > 9 ? -1 : value;
      if (++wordsRead == 1) replyEnd = p;
      value = digits = 0;
    } else break;
  }
  if (p + 1 >= end || load<u16>(p) != CRLF) return 0;
  const sizes = isHpub ? 2 : 1;
  hasReply = wordsRead == sizes;
  if (digits == 0 || digits > 9 || (wordsRead != sizes && wordsRead != sizes - 1)) return 0;
  if (value > maxPayload) return 0;
  if (isHpub && (before <= 0 || before > value)) return 0;
  if (hasReply && replyEnd - start >= 4) {
    const first = load<i32>(start);
    if (first == slow0 || first == slow1 || first == slow2 || first == slow3) return 0;
  }
  size = value;
  return p;
}

function find(): usize {
  let at = hash & (INDEX_ENTRIES - 1);
  let entry = indexAt + (<usize>at << 3);
  let plan = <usize>load<i32>(entry, 4);
  while (plan != 0 && !isFor(plan, entry)) {
    at = (at + 1) & (INDEX_ENTRIES - 1);
    entry = indexAt + (<usize>at << 3);
    plan = <usize>load<i32>(entry, 4);
  }
  return plan;
}

function isFor(plan: usize, entry: usize): bool {
  return (
    load<i32>(entry) == hash &&
    plan != 1 &&
    word(plan, PLAN_SENDER_CLASS) == senderClass &&
    word(plan, PLAN_SUBJECT_LENGTH) == subjectLength &&
    isEqual(subject, word(plan, PLAN_SUBJECT), subjectLength)
  );
}

function suits(plan: usize): bool {
  const plain = word(plan, PLAN_PLAIN_COUNT);
  const groups = word(plan, PLAN_GROUP_COUNT);
  const never = isHpub ? IS_SLOW | STRIPS_HEADERS : IS_SLOW;
  if ((word(plan, PLAN_FLAGS) & never) != 0) return false;
  if (hasReply && wantsAnswer && plain + groups == 0) return false;
  return ownOutbox < 0 || !includes(plan, ownOutbox);
}

function includes(plan: usize, outbox: i32): bool {
  const groups = word(plan, PLAN_GROUP_COUNT);
  let targets = word(plan, PLAN_PLAIN_COUNT);
  for (let i = 0; i < groups; i++) targets += word(plan + PLAN_BYTES + <usize>i * GROUP_BYTES, GROUP_MEMBERS);
  let target = plan + PLAN_BYTES + <usize>groups * GROUP_BYTES;
  for (let i = 0; i < targets; i++, target += TARGET_BYTES) {
    if (word(target, TARGET_OUTBOX) == outbox) return true;
  }
  return false;
}

function copyRun(plan: usize, hpub: bool, end: i32): bool {
  if (count == 0) return true;
  const groups = word(plan, PLAN_GROUP_COUNT);
  const plain = word(plan, PLAN_PLAIN_COUNT);
  const first = plan + PLAN_BYTES + <usize>groups * GROUP_BYTES;
  const skip: i32 = hpub ? 0 : 1;
  let refused: i32 = -1;
  // One message for one target, as when a publisher's subjects differ: no need for loops.
  if (count == 1 && plain == 1 && groups == 0) refused = copyOne(first, skip);
  else if (plain > 0 && !haveRoom(plan, first, plain, skip)) refused = word(runAt, SPAN_FIRST);
  else {
    if (groups > 0) refused = copyToGroups(plan, groups, skip);
    if (plain > 0) copyToAll(first, plain, skip);
  }
  if (refused != word(runAt, SPAN_FIRST)) {
    messages += count;
    bytes += runBytes;
  }
  spans = count = tailBytes = runBytes = 0;
  if (refused < 0) return true;
  refusedFrom = refused;
  refusedTo = end;
  return false;
}

// @ts-ignore: decorator
@inline
function copyOne(target: usize, skip: i32): i32 {
  const outbox = outboxOf(target);
  const headLength = word(target, TARGET_HEAD_LENGTH) - skip;
  const need = tailBytes + headLength;
  if (
    word(outbox, OUTBOX_LIMIT) - word(outbox, OUTBOX_CURSOR) < need &&
    (need > largeSlab || grow(word(target, TARGET_OUTBOX), need) == 0)
  ) return word(runAt, SPAN_FIRST);
  const to = <usize>word(outbox, OUTBOX_CURSOR);
  copyShort(to, <usize>(word(target, TARGET_HEAD) + skip), headLength);
  copy(to + headLength, <usize>(word(runAt, SPAN_FIRST) + word(runAt, SPAN_TAIL_OFFSET)), tailBytes);
  setWord(outbox, OUTBOX_CURSOR, <i32>to + need);
  countOut(outbox, target, 1, runBytes);
  return -1;
}

function haveRoom(plan: usize, first: usize, plain: i32, skip: i32): bool {
  const isDistinct = (word(plan, PLAN_FLAGS) & IS_DISTINCT) != 0;
  let target = first;
  for (let i = 0; i < plain; i++, target += TARGET_BYTES) {
    const outbox = outboxOf(target);
    const need = isDistinct
      ? tailBytes + count * (word(target, TARGET_HEAD_LENGTH) - skip)
      : plain * (tailBytes + word(plan, PLAN_LONGEST_HEAD));
    if (word(outbox, OUTBOX_LIMIT) - word(outbox, OUTBOX_CURSOR) >= need) continue;
    if (need > largeSlab || grow(word(target, TARGET_OUTBOX), need) == 0) return false;
  }
  return true;
}

function copyToAll(first: usize, plain: i32, skip: i32): void {
  let composed: usize = 0;
  let composedHead: i32 = 0;
  let target = first;
  for (let i = 0; i < plain; i++, target += TARGET_BYTES) {
    const outbox = outboxOf(target);
    const head = word(target, TARGET_HEAD);
    const headLength = word(target, TARGET_HEAD_LENGTH) - skip;
    const need = tailBytes + count * headLength;
    const to = <usize>word(outbox, OUTBOX_CURSOR);
    if (head == composedHead) copy(to, composed, need);
    else {
      compose(to, <usize>(head + skip), headLength);
      composed = to;
      composedHead = head;
    }
    setWord(outbox, OUTBOX_CURSOR, <i32>to + need);
    countOut(outbox, target, count, runBytes);
  }
}

// @ts-ignore: decorator
@inline
function countOut(outbox: usize, target: usize, more: i32, moreBytes: i32): void {
  setWord(outbox, OUTBOX_MESSAGES, word(outbox, OUTBOX_MESSAGES) + more);
  setWord(outbox, OUTBOX_BYTES, word(outbox, OUTBOX_BYTES) + moreBytes);
  const at = target + (<usize>TARGET_COUNT << 2);
  store<f64>(at, load<f64>(at) + <f64>more);
}

function compose(to: usize, head: usize, headLength: i32): void {
  const end = runAt + <usize>spans * SPAN_BYTES;
  for (let span = runAt; span < end; span += SPAN_BYTES) {
    const stride = <usize>word(span, SPAN_STRIDE);
    const tail = word(span, SPAN_TAIL);
    let from = <usize>(word(span, SPAN_FIRST) + word(span, SPAN_TAIL_OFFSET));
    for (let left = word(span, SPAN_COUNT); left > 0; left--, from += stride) {
      copyShort(to, head, headLength);
      to += headLength;
      copy(to, from, tail);
      to += tail;
    }
  }
}

function copyToGroups(plan: usize, groups: i32, skip: i32): i32 {
  const end = runAt + <usize>spans * SPAN_BYTES;
  const firstGroup = plan + PLAN_BYTES;
  const groupsEnd = firstGroup + <usize>groups * GROUP_BYTES;
  for (let span = runAt; span < end; span += SPAN_BYTES) {
    const stride = word(span, SPAN_STRIDE);
    const tail = word(span, SPAN_TAIL);
    const payload = word(span, SPAN_SIZE);
    const offset = word(span, SPAN_TAIL_OFFSET);
    let message = word(span, SPAN_FIRST);
    for (let left = word(span, SPAN_COUNT); left > 0; left--, message += stride) {
      for (let group = firstGroup; group < groupsEnd; group += GROUP_BYTES) {
        const target = pick(group, tail, skip);
        setWord(group, GROUP_PICKED, <i32>target);
        if (target != 0) continue;
        endRun(span, left);
        return message;
      }
      for (let group = firstGroup; group < groupsEnd; group += GROUP_BYTES) {
        copyToMember(<usize>word(group, GROUP_PICKED), <usize>(message + offset), tail, payload, skip);
      }
    }
  }
  return -1;
}

function endRun(last: usize, left: i32): void {
  setWord(last, SPAN_COUNT, word(last, SPAN_COUNT) - left);
  spans = <i32>((last - runAt) / SPAN_BYTES) + 1;
  count = tailBytes = runBytes = 0;
  for (let span = runAt; span <= last; span += SPAN_BYTES) {
    const each = word(span, SPAN_COUNT);
    count += each;
    tailBytes += each * word(span, SPAN_TAIL);
    runBytes += each * word(span, SPAN_SIZE);
  }
}

function pick(group: usize, tail: i32, skip: i32): usize {
  const members = word(group, GROUP_MEMBERS);
  const first = <usize>word(group, GROUP_FIRST) << 2;
  let at = members == 1 ? 0 : below(members);
  for (let tried = 0; tried < members; tried++) {
    const target = first + <usize>at * TARGET_BYTES;
    const outbox = outboxOf(target);
    const need = tail + word(target, TARGET_HEAD_LENGTH) - skip;
    const free = word(outbox, OUTBOX_LIMIT) - word(outbox, OUTBOX_CURSOR);
    if (free >= need || grow(word(target, TARGET_OUTBOX), need) != 0) return target;
    if (++at == members) at = 0;
  }
  return 0;
}

function copyToMember(target: usize, from: usize, tail: i32, payload: i32, skip: i32): void {
  const outbox = outboxOf(target);
  const headLength = word(target, TARGET_HEAD_LENGTH) - skip;
  const to = <usize>word(outbox, OUTBOX_CURSOR);
  copyShort(to, <usize>(word(target, TARGET_HEAD) + skip), headLength);
  copy(to + headLength, from, tail);
  setWord(outbox, OUTBOX_CURSOR, <i32>to + headLength + tail);
  countOut(outbox, target, 1, payload);
}

function below(most: i32): i32 {
  let x = random;
  x ^= x << 13;
  x ^= x >>> 17;
  x ^= x << 5;
  random = x;
  return <i32>(<u32>x % <u32>most);
}

function isEqual(a: usize, b: usize, length: i32): bool {
  let i: usize = 0;
  const end = <usize>length;
  for (; i + 8 <= end; i += 8) if (load<u64>(a + i) != load<u64>(b + i)) return false;
  for (; i < end; i++) if (load<u8>(a + i) != load<u8>(b + i)) return false;
  return true;
}

/** Lines have 8 bytes at least: the last 8 may be compared once more. */
// @ts-ignore: decorator
@inline
function isSameLine(a: usize, b: usize, length: i32): bool {
  const last = <usize>length - 8;
  for (let i: usize = 0; i < last; i += 8) if (load<u64>(a + i) != load<u64>(b + i)) return false;
  return load<u64>(a + last) == load<u64>(b + last);
}

// @ts-ignore: decorator
@inline
function copyShort(to: usize, from: usize, length: i32): void {
  const end = from + <usize>length;
  do {
    v128.store(to, v128.load(from));
    to += 16;
    from += 16;
  } while (from < end);
}

// @ts-ignore: decorator
@inline
function copy(to: usize, from: usize, length: i32): void {
  if (length >= BLOCK_COPY_FROM) memory.copy(to, from, length);
  else copyShort(to, from, length);
}
