/**
 * What a vanity worker tries keys with: the WebAssembly kernel of assembly/vanity.ts, some 70,000 keys a second and
 * core, or node:crypto with a tenth of that where it was not built.
 */
import { randomFillSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fromRawSeed } from './create.ts';
import { KEY_BYTES } from './strkey.ts';
import type { VanityPrefix } from './vanity-prefix.ts';

/** Tries new keys. */
export interface KeyTrier {
  /** The most keys that one call tries. */
  readonly batch: number;
  /** Makes `count` new keys and gives the seed of one that begins as wished, if there is one. */
  try(count: number): Uint8Array | undefined;
}

/** The fastest way there is on this installation. */
export async function createTrier(wish: VanityPrefix): Promise<KeyTrier> {
  const kernel = await VanityKernel.load();
  return kernel === undefined ? new CryptoTrier(wish) : new KernelTrier(kernel, wish);
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly BATCH: { readonly value: number };
  prepare(): void;
  seedsAt(): number;
  keysAt(): number;
  derive(count: number, isCurve: boolean): void;
  find(
    from: number,
    count: number,
    valueHigh: number,
    valueLow: number,
    maskHigh: number,
    maskLow: number,
  ): number;
}

/** The built kernel with its memory. */
export class VanityKernel {
  readonly batch: number;
  /** Room for `batch` seeds. */
  readonly seeds: Uint8Array;
  /** The keys that derive() made of them. */
  readonly keys: Uint8Array;
  readonly #exports: Exports;

  private constructor(exports: Exports) {
    this.#exports = exports;
    exports.prepare();
    const { memory, BATCH } = exports;
    this.batch = BATCH.value;
    const bytes = this.batch * KEY_BYTES;
    this.seeds = new Uint8Array(memory.buffer, exports.seedsAt(), bytes);
    this.keys = new Uint8Array(memory.buffer, exports.keysAt(), bytes);
  }

  /** Loads what `npm run build` made; undefined if it did not. */
  static async load(): Promise<VanityKernel | undefined> {
    let file;
    try {
      // From src/nkeys and from dist/nkeys alike.
      file = await readFile(new URL('../../dist/nkeys/vanity.wasm', import.meta.url));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    const instance = new WebAssembly.Instance(await WebAssembly.compile(file));
    return new VanityKernel(instance.exports as unknown as Exports); // What assembly/vanity.ts exports.
  }

  /** Makes the keys of the first `count` seeds: ed25519's without the sign bit of x, or X25519's. */
  derive(count: number, isCurve: boolean): void {
    this.#exports.derive(count, isCurve);
  }

  /** The index of the first key, from `from` on, whose first 64 bits are `value` under `mask`, or -1. */
  find(from: number, count: number, value: Halves, mask: Halves): number {
    return this.#exports.find(from, count, value.high, value.low, mask.high, mask.low);
  }
}

/** Sixty-four bits without a BigInt. */
interface Halves {
  readonly high: number;
  readonly low: number;
}

class KernelTrier implements KeyTrier {
  readonly batch: number;
  readonly #kernel: VanityKernel;
  readonly #wish: VanityPrefix;
  readonly #value: Halves;
  readonly #mask: Halves;

  constructor(kernel: VanityKernel, wish: VanityPrefix) {
    this.batch = kernel.batch;
    this.#kernel = kernel;
    this.#wish = wish;
    const { value, mask } = wish.bits();
    this.#value = halves(value);
    this.#mask = halves(mask);
  }

  try(count: number): Uint8Array | undefined {
    const { seeds } = this.#kernel;
    // Fresh from the system's generator for every single key, so a found key is as hard to guess as any other of its
    // beginning. Counting up from one random seed would give keys that tell of each other; the 32 bytes cost 0.2 % of the time.
    randomFillSync(seeds);
    this.#kernel.derive(count, this.#wish.kind === 'x25519');
    for (let i = -1; (i = this.#kernel.find(i + 1, count, this.#value, this.#mask)) >= 0;) {
      const seed = seeds.slice(i * KEY_BYTES, (i + 1) * KEY_BYTES);
      // node:crypto has the last word, and sees letters beyond the 64th bit.
      if (this.#wish.matches(fromRawSeed(this.#wish.kind, seed).publicKey)) {
        seeds.fill(0);
        return seed;
      }
    }
    return undefined;
  }
}

class CryptoTrier implements KeyTrier {
  readonly batch = 64;
  readonly #wish: VanityPrefix;

  constructor(wish: VanityPrefix) {
    this.#wish = wish;
  }

  try(count: number): Uint8Array | undefined {
    for (let i = 0; i < count; i++) {
      const seed = randomFillSync(new Uint8Array(KEY_BYTES));
      const pair = fromRawSeed(this.#wish.kind, seed);
      const isFound = this.#wish.matches(pair.publicKey);
      pair.wipe();
      if (isFound) return seed;
    }
    return undefined;
  }
}

function halves(bits: bigint): Halves {
  return { high: Number(bits >> 32n), low: Number(bits & 0xffffffffn) };
}
