/**
 * The memory that messages pass through: one block of addresses, because the fast road copies between addresses, not
 * between objects. It is taken from the system as zero pages, so what is never used costs nothing.
 *
 *   front      8 KiB    what was left unfinished by the read before, put in front of the next one
 *   input      60 KiB   what was just read from a socket; valid until the next read
 *   outboxes   2 MiB    four words per connection, see OUTBOX below
 *   reserved   …        for whoever asks: the plan table
 *   small      16 MiB   slabs of 4 KiB
 *   large      64 MiB   slabs of 64 KiB
 *
 * Two sizes of slabs, because 5,000 subscribers of one small message would otherwise hold 5,000 large ones at once.
 * When they are used up, slabs come from the heap: slower, never refused.
 */
import { MOST_KEPT } from '../../protocol/parser.ts';

/** Room in front of the input: what a parser keeps of an unfinished message goes there. */
const FRONT_SIZE = MOST_KEPT;
/**
 * Bytes read from a socket at once: 64 KiB beat 256 KiB and 1 MiB, and a little less lets what goes out, whose lines are
 * a little longer, fit into one slab and one write.
 */
export const INPUT_SIZE = 61_440;
/** Bytes of a large slab. Writes of at most ~65,400 bytes: 128 KiB halved the 128 B figure (kernel wake-up paths). */
export const LARGE_SLAB = 65_400;
/** Bytes of a small slab: a page less what copies of sixteen bytes at a time may write too far. */
export const SMALL_SLAB = 4_080;

/** Words of an outbox: addresses between which the connection's slab is free, and what was put there unaccounted. */
export const OUTBOX = { cursor: 0, limit: 1, messages: 2, bytes: 3 } as const;
const OUTBOX_WORDS = 4;
const OUTBOXES = 131_072;

/** Room behind the input for copies of sixteen bytes at a time that read too far. */
const SLACK = 64;
const LARGE_STRIDE = 65_536;
const LARGE_SLABS = 1_024;
const SMALL_STRIDE = 4_096;
const SMALL_SLABS = 4_096;

/** A piece of memory that one connection fills and hands to its socket. */
export interface Slab {
  readonly bytes: Buffer;
  /** Where `bytes` begins in the arena; -1 if it is on the heap. */
  readonly address: number;
}

export class Arena<Owner> {
  /** All of it. An address is an index into it. */
  readonly bytes: Buffer;
  /** The same memory as words: the word at an address is at a quarter of it. */
  readonly words: Int32Array;
  /** Where sockets are read into. */
  readonly input: Buffer;
  /** Who has which outbox. */
  readonly owners: (Owner | undefined)[] = [];
  readonly #freeOutboxes: number[] = [];
  /** Free slabs, the one used last on top: its pages are warm. Slabs never used are made when first asked for. */
  readonly #large: Slab[] = [];
  readonly #small: Slab[] = [];
  #largeMade = 0;
  #smallMade = 0;
  readonly #smallStart: number;
  readonly #largeStart: number;
  /** Where the reserved part begins. */
  readonly reserved: number;

  /** The memory for WebAssembly; undefined if it is plain. */
  readonly memory: WebAssembly.Memory | undefined;

  /** An arena with `reserve` bytes for others, `shareable` with WebAssembly if the engine has the addresses for it. */
  constructor(reserve = 0, shareable = false) {
    this.reserved = FRONT_SIZE + INPUT_SIZE + SLACK + OUTBOXES * OUTBOX_WORDS * 4;
    this.#smallStart = roundUp(this.reserved + reserve, SMALL_STRIDE);
    this.#largeStart = this.#smallStart + SMALL_SLABS * SMALL_STRIDE;
    const size = this.#largeStart + LARGE_SLABS * LARGE_STRIDE;
    this.memory = shareable ? wasmMemory(size) : undefined;
    const buffer = this.memory?.buffer ?? new ArrayBuffer(size);
    this.bytes = Buffer.from(buffer);
    this.words = new Int32Array(buffer, 0, Math.floor(size / 4));
    this.input = this.bytes.subarray(FRONT_SIZE, FRONT_SIZE + INPUT_SIZE);
  }

  /** Whether `chunk` lies in this memory, so that an index into its buffer is an address. */
  holds(chunk: Buffer): boolean {
    return chunk.buffer === this.bytes.buffer;
  }

  /** One chunk of `kept` and `chunk`, which begins the input; in the arena if there is room for what was kept. */
  readonly join = (kept: Buffer, chunk: Buffer): Buffer => {
    if (kept.length > FRONT_SIZE) return Buffer.concat([kept, chunk]);
    const start = FRONT_SIZE - kept.length;
    kept.copy(this.bytes, start);
    return this.bytes.subarray(start, FRONT_SIZE + chunk.length);
  };

  /** Gives `owner` an outbox: the index of its first word, or -1 when all are given. */
  openOutbox(owner: Owner): number {
    const number = this.#freeOutboxes.pop() ?? this.owners.length;
    if (number === OUTBOXES) return -1;
    this.owners[number] = owner;
    return OUTBOX_START + number * OUTBOX_WORDS;
  }

  closeOutbox(word: number): void {
    if (word < 0) return;
    this.words.fill(0, word, word + OUTBOX_WORDS);
    const number = (word - OUTBOX_START) / OUTBOX_WORDS;
    this.owners[number] = undefined;
    this.#freeOutboxes.push(number);
  }

  ownerOf(word: number): Owner | undefined {
    return this.owners[(word - OUTBOX_START) / OUTBOX_WORDS];
  }

  /** A slab for at least `size` bytes; `size` is at most LARGE_SLAB. */
  take(size: number): Slab {
    return size > SMALL_SLAB ? this.#takeLarge() : this.#takeSmall();
  }

  giveBack(slab: Slab): void {
    if (slab.address < 0) return;
    (slab.bytes.length === SMALL_SLAB ? this.#small : this.#large).push(slab);
  }

  #takeLarge(): Slab {
    const free = this.#large.pop();
    if (free !== undefined) return free;
    if (this.#largeMade === LARGE_SLABS) return onHeap(LARGE_SLAB);
    return this.#cut(this.#largeStart + this.#largeMade++ * LARGE_STRIDE, LARGE_SLAB);
  }

  #takeSmall(): Slab {
    const free = this.#small.pop();
    if (free !== undefined) return free;
    if (this.#smallMade === SMALL_SLABS) return onHeap(SMALL_SLAB);
    return this.#cut(this.#smallStart + this.#smallMade++ * SMALL_STRIDE, SMALL_SLAB);
  }

  #cut(address: number, size: number): Slab {
    return { bytes: this.bytes.subarray(address, address + size), address };
  }
}

const OUTBOX_START = (FRONT_SIZE + INPUT_SIZE + SLACK) / 4;

/** Memory that never grows, so that its buffer stays; undefined when there are no addresses left for it. */
function wasmMemory(size: number): WebAssembly.Memory | undefined {
  const pages = Math.ceil(size / WASM_PAGE);
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages });
  } catch (error) {
    // The engine reserves some ten gigabytes of addresses a memory: a hundred servers in one process may use them up.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const WASM_PAGE = 65_536;

function onHeap(size: number): Slab {
  return { bytes: Buffer.allocUnsafeSlow(size), address: -1 };
}

function roundUp(size: number, unit: number): number {
  return Math.ceil(size / unit) * unit;
}
