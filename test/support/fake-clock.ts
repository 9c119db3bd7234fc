// Time that passes when a test says so: setTimeout, clearTimeout, Date.now and performance.now stand still in between.

interface Alarm {
  readonly at: number;
  readonly ring: () => void;
}

export class FakeClock {
  readonly #alarms = new Set<Alarm>();
  readonly #real = {
    setTimeout: globalThis.setTimeout,
    clearTimeout: globalThis.clearTimeout,
    dateNow: Date.now.bind(Date),
    performanceNow: performance.now.bind(performance),
  };
  #now = 1_000_000;

  /** Takes the place of the real ones until `uninstall`. */
  install(): void {
    // Casts: what is called with a function and a delay is all that the sources use of setTimeout.
    globalThis.setTimeout = ((ring: () => void, delay: number) => {
      const alarm = { at: this.#now + delay, ring, unref: () => alarm };
      this.#alarms.add(alarm);
      return alarm;
    }) as unknown as typeof setTimeout;
    globalThis.clearTimeout = ((alarm: Alarm | undefined) => {
      if (alarm !== undefined) this.#alarms.delete(alarm);
    }) as typeof clearTimeout;
    Date.now = () => this.#now;
    performance.now = () => this.#now;
  }

  uninstall(): void {
    globalThis.setTimeout = this.#real.setTimeout;
    globalThis.clearTimeout = this.#real.clearTimeout;
    Date.now = this.#real.dateNow;
    performance.now = this.#real.performanceNow;
  }

  /** Timers that run. */
  get pending(): number {
    return this.#alarms.size;
  }

  /** Lets `ms` pass; what is due rings in order, each at its time. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = [...this.#alarms].filter((alarm) => alarm.at <= end);
      if (due.length === 0) break;
      const next = due.reduce((first, each) => (each.at < first.at ? each : first));
      this.#alarms.delete(next);
      this.#now = next.at;
      next.ring();
    }
    this.#now = end;
  }
}
