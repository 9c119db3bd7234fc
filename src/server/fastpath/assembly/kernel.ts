/**
 * The kernel of ../kernel.ts in WebAssembly, function by function, and the lines of ../message-line.ts: the same bytes
 * over the same memory. Addresses need no checks here, and sixteen bytes are copied at a time.
 *
 * An address is bytes from the arena's start; a "word" is the address of one. Reads and copies may go up to 15 bytes too
 * far: the arena leaves room behind everything.
 */
import {
  ALTERS_REPLY, GROUP_FIRST, GROUP_MEMBERS, GROUP_PICKED, GROUP_WORDS, HASH_PRIME, HASH_START, INDEX_ENTRIES, IS_DISTINCT, IS_SLOW,
  LINE_HEAD, LINE_HEAD_LENGTH, LINE_MIDDLE, LINE_MIDDLE_LENGTH, MOST_SPANS, OUTBOX_BYTES, OUTBOX_CURSOR, OUTBOX_LIMIT,
  OUTBOX_MESSAGES, PARTS_REPLY, PLAN_FLAGS, PLAN_GROUP_COUNT, PLAN_LONGEST_LEAD, PLAN_PLAIN_COUNT, PLAN_SENDER_CLASS, PLAN_SUBJECT,
  PLAN_SUBJECT_LENGTH, PLAN_WORDS, SPAN_COUNT, SPAN_FIRST, SPAN_REPLY, SPAN_REPLY_OFFSET, SPAN_SIZE, SPAN_STRIDE, SPAN_TAIL,
  SPAN_TAIL_OFFSET, SPAN_WORDS, STRIPS_HEADERS, TARGET_COUNT, TARGET_LINE, TARGET_OUTBOX, TARGET_PLAIN_LINE, TARGET_WORDS,
} from '../layout';

/** Makes room in an outbox, named by the index of its first word; 0 if it can't. */
@external("host", "grow")
declare function grow(outbox: i32, size: i32): i32;

const BLANK: i32 = 32;
const CR: u8 = 13;
const CRLF: u16 = 0x0a0d;
const PUB_: i32 = 0x20425550;
const PLUS: u8 = 43;
const BAR: u8 = 124;
const PLUS_BLANK: u16 = 0x202b;
const BAR_BLANK: u16 = 0x207c;
/** From here on the engine's block copy is as fast. */
const BLOCK_COPY_FROM: i32 = 512;

const PLAN_BYTES = <usize>PLAN_WORDS * 4;
const GROUP_BYTES = <usize>GROUP_WORDS * 4;
const TARGET_BYTES = <usize>TARGET_WORDS * 4;
const SPAN_BYTES = <usize>SPAN_WORDS * 4;

let indexAt: usize = 0;
let runAt: usize = 0;
let largeSlab: i32 = 0;
/** How replies begin that are for the slow road: of clients, and of servers. */
let slow0: i32 = 0;
let slow1: i32 = 0;
let slow2: i32 = 0;
let slow3: i32 = 0;
let slowOfServers0: i32 = 0;
let slowOfServers1: i32 = 0;
let slowOfServers2: i32 = 0;

let random: i32 = -1640531527;
let refusedFrom: i32 = -1;
let refusedTo: i32 = 0;

// The sender.
let senderClass: i32 = 0;
let plainVerb: i32 = 0;
let headersVerb: i32 = 0;
let keyWords: i32 = 1;
let ownOutbox: i32 = -1;
let maySendHeaders: bool = false;
let wantsAnswer: bool = false;
let maxPayload: i32 = 0;
let maxControlLine: i32 = 0;

// The line that was read last.
let lineLength: i32 = 0;
let tailOffset: i32 = 0;
let sizesOffset: i32 = 0;
let replyOffset: i32 = 0;
let replyLength: i32 = 0;
let size: i32 = 0;
let hasReply: bool = false;
let hasHeaders: bool = false;
let hash: i32 = 0;
let key: usize = 0;
let keyLength: i32 = 0;
let queuesAt: usize = 0;
let queuesLength: i32 = 0;

// The run that is being gathered.
let spans: i32 = 0;
let count: i32 = 0;
let copiedBytes: i32 = 0;
let runBytes: i32 = 0;

/** Messages of the last run, and their bytes. */
export let messages: i32 = 0;
export let bytes: i32 = 0;
/** Whether the last run stopped at a message that it knows, and of which there is more to come. */
export let awaitsRest: bool = false;

export function prepare(
  index: usize, run: usize, slab: i32, a: i32, b: i32, c: i32, d: i32, e: i32, f: i32, g: i32,
): void {
  indexAt = index;
  runAt = run;
  largeSlab = slab;
  slow0 = a;
  slow1 = b;
  slow2 = c;
  slow3 = d;
  slowOfServers0 = e;
  slowOfServers1 = f;
  slowOfServers2 = g;
}

export function run(
  at: i32, end: i32, who: i32, plain: i32, withHeaders: i32, words: i32, own: i32, headers: bool, answer: bool,
  payload: i32, controlLine: i32,
): i32 {
  messages = 0;
  bytes = 0;
  awaitsRest = false;
  if (at > refusedFrom && at < refusedTo) return at;
  refusedTo = 0;
  senderClass = who;
  plainVerb = plain;
  headersVerb = withHeaders;
  keyWords = words;
  ownOutbox = own;
  maySendHeaders = headers;
  wantsAnswer = answer;
  maxPayload = payload;
  maxControlLine = controlLine;
  spans = count = copiedBytes = runBytes = 0;
  let plan: usize = 0;
  let line = <usize>TARGET_PLAIN_LINE << 2;
  while (at < end && readLine(at, end)) {
    const found = find();
    if (found == 0 || !suits(found)) break;
    const next = at + lineLength + size + 2;
    if (next > end) {
      if (next - 1 == end && load<u8>(end - 1) != CR) break;
      if (!copyRun(plan, line, at)) return refusedFrom;
      awaitsRest = true;
      return at;
    }
    if (load<u16>(<usize>next - 2) != CRLF) break;
    const lineAt = <usize>(hasHeaders ? TARGET_LINE : TARGET_PLAIN_LINE) << 2;
    if (found != plan || lineAt != line || !hasRoomInRun(plan)) {
      if (!copyRun(plan, line, at)) return refusedFrom;
      plan = found;
      line = lineAt;
      if (!hasRoomInRun(plan)) return at;
    }
    at = addSpan(at, end, plan);
  }
  return copyRun(plan, line, at) ? at : refusedFrom;
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

// @ts-ignore: decorator
@inline
function partsReply(plan: usize): bool {
  return (word(plan, PLAN_FLAGS) & PARTS_REPLY) != 0;
}

function hasRoomInRun(plan: usize): bool {
  if (count > 0) {
    if ((word(plan, PLAN_FLAGS) & IS_DISTINCT) == 0) return false;
    if (spans == MOST_SPANS) return false;
  }
  const tail = lineLength - tailOffset + size + 2;
  return copiedBytes + tail + (count + 1) * word(plan, PLAN_LONGEST_LEAD) <= largeSlab;
}

function addSpan(at: i32, end: i32, plan: usize): i32 {
  const stride = lineLength + size + 2;
  const parts = partsReply(plan);
  const offset = parts ? sizesOffset : tailOffset;
  const tail = stride - offset;
  const copied = parts ? tail + replyLength : tail;
  const longestLead = word(plan, PLAN_LONGEST_LEAD);
  let most: i32 = 1;
  if ((word(plan, PLAN_FLAGS) & IS_DISTINCT) != 0 && at + 2 * stride <= end) {
    const room = largeSlab - copiedBytes - count * longestLead;
    most = min(room / (copied + longestLead), (end - at) / stride);
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
  setWord(span, SPAN_TAIL_OFFSET, offset);
  setWord(span, SPAN_TAIL, tail);
  setWord(span, SPAN_SIZE, size);
  setWord(span, SPAN_COUNT, found);
  if (parts) {
    setWord(span, SPAN_REPLY_OFFSET, replyOffset);
    setWord(span, SPAN_REPLY, replyLength);
  }
  count += found;
  copiedBytes += found * copied;
  runBytes += found * size;
  return at + found * stride;
}

function readLine(at: i32, end: i32): bool {
  if (end - at < 11) return false;
  const verb = load<i32>(at);
  hasHeaders = verb == headersVerb;
  if (hasHeaders ? !maySendHeaders : verb != plainVerb) return false;
  let p = at + 4;
  if (verb != PUB_ && load<u8>(p++) != BLANK) return false;
  const start = p;
  let h: i32 = HASH_START;
  let byte = <i32>load<u8>(p);
  for (let words = keyWords; ; words--) {
    while (byte > BLANK) {
      h = (h ^ byte) * HASH_PRIME;
      byte = load<u8>(++p);
    }
    if (byte != BLANK || p >= end) return false;
    if (words == 1) break;
    h = (h ^ BLANK) * HASH_PRIME;
    byte = load<u8>(++p);
  }
  key = start;
  keyLength = p - start;
  queuesLength = 0;
  hash = h;
  tailOffset = p + 1 - at;
  const lineEnd = readTail(at, p + 1, end);
  if (lineEnd == 0 || lineEnd - start > maxControlLine) return false;
  h = (hash ^ senderClass) * HASH_PRIME;
  hash = h ^ (h >>> 15);
  lineLength = lineEnd + 2 - at;
  return true;
}

function readTail(at: i32, start: i32, end: i32): i32 {
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
  if (digits == 0 || digits > 9 || value > maxPayload) return 0;
  if (hasHeaders && (before <= 0 || before > value)) return 0;
  const others = hasHeaders ? wordsRead - 1 : wordsRead;
  size = value;
  replyOffset = start - at;
  replyLength = others == 0 ? 0 : replyEnd + 1 - start;
  sizesOffset = replyOffset + replyLength;
  if (others > 1 && (plainVerb == PUB_ || !readQueues(at, start, p))) return 0;
  hasReply = replyLength > 0;
  return replyLength > 4 && isSlow(load<i32>(at + replyOffset)) ? 0 : p;
}

// @ts-ignore: decorator
@inline
function isSlow(reply: i32): bool {
  if (plainVerb != PUB_) {
    return reply == slowOfServers0 || reply == slowOfServers1 || reply == slowOfServers2;
  }
  return reply == slow0 || reply == slow1 || reply == slow2 || reply == slow3;
}

export function readQueues(at: i32, start: i32, end: i32): bool {
  let sizes = end;
  for (let words = hasHeaders ? 2 : 1; words > 0; words--) {
    do sizes--;
    while (load<u8>(sizes - 1) != BLANK);
  }
  if (load<u8>(start + 1) != BLANK) return false;
  const reply = start + 2;
  let queues = reply;
  const mark = load<u8>(start);
  if (mark == PLUS) {
    while (load<u8>(queues) != BLANK) queues++;
    queues++;
    if (queues == sizes) return false;
  } else if (mark != BAR) return false;
  replyOffset = reply - at;
  replyLength = queues - reply;
  sizesOffset = sizes - at;
  queuesAt = queues;
  queuesLength = sizes - 1 - queues;
  let h = hash;
  h = (h ^ BLANK) * HASH_PRIME;
  h = (h ^ BAR) * HASH_PRIME;
  h = (h ^ BLANK) * HASH_PRIME;
  for (let p = queues; p < sizes - 1; p++) h = (h ^ load<u8>(p)) * HASH_PRIME;
  hash = h;
  return true;
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
    hasKey(word(plan, PLAN_SUBJECT), word(plan, PLAN_SUBJECT_LENGTH))
  );
}

// @ts-ignore: decorator
@inline
function hasKey(address: usize, length: i32): bool {
  if (queuesLength == 0) return length == keyLength && isEqual(key, address, length);
  return hasKeyAndQueues(address, length);
}

export function hasKeyAndQueues(address: usize, length: i32): bool {
  if (length != keyLength + 3 + queuesLength || !isEqual(key, address, keyLength)) return false;
  const mark = address + <usize>keyLength;
  if (load<u8>(mark) != BLANK || load<u8>(mark, 1) != BAR || load<u8>(mark, 2) != BLANK) return false;
  return isEqual(queuesAt, mark + 3, queuesLength);
}

function suits(plan: usize): bool {
  const plain = word(plan, PLAN_PLAIN_COUNT);
  const groups = word(plan, PLAN_GROUP_COUNT);
  const never = IS_SLOW | (hasHeaders ? STRIPS_HEADERS : 0) | (hasReply ? ALTERS_REPLY : 0);
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

/** `line`: where those lines of targets stand that the run's messages get, with headers or without. */
function copyRun(plan: usize, line: usize, end: i32): bool {
  if (count == 0) return true;
  const groups = word(plan, PLAN_GROUP_COUNT);
  const plain = word(plan, PLAN_PLAIN_COUNT);
  const first = plan + PLAN_BYTES + <usize>groups * GROUP_BYTES;
  let refused: i32 = -1;
  // One message for one target, as when a publisher's subjects differ: no need for loops.
  if (count == 1 && plain == 1 && groups == 0 && !partsReply(plan)) refused = copyOne(first + line, first);
  else if (plain > 0 && !haveRoom(plan, first, plain, line)) refused = word(runAt, SPAN_FIRST);
  else {
    if (groups > 0) refused = copyToGroups(plan, groups, line);
    if (plain > 0) copyToAll(plan, first, plain, line);
  }
  if (refused != word(runAt, SPAN_FIRST)) {
    messages += count;
    bytes += runBytes;
  }
  spans = count = copiedBytes = runBytes = 0;
  if (refused < 0) return true;
  refusedFrom = refused;
  refusedTo = end;
  return false;
}

// @ts-ignore: decorator
@inline
function leadOf(line: usize): i32 {
  return word(line, LINE_HEAD_LENGTH) + word(line, LINE_MIDDLE_LENGTH);
}

// @ts-ignore: decorator
@inline
function copyOne(line: usize, target: usize): i32 {
  const outbox = outboxOf(target);
  const need = copiedBytes + leadOf(line);
  if (
    word(outbox, OUTBOX_LIMIT) - word(outbox, OUTBOX_CURSOR) < need &&
    (need > largeSlab || grow(word(target, TARGET_OUTBOX), need) == 0)
  ) return word(runAt, SPAN_FIRST);
  const to = <usize>word(outbox, OUTBOX_CURSOR);
  const headLength = word(line, LINE_HEAD_LENGTH);
  copyShort(to, <usize>word(line, LINE_HEAD), headLength);
  copy(to + headLength, <usize>(word(runAt, SPAN_FIRST) + word(runAt, SPAN_TAIL_OFFSET)), copiedBytes);
  setWord(outbox, OUTBOX_CURSOR, <i32>to + need);
  countOut(outbox, target, 1, runBytes);
  return -1;
}

function haveRoom(plan: usize, first: usize, plain: i32, line: usize): bool {
  const isDistinct = (word(plan, PLAN_FLAGS) & IS_DISTINCT) != 0;
  let target = first;
  for (let i = 0; i < plain; i++, target += TARGET_BYTES) {
    const outbox = outboxOf(target);
    const need = isDistinct
      ? copiedBytes + count * leadOf(target + line)
      : plain * (copiedBytes + word(plan, PLAN_LONGEST_LEAD));
    if (word(outbox, OUTBOX_LIMIT) - word(outbox, OUTBOX_CURSOR) >= need) continue;
    if (need > largeSlab || grow(word(target, TARGET_OUTBOX), need) == 0) return false;
  }
  return true;
}

function copyToAll(plan: usize, first: usize, plain: i32, lineAt: usize): void {
  let composed: usize = 0;
  let composedHead: i32 = 0;
  let composedMiddle: i32 = 0;
  let target = first;
  for (let i = 0; i < plain; i++, target += TARGET_BYTES) {
    const outbox = outboxOf(target);
    const line = target + lineAt;
    const head = word(line, LINE_HEAD);
    const middle = word(line, LINE_MIDDLE);
    const need = copiedBytes + count * leadOf(line);
    const to = <usize>word(outbox, OUTBOX_CURSOR);
    if (head == composedHead && middle == composedMiddle) copy(to, composed, need);
    else {
      if (partsReply(plan)) composeParted(to, line);
      else compose(to, line);
      composed = to;
      composedHead = head;
      composedMiddle = middle;
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

function compose(to: usize, line: usize): void {
  const end = runAt + <usize>spans * SPAN_BYTES;
  const head = <usize>word(line, LINE_HEAD);
  const headLength = word(line, LINE_HEAD_LENGTH);
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

/** The same where the reply is copied apart: in a function of its own, so as not to slow the other down. */
export function composeParted(to: usize, line: usize): void {
  const end = runAt + <usize>spans * SPAN_BYTES;
  for (let span = runAt; span < end; span += SPAN_BYTES) {
    const stride = <usize>word(span, SPAN_STRIDE);
    let message = <usize>word(span, SPAN_FIRST);
    for (let left = word(span, SPAN_COUNT); left > 0; left--, message += stride) {
      to = copyParted(to, line, span, message);
    }
  }
}

/** Writes one message with the head and middle of `line`; returns where it ends. */
function copyParted(to: usize, line: usize, span: usize, message: usize): usize {
  const headLength = word(line, LINE_HEAD_LENGTH);
  const tail = word(span, SPAN_TAIL);
  copyShort(to, <usize>word(line, LINE_HEAD), headLength);
  to = copyReply(to + headLength, line, span, message);
  copy(to, message + <usize>word(span, SPAN_TAIL_OFFSET), tail);
  return to + tail;
}

function copyReply(to: usize, line: usize, span: usize, message: usize): usize {
  const reply = word(span, SPAN_REPLY);
  const replyAt = message + <usize>word(span, SPAN_REPLY_OFFSET);
  const middle = <usize>word(line, LINE_MIDDLE);
  const length = word(line, LINE_MIDDLE_LENGTH);
  const isMarked = length > 2 && load<u16>(middle) == BAR_BLANK;
  if (isMarked && reply > 0) {
    store<u16>(to, PLUS_BLANK);
    copy(to + 2, replyAt, reply);
    copy(to + 2 + reply, middle + 2, length - 2);
  } else {
    copy(to, replyAt, reply);
    copy(to + reply, middle, length);
  }
  return to + reply + length;
}

function copyToGroups(plan: usize, groups: i32, line: usize): i32 {
  const end = runAt + <usize>spans * SPAN_BYTES;
  const firstGroup = plan + PLAN_BYTES;
  const groupsEnd = firstGroup + <usize>groups * GROUP_BYTES;
  for (let span = runAt; span < end; span += SPAN_BYTES) {
    const stride = word(span, SPAN_STRIDE);
    const copied = copiedOf(span, plan);
    let message = word(span, SPAN_FIRST);
    for (let left = word(span, SPAN_COUNT); left > 0; left--, message += stride) {
      for (let group = firstGroup; group < groupsEnd; group += GROUP_BYTES) {
        const target = pick(group, copied, line);
        setWord(group, GROUP_PICKED, <i32>target);
        if (target != 0) continue;
        endRun(plan, span, left);
        return message;
      }
      for (let group = firstGroup; group < groupsEnd; group += GROUP_BYTES) {
        copyToMember(plan, <usize>word(group, GROUP_PICKED), line, span, message);
      }
    }
  }
  return -1;
}

/** Bytes of a message of `span` that are copied to a target. */
// @ts-ignore: decorator
@inline
function copiedOf(span: usize, plan: usize): i32 {
  const tail = word(span, SPAN_TAIL);
  return partsReply(plan) ? tail + word(span, SPAN_REPLY) : tail;
}

function endRun(plan: usize, last: usize, left: i32): void {
  setWord(last, SPAN_COUNT, word(last, SPAN_COUNT) - left);
  spans = <i32>((last - runAt) / SPAN_BYTES) + 1;
  count = copiedBytes = runBytes = 0;
  for (let span = runAt; span <= last; span += SPAN_BYTES) {
    const each = word(span, SPAN_COUNT);
    count += each;
    copiedBytes += each * copiedOf(span, plan);
    runBytes += each * word(span, SPAN_SIZE);
  }
}

function pick(group: usize, copied: i32, line: usize): usize {
  const members = word(group, GROUP_MEMBERS);
  const first = <usize>word(group, GROUP_FIRST) << 2;
  let at = members == 1 ? 0 : below(members);
  for (let tried = 0; tried < members; tried++) {
    const target = first + <usize>at * TARGET_BYTES;
    const outbox = outboxOf(target);
    const need = copied + leadOf(target + line);
    const free = word(outbox, OUTBOX_LIMIT) - word(outbox, OUTBOX_CURSOR);
    if (free >= need || grow(word(target, TARGET_OUTBOX), need) != 0) return target;
    if (++at == members) at = 0;
  }
  return 0;
}

function copyToMember(plan: usize, target: usize, lineAt: usize, span: usize, message: usize): void {
  const outbox = outboxOf(target);
  const line = target + lineAt;
  let to = <usize>word(outbox, OUTBOX_CURSOR);
  if (partsReply(plan)) to = copyParted(to, line, span, message);
  else {
    const headLength = word(line, LINE_HEAD_LENGTH);
    const tail = word(span, SPAN_TAIL);
    copyShort(to, <usize>word(line, LINE_HEAD), headLength);
    to += headLength;
    copy(to, message + <usize>word(span, SPAN_TAIL_OFFSET), tail);
    to += tail;
  }
  setWord(outbox, OUTBOX_CURSOR, <i32>to);
  countOut(outbox, target, 1, word(span, SPAN_SIZE));
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
