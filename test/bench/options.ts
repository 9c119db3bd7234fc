// The command line of `npm run bench`.
import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Names of scenarios, none for all. */
  readonly scenarios: readonly string[];
  /** Measured runs of a scenario for each server. */
  readonly runs: number;
  /** Pairs, disturbed and not, of a scenario that is measured in pairs. */
  readonly pairs: number;
  /** How long publishers publish in one run. */
  readonly seconds: number;
  /** Commands to compare with; none for the nats-server of the PATH. */
  readonly against: readonly string[];
  /** Flags for natsx-server beyond address and port. */
  readonly natsxArgs: readonly string[];
  readonly isJson: boolean;
  readonly action: 'help' | 'list' | 'soak' | 'table';
  /** How long the soak lasts. */
  readonly minutes: number;
}

export const usage = `Measures natsx-server beside nats-server, alternating run by run, with natsload (a C program, compiled on the way).
Everything takes about a quarter of an hour; on a machine that does nothing else.

  npm run bench -- [options]

  --scenario a,b    only these scenarios (--list names them)
  --runs N          measured runs for each server (default 5; 9 pairs where a disturbed run is paired with a plain one)
  --seconds S       how long each run publishes (default 2)
  --quick           2 short runs: does everything work?
  --against "CMD"   compare with this server instead of the nats-server on the PATH; may be repeated, and
                    "nats-server" may be one of them; "label=CMD" gives it a name:
                    --against "before=node ../before/bin/natsx-server.js"
  --natsx-args "…"  further flags for natsx-server
  --json            the figures of every run, as JSON
  --soak            instead: mixed traffic for 10 minutes (--minutes N), watching the server's memory
  --list, --help
`;

export function parseOptions(argv: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: joinNatsxArgs(argv),
    options: {
      scenario: { type: 'string', multiple: true, default: [] },
      runs: { type: 'string' },
      seconds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      against: { type: 'string', multiple: true, default: [] },
      'natsx-args': { type: 'string', default: '' },
      json: { type: 'boolean', default: false },
      soak: { type: 'boolean', default: false },
      minutes: { type: 'string' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const runs = values.runs === undefined ? undefined : positive('runs', values.runs);
  if (runs !== undefined && !Number.isInteger(runs)) throw new Error('--runs: not a whole number');
  return {
    scenarios: values.scenario.flatMap((list) => list.split(',')).filter((name) => name !== ''),
    runs: runs ?? (values.quick ? 2 : 5),
    pairs: runs ?? (values.quick ? 2 : 9),
    seconds:
      values.seconds === undefined ? (values.quick ? 0.3 : 2) : positive('seconds', values.seconds),
    against: values.against,
    natsxArgs: splitWords(values['natsx-args']),
    isJson: values.json,
    action: values.help ? 'help' : values.list ? 'list' : values.soak ? 'soak' : 'table',
    minutes: values.minutes === undefined ? 10 : positive('minutes', values.minutes),
  };
}

/** parseArgs takes a value that begins with a dash only after an equals sign; flags for natsx-server do begin so. */
function joinNatsxArgs(argv: readonly string[]): string[] {
  const at = argv.indexOf('--natsx-args');
  if (at < 0 || at + 1 === argv.length) return [...argv];
  return [...argv.slice(0, at), `--natsx-args=${argv[at + 1]!}`, ...argv.slice(at + 2)];
}

/** Cuts a command line at its blanks; words with blanks stand in single or double quotes. */
export function splitWords(line: string): string[] {
  const words = line.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  return words.map((word) => word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'));
}

function positive(flag: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`--${flag}: "${text}" is not a positive number`);
}
