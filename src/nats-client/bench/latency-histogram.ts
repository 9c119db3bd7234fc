/**
 * Counts latencies in buckets that grow with the value: 64 to each power of two, so that a percentile is at most 1.6 %
 * too high, in 22 kB however many are recorded. Minimum, maximum, average and deviation are exact.
 */
const UNITS_PER_US = 100;
const PER_POWER = 64;
/** Up to 2^47 units of 10 ns, two weeks; what takes longer counts there. */
const BUCKETS = 42 * PER_POWER;

export interface LatencySummary {
  readonly minUs: number;
  readonly avgUs: number;
  readonly maxUs: number;
  readonly stddevUs: number;
  readonly p50Us: number;
  readonly p90Us: number;
  readonly p99Us: number;
  readonly p999Us: number;
}

export interface LatencyBucket {
  readonly fromUs: number;
  readonly toUs: number;
  readonly count: number;
}

export class LatencyHistogram {
  readonly #counts = new Float64Array(BUCKETS);
  #count = 0;
  #minUs = Infinity;
  #maxUs = 0;
  #sumUs = 0;
  #squaresUs = 0;

  get count(): number {
    return this.#count;
  }

  /** A latency below zero, from clocks that disagree, counts as none. */
  record(latencyMs: number): void {
    const us = Math.max(0, latencyMs * 1000);
    this.#counts[bucketOf(us * UNITS_PER_US)]!++;
    this.#count++;
    this.#sumUs += us;
    this.#squaresUs += us * us;
    if (us < this.#minUs) this.#minUs = us;
    if (us > this.#maxUs) this.#maxUs = us;
  }

  /** Adds what another has counted. */
  merge(other: LatencyHistogram): void {
    for (let at = 0; at < BUCKETS; at++) this.#counts[at]! += other.#counts[at]!;
    this.#count += other.#count;
    this.#sumUs += other.#sumUs;
    this.#squaresUs += other.#squaresUs;
    this.#minUs = Math.min(this.#minUs, other.#minUs);
    this.#maxUs = Math.max(this.#maxUs, other.#maxUs);
  }

  /** Microseconds that `percent` of the latencies do not exceed. */
  percentileUs(percent: number): number {
    const rank = Math.max(1, Math.ceil((percent / 100) * this.#count));
    let seen = 0;
    for (let at = 0; at < BUCKETS; at++) {
      seen += this.#counts[at]!;
      if (seen >= rank) return Math.min(this.#maxUs, edgeOf(at + 1) / UNITS_PER_US);
    }
    return this.#maxUs;
  }

  /** Undefined when nothing has been recorded. */
  summary(): LatencySummary | undefined {
    if (this.#count === 0) return undefined;
    const avgUs = this.#sumUs / this.#count;
    return {
      minUs: this.#minUs,
      avgUs,
      maxUs: this.#maxUs,
      stddevUs: Math.sqrt(Math.max(0, this.#squaresUs / this.#count - avgUs * avgUs)),
      p50Us: this.percentileUs(50),
      p90Us: this.percentileUs(90),
      p99Us: this.percentileUs(99),
      p999Us: this.percentileUs(99.9),
    };
  }

  /** The buckets that count something, ascending. */
  buckets(): LatencyBucket[] {
    const buckets: LatencyBucket[] = [];
    for (let at = 0; at < BUCKETS; at++) {
      const count = this.#counts[at]!;
      if (count === 0) continue;
      buckets.push({
        fromUs: edgeOf(at) / UNITS_PER_US,
        toUs: edgeOf(at + 1) / UNITS_PER_US,
        count,
      });
    }
    return buckets;
  }
}

/** Values below 128 have a bucket each; above, the seven leading bits choose it. */
function bucketOf(units: number): number {
  if (units < 2 * PER_POWER) return Math.floor(units);
  const shift = Math.floor(Math.log2(units)) - 6;
  // log2 rounds up just below a power of two; the bucket is then the last of the power below.
  const bucket = shift * PER_POWER + Math.floor(units / 2 ** shift);
  return Math.min(bucket, BUCKETS - 1);
}

/** The smallest value in a bucket. */
function edgeOf(bucket: number): number {
  if (bucket < 2 * PER_POWER) return bucket;
  const shift = Math.floor(bucket / PER_POWER) - 1;
  return (bucket - shift * PER_POWER) * 2 ** shift;
}
