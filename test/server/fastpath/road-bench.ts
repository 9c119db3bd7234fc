// The fast road by itself: an arena, a plan table, a kernel, and outboxes with nobody behind them.
import { Arena } from '../../../src/server/connection/arena.ts';
import type { Connection } from '../../../src/server/connection/connection.ts';
import { Outbound } from '../../../src/server/connection/outbound.ts';
import type { Subscription } from '../../../src/server/connection/subscription.ts';
import type { Target } from '../../../src/server/delivery/plan.ts';
import { Kernel, type MessageKernel, type Sender } from '../../../src/server/fastpath/kernel.ts';
import { lineStartOf } from '../../../src/server/fastpath/line-start.ts';
import { FAST_ROAD_BYTES } from '../../../src/server/fastpath/memory.ts';
import { PlanTable } from '../../../src/server/fastpath/plan-table.ts';
import { WasmKernel } from '../../../src/server/fastpath/wasm-kernel.ts';
import { MemoryTransport } from '../../support/memory-transport.ts';

/** Somebody who gets messages: what the fast road sees of a connection. */
export class Receiver {
  readonly outbound: Outbound<Connection>;
  readonly #wire = new MemoryTransport();

  constructor(arena: Arena<Connection>, maxPending: number) {
    // The fast road asks its owner for room, and nothing else.
    this.outbound = new Outbound(arena, this as unknown as Connection, this.#wire, maxPending);
  }

  get outbox(): number {
    return this.outbound.outbox;
  }

  grow(size: number): boolean {
    return this.outbound.grow(size);
  }

  /** What it got since the last look. */
  take(): string {
    this.outbound.flush();
    return this.#wire.take();
  }

  subscription(subject: string, sid: string): Subscription {
    const connection = this as unknown as Connection;
    return { connection, subject, queue: undefined, sid, delivered: 0, max: 0 };
  }

  target(subject: string, sid = '1', takesHeaders = true): Target {
    const subscription = this.subscription(subject, sid);
    const plainHead = `MSG ${subject} ${sid} `;
    return { subscription, head: `H${plainHead}`, plainHead, queues: '', takesHeaders };
  }
}

export const SENDER: Sender = {
  senderClass: 1,
  lineStart: lineStartOf(undefined)!,
  ownOutbox: -1,
  maySendHeaders: true,
  wantsAnswer: false,
  maxPayload: 100_000,
  maxControlLine: 100,
};

export class RoadBench {
  readonly arena: Arena<Connection>;
  readonly table: PlanTable;
  readonly kernel: MessageKernel;
  readonly space = {};
  /** How often the kernel asked for room. */
  grown = 0;

  /** With `module`, its kernel is the one in WebAssembly. */
  constructor(module?: WebAssembly.Module) {
    this.arena = new Arena<Connection>(FAST_ROAD_BYTES, module !== undefined);
    this.table = new PlanTable(this.arena);
    const { memory, reserved, words } = this.arena;
    const options = {
      slowReplies: { ofClients: ['_R_.', '_GR_', '$JS.'], ofServers: ['_GR_'] },
      grow: (outbox: number, size: number) => {
        this.grown++;
        return this.arena.ownerOf(outbox)?.grow(size) ?? false;
      },
    };
    this.kernel =
      module === undefined
        ? new Kernel(words.buffer as ArrayBuffer, reserved, options)
        : new WasmKernel(module, memory!, reserved, options);
  }

  receiver(maxPending = 1e9): Receiver {
    return new Receiver(this.arena, maxPending);
  }

  /** A plan for senders of class 1. */
  plan(
    subject: string,
    plain: readonly Target[],
    groups: readonly (readonly Target[])[] = [],
  ): void {
    this.table.add(
      { space: this.space, isRepeatable: true, subject, destination: subject, plain, groups },
      1,
    );
  }

  /** Gives the kernel `text`, with `beyond` behind its end; returns how many bytes it took. */
  run(text: string, sender: Sender = SENDER, beyond = ''): number {
    const { input } = this.arena;
    input.fill(0xee);
    const end = input.write(text, 0, 'latin1');
    input.write(beyond, end, 'latin1');
    const start = input.byteOffset;
    return this.kernel.run(start, start + end, sender) - start;
  }
}
