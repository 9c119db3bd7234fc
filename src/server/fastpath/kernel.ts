/**
 * The fast road's inner loop: takes message lines that it knows, and copies bytes by their plans.
 *
 * It knows nothing of NATS' rules. A line is `PUB <subject> [reply] <size>`, its parts one blank apart; what it does not
 * know or finds in another form it leaves to the slow road. A target's line is its head, then whatever stood behind the
 * subject, payload included, copied in one piece:
 *
 *     PUB orders.new reply.7 5␍␊hello␍␊            input
 *                    └────────tail────────┘
 *     MSG orders.new 12 reply.7 5␍␊hello␍␊         a target's outbox
 *     └─────head───────┘
 *
 * Messages of one plan that follow each other are a run: counted once, and for the second and further targets with the
 * same head copied as one block (fan-out +60 %). A line that equals the one before it byte by byte needs no look-up:
 * +23 % for one subscriber, +80 % without interest.
 */
import { LARGE_SLAB, OUTBOX } from '../connection/arena.ts';
import { finishHash, HASH_PRIME, HASH_START } from './hash.ts';
import {
  GROUP,
  GROUP_WORDS,
  INDEX_ENTRIES,
  IS_DISTINCT,
  IS_SLOW,
  layOut,
  MOST_SPANS,
  PLAN,
  PLAN_WORDS,
  SPAN,
  SPAN_WORDS,
  STRIPS_HEADERS,
  TARGET,
  TARGET_WORDS,
} from './memory.ts';

/** What differs from sender to sender. */
export interface Sender {
  readonly senderClass: number;
  /** The outbox that must not get the sender's own messages; -1 if it may. */
  readonly ownOutbox: number;
  readonly maySendHeaders: boolean;
  /** Whether a message with a reply must not go unanswered. */
  readonly wantsAnswer: boolean;
}

/** Messages above these are for the slow road. */
export interface KernelLimits {
  readonly maxPayload: number;
  readonly maxControlLine: number;
}

export interface KernelOptions extends KernelLimits {
  /** Replies that begin with one of these four bytes are for the slow road. */
  readonly slowReplies: readonly string[];
  /** Makes room for `size` bytes in an outbox, or says that it can't. */
  grow(outbox: number, size: number): boolean;
}

const CR = 13;
const LF = 10;
const BLANK = 32;
/** CR LF, as a little-endian word. */
const CRLF = 0x0a0d;
/** The first four bytes of a line, as a little-endian word. */
const PUB_ = wordOf('PUB ');
const HPUB = wordOf('HPUB');
/** From here on the engine's block copy is faster than words one by one; at 1 KiB it doubles the rate. */
const BLOCK_COPY_FROM = 192;

/** What the road needs of a kernel: this one, or the same in WebAssembly. */
export interface MessageKernel {
  /** Messages of the last `run`, and their bytes. */
  readonly messages: number;
  readonly bytes: number;
  /** Whether the last `run` stopped at a message that it knows, and of which there is more to come. */
  readonly awaitsRest: boolean;
  /** Repeats the messages from `at`; returns where it met what it can't, or an unfinished message. */
  run(at: number, end: number, sender: Sender): number;
  /** The limits have changed. */
  limit(limits: KernelLimits): void;
}

export class Kernel implements MessageKernel {
  /** Messages of the last `run`, and their bytes. */
  messages = 0;
  bytes = 0;
  awaitsRest = false;

  readonly #bytes: Uint8Array;
  readonly #words: Int32Array;
  readonly #doubles: Float64Array;
  /** Unaligned words: reads and writes 4 bytes at a time, +44 % for small messages. 64-bit BigInts are a disaster. */
  readonly #view: DataView;
  readonly #index: number;
  readonly #run: number;
  #options: KernelOptions;
  readonly #slowReplies: Int32Array;
  #random = 0x9e3779b9 | 0;
  /**
   * The run that was refused last, its first message and its end. The slow road takes it, and for none of its messages
   * is the rest gathered anew, which would be work in the square of the messages.
   */
  #refusedFrom = -1;
  #refusedTo = 0;

  // The line that was read last. Fields, not an object: nothing is made per message.
  #lineLength = 0;
  #tailOffset = 0;
  #size = 0;
  #hasReply = false;
  #isHpub = false;
  #hash = 0;
  #subject = 0;
  #subjectLength = 0;

  // The run that is being gathered: its spans, messages, bytes from behind the subjects on, and payload bytes.
  #spans = 0;
  #count = 0;
  #tailBytes = 0;
  #runBytes = 0;

  constructor(memory: ArrayBuffer, reserved: number, options: KernelOptions) {
    const { index, run } = layOut(reserved);
    this.#bytes = new Uint8Array(memory);
    this.#words = new Int32Array(memory);
    this.#doubles = new Float64Array(memory);
    this.#view = new DataView(memory);
    this.#index = index / 4;
    this.#run = run / 4;
    this.#options = options;
    this.#slowReplies = Int32Array.from(options.slowReplies, wordOf);
  }

  limit(limits: KernelLimits): void {
    this.#options = { ...this.#options, ...limits };
  }

  run(at: number, end: number, sender: Sender): number {
    this.messages = 0;
    this.bytes = 0;
    this.awaitsRest = false;
    if (at > this.#refusedFrom && at < this.#refusedTo) return at;
    this.#refusedTo = 0;
    this.#spans = this.#count = this.#tailBytes = this.#runBytes = 0;
    let plan = 0;
    let isHpub = false;
    while (at < end && this.#readLine(at, end, sender)) {
      const found = this.#find(sender);
      if (found === 0 || !this.#suits(found, sender)) break;
      const next = at + this.#lineLength + this.#size + 2;
      if (next > end) {
        // What is there of the payload's end must be right.
        if (next - 1 === end && this.#bytes[end - 1] !== CR) break;
        if (!this.#copyRun(plan, isHpub, at)) return this.#refusedFrom;
        this.awaitsRest = true;
        return at;
      }
      if (this.#view.getInt16(next - 2, true) !== CRLF) break;
      if (found !== plan || isHpub !== this.#isHpub || !this.#hasRoomInRun(plan)) {
        if (!this.#copyRun(plan, isHpub, at)) return this.#refusedFrom;
        plan = found;
        isHpub = this.#isHpub;
        if (!this.#hasRoomInRun(plan)) return at;
      }
      at = this.#addSpan(at, end, plan);
    }
    return this.#copyRun(plan, isHpub, at) ? at : this.#refusedFrom;
  }

  /** Whether the message that was read fits into the run, and that into a slab. */
  #hasRoomInRun(plan: number): boolean {
    const count = this.#count;
    if (count > 0) {
      // A connection that is several targets gets its messages in turn: a run of one.
      if ((this.#words[plan + PLAN.flags]! & IS_DISTINCT) === 0) return false;
      if (this.#spans === MOST_SPANS) return false;
    }
    const tail = this.#lineLength - this.#tailOffset + this.#size + 2;
    const heads = (count + 1) * this.#words[plan + PLAN.longestHead]!;
    return this.#tailBytes + tail + heads <= LARGE_SLAB;
  }

  /** Adds the message that was read at `at`, and those behind it whose lines are the same; returns where they end. */
  #addSpan(at: number, end: number, plan: number): number {
    const view = this.#view;
    const words = this.#words;
    const lineLength = this.#lineLength;
    const stride = lineLength + this.#size + 2;
    const tail = stride - this.#tailOffset;
    const each = tail + words[plan + PLAN.longestHead]!;
    const room = LARGE_SLAB - this.#tailBytes - this.#count * words[plan + PLAN.longestHead]!;
    const isDistinct = (words[plan + PLAN.flags]! & IS_DISTINCT) !== 0;
    const most = isDistinct ? Math.min((room / each) | 0, ((end - at) / stride) | 0) : 1;
    let count = 1;
    for (let next = at + stride; count < most; next += stride) {
      if (view.getInt16(next + stride - 2, true) !== CRLF) break;
      if (!this.#isSameLine(at, next, lineLength)) break;
      count++;
    }
    const span = this.#run + this.#spans++ * SPAN_WORDS;
    words[span + SPAN.first] = at;
    words[span + SPAN.stride] = stride;
    words[span + SPAN.tailOffset] = this.#tailOffset;
    words[span + SPAN.tail] = tail;
    words[span + SPAN.size] = this.#size;
    words[span + SPAN.count] = count;
    this.#count += count;
    this.#tailBytes += count * tail;
    this.#runBytes += count * this.#size;
    return at + count * stride;
  }

  /** Reads the line at `at` into the fields. False if it is not all there or not in the form that we know. */
  #readLine(at: number, end: number, sender: Sender): boolean {
    // Shorter than any message; and the word below must lie within the input.
    if (end - at < 11) return false;
    const bytes = this.#bytes;
    const verb = this.#view.getInt32(at, true);
    this.#isHpub = verb === HPUB;
    if (this.#isHpub ? bytes[at + 4] !== BLANK || !sender.maySendHeaders : verb !== PUB_)
      return false;
    const subject = at + (this.#isHpub ? 5 : 4);
    let p = subject;
    let hash = HASH_START;
    let byte = bytes[p]!;
    while (byte > BLANK) {
      hash = Math.imul(hash ^ byte, HASH_PRIME);
      byte = bytes[++p]!;
    }
    if (byte !== BLANK || p >= end) return false;
    this.#subject = subject;
    this.#subjectLength = p - subject;
    this.#hash = finishHash(hash, sender.senderClass);
    const tail = p + 1;
    const lineEnd = this.#readSizes(tail, end);
    if (lineEnd === 0 || lineEnd - subject > this.#options.maxControlLine) return false;
    this.#tailOffset = tail - at;
    this.#lineLength = lineEnd + 2 - at;
    return true;
  }

  /** Reads `[reply] [header-size] size` at `p`; returns where its CR stands, 0 if it is not in that form. */
  #readSizes(p: number, end: number): number {
    const bytes = this.#bytes;
    const start = p;
    let wordsRead = 0;
    let value = 0;
    let digits = 0;
    let before = -1;
    let replyEnd = 0;
    for (; ; p++) {
      if (p >= end) return 0;
      const byte = bytes[p]!;
      const digit = byte - 0x30;
      if (digit >= 0 && digit <= 9) {
        value = (value * 10 + digit) | 0;
        digits++;
      } else if (byte > BLANK) digits = 100;
      else if (byte === BLANK && digits > 0) {
        before = digits > 9 ? -1 : value;
        if (++wordsRead === 1) replyEnd = p;
        value = digits = 0;
      } else break;
    }
    if (bytes[p] !== CR || p + 1 >= end || bytes[p + 1] !== LF) return 0;
    const sizes = this.#isHpub ? 2 : 1;
    this.#hasReply = wordsRead === sizes;
    if (digits === 0 || digits > 9 || (wordsRead !== sizes && wordsRead !== sizes - 1)) return 0;
    if (value > this.#options.maxPayload) return 0;
    // An empty header block makes an ordinary message: the slow road's business.
    if (this.#isHpub && (before <= 0 || before > value)) return 0;
    if (this.#hasReply && replyEnd - start >= 4 && this.#isSlowReply(start)) return 0;
    this.#size = value;
    return p;
  }

  #isSlowReply(at: number): boolean {
    const word = this.#view.getInt32(at, true);
    for (const slow of this.#slowReplies) if (word === slow) return true;
    return false;
  }

  /** The first word of the plan for the line that was read; 0 if there is none. */
  #find(sender: Sender): number {
    const words = this.#words;
    const hash = this.#hash;
    for (let at = hash & (INDEX_ENTRIES - 1); ; at = (at + 1) & (INDEX_ENTRIES - 1)) {
      const entry = this.#index + at * 2;
      const address = words[entry + 1]!;
      if (address === 0) return 0;
      if (words[entry] !== hash || address === 1) continue;
      const plan = address >> 2;
      if (
        words[plan + PLAN.senderClass] === sender.senderClass &&
        words[plan + PLAN.subjectLength] === this.#subjectLength &&
        this.#equal(this.#subject, words[plan + PLAN.subject]!, this.#subjectLength)
      ) {
        return plan;
      }
    }
  }

  /** Whether the plan holds for the line that was read, whoever the sender is. */
  #suits(plan: number, sender: Sender): boolean {
    const words = this.#words;
    const plain = words[plan + PLAN.plainCount]!;
    const groups = words[plan + PLAN.groupCount]!;
    const never = this.#isHpub ? IS_SLOW | STRIPS_HEADERS : IS_SLOW;
    if ((words[plan + PLAN.flags]! & never) !== 0) return false;
    if (this.#hasReply && sender.wantsAnswer && plain + groups === 0) return false;
    return sender.ownOutbox < 0 || !this.#includes(plan, sender.ownOutbox);
  }

  #includes(plan: number, outbox: number): boolean {
    const words = this.#words;
    const plain = words[plan + PLAN.plainCount]!;
    const groups = words[plan + PLAN.groupCount]!;
    let targets = plain;
    for (let i = 0; i < groups; i++) {
      targets += words[plan + PLAN_WORDS + i * GROUP_WORDS + GROUP.members]!;
    }
    let target = plan + PLAN_WORDS + groups * GROUP_WORDS;
    for (let i = 0; i < targets; i++, target += TARGET_WORDS) {
      if (words[target + TARGET.outbox] === outbox) return true;
    }
    return false;
  }

  /**
   * Copies the run, which ends at `end`, to the plan's targets and begins a new one. False if nobody could take some
   * message of it: that one and those behind it are refused, and were not copied.
   */
  #copyRun(plan: number, isHpub: boolean, end: number): boolean {
    if (this.#count === 0) return true;
    const words = this.#words;
    const groups = words[plan + PLAN.groupCount]!;
    const plain = words[plan + PLAN.plainCount]!;
    const first = plan + PLAN_WORDS + groups * GROUP_WORDS;
    const skip = isHpub ? 0 : 1;
    let refused = -1;
    if (plain > 0 && !this.#haveRoom(plan, first, plain, skip))
      refused = words[this.#run + SPAN.first]!;
    else {
      if (groups > 0) refused = this.#copyToGroups(plan, groups, skip);
      if (plain > 0) this.#copyToAll(first, plain, skip);
      this.messages += this.#count;
      this.bytes += this.#runBytes;
    }
    this.#spans = this.#count = this.#tailBytes = this.#runBytes = 0;
    if (refused < 0) return true;
    this.#refusedFrom = refused;
    this.#refusedTo = end;
    return false;
  }

  /** Sees to it that every plain target can take the run. Done before anything is copied. */
  #haveRoom(plan: number, first: number, plain: number, skip: number): boolean {
    const words = this.#words;
    // A connection that is several targets needs the sum: no less than it, for all of them.
    const isDistinct = (words[plan + PLAN.flags]! & IS_DISTINCT) !== 0;
    let target = first;
    for (let i = 0; i < plain; i++, target += TARGET_WORDS) {
      const outbox = words[target + TARGET.outbox]!;
      const need = isDistinct
        ? this.#tailBytes + this.#count * (words[target + TARGET.headLength]! - skip)
        : plain * (this.#tailBytes + words[plan + PLAN.longestHead]!);
      const free = words[outbox + OUTBOX.limit]! - words[outbox + OUTBOX.cursor]!;
      if (free < need && (need > LARGE_SLAB || !this.#options.grow(outbox, need))) return false;
    }
    return true;
  }

  #copyToAll(first: number, plain: number, skip: number): void {
    const words = this.#words;
    const count = this.#count;
    let composed = 0;
    let composedHead = 0;
    let target = first;
    for (let i = 0; i < plain; i++, target += TARGET_WORDS) {
      const outbox = words[target + TARGET.outbox]!;
      const head = words[target + TARGET.head]!;
      const headLength = words[target + TARGET.headLength]! - skip;
      const need = this.#tailBytes + count * headLength;
      const to = words[outbox + OUTBOX.cursor]!;
      if (head === composedHead) this.#copy(to, composed, need);
      else {
        this.#compose(to, head + skip, headLength);
        composed = to;
        composedHead = head;
      }
      words[outbox + OUTBOX.cursor] = to + need;
      words[outbox + OUTBOX.messages]! += count;
      words[outbox + OUTBOX.bytes]! += this.#runBytes;
      this.#doubles[(target + TARGET.count) >> 1]! += count;
    }
  }

  /** Writes the run's messages with one head. */
  #compose(to: number, head: number, headLength: number): void {
    const words = this.#words;
    const end = this.#run + this.#spans * SPAN_WORDS;
    for (let span = this.#run; span < end; span += SPAN_WORDS) {
      const stride = words[span + SPAN.stride]!;
      const tail = words[span + SPAN.tail]!;
      let from = words[span + SPAN.first]! + words[span + SPAN.tailOffset]!;
      for (let left = words[span + SPAN.count]!; left > 0; left--, from += stride) {
        this.#copy(to, head, headLength);
        to += headLength;
        this.#copy(to, from, tail);
        to += tail;
      }
    }
  }

  /**
   * One member of each group for each message. Returns -1, or where the first message begins for which a group has
   * nobody with room: the run ends before it.
   */
  #copyToGroups(plan: number, groups: number, skip: number): number {
    const words = this.#words;
    const end = this.#run + this.#spans * SPAN_WORDS;
    const firstGroup = plan + PLAN_WORDS;
    const groupsEnd = firstGroup + groups * GROUP_WORDS;
    for (let span = this.#run; span < end; span += SPAN_WORDS) {
      const stride = words[span + SPAN.stride]!;
      const tail = words[span + SPAN.tail]!;
      const size = words[span + SPAN.size]!;
      let message = words[span + SPAN.first]!;
      for (let left = words[span + SPAN.count]!; left > 0; left--, message += stride) {
        // All are picked before anything is copied: what is left to the slow road is left whole.
        for (let group = firstGroup; group < groupsEnd; group += GROUP_WORDS) {
          const target = this.#pick(group, tail, skip);
          words[group + GROUP.picked] = target;
          if (target !== 0) continue;
          this.#endRun(span, left);
          return message;
        }
        const from = message + words[span + SPAN.tailOffset]!;
        for (let group = firstGroup; group < groupsEnd; group += GROUP_WORDS) {
          this.#copyToMember(words[group + GROUP.picked]!, from, tail, size, skip);
        }
      }
    }
    return -1;
  }

  /** Takes the last `left` messages of the span `last`, and all behind it, out of the run. */
  #endRun(last: number, left: number): void {
    const words = this.#words;
    words[last + SPAN.count]! -= left;
    this.#spans = (last - this.#run) / SPAN_WORDS + 1;
    this.#count = this.#tailBytes = this.#runBytes = 0;
    for (let span = this.#run; span <= last; span += SPAN_WORDS) {
      const count = words[span + SPAN.count]!;
      this.#count += count;
      this.#tailBytes += count * words[span + SPAN.tail]!;
      this.#runBytes += count * words[span + SPAN.size]!;
    }
  }

  /** A random member that has room, or the next one that has; 0 if none. */
  #pick(group: number, tail: number, skip: number): number {
    const words = this.#words;
    const members = words[group + GROUP.members]!;
    let at = members === 1 ? 0 : this.#below(members);
    for (let tried = 0; tried < members; tried++) {
      const target = words[group + GROUP.first]! + at * TARGET_WORDS;
      const outbox = words[target + TARGET.outbox]!;
      const need = tail + words[target + TARGET.headLength]! - skip;
      const free = words[outbox + OUTBOX.limit]! - words[outbox + OUTBOX.cursor]!;
      if (free >= need || this.#options.grow(outbox, need)) return target;
      if (++at === members) at = 0;
    }
    return 0;
  }

  #copyToMember(target: number, from: number, tail: number, size: number, skip: number): void {
    const words = this.#words;
    const outbox = words[target + TARGET.outbox]!;
    const headLength = words[target + TARGET.headLength]! - skip;
    const to = words[outbox + OUTBOX.cursor]!;
    this.#copy(to, words[target + TARGET.head]! + skip, headLength);
    this.#copy(to + headLength, from, tail);
    words[outbox + OUTBOX.cursor] = to + headLength + tail;
    words[outbox + OUTBOX.messages]! += 1;
    words[outbox + OUTBOX.bytes]! += size;
    this.#doubles[(target + TARGET.count) >> 1]! += 1;
  }

  /** A random number from 0 to below `count` (xorshift32). */
  #below(count: number): number {
    let x = this.#random;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#random = x;
    return (x >>> 0) % count;
  }

  #equal(a: number, b: number, length: number): boolean {
    const bytes = this.#bytes;
    for (let i = 0; i < length; i++) if (bytes[a + i] !== bytes[b + i]) return false;
    return true;
  }

  /**
   * Whether the line at `b`, of at least 8 bytes, is that at `a`. Doubles compare eight bytes at once; what is not a
   * number equals nothing, and so only costs a look-up (the bytes of a line are no zeros of either sign).
   */
  #isSameLine(a: number, b: number, length: number): boolean {
    const view = this.#view;
    const last = length - 8;
    for (let i = 0; i < last; i += 8) {
      if (view.getFloat64(a + i, true) !== view.getFloat64(b + i, true)) return false;
    }
    return view.getFloat64(a + last, true) === view.getFloat64(b + last, true);
  }

  /** Copies `length` bytes, and up to three more: every outbox and every source has room for them. */
  #copy(to: number, from: number, length: number): void {
    if (length >= BLOCK_COPY_FROM) {
      this.#bytes.copyWithin(to, from, from + length);
      return;
    }
    const view = this.#view;
    for (let i = 0; i < length; i += 4) view.setInt32(to + i, view.getInt32(from + i, true), true);
  }
}

function wordOf(text: string): number {
  return Buffer.from(text, 'latin1').readInt32LE(0);
}
