/** The share of one core this process used lately, in percent: what `ps` and nats-server's /varz call cpu. */
export class CpuMeter {
  readonly #now: () => number;
  readonly #usedMs: () => number;
  #sinceMs: number;
  #sinceUsedMs: number;
  #percent = 0;

  constructor(now = Date.now, usedMs = processUsedMs) {
    this.#now = now;
    this.#usedMs = usedMs;
    this.#sinceMs = now();
    this.#sinceUsedMs = usedMs();
  }

  /** The share since it was asked before; within a second of that, the same answer again. */
  percent(): number {
    const now = this.#now();
    const elapsedMs = now - this.#sinceMs;
    if (elapsedMs < 1000) return this.#percent;
    const used = this.#usedMs();
    this.#percent = Math.round(((used - this.#sinceUsedMs) / elapsedMs) * 1000) / 10;
    this.#sinceMs = now;
    this.#sinceUsedMs = used;
    return this.#percent;
  }
}

function processUsedMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
