import type { ConnectionSettings } from '../../../src/nats-client/connect.ts';
import { Meter, type Run, type Workload } from '../../../src/nats-client/bench/workload.ts';

/** Ten messages of 32 bytes to `a` by one client, but for what a test says. */
export function workload(more: Partial<Workload> = {}): Workload {
  return {
    ...{ subject: 'a', clients: 1, messages: 10, size: 32, durationMs: undefined },
    ...{ sleepMs: 0, perSecond: 0, subjects: undefined },
    ...more,
  };
}

export function settings(servers: string): ConnectionSettings {
  return { servers, name: 'bench test', tls: {}, timeoutMs: 10_000, reconnects: 0 };
}

/** A run that `stop` ends. */
export function newRun(started: () => Promise<void> = async () => undefined): Run & {
  readonly stop: () => void;
} {
  const controller = new AbortController();
  const stop = () => controller.abort();
  return { signal: controller.signal, meter: new Meter(), started, stop };
}
