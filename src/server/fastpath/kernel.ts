/**
 * The fast road's inner loop: takes messages whose lines it knows, and copies bytes by their plans.
 *
 * It knows nothing of NATS' rules. What it does not know, or finds in another form than message-line.ts reads, it leaves
 * to the slow road. A target's line is its head, then whatever stood behind the subject, payload included, copied in one
 * piece:
 *
 *     PUB orders.new reply.7 5␍␊hello␍␊            input
 *                    └────────tail────────┘
 *     MSG orders.new 12 reply.7 5␍␊hello␍␊         a target's outbox
 *     └─────head───────┘
 *
 * Where something stands between reply and sizes, in the publisher's line or in a target's, the reply is copied apart:
 *
 *     RMSG A orders.new + reply.7 q1 5␍␊hello␍␊    a target's outbox
 *     └──────head──────┘          └─┴middle
 *
 * Messages of one plan that follow each other are a run: counted once, and for the second and further targets with the
 * same head copied as one block (fan-out +60 %). A line that equals the one before it byte by byte needs no look-up:
 * +23 % for one subscriber, +80 % without interest.
 */
import { LARGE_SLAB, OUTBOX } from '../connection/arena.ts';
import type { LineStart } from './line-start.ts';
import {
  ALTERS_REPLY,
  GROUP,
  GROUP_WORDS,
  INDEX_ENTRIES,
  IS_DISTINCT,
  IS_SLOW,
  layOut,
  LINE,
  MOST_SPANS,
  PARTS_REPLY,
  PLAN,
  PLAN_WORDS,
  SPAN,
  SPAN_WORDS,
  STRIPS_HEADERS,
  TARGET,
  TARGET_WORDS,
} from './memory.ts';
import { MessageLine } from './message-line.ts';

/** What differs from sender to sender. */
export interface Sender {
  readonly senderClass: number;
  readonly lineStart: LineStart;
  /** The outbox that must not get the sender's own messages; -1 if it may. */
  readonly ownOutbox: number;
  readonly maySendHeaders: boolean;
  /** Whether a message with a reply must not go unanswered. */
  readonly wantsAnswer: boolean;
  /** Messages and lines above these are for the slow road. */
  readonly maxPayload: number;
  readonly maxControlLine: number;
}

/** Replies that begin with one of these four bytes are for the slow road: where a client sends them, or a server. */
export interface SlowReplies {
  readonly ofClients: readonly string[];
  readonly ofServers: readonly string[];
}

export interface KernelOptions {
  readonly slowReplies: SlowReplies;
  /** Makes room for `size` bytes in an outbox, or says that it can't. */
  grow(outbox: number, size: number): boolean;
}

const CR = 13;
/** CR LF, as a little-endian word. */
const CRLF = 0x0a0d;
/** What stands behind a head before queue groups, the same way: with a reply, and without. */
const PLUS_BLANK = 0x202b;
const BAR_BLANK = 0x207c;
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
  readonly #options: KernelOptions;
  /** The line that was read last. */
  readonly #line: MessageLine;
  #random = 0x9e3779b9 | 0;
  /**
   * The run that was refused last, its first message and its end. The slow road takes it, and for none of its messages
   * is the rest gathered anew, which would be work in the square of the messages.
   */
  #refusedFrom = -1;
  #refusedTo = 0;

  // The run that is being gathered: its spans, messages, bytes that each target gets of the publisher's, payload bytes.
  #spans = 0;
  #count = 0;
  #copiedBytes = 0;
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
    this.#line = new MessageLine(memory, options.slowReplies);
  }

  run(at: number, end: number, sender: Sender): number {
    this.messages = 0;
    this.bytes = 0;
    this.awaitsRest = false;
    if (at > this.#refusedFrom && at < this.#refusedTo) return at;
    this.#refusedTo = 0;
    this.#spans = this.#count = this.#copiedBytes = this.#runBytes = 0;
    const line = this.#line;
    let plan = 0;
    // Which lines of targets the run's messages get: with headers, or without.
    let lineWord: number = TARGET.plainLine;
    while (at < end && line.read(at, end, sender)) {
      const found = this.#find(sender);
      if (found === 0 || !this.#suits(found, sender)) break;
      const next = at + line.length + line.size + 2;
      if (next > end) {
        // What is there of the payload's end must be right.
        if (next - 1 === end && this.#bytes[end - 1] !== CR) break;
        if (!this.#copyRun(plan, lineWord, at)) return this.#refusedFrom;
        this.awaitsRest = true;
        return at;
      }
      if (this.#view.getInt16(next - 2, true) !== CRLF) break;
      const foundWord = line.hasHeaders ? TARGET.line : TARGET.plainLine;
      if (found !== plan || foundWord !== lineWord || !this.#hasRoomInRun(plan)) {
        if (!this.#copyRun(plan, lineWord, at)) return this.#refusedFrom;
        plan = found;
        lineWord = foundWord;
        if (!this.#hasRoomInRun(plan)) return at;
      }
      at = this.#addSpan(at, end, plan);
    }
    return this.#copyRun(plan, lineWord, at) ? at : this.#refusedFrom;
  }

  /** Whether the message that was read fits into the run, and that into a slab. */
  #hasRoomInRun(plan: number): boolean {
    const line = this.#line;
    const count = this.#count;
    if (count > 0) {
      // A connection that is several targets gets its messages in turn: a run of one.
      if ((this.#words[plan + PLAN.flags]! & IS_DISTINCT) === 0) return false;
      if (this.#spans === MOST_SPANS) return false;
    }
    const tail = line.length - line.tailOffset + line.size + 2;
    const leads = (count + 1) * this.#words[plan + PLAN.longestLead]!;
    return this.#copiedBytes + tail + leads <= LARGE_SLAB;
  }

  /** Adds the message that was read at `at`, and those behind it whose lines are the same; returns where they end. */
  #addSpan(at: number, end: number, plan: number): number {
    const view = this.#view;
    const words = this.#words;
    const line = this.#line;
    const stride = line.length + line.size + 2;
    const parts = this.#partsReply(plan);
    const tailOffset = parts ? line.sizesOffset : line.tailOffset;
    const tail = stride - tailOffset;
    const copied = parts ? tail + line.replyLength : tail;
    const longestLead = words[plan + PLAN.longestLead]!;
    const room = LARGE_SLAB - this.#copiedBytes - this.#count * longestLead;
    const isDistinct = (words[plan + PLAN.flags]! & IS_DISTINCT) !== 0;
    const most = isDistinct
      ? Math.min((room / (copied + longestLead)) | 0, ((end - at) / stride) | 0)
      : 1;
    let count = 1;
    for (let next = at + stride; count < most; next += stride) {
      if (view.getInt16(next + stride - 2, true) !== CRLF) break;
      if (!this.#isSameLine(at, next, line.length)) break;
      count++;
    }
    const span = this.#run + this.#spans++ * SPAN_WORDS;
    words[span + SPAN.first] = at;
    words[span + SPAN.stride] = stride;
    words[span + SPAN.tailOffset] = tailOffset;
    words[span + SPAN.tail] = tail;
    words[span + SPAN.size] = line.size;
    words[span + SPAN.count] = count;
    if (parts) {
      words[span + SPAN.replyOffset] = line.replyOffset;
      words[span + SPAN.reply] = line.replyLength;
    }
    this.#count += count;
    this.#copiedBytes += count * copied;
    this.#runBytes += count * line.size;
    return at + count * stride;
  }

  /** Whether the reply is copied apart, and what is copied in one piece begins at the sizes. */
  #partsReply(plan: number): boolean {
    return (this.#words[plan + PLAN.flags]! & PARTS_REPLY) !== 0;
  }

  /** The first word of the plan for the line that was read; 0 if there is none. */
  #find(sender: Sender): number {
    const words = this.#words;
    const line = this.#line;
    const { hash } = line;
    for (let at = hash & (INDEX_ENTRIES - 1); ; at = (at + 1) & (INDEX_ENTRIES - 1)) {
      const entry = this.#index + at * 2;
      const address = words[entry + 1]!;
      if (address === 0) return 0;
      if (words[entry] !== hash || address === 1) continue;
      const plan = address >> 2;
      if (
        words[plan + PLAN.senderClass] === sender.senderClass &&
        line.hasKey(words[plan + PLAN.subject]!, words[plan + PLAN.subjectLength]!)
      ) {
        return plan;
      }
    }
  }

  /** Whether the plan holds for the line that was read, whoever the sender is. */
  #suits(plan: number, sender: Sender): boolean {
    const words = this.#words;
    const { hasHeaders, hasReply } = this.#line;
    const plain = words[plan + PLAN.plainCount]!;
    const groups = words[plan + PLAN.groupCount]!;
    const never = IS_SLOW | (hasHeaders ? STRIPS_HEADERS : 0) | (hasReply ? ALTERS_REPLY : 0);
    if ((words[plan + PLAN.flags]! & never) !== 0) return false;
    if (hasReply && sender.wantsAnswer && plain + groups === 0) return false;
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
  #copyRun(plan: number, lineWord: number, end: number): boolean {
    if (this.#count === 0) return true;
    const words = this.#words;
    const groups = words[plan + PLAN.groupCount]!;
    const plain = words[plan + PLAN.plainCount]!;
    const first = plan + PLAN_WORDS + groups * GROUP_WORDS;
    let refused = -1;
    if (plain > 0 && !this.#haveRoom(plan, first, plain, lineWord))
      refused = words[this.#run + SPAN.first]!;
    else {
      if (groups > 0) refused = this.#copyToGroups(plan, groups, lineWord);
      if (plain > 0) this.#copyToAll(plan, first, plain, lineWord);
      this.messages += this.#count;
      this.bytes += this.#runBytes;
    }
    this.#spans = this.#count = this.#copiedBytes = this.#runBytes = 0;
    if (refused < 0) return true;
    this.#refusedFrom = refused;
    this.#refusedTo = end;
    return false;
  }

  /** Bytes that a message takes with `line` beyond what is copied of the publisher's. */
  #leadOf(line: number): number {
    const words = this.#words;
    return words[line + LINE.headLength]! + words[line + LINE.middleLength]!;
  }

  /** Sees to it that every plain target can take the run. Done before anything is copied. */
  #haveRoom(plan: number, first: number, plain: number, lineWord: number): boolean {
    const words = this.#words;
    // A connection that is several targets needs the sum: no less than it, for all of them.
    const isDistinct = (words[plan + PLAN.flags]! & IS_DISTINCT) !== 0;
    let target = first;
    for (let i = 0; i < plain; i++, target += TARGET_WORDS) {
      const outbox = words[target + TARGET.outbox]!;
      const need = isDistinct
        ? this.#copiedBytes + this.#count * this.#leadOf(target + lineWord)
        : plain * (this.#copiedBytes + words[plan + PLAN.longestLead]!);
      const free = words[outbox + OUTBOX.limit]! - words[outbox + OUTBOX.cursor]!;
      if (free < need && (need > LARGE_SLAB || !this.#options.grow(outbox, need))) return false;
    }
    return true;
  }

  #copyToAll(plan: number, first: number, plain: number, lineWord: number): void {
    const words = this.#words;
    const count = this.#count;
    let composed = 0;
    let composedHead = 0;
    let composedMiddle = 0;
    let target = first;
    for (let i = 0; i < plain; i++, target += TARGET_WORDS) {
      const outbox = words[target + TARGET.outbox]!;
      const line = target + lineWord;
      const head = words[line + LINE.head]!;
      const middle = words[line + LINE.middle]!;
      const to = words[outbox + OUTBOX.cursor]!;
      const need = this.#copiedBytes + count * this.#leadOf(line);
      if (head === composedHead && middle === composedMiddle) this.#copy(to, composed, need);
      else {
        if (this.#partsReply(plan)) this.#composeParted(to, line);
        else this.#compose(to, line);
        composed = to;
        composedHead = head;
        composedMiddle = middle;
      }
      words[outbox + OUTBOX.cursor] = to + need;
      words[outbox + OUTBOX.messages]! += count;
      words[outbox + OUTBOX.bytes]! += this.#runBytes;
      this.#doubles[(target + TARGET.count) >> 1]! += count;
    }
  }

  /** Writes the run's messages with the head of `line`. */
  #compose(to: number, line: number): void {
    const words = this.#words;
    const head = words[line + LINE.head]!;
    const headLength = words[line + LINE.headLength]!;
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

  /** The same where the reply is copied apart. In the loop above, this cost clients a third. */
  #composeParted(to: number, line: number): void {
    const words = this.#words;
    const end = this.#run + this.#spans * SPAN_WORDS;
    for (let span = this.#run; span < end; span += SPAN_WORDS) {
      const stride = words[span + SPAN.stride]!;
      let message = words[span + SPAN.first]!;
      for (let left = words[span + SPAN.count]!; left > 0; left--, message += stride) {
        to = this.#copyParted(to, line, span, message);
      }
    }
  }

  /** Writes one message, its reply apart; returns where it ends. */
  #copyParted(to: number, line: number, span: number, message: number): number {
    const words = this.#words;
    const headLength = words[line + LINE.headLength]!;
    const tail = words[span + SPAN.tail]!;
    this.#copy(to, words[line + LINE.head]!, headLength);
    to = this.#copyReply(to + headLength, line, span, message);
    this.#copy(to, message + words[span + SPAN.tailOffset]!, tail);
    return to + tail;
  }

  /** Writes what stands between head and sizes: the reply of `message`, and the line's middle; returns the end. */
  #copyReply(to: number, line: number, span: number, message: number): number {
    const words = this.#words;
    const view = this.#view;
    const reply = words[span + SPAN.reply]!;
    const replyAt = message + words[span + SPAN.replyOffset]!;
    const middle = words[line + LINE.middle]!;
    const middleLength = words[line + LINE.middleLength]!;
    const isMarked = middleLength > 2 && view.getInt16(middle, true) === BAR_BLANK;
    if (isMarked && reply > 0) {
      view.setInt16(to, PLUS_BLANK, true);
      this.#copy(to + 2, replyAt, reply);
      this.#copy(to + 2 + reply, middle + 2, middleLength - 2);
    } else {
      this.#copy(to, replyAt, reply);
      this.#copy(to + reply, middle, middleLength);
    }
    return to + reply + middleLength;
  }

  /**
   * One member of each group for each message. Returns -1, or where the first message begins for which a group has
   * nobody with room: the run ends before it.
   */
  #copyToGroups(plan: number, groups: number, lineWord: number): number {
    const words = this.#words;
    const end = this.#run + this.#spans * SPAN_WORDS;
    const firstGroup = plan + PLAN_WORDS;
    const groupsEnd = firstGroup + groups * GROUP_WORDS;
    for (let span = this.#run; span < end; span += SPAN_WORDS) {
      const stride = words[span + SPAN.stride]!;
      const copied = this.#copiedOf(span, plan);
      let message = words[span + SPAN.first]!;
      for (let left = words[span + SPAN.count]!; left > 0; left--, message += stride) {
        // All are picked before anything is copied: what is left to the slow road is left whole.
        for (let group = firstGroup; group < groupsEnd; group += GROUP_WORDS) {
          const target = this.#pick(group, copied, lineWord);
          words[group + GROUP.picked] = target;
          if (target !== 0) continue;
          this.#endRun(plan, span, left);
          return message;
        }
        for (let group = firstGroup; group < groupsEnd; group += GROUP_WORDS) {
          const target = words[group + GROUP.picked]!;
          this.#copyToMember(plan, target, target + lineWord, span, message);
        }
      }
    }
    return -1;
  }

  /** Bytes that a target gets of a message of `span`. */
  #copiedOf(span: number, plan: number): number {
    const words = this.#words;
    const tail = words[span + SPAN.tail]!;
    return this.#partsReply(plan) ? tail + words[span + SPAN.reply]! : tail;
  }

  /** Takes the last `left` messages of the span `last`, and all behind it, out of the run. */
  #endRun(plan: number, last: number, left: number): void {
    const words = this.#words;
    words[last + SPAN.count]! -= left;
    this.#spans = (last - this.#run) / SPAN_WORDS + 1;
    this.#count = this.#copiedBytes = this.#runBytes = 0;
    for (let span = this.#run; span <= last; span += SPAN_WORDS) {
      const count = words[span + SPAN.count]!;
      this.#count += count;
      this.#copiedBytes += count * this.#copiedOf(span, plan);
      this.#runBytes += count * words[span + SPAN.size]!;
    }
  }

  /** A random member that has room for a message of which `copied` bytes are copied, or the next one; 0 if none. */
  #pick(group: number, copied: number, lineWord: number): number {
    const words = this.#words;
    const members = words[group + GROUP.members]!;
    let at = members === 1 ? 0 : this.#below(members);
    for (let tried = 0; tried < members; tried++) {
      const target = words[group + GROUP.first]! + at * TARGET_WORDS;
      const outbox = words[target + TARGET.outbox]!;
      const need = copied + this.#leadOf(target + lineWord);
      const free = words[outbox + OUTBOX.limit]! - words[outbox + OUTBOX.cursor]!;
      if (free >= need || this.#options.grow(outbox, need)) return target;
      if (++at === members) at = 0;
    }
    return 0;
  }

  #copyToMember(plan: number, target: number, line: number, span: number, message: number): void {
    const words = this.#words;
    const outbox = words[target + TARGET.outbox]!;
    let to = words[outbox + OUTBOX.cursor]!;
    if (this.#partsReply(plan)) to = this.#copyParted(to, line, span, message);
    else {
      const headLength = words[line + LINE.headLength]!;
      const tail = words[span + SPAN.tail]!;
      this.#copy(to, words[line + LINE.head]!, headLength);
      this.#copy(to + headLength, message + words[span + SPAN.tailOffset]!, tail);
      to += headLength + tail;
    }
    words[outbox + OUTBOX.cursor] = to;
    words[outbox + OUTBOX.messages]! += 1;
    words[outbox + OUTBOX.bytes]! += words[span + SPAN.size]!;
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
