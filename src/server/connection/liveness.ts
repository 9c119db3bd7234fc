/**
 * Is the peer still there? PINGs after a silence, and gives up when too many stay unanswered.
 * Times are nats-server's (client.go, setFirstPingTimer and processPingTimer).
 */

/** The first PING goes out soon: it measures the round trip. */
const FIRST_PING_MS = 2_000;
/** The round trip is measured again after an hour, however busy the connection. */
const MEASURE_AGAIN_MS = 3_600_000;

/** Looked at when they are needed, so that a change is for those who are connected, too. */
export interface LivenessLimits {
  readonly pingIntervalMs: number;
  readonly pingMax: number;
}

export interface LivenessEvents {
  sendPing(): void;
  /** The peer left `pingMax` PINGs unanswered. */
  stale(): void;
}

export class Liveness {
  readonly #limits: LivenessLimits;
  readonly #events: LivenessEvents;
  /** When the connection came, by the clock of `performance`. */
  readonly #createdAt = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #unanswered = 0;
  #pingedAt = -Infinity;
  #heardAt = -Infinity;
  /** The last round trip in ms; undefined before the first. */
  rttMs: number | undefined;

  constructor(limits: LivenessLimits, events: LivenessEvents) {
    this.#limits = limits;
    this.#events = events;
  }

  /** The peer said CONNECT: the time it took is a first estimate of the round trip, and the first PING is due anew. */
  connected(): void {
    this.rttMs = performance.now() - this.#createdAt;
    this.start();
  }

  /** Starts with the first PING. */
  start(): void {
    const first = Math.min(this.#limits.pingIntervalMs, FIRST_PING_MS);
    // Up to a fifth more, so that clients that came together are not pinged together.
    this.#schedule(first + Math.random() * (first / 5));
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** The peer sent something that shows that it lives. */
  heard(): void {
    this.#heardAt = performance.now();
  }

  ponged(): void {
    this.#unanswered = 0;
    if (this.#pingedAt !== -Infinity) this.rttMs = performance.now() - this.#pingedAt;
  }

  #schedule(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#due, delayMs).unref();
  }

  readonly #due = (): void => {
    const now = performance.now();
    const { pingIntervalMs, pingMax } = this.#limits;
    const isQuiet = now - this.#heardAt >= pingIntervalMs;
    if (isQuiet || this.rttMs === undefined || now - this.#pingedAt > MEASURE_AGAIN_MS) {
      if (this.#unanswered + 1 > pingMax) {
        this.#events.stale();
        return;
      }
      this.#unanswered++;
      this.#pingedAt = now;
      this.#events.sendPing();
    }
    this.#schedule(pingIntervalMs);
  };
}
