/**
 * Signals from the first moment on. Node hands SIGUSR1 to its debugger, and dies of the others, as long as nobody listens;
 * a program takes a while to be loaded, and somebody may have sent one by then. Imports nothing: it is loaded first.
 */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;

/** The signals that nats-server answers. */
export type ServerSignal = (typeof SIGNALS)[number];

export class CaughtSignals {
  #waiting: ServerSignal[] = [];
  #answer: (signal: ServerSignal) => void = (signal) => void this.#waiting.push(signal);

  constructor(listen: (signal: ServerSignal, caught: () => void) => void) {
    for (const signal of SIGNALS) listen(signal, () => this.#answer(signal));
  }

  /** Answers those that were caught before, and all that come. */
  answer(answer: (signal: ServerSignal) => void): void {
    this.#answer = answer;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const signal of waiting) answer(signal);
  }
}
