import { LatencyHistogram } from './latency-histogram.ts';
import { SequenceTracker } from './sequence-tracker.ts';
import { readStamp, type Stamp } from './stamp.ts';
import type { ClientResult, Delivery } from './statistics.ts';
import { now, type Meter } from './workload.ts';

/** Counts the messages of one subscription; those with a stamp, it also times and checks for gaps. */
export class BenchSubscriber {
  /** Resolves when all expected messages have come, or the end of every publisher. */
  readonly done: Promise<void>;
  messages = 0;
  lastMs = 0;
  #bytes = 0;
  #firstMs = 0;
  #expected: number;
  #runId: number | undefined;
  #publishers = new Map<number, { readonly tracker: SequenceTracker; sent?: number }>();
  #latency: LatencyHistogram | undefined;
  #finish: () => void = () => undefined;
  readonly #meter: Meter | undefined;

  /** Without a `runId` the first stamp that comes decides whose messages count. */
  constructor(expected: number, runId?: number, meter?: Meter) {
    this.#expected = expected;
    this.#runId = runId;
    this.#meter = meter;
    this.done = new Promise((resolve) => (this.#finish = resolve));
  }

  /** A message has come. */
  hear(payload: Uint8Array): void {
    const time = now();
    const stamp = readStamp(payload);
    if (stamp === undefined ? this.#runId !== undefined : !this.#isOurs(stamp)) return;
    if (stamp?.type === 'end') {
      this.#end(stamp);
      return;
    }
    if (this.messages === 0) this.#firstMs = time;
    this.lastMs = time;
    this.messages++;
    this.#bytes += payload.length;
    if (this.#meter !== undefined) this.#meter.done++;
    if (stamp !== undefined) this.#note(stamp, time);
    if (this.messages >= this.#expected) this.#finish();
  }

  /** No more than `messages` will come. */
  expect(messages: number): void {
    this.#expected = messages;
    if (this.messages >= messages) this.#finish();
  }

  result(): ClientResult {
    return {
      messages: this.messages,
      bytes: this.#bytes,
      startMs: this.#firstMs,
      endMs: this.lastMs,
      latency: this.#latency,
    };
  }

  /** What the stamps say; `sent` are the messages of each publisher, by its index, where that is known. */
  delivery(sent: readonly number[] = []): Delivery | undefined {
    sent.forEach((messages, publisher) => (this.#publisher(publisher).sent = messages));
    if (this.#publishers.size === 0) return undefined;
    const all = [...this.#publishers.values()].map(({ tracker, sent: known }) => {
      const { received, duplicates, reordered, next } = tracker;
      const count = Math.max(known ?? 0, next);
      return { sent: count, received, lost: tracker.lost(count), duplicates, reordered };
    });
    return addDeliveries(all);
  }

  #isOurs(stamp: Stamp): boolean {
    this.#runId ??= stamp.run;
    return stamp.run === this.#runId;
  }

  #note(stamp: Stamp, time: number): void {
    this.#latency ??= new LatencyHistogram();
    this.#latency.record(time - stamp.dueMs);
    this.#publisher(stamp.publisher).tracker.note(stamp.sequence);
  }

  #end(stamp: Stamp): void {
    this.#publisher(stamp.publisher).sent = stamp.sequence;
    const ended = [...this.#publishers.values()].filter(({ sent }) => sent !== undefined).length;
    if (ended === stamp.publishers) this.#finish();
  }

  #publisher(index: number): { readonly tracker: SequenceTracker; sent?: number } {
    let publisher = this.#publishers.get(index);
    if (publisher === undefined) {
      publisher = { tracker: new SequenceTracker() };
      this.#publishers.set(index, publisher);
    }
    return publisher;
  }
}

/** What all have sent and received. */
export function addDeliveries(all: readonly Delivery[]): Delivery {
  const sum = (pick: (delivery: Delivery) => number) =>
    all.reduce((total, delivery) => total + pick(delivery), 0);
  return {
    sent: sum(({ sent }) => sent),
    received: sum(({ received }) => received),
    lost: sum(({ lost }) => lost),
    duplicates: sum(({ duplicates }) => duplicates),
    reordered: sum(({ reordered }) => reordered),
  };
}
