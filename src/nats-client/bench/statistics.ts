/** What the clients of a benchmark have measured, and what follows from it. */
import { LatencyHistogram } from './latency-histogram.ts';

export interface ClientResult {
  readonly messages: number;
  readonly bytes: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly latency?: LatencyHistogram | undefined;
}

/** Clients that do the same. */
export interface Group {
  /** In nats' words: `Core NATS publisher`. */
  readonly label: string;
  readonly role: 'publishers' | 'subscribers' | 'requesters' | 'servers';
  readonly clients: readonly ClientResult[];
}

/** What has become of the messages that were sent. */
export interface Delivery {
  readonly sent: number;
  readonly received: number;
  readonly lost: number;
  readonly duplicates: number;
  readonly reordered: number;
}

export interface BenchReport {
  readonly subject: string;
  readonly size: number;
  /** Messages a second that were asked for; 0 = as many as possible. */
  readonly perSecond: number;
  readonly groups: readonly Group[];
  readonly delivery?: Delivery | undefined;
  /** Connections that were lost and dialled again. */
  readonly disconnects: number;
  readonly isInterrupted: boolean;
}

export interface Rate {
  readonly messages: number;
  readonly bytes: number;
  readonly durationMs: number;
  readonly messagesPerSecond: number;
  readonly bytesPerSecond: number;
}

export function rateOf({ messages, bytes, startMs, endMs }: ClientResult): Rate {
  const durationMs = Math.max(0, endMs - startMs);
  // A single message takes no time between the first and the last; a rate of it would be no rate.
  const perSecond = (amount: number) => (durationMs === 0 ? 0 : (amount * 1000) / durationMs);
  return {
    messages,
    bytes,
    durationMs,
    messagesPerSecond: perSecond(messages),
    bytesPerSecond: perSecond(bytes),
  };
}

/** All clients as one: from the first start to the last end. */
export function together(clients: readonly ClientResult[]): ClientResult {
  const busy = clients.filter((client) => client.messages > 0);
  const latencies = busy.flatMap(({ latency }) => (latency === undefined ? [] : [latency]));
  const latency = new LatencyHistogram();
  for (const each of latencies) latency.merge(each);
  return {
    messages: busy.reduce((sum, client) => sum + client.messages, 0),
    bytes: busy.reduce((sum, client) => sum + client.bytes, 0),
    startMs: busy.length === 0 ? 0 : Math.min(...busy.map((client) => client.startMs)),
    endMs: busy.length === 0 ? 0 : Math.max(...busy.map((client) => client.endMs)),
    ...(latency.count === 0 ? {} : { latency }),
  };
}

export interface Spread {
  readonly min: number;
  readonly avg: number;
  readonly max: number;
  readonly stddev: number;
}

/** Of one value at least; the deviation is that of the whole, as nats reports it. */
export function spread(values: readonly number[]): Spread {
  const avg = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - avg) ** 2, 0) / values.length;
  return {
    min: Math.min(...values),
    avg,
    max: Math.max(...values),
    stddev: Math.sqrt(variance),
  };
}
