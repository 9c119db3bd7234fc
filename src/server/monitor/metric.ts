/** Metrics in Prometheus' text format 0.0.4. */

type Labels = Readonly<Record<string, string>>;

/** One number, and what tells it from the others of its metric. */
export type Sample = readonly [value: number, labels?: Labels];

export interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** What only grows; its name ends in `_total`. */
export function counter(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, type: 'counter', help, samples };
}

/** What goes up and down. */
export function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, type: 'gauge', help, samples };
}

/** `# HELP`, `# TYPE`, and a line for each sample. */
export function metricLines({ name, type, help, samples }: Metric): string {
  const head = `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
  return head + samples.map(([value, labels]) => `${name}${braces(labels)} ${value}\n`).join('');
}

function braces(labels: Labels | undefined): string {
  if (labels === undefined) return '';
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeValue(value)}"`);
  return `{${pairs.join(',')}}`;
}

function escapeValue(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
