/**
 * When each message of a constant rate is due. The schedule never waits for a slow server: what was sent late is late,
 * and its latency counts from when it was due (otherwise a stall would hide the messages it held back: "coordinated
 * omission", Gil Tene).
 */
export class Pace {
  readonly #perMs: number;
  readonly #startMs: number;

  constructor(perSecond: number, startMs: number) {
    this.#perMs = perSecond / 1000;
    this.#startMs = startMs;
  }

  /** How many messages are due by `nowMs`. */
  due(nowMs: number): number {
    if (nowMs < this.#startMs) return 0;
    return Math.floor((nowMs - this.#startMs) * this.#perMs) + 1;
  }

  /** When message `number`, from 0, is due. */
  dueMs(number: number): number {
    return this.#startMs + number / this.#perMs;
  }
}

/** Sleeps for `ms`, or until the signal. */
export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs && !signal.aborted) {
    await pause(endMs - performance.now(), signal);
  }
}

/**
 * Sleeps while there is time, until the signal at most, and lets the event loop turn when there is little: timers are a
 * millisecond coarse, which would be the greater part of the latencies.
 */
export function pause(leftMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted || leftMs <= 2) {
      setImmediate(resolve);
      return;
    }
    const wake = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, Math.min(leftMs - 1, 2 ** 31 - 1));
    signal.addEventListener('abort', wake);
  });
}
