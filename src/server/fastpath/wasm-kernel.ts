/** The kernel in WebAssembly, assembly/kernel.ts: two to four times as fast as the one in kernel.ts, byte for byte the same. */
import { readFile } from 'node:fs/promises';
import { LARGE_SLAB } from '../connection/arena.ts';
import type { KernelOptions, MessageKernel, Sender } from './kernel.ts';
import { wordOf } from './line-start.ts';
import { layOut } from './memory.ts';

/** What assembly/kernel.ts exports. */
interface Exports {
  readonly messages: WebAssembly.Global;
  readonly bytes: WebAssembly.Global;
  readonly awaitsRest: WebAssembly.Global;
  prepare(index: number, run: number, largeSlab: number, ...slowReplies: number[]): void;
  run(
    at: number,
    end: number,
    senderClass: number,
    plainVerb: number,
    headersVerb: number,
    keyWords: number,
    ownOutbox: number,
    maySendHeaders: boolean,
    wantsAnswer: boolean,
    maxPayload: number,
    maxControlLine: number,
  ): number;
}

/** Beginnings of replies that the kernel compares with, of clients and of servers. */
const SLOW_REPLIES = { ofClients: 4, ofServers: 3 } as const;

export class WasmKernel implements MessageKernel {
  readonly #exports: Exports;

  constructor(
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    reserved: number,
    options: KernelOptions,
  ) {
    const host = { grow: (outbox: number, size: number) => Number(options.grow(outbox, size)) };
    const instance = new WebAssembly.Instance(module, { env: { memory }, host });
    this.#exports = instance.exports as unknown as Exports; // See assembly/kernel.ts.
    const { index, run } = layOut(reserved);
    const { ofClients, ofServers } = options.slowReplies;
    const words = [
      ...wordsOf(ofClients, SLOW_REPLIES.ofClients),
      ...wordsOf(ofServers, SLOW_REPLIES.ofServers),
    ];
    this.#exports.prepare(index, run, LARGE_SLAB, ...words);
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
      sender.lineStart.plain,
      sender.lineStart.withHeaders,
      sender.lineStart.keyWords,
      sender.ownOutbox,
      sender.maySendHeaders,
      sender.wantsAnswer,
      sender.maxPayload,
      sender.maxControlLine,
    );
  }
}

/** The first words of `texts`, `count` of them: one that is asked for twice costs nothing. */
function wordsOf(texts: readonly string[], count: number): number[] {
  if (texts.length > count) throw new Error('more slow replies than the kernel has');
  return Array.from({ length: count }, (_, i) => wordOf(texts[i] ?? texts[0] ?? '\0\0\0\0'));
}
