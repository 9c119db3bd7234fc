import type { Arena } from '../connection/arena.ts';
import type { Connection } from '../connection/connection.ts';
import type { FastPublisher, FastRoad } from '../connection/fast-road.ts';
import type { Plan } from '../delivery/plan.ts';
import { Kernel, type MessageKernel, type SlowReplies } from './kernel.ts';
import { lineStartOf } from './line-start.ts';
import { PlanTable } from './plan-table.ts';
import { WasmKernel } from './wasm-kernel.ts';

/** What a sender must say of itself beyond what the kernel asks. */
export interface PlanningPublisher extends FastPublisher {
  /** What the slow road decides for `subject`, a key of plans; undefined if it is not even to be remembered. */
  plan(subject: string): Plan | undefined;
}

export interface RoadOptions {
  readonly slowReplies: SlowReplies;
}

/** No limit: the most that nine digits say. */
const MOST_BYTES = 999_999_999;

/** The fast road: a kernel, the plans that it finds, and how they come and go. */
export class Road implements FastRoad {
  readonly #table: PlanTable;
  readonly #kernel: MessageKernel;
  /** Filled anew for each run; one object for all. */
  readonly #sender = {
    senderClass: 0,
    lineStart: lineStartOf(undefined)!,
    ownOutbox: -1,
    maySendHeaders: false,
    wantsAnswer: false,
    maxPayload: 0,
    maxControlLine: 0,
  };

  /** With `module`, the kernel is WebAssembly, if the arena's memory allows it. */
  constructor(arena: Arena<Connection>, options: RoadOptions, module?: WebAssembly.Module) {
    this.#table = new PlanTable(arena);
    const kernelOptions = {
      ...options,
      grow: (outbox: number, size: number) => arena.ownerOf(outbox)?.grow(size) ?? false,
    };
    const { memory, reserved } = arena;
    this.#kernel =
      module === undefined || memory === undefined
        ? new Kernel(arena.words.buffer as ArrayBuffer, reserved, kernelOptions)
        : new WasmKernel(module, memory, reserved, kernelOptions);
  }

  run(publisher: FastPublisher, at: number, end: number): number {
    const lineStart = lineStartOf(publisher.dialect);
    if (lineStart === undefined) return at;
    const sender = this.#sender;
    sender.senderClass = publisher.senderClass;
    sender.lineStart = lineStart;
    sender.ownOutbox = publisher.echo ? -1 : publisher.outbox;
    sender.maySendHeaders = publisher.acceptsHeaders;
    sender.wantsAnswer = publisher.wantsNoResponders;
    sender.maxPayload = Math.min(publisher.maxPayload, MOST_BYTES);
    sender.maxControlLine = publisher.context.limits.maxControlLine;
    const stopped = this.#kernel.run(at, end, sender);
    if (this.#kernel.messages > 0) {
      publisher.countedIn(this.#kernel.messages, this.#kernel.bytes);
    }
    return stopped;
  }

  get awaitsRest(): boolean {
    return this.#kernel.awaitsRest;
  }

  /** The slow road took a message on `subject`, a key of plans, from `publisher`: is it worth a plan? */
  learn(publisher: PlanningPublisher, subject: string): void {
    const { senderClass } = publisher;
    const table = this.#table;
    if (!table.sawBefore(subject, senderClass) || table.has(subject, senderClass)) return;
    const plan = publisher.plan(subject);
    if (plan !== undefined) table.add(plan, senderClass);
  }

  /** Interest in `pattern` changed in `space`. */
  forget(space: object, pattern: string): void {
    this.#table.forget(space, pattern);
  }

  /** What plans were made by has changed, in more than interest. */
  forgetAll(): void {
    this.#table.clear();
  }

  /** Brings the subscriptions' counts up to date. */
  settle(): void {
    this.#table.settle();
  }
}
