/** The kernel in WebAssembly, assembly/kernel.ts: two to four times as fast as the one in kernel.ts, byte for byte the same. */
import { readFile } from 'node:fs/promises';
import { LARGE_SLAB } from '../connection/arena.ts';
import type { KernelLimits, KernelOptions, MessageKernel, Sender } from './kernel.ts';
import { layOut } from './memory.ts';

/** What assembly/kernel.ts exports. */
interface Exports {
  readonly messages: WebAssembly.Global;
  readonly bytes: WebAssembly.Global;
  readonly awaitsRest: WebAssembly.Global;
  prepare(
    index: number,
    run: number,
    maxPayload: number,
    maxControlLine: number,
    largeSlab: number,
    ...slowReplies: number[]
  ): void;
  run(
    at: number,
    end: number,
    senderClass: number,
    ownOutbox: number,
    maySendHeaders: boolean,
    wantsAnswer: boolean,
  ): number;
}

/** Beginnings of replies that the kernel compares with. */
const SLOW_REPLIES = 4;

export class WasmKernel implements MessageKernel {
  readonly #exports: Exports;
  readonly #prepare: (limits: KernelLimits) => void;

  constructor(
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    reserved: number,
    options: KernelOptions,
  ) {
    const { slowReplies } = options;
    if (slowReplies.length > SLOW_REPLIES) throw new Error('more slow replies than the kernel has');
    const host = { grow: (outbox: number, size: number) => Number(options.grow(outbox, size)) };
    const instance = new WebAssembly.Instance(module, { env: { memory }, host });
    this.#exports = instance.exports as unknown as Exports; // See assembly/kernel.ts.
    const { index, run } = layOut(reserved);
    // A beginning that is asked for twice costs nothing.
    const words = Array.from({ length: SLOW_REPLIES }, (_, i) => {
      return Buffer.from(slowReplies[i] ?? slowReplies[0] ?? '\0\0\0\0', 'latin1').readInt32LE(0);
    });
    this.#prepare = ({ maxPayload, maxControlLine }) =>
      this.#exports.prepare(index, run, maxPayload, maxControlLine, LARGE_SLAB, ...words);
    this.#prepare(options);
  }

  /** What `npm run build` made of assembly/kernel.ts; undefined if it did not, or this engine has no SIMD. */
  static async load(): Promise<WebAssembly.Module | undefined> {
    try {
      // From src/server/fastpath and from dist/server/fastpath alike.
      const file = new URL('../../../dist/server/fastpath/kernel.wasm', import.meta.url);
      return await WebAssembly.compile(await readFile(file));
    } catch (error) {
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (isMissing || error instanceof WebAssembly.CompileError) return undefined;
      throw error;
    }
  }

  limit(limits: KernelLimits): void {
    this.#prepare(limits);
  }

  get messages(): number {
    return this.#exports.messages.value;
  }

  get bytes(): number {
    return this.#exports.bytes.value;
  }

  get awaitsRest(): boolean {
    return this.#exports.awaitsRest.value !== 0;
  }

  run(at: number, end: number, sender: Sender): number {
    return this.#exports.run(
      at,
      end,
      sender.senderClass,
      sender.ownOutbox,
      sender.maySendHeaders,
      sender.wantsAnswer,
    );
  }
}
