// Medians with their spread: on a shared machine a mean says more about the neighbours than about the server.

export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The median of `values`, of which there must be one at least. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('no values to take the median of');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function summarize(values: readonly number[]): Summary {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/** What a disturbance costs, in percent of the undisturbed figure; negative if it went faster. */
export function costPercent(undisturbed: number, disturbed: number): number {
  return 100 * (1 - disturbed / undisturbed);
}
