/** The outcome of a check, and how monitoring systems want to read it (jsm.go monitor, Result). */
import { oneLine, tableText } from '../table.ts';

export type CheckFormat = 'nagios' | 'json' | 'prometheus' | 'text';

export interface Measurement {
  readonly name: string;
  readonly value: number;
  /** Thresholds; 0 is none. */
  readonly warning: number;
  readonly critical: number;
  readonly unit: 's' | '%' | '';
  readonly help: string;
}

/** Exit codes of nagios. */
const CODES = { OK: 0, WARNING: 1, CRITICAL: 2, UNKNOWN: 3 } as const;

export class CheckResult {
  readonly #suite: string;
  readonly #name: string;
  readonly #ok: string[] = [];
  readonly #warnings: string[] = [];
  readonly #criticals: string[] = [];
  readonly #measurements: Measurement[] = [];

  /** `suite` is the kind of check, `name` what was checked. */
  constructor(suite: string, name: string) {
    this.#suite = suite;
    this.#name = oneLine(name);
  }

  ok(text: string): void {
    this.#ok.push(oneLine(text));
  }

  warning(text: string): void {
    this.#warnings.push(oneLine(text));
  }

  critical(text: string): void {
    this.#criticals.push(oneLine(text));
  }

  measured(measurement: Measurement): void {
    this.#measurements.push(measurement);
  }

  get hasComplaints(): boolean {
    return this.#warnings.length > 0 || this.#criticals.length > 0;
  }

  /** Whoever was not checked at all is unknown. */
  get status(): keyof typeof CODES {
    if (this.#criticals.length > 0) return 'CRITICAL';
    if (this.#warnings.length > 0) return 'WARNING';
    return this.#ok.length > 0 ? 'OK' : 'UNKNOWN';
  }

  /** Prometheus reads the status from the text. */
  exitCode(format: CheckFormat): number {
    return format === 'prometheus' ? 0 : CODES[this.status];
  }

  render(format: CheckFormat, { namespace, isAscii }: RenderOptions): string {
    switch (format) {
      case 'nagios':
        return this.#nagios();
      case 'json':
        return this.#json();
      case 'prometheus':
        return this.#prometheus(namespace);
      case 'text':
        return this.#text(isAscii);
    }
  }

  #nagios(): string {
    const parts = [
      `${this.status} ${this.#name}`,
      ...this.#criticals.map((text) => `Crit:${text}`),
      ...this.#warnings.map((text) => `Warn:${text}`),
      ...this.#ok.map((text) => `OK:${text}`),
    ].join(' ');
    const data = this.#measurements.map(nagiosData).join(' ');
    return `${data === '' ? parts : `${parts} | ${data}`}\n`;
  }

  #json(): string {
    const list = (name: string, texts: readonly string[]) =>
      texts.length === 0 ? {} : { [name]: texts };
    const result = {
      status: this.status,
      check_suite: this.#suite,
      check_name: this.#name,
      ...list('warning', this.#warnings),
      ...list('critical', this.#criticals),
      ...list('ok', this.#ok),
      perf_data: this.#measurements.map(({ name, value, warning, critical, unit }) => ({
        name,
        value,
        warning,
        critical,
        ...(unit === '' ? {} : { unit }),
      })),
    };
    return `${JSON.stringify(result, undefined, 2)}\n`;
  }

  #prometheus(namespace: string): string {
    const item = this.#name.replaceAll('"', '.').replaceAll('\\', '\\\\');
    const gauge = (name: string, help: string, labels: string, value: number) => {
      const full = `${namespace}_${this.#suite}_${name}`;
      return `# HELP ${full} ${help}\n# TYPE ${full} gauge\n${full}{${labels}} ${value}\n`;
    };
    const status = `item="${item}",status="${this.status}"`;
    const gauges: [string, string][] = [
      ...this.#measurements.map(({ name, help, value }): [string, string] => [
        name,
        gauge(name, help, `item="${item}"`, value),
      ]),
      [
        'status_code',
        gauge(
          'status_code',
          `Nagios compatible status code for ${this.#suite}`,
          status,
          CODES[this.status],
        ),
      ],
    ];
    return gauges
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, text]) => text)
      .join('');
  }

  #text(isAscii: boolean): string {
    const details = [
      ...this.#ok.map((text) => ['OK', text]),
      ...this.#warnings.map((text) => ['Warning', text]),
      ...this.#criticals.map((text) => ['Critical', text]),
    ];
    const sections = [`${this.#name}: ${this.status}\n`];
    if (details.length > 0) {
      const table = { columns: ['Status', 'Message'], rows: details };
      sections.push(`Status Detail\n\n${tableText(table, isAscii)}`);
    }
    if (this.#measurements.length > 0) {
      const rows = this.#measurements.map(({ name, value, unit, critical, warning, help }) => [
        name,
        unit === 's' ? value.toFixed(3) : value.toLocaleString('en-US'),
        unit,
        critical.toLocaleString('en-US'),
        warning.toLocaleString('en-US'),
        help,
      ]);
      const columns = [
        'Metric',
        'Value',
        'Unit',
        'Critical Threshold',
        'Warning Threshold',
        'Description',
      ];
      sections.push(`Check Metrics\n\n${tableText({ columns, rows }, isAscii)}`);
    }
    return sections.join('\n');
  }
}

interface RenderOptions {
  /** What names of metrics begin with. */
  readonly namespace: string;
  readonly isAscii: boolean;
}

/** `rtt=0.0001s;0.5000;1.0000`, as nagios' plugin guidelines want it. */
function nagiosData({ name, value, warning, critical, unit }: Measurement): string {
  const text = (number: number) => number.toFixed(unit === 's' ? 4 : 0);
  const thresholds = [
    warning === 0 && critical === 0 ? '' : `;${warning === 0 ? '' : text(warning)}`,
    critical === 0 ? '' : `;${text(critical)}`,
  ];
  return `${name}=${text(value)}${unit}${thresholds.join('')}`;
}

/**
 * Says where `value` stands: too high, or too low where the critical threshold is below the warning one. Nothing is said
 * without thresholds.
 */
export function judge(
  result: CheckResult,
  { what, value, warning, critical }: Judged,
  lowIsBad: 'never' | 'if critical is lower',
): void {
  if (warning === 0 && critical === 0) return;
  const text = `${what} ${value.toFixed(2)}`;
  // One threshold alone is no contradiction.
  const isReversed = warning !== 0 && critical !== 0 && critical < warning;
  if (isReversed && lowIsBad === 'never') {
    result.critical(`${what} invalid thresholds`);
    return;
  }
  const exceeds = (threshold: number) =>
    threshold !== 0 && (isReversed ? value <= threshold : value >= threshold);
  if (exceeds(critical)) result.critical(text);
  else if (exceeds(warning)) result.warning(text);
  else result.ok(text);
}

interface Judged {
  readonly what: string;
  readonly value: number;
  readonly warning: number;
  readonly critical: number;
}
