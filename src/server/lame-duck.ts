/**
 * Lame duck mode: how clients are sent away before a server ends. They are closed one after the other, so that those who
 * take them in are not run over. Numbers are nats-server's (server.go, lameDuckMode).
 */

/** What is left to close them in when the grace period takes all of the duration. */
const LEAST_SPREAD_MS = 1_000;
/** Few clients need not take the whole duration. */
const MOST_BETWEEN_MS = 1_000;

export interface LameDuckTimes {
  /** From the notice to the last client, in ms. */
  readonly lameDuckDurationMs: number;
  /** From the notice to the first client, in ms: whole clusters can be told before anybody moves. */
  readonly lameDuckGracePeriodMs: number;
}

export interface LameDuckClient {
  readonly isClosed: boolean;
  close(reason: 'Server Shutdown'): void;
}

export interface LameDuckEvents {
  /** The grace period is over. */
  closing(): void;
  /** The last client is closed. */
  done(): void;
}

export class LameDuck {
  readonly #clients: readonly LameDuckClient[];
  readonly #events: LameDuckEvents;
  readonly #random: () => number;
  /** The longest time from one client to the next. */
  readonly #betweenMs: number;
  #next = 0;
  /** When the next client's time has come. */
  #dueAt = 0;
  #timer: NodeJS.Timeout;

  /** The grace period begins. `random`: from 0 up to 1. */
  constructor(
    clients: readonly LameDuckClient[],
    { lameDuckDurationMs, lameDuckGracePeriodMs }: LameDuckTimes,
    events: LameDuckEvents,
    random: () => number = Math.random,
  ) {
    this.#clients = clients;
    this.#events = events;
    this.#random = random;
    const spread = lameDuckDurationMs - lameDuckGracePeriodMs;
    const spreadMs = spread > 0 ? spread : LEAST_SPREAD_MS;
    this.#betweenMs = Math.min(spreadMs / clients.length, MOST_BETWEEN_MS);
    this.#timer = setTimeout(this.#begin, lameDuckGracePeriodMs);
  }

  /** Sends nobody away any more. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  readonly #begin = (): void => {
    this.#events.closing();
    this.#dueAt = performance.now();
    this.#closeDue();
  };

  /** Closes those whose time has come: one, or several where less than a timer's millisecond lies between them. */
  readonly #closeDue = (): void => {
    const now = performance.now();
    while (this.#dueAt <= now) {
      this.#skipGone();
      this.#clients[this.#next++]?.close('Server Shutdown');
      this.#skipGone();
      if (this.#next >= this.#clients.length) {
        this.#events.done();
        return;
      }
      // By chance, so that several servers do not send theirs away in step.
      this.#dueAt += this.#betweenMs * Math.max(this.#random(), 0.5);
    }
    this.#timer = setTimeout(this.#closeDue, this.#dueAt - now);
  };

  /** Who left of his own accord is not waited for. */
  #skipGone(): void {
    while (this.#clients[this.#next]?.isClosed === true) this.#next++;
  }
}
