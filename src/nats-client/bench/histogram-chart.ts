import type { LatencyHistogram } from './latency-histogram.ts';
import { formatCount } from './format.ts';

const WIDTH = 40;
/** Eighths of a character. */
const PARTS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** One row for each step 1, 2, 5, 10, 20 … µs between the shortest and the longest latency, with a bar for its share. */
export function histogramChart(histogram: LatencyHistogram, isAscii = false): string[] {
  const steps = stepsOf(histogram);
  const most = Math.max(...steps.map((step) => step.count));
  const rows = steps.map(({ fromUs, toUs, count }) => ({
    range: `${shortTime(fromUs).padStart(6)} - ${shortTime(toUs).padStart(6)}`,
    count: formatCount(count),
    share: `${((100 * count) / histogram.count).toFixed(1)}%`,
    bar: isAscii ? '#'.repeat(Math.ceil((WIDTH * count) / most)) : bar(count / most),
  }));
  const countWidth = Math.max(0, ...rows.map((row) => row.count.length));
  return rows.map(({ range, count, share, bar }) =>
    ` ${range}  ${count.padStart(countWidth)}  ${share.padStart(6)}  ${bar}`.trimEnd(),
  );
}

interface Step {
  readonly fromUs: number;
  readonly toUs: number;
  count: number;
}

function stepsOf(histogram: LatencyHistogram): Step[] {
  const steps: Step[] = [];
  for (const { fromUs, count } of histogram.buckets()) {
    let last = steps.at(-1) ?? push(steps, stepAt(fromUs));
    // Steps without a latency in between are shown too, or the scale would lie.
    while (fromUs >= last.toUs) last = push(steps, stepAt(last.toUs));
    last.count += count;
  }
  return steps;
}

function push(steps: Step[], step: Step): Step {
  steps.push(step);
  return step;
}

/** The step that `us` lies in; all below a microsecond is one. */
function stepAt(us: number): Step {
  if (us < 1) return { fromUs: 0, toUs: 1, count: 0 };
  const decade = 10 ** Math.floor(Math.log10(us * (1 + 1e-9)));
  const edges = [1, 2, 5, 10].map((edge) => edge * decade);
  const at = edges.findIndex((edge, index) => index > 0 && us < edge);
  return { fromUs: edges[at - 1]!, toUs: edges[at]!, count: 0 };
}

/** `500us`, `2ms`, `10s`: of round numbers only. */
function shortTime(us: number): string {
  if (us < 1000) return `${us}us`;
  if (us < 1e6) return `${us / 1000}ms`;
  return `${us / 1e6}s`;
}

function bar(share: number): string {
  const eighths = Math.ceil(WIDTH * 8 * share);
  return '█'.repeat(Math.floor(eighths / 8)) + PARTS[eighths % 8]!;
}
