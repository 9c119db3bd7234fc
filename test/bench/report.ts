// From measurements to what is printed: rows of figures with their ratio and target, as a table or as JSON.
import { isPeer, type Contender } from './contender.ts';
import { figureOf, type Run } from './natsload.ts';
import type { Measurement, Result } from './measure.ts';
import type { Figure, Target, Unit } from './scenarios.ts';
import { median, summarize, type Summary } from './statistics.ts';

/** One figure of one scenario, for every contender; natsx' is the first. */
export interface Row {
  readonly figure: Figure;
  /** `undefined` where a contender has no run with this figure. */
  readonly summaries: readonly (Summary | undefined)[];
  /** natsx' median divided by each other's, in the contenders' order. */
  readonly ratios: readonly (number | undefined)[];
  /** Whether the target is reached; `undefined` if there is none or nothing to judge it by. */
  readonly isMet: boolean | undefined;
  /** Contenders whose speed was held back by the load generator. */
  readonly isGeneratorBound: readonly boolean[];
}

/** From this share of one core on, the generator is what is measured. */
const generatorBoundShare = 0.95;

export function rowsOf({ scenario, results }: Measurement): readonly Row[] {
  return scenario.figures.map((figure) => {
    const summaries = results.map(({ runs }) => summaryOf(runs, figure.key));
    const ratios = summaries.slice(1).map((other) => ratioOf(figure, summaries[0], other));
    const peer = results.slice(1).findIndex(({ contender }) => isPeer(contender));
    return {
      figure,
      summaries,
      ratios,
      isMet: figure.target && isReached(figure.target, summaries[0], ratios[peer]),
      isGeneratorBound: results.map(({ runs }) => figure.key === 'per_s' && isBound(runs)),
    };
  });
}

function summaryOf(runs: readonly Run[], key: string): Summary | undefined {
  const values = runs.map((run) => figureOf(run, key)).filter((value) => value !== undefined);
  return values.length === 0 ? undefined : summarize(values);
}

function ratioOf(figure: Figure, ours?: Summary, theirs?: Summary): number | undefined {
  if (figure.unit === 'yes-no' || figure.unit === 'percent') return undefined;
  if (ours === undefined || theirs === undefined || theirs.median === 0) return undefined;
  return ours.median / theirs.median;
}

function isReached(target: Target, ours?: Summary, ratio?: number): boolean | undefined {
  const value = target.type === 'ratio' ? ratio : ours?.median;
  if (value === undefined) return undefined;
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
}

function isBound(runs: readonly Run[]): boolean {
  const shares = runs
    .map((run) => figureOf(run, 'gen_share'))
    .filter((share) => share !== undefined);
  return shares.length > 0 && median(shares) >= generatorBoundShare;
}

/** The table, and below it what has to be said about it. */
export function formatReport(
  measurements: readonly Measurement[],
  contenders: readonly Contender[],
): string {
  const others = contenders.slice(1);
  const head = [
    '',
    ...contenders.map(({ label }) => label),
    ...others.map(({ label }) => (others.length === 1 ? 'ratio' : `natsx / ${label}`)),
    'target',
  ];
  const sections = measurements.map((measurement) => ({
    title: `${measurement.scenario.title}  [${measurement.scenario.name}]`,
    rows: rowsOf(measurement),
  }));
  const notes = ['Each figure is a median (min–max).'];
  if (sections.some(({ rows }) => rows.some((row) => row.isGeneratorBound.includes(true)))) {
    notes.push('* The load generator had no time left: the server could do more.');
  }
  if (others.length === 0) {
    notes.push(
      'No nats-server on the PATH, so natsx stands alone (Debian: apt-get install nats-server).',
    );
  }
  const body = sections.flatMap(({ title, rows }) => [[title], ...rows.map(formatRow)]);
  return [formatTable([head, ...body]), '', ...notes, ...failuresOf(measurements), ''].join('\n');
}

function formatRow(row: Row): string[] {
  return [
    `  ${row.figure.label}`,
    ...row.summaries.map((summary, i) =>
      formatCell(summary, row.figure.unit, row.isGeneratorBound[i]!),
    ),
    ...row.ratios.map((ratio) => (ratio === undefined ? '' : `${shorten(ratio)}×`)),
    formatTarget(row),
  ];
}

/** Figures end at the right, their names begin at the left; a row of one cell is a heading of any width. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const full = rows.filter((row) => row.length > 1);
  const widths = full[0]!.map((_, column) => Math.max(...full.map((row) => row[column]!.length)));
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!);
  return rows
    .map((row) => (row.length === 1 ? `\n${row[0]!}` : row.map(pad).join('  ').trimEnd()))
    .join('\n');
}

function formatCell(summary: Summary | undefined, unit: Unit, isGeneratorBound: boolean): string {
  if (summary === undefined) return '–';
  if (unit === 'yes-no') return summary.min === 1 ? 'yes' : summary.max === 0 ? 'no' : 'not always';
  const { median: middle, min, max } = summary;
  const [divisor, symbol] = scaleOf(unit, middle);
  const text = (value: number) => shorten(value / divisor);
  const spread = min === max ? '' : ` (${text(min)}${min < 0 ? ' to ' : '–'}${text(max)})`;
  return `${text(middle)}${symbol}${spread}${isGeneratorBound ? '*' : ''}`;
}

const symbols: Readonly<Record<Unit, string>> = {
  'per-second': '',
  microseconds: ' µs',
  milliseconds: ' ms',
  seconds: ' s',
  percent: ' %',
  bytes: ' B',
  kB: ' kB',
  MB: ' MB',
  'yes-no': '',
};

/** Big values in a bigger unit: what to divide by, and what to write behind. */
function scaleOf(unit: Unit, value: number): readonly [divisor: number, symbol: string] {
  if (unit === 'per-second' && value >= 1e6) return [1e6, ' M'];
  if (unit === 'per-second' && value >= 1e4) return [1e3, ' k'];
  if (unit === 'microseconds' && value >= 1e4) return [1e3, ' ms'];
  return [1, symbols[unit]];
}

/** Three digits that mean something. */
function shorten(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 || size === 0 ? 2 : 4);
}

function formatTarget({ figure: { target, unit }, isMet }: Row): string {
  if (target === undefined) return '';
  const sign = 'atLeast' in target ? '≥' : '≤';
  const limit = 'atLeast' in target ? target.atLeast : target.atMost;
  const verdict = isMet === undefined ? ' ' : isMet ? '✓' : '✗';
  return `${sign} ${limit}${target.type === 'ratio' ? '×' : symbols[unit]} ${verdict}`;
}

/** The same failure in many scenarios is told once. */
function failuresOf(measurements: readonly Measurement[]): string[] {
  const places = new Map<string, string[]>();
  for (const { scenario, results } of measurements) {
    for (const { contender, error } of results) {
      if (error === undefined) continue;
      const failure = `${contender.label}: ${error}`;
      places.set(failure, [...(places.get(failure) ?? []), scenario.name]);
    }
  }
  return [...places].map(([failure, names]) => `✗ ${names.join(', ')}: ${failure}`);
}

export function hasFailed(result: Result): boolean {
  return result.error !== undefined;
}

/** All there is, for programs: every run beside the figures made of them. */
export function toJson(measurements: readonly Measurement[], about: object): string {
  const scenarios = measurements.map((measurement) => ({
    name: measurement.scenario.name,
    title: measurement.scenario.title,
    args: measurement.scenario.args,
    figures: rowsOf(measurement).map(({ figure, summaries, ratios, isMet }) => ({
      ...figure,
      summaries,
      ratios,
      isMet,
    })),
    results: measurement.results.map(({ contender, runs, error }) => ({
      contender: contender.label,
      runs,
      error,
    })),
  }));
  return `${JSON.stringify({ ...about, scenarios }, undefined, 2)}\n`;
}
