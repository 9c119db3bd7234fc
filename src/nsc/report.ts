/** What a command did: lines that went well or not, some with lines of their own below them. */

export type Outcome = 'ok' | 'warning' | 'error';

export interface ReportLine {
  readonly outcome: Outcome;
  readonly text: string;
  /** What the line consists of. */
  readonly lines: readonly ReportLine[];
  /** What a server said about it. */
  readonly messages: readonly string[];
}

const RANK: Readonly<Record<Outcome, number>> = { ok: 0, warning: 1, error: 2 };

export class Report implements ReportLine {
  readonly text: string;
  readonly messages: string[] = [];
  readonly #own: Outcome;
  readonly #lines: Report[] = [];

  constructor(text = '', outcome: Outcome = 'ok') {
    this.text = text;
    this.#own = outcome;
  }

  /** The worst of its lines, or its own if it has none. */
  get outcome(): Outcome {
    return this.#lines
      .map(({ outcome }) => outcome)
      .reduce(
        (worst, each) => (RANK[each] > RANK[worst] ? each : worst),
        this.#lines.length > 0 ? 'ok' : this.#own,
      );
  }

  get lines(): readonly Report[] {
    return this.#lines;
  }

  ok(text: string): this {
    return this.add(new Report(text));
  }

  warning(text: string): this {
    return this.add(new Report(text, 'warning'));
  }

  error(text: string): this {
    return this.add(new Report(text, 'error'));
  }

  add(...lines: readonly Report[]): this {
    this.#lines.push(...lines);
    return this;
  }

  /** Begins a line whose own lines are still to come. */
  group(text: string): Report {
    const line = new Report(text);
    this.add(line);
    return line;
  }

  /** Notes what a server said. */
  message(text: string): this {
    this.messages.push(text.trim());
    return this;
  }
}

/** How it went altogether: undefined where a single line says it all. */
export function summaryOf(lines: readonly ReportLine[]): string | undefined {
  const count = (wanted: Outcome) => lines.filter(({ outcome }) => outcome === wanted).length;
  const [ok, warnings, errors] = [count('ok'), count('warning'), count('error')];
  const jobs = (number: number) => (number > 1 ? 'jobs' : 'job');
  if (errors > 0) {
    if (errors === lines.length) return 'all jobs failed';
    return `${errors} ${jobs(errors)} failed - ${ok} ${jobs(ok)} succeeded and ${warnings} had warnings`;
  }
  if (lines.length < 2) return undefined;
  if (ok === lines.length) return 'all jobs succeeded';
  if (warnings === lines.length) return 'all jobs had warnings';
  return `${ok} ${jobs(ok)} succeeded - ${warnings} have warnings`;
}
