import { NatsxError } from '../base/errors.ts';
import { serverFlags, type ServerFlag } from '../server/options/flags.ts';
import { completeOptions, type ServerOptions } from '../server/options/options.ts';
import { parseGoFlags, type GoCommandLine } from './go-flags.ts';
import { dashed } from './server-usage.ts';

/** What a natsx-server command line asks for. */
export type ServerRequest =
  | { readonly type: 'help' }
  | { readonly type: 'version' }
  | {
      readonly type: 'serve';
      readonly options: ServerOptions;
      readonly log: LogRequest;
      /** File for the process id. */
      readonly pidFile: string | undefined;
      /** Directory for the file that tells the ports. */
      readonly portsFileDir: string | undefined;
      /** What was asked for and is not served yet, one sentence each. */
      readonly warnings: readonly string[];
    };

/** Where and how the log is written. */
interface LogRequest {
  /** Standard error when undefined. */
  readonly file: string | undefined;
  readonly time: boolean;
  readonly utc: boolean;
}

type CommandLine = GoCommandLine<typeof serverFlags>;

/** Reads a command line; throws a NatsxError that says what is wrong with it. */
export function readServerCommandLine(argv: readonly string[]): ServerRequest {
  const line = parseGoFlags(serverFlags, argv);
  const { flags } = line;
  const command = line.args[0]?.toLowerCase();
  // nats-server server.go, ProcessCommandLineArgs: flags first, then the only two words it knows.
  if (flags.version) return { type: 'version' };
  if (flags.help) return { type: 'help' };
  if (command === 'version' || command === 'help') return { type: command };
  if (command !== undefined) {
    throw usageError(`unrecognized command: ${JSON.stringify(line.args[0])}`);
  }
  const { refusals, warnings } = notServed(line);
  if (refusals.length > 0) throw usageError(refusals.join('\n'));
  return {
    type: 'serve',
    options: completeOptions({
      host: '0.0.0.0',
      ...setByFlags(line),
      ...http(line),
      ...verbosity(line),
    }),
    log: { file: unlessZero(flags.log), time: flags.logtime, utc: flags.logtime_utc },
    pidFile: unlessZero(flags.pid),
    portsFileDir: unlessZero(flags.ports_file_dir),
    warnings,
  };
}

/** Go's flags know no absence: an empty text and 0 are as good as not given. */
function unlessZero<T extends boolean | string | number>(value: T | undefined): T | undefined {
  return value === '' || value === 0 ? undefined : value;
}

function setByFlags({ flags }: CommandLine): Partial<ServerOptions> {
  const set: Record<string, unknown> = {};
  for (const [name, { effect }] of Object.entries<ServerFlag>(serverFlags)) {
    if (!('sets' in effect)) continue;
    const value = unlessZero(flags[name as keyof typeof flags]);
    if (value !== undefined) set[effect.sets] = value;
  }
  return set;
}

function http({ flags }: CommandLine): Partial<ServerOptions> {
  const port = unlessZero(flags.http_port);
  return port === undefined ? {} : { http: { host: unlessZero(flags.addr) ?? '0.0.0.0', port } };
}

/** -DV=false takes back a -D, as in nats-server: the double flags win. */
function verbosity({ flags, given }: CommandLine): Partial<ServerOptions> {
  let { debug, trace } = flags;
  for (const name of ['DV', 'DVV'] as const) {
    if (given.has(name)) debug = trace = flags[name];
  }
  if (given.has('VV')) trace = flags.VV;
  return { debug, trace };
}

function notServed({ flags, given }: CommandLine): { refusals: string[]; warnings: string[] } {
  const refusals: string[] = [];
  const warnings: string[] = [];
  for (const name of given) {
    const { effect }: ServerFlag = serverFlags[name];
    // `--tls=false` and `-ms 0` ask for nothing.
    if (flags[name] === false || flags[name] === 0) continue;
    if ('refused' in effect) refusals.push(`${dashed(name)} is not served yet: ${effect.refused}`);
    if ('ignored' in effect) warnings.push(`${dashed(name)} is not served yet: ${effect.ignored}`);
  }
  return { refusals, warnings };
}

function usageError(text: string): NatsxError {
  return new NatsxError('ERR_USAGE', text);
}
