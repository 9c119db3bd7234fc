import { finishHash, HASH_PRIME, HASH_START } from './hash.ts';
import type { Sender, SlowReplies } from './kernel.ts';
import { PUB_, wordOf } from './line-start.ts';

const CR = 13;
const LF = 10;
const BLANK = 32;
const PLUS = 43;
const BAR = 124;
/** What stands between subject and queue groups in the key of a plan, and how much it is. */
const BEFORE_QUEUES = ' | ';

/**
 * The line of a message, in the one form that the fast road takes: parts one blank apart, sizes of nine digits at most.
 *
 *     PUB orders.new reply.7 5␍␊           from a client
 *     RMSG A orders.new reply.7 5␍␊        from another server, here or below
 *     RMSG A orders.new | q1 q2 5␍␊        to members of these groups, too
 *     RMSG A orders.new + reply.7 q1 q2 5␍␊
 *          └────key────┘                   …and ` | q1 q2` in the last two
 *
 * With headers, their size stands before that of the whole. One word before the sizes is always the reply.
 */
export class MessageLine {
  // One object for all lines: nothing is made per message. Addresses are the arena's, offsets the line's.
  hasHeaders = false;
  hasReply = false;
  size = 0;
  /** Of the whole line, its end included. */
  length = 0;
  /** Where what stands behind the key begins. */
  tailOffset = 0;
  sizesOffset = 0;
  replyOffset = 0;
  /** The reply's bytes and the blank behind it; 0 without one. */
  replyLength = 0;
  hash = 0;
  /** The key's words before the queue groups. */
  #key = 0;
  #keyLength = 0;
  /** The queue groups; 0 bytes if there are none. */
  #queues = 0;
  #queuesLength = 0;

  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #slowOfClients: Int32Array;
  readonly #slowOfServers: Int32Array;

  constructor(memory: ArrayBuffer, { ofClients, ofServers }: SlowReplies) {
    this.#bytes = new Uint8Array(memory);
    this.#view = new DataView(memory);
    this.#slowOfClients = Int32Array.from(ofClients, wordOf);
    this.#slowOfServers = Int32Array.from(ofServers, wordOf);
  }

  /** Reads the line at `at` into the fields. False if it is not all there or not in the form that we know. */
  read(at: number, end: number, sender: Sender): boolean {
    // Shorter than any message; and the word below must lie within the input.
    if (end - at < 11) return false;
    const bytes = this.#bytes;
    const { plain, withHeaders, keyWords } = sender.lineStart;
    const verb = this.#view.getInt32(at, true);
    this.hasHeaders = verb === withHeaders;
    if (this.hasHeaders ? !sender.maySendHeaders : verb !== plain) return false;
    let p = at + 4;
    if (verb !== PUB_ && bytes[p++] !== BLANK) return false;
    this.#key = p;
    let hash = HASH_START;
    let byte = bytes[p]!;
    for (let words = keyWords; ; words--) {
      while (byte > BLANK) {
        hash = Math.imul(hash ^ byte, HASH_PRIME);
        byte = bytes[++p]!;
      }
      if (byte !== BLANK || p >= end) return false;
      if (words === 1) break;
      hash = Math.imul(hash ^ BLANK, HASH_PRIME);
      byte = bytes[++p]!;
    }
    this.#keyLength = p - this.#key;
    this.#queuesLength = 0;
    this.hash = hash;
    this.tailOffset = p + 1 - at;
    const lineEnd = this.#readTail(at, p + 1, end, sender);
    if (lineEnd === 0 || lineEnd - this.#key > sender.maxControlLine) return false;
    this.hash = finishHash(this.hash, sender.senderClass);
    this.length = lineEnd + 2 - at;
    return true;
  }

  /** Reads what stands behind the key, at `start`; returns where its CR stands, 0 if it is not in the form. */
  #readTail(at: number, start: number, end: number, sender: Sender): number {
    const bytes = this.#bytes;
    let p = start;
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
    if (digits === 0 || digits > 9 || value > sender.maxPayload) return 0;
    // An empty header block makes an ordinary message: the slow road's business.
    if (this.hasHeaders && (before <= 0 || before > value)) return 0;
    const others = this.hasHeaders ? wordsRead - 1 : wordsRead;
    this.size = value;
    this.replyOffset = start - at;
    this.replyLength = others === 0 ? 0 : replyEnd + 1 - start;
    this.sizesOffset = this.replyOffset + this.replyLength;
    const isClient = sender.lineStart.plain === PUB_;
    if (others > 1) {
      if (isClient || !this.#readQueues(at, start, p)) return 0;
    }
    this.hasReply = this.replyLength > 0;
    if (this.replyLength <= 4) return p;
    const slow = isClient ? this.#slowOfClients : this.#slowOfServers;
    return this.#beginsWith(at + this.replyOffset, slow) ? 0 : p;
  }

  /** Reads `| queue… ` or `+ reply queue… ` at `start` in a line up to `end`; false if it is neither. */
  #readQueues(at: number, start: number, end: number): boolean {
    const bytes = this.#bytes;
    let sizes = end;
    for (let words = this.hasHeaders ? 2 : 1; words > 0; words--) {
      do sizes--;
      while (bytes[sizes - 1] !== BLANK);
    }
    if (bytes[start + 1] !== BLANK) return false;
    const reply = start + 2;
    let queues = reply;
    if (bytes[start] === PLUS) {
      while (bytes[queues] !== BLANK) queues++;
      queues++;
      // Names no group.
      if (queues === sizes) return false;
    } else if (bytes[start] !== BAR) return false;
    this.replyOffset = reply - at;
    this.replyLength = queues - reply;
    this.sizesOffset = sizes - at;
    this.#queues = queues;
    this.#queuesLength = sizes - 1 - queues;
    let hash = this.hash;
    for (let i = 0; i < 3; i++) {
      hash = Math.imul(hash ^ BEFORE_QUEUES.charCodeAt(i), HASH_PRIME);
    }
    for (let p = queues; p < sizes - 1; p++) hash = Math.imul(hash ^ bytes[p]!, HASH_PRIME);
    this.hash = hash;
    return true;
  }

  #beginsWith(at: number, beginnings: Int32Array): boolean {
    const word = this.#view.getInt32(at, true);
    for (const beginning of beginnings) if (word === beginning) return true;
    return false;
  }

  /** Whether the key is the `length` bytes at `address`. */
  hasKey(address: number, length: number): boolean {
    const keyLength = this.#keyLength;
    if (this.#queuesLength === 0)
      return length === keyLength && this.#equal(this.#key, address, length);
    const queues = keyLength + BEFORE_QUEUES.length;
    if (length !== queues + this.#queuesLength) return false;
    if (!this.#equal(this.#key, address, keyLength)) return false;
    for (let i = 0; i < BEFORE_QUEUES.length; i++) {
      if (this.#bytes[address + keyLength + i] !== BEFORE_QUEUES.charCodeAt(i)) return false;
    }
    return this.#equal(this.#queues, address + queues, this.#queuesLength);
  }

  #equal(a: number, b: number, length: number): boolean {
    const bytes = this.#bytes;
    for (let i = 0; i < length; i++) if (bytes[a + i] !== bytes[b + i]) return false;
    return true;
  }
}
