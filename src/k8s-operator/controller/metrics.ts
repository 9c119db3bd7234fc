/** What the operator counts, in Prometheus' text format. */

type Labels = Readonly<Record<string, string>>;

interface Family {
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly values: Map<string, number>;
}

const FAMILIES = {
  natsx_operator_reconciles_total: [
    'counter',
    'Times a resource was looked at, by kind and result.',
  ],
  natsx_operator_reconcile_seconds_total: ['counter', 'Seconds spent on that, by kind.'],
  natsx_operator_queue_depth: ['gauge', 'Resources that wait to be looked at.'],
  natsx_operator_leader: ['gauge', 'Whether this process leads.'],
  natsx_operator_resources: ['gauge', 'Resources that are there, by kind.'],
  natsx_operator_pushes_total: ['counter', 'Accounts given to servers, by result.'],
  natsx_operator_drift_repairs_total: [
    'counter',
    'Accounts of which servers used another version.',
  ],
} as const satisfies Record<string, readonly [Family['type'], string]>;

export type MetricName = keyof typeof FAMILIES;

export class Metrics {
  readonly #families = new Map<string, Family>();

  constructor() {
    for (const [name, [type, help]] of Object.entries(FAMILIES)) {
      this.#families.set(name, { type, help, values: new Map() });
    }
  }

  add(name: MetricName, labels: Labels = {}, by = 1): void {
    const { values } = this.#families.get(name)!; // All of the table are there.
    const key = text(labels);
    values.set(key, (values.get(key) ?? 0) + by);
  }

  set(name: MetricName, value: number, labels: Labels = {}): void {
    this.#families.get(name)!.values.set(text(labels), value);
  }

  render(): string {
    const lines: string[] = [];
    for (const [name, { type, help, values }] of this.#families) {
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
      for (const [labels, value] of values) lines.push(`${name}${labels} ${value}`);
    }
    return `${lines.join('\n')}\n`;
  }
}

/** Our labels are kinds and results: nothing in them has to be escaped. */
function text(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
