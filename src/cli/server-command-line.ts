/**
 * What a natsx-server command line asks for. The program (server-program.ts) acts on a ServerRequest:
 *
 *  - 'help', 'help_tls', 'version': print and exit 0.
 *  - 'test' (-t): the file is valid; `natsx-server: configuration file F is valid (DIGEST)` on stderr, exit 0.
 *  - 'signal': `command` as typed, for server-signal-command.ts; exit 0.
 *  - 'serve': `fileWarnings` go to stderr as they are, before there is a log; `warnings` into the log. For a reload,
 *    `reload()` reads the file again and lays the same flags over it; `undefined` without a file.
 *
 * Whatever is wrong is a NatsxError: one line for each thing, exit 1.
 */
import { NatsxError } from '../base/errors.ts';
import { optionsFromFlags, programFlags, serverFlags } from '../server/options/flags.ts';
import {
  loadOptions,
  testConf,
  type ConfSurroundings,
  type LoadedOptions,
} from '../server/options/load.ts';
import { parseGoFlags } from './go-flags.ts';

export type ServerRequest =
  | { readonly type: 'help' }
  | { readonly type: 'help_tls' }
  | { readonly type: 'version' }
  | { readonly type: 'test'; readonly configFile: string; readonly digest: string }
  | { readonly type: 'signal'; readonly command: string }
  | ({
      readonly type: 'serve';
      readonly configFile: string | undefined;
      /** The options of the file as it is now, under the same flags; throws a NatsxError that says what is wrong. */
      readonly reload: (() => LoadedOptions) | undefined;
    } & LoadedOptions);

/** Reads a command line, and the file that it names; throws a NatsxError that says what is wrong. */
export function readServerCommandLine(
  argv: readonly string[],
  surroundings: ConfSurroundings,
): ServerRequest {
  const { flags, given, args } = parseGoFlags(serverFlags, argv);
  // A flag's value is of the type that the table says; of a table put together, TypeScript no longer knows it.
  const program = flags as unknown as ProgramFlagValues;
  const command = args[0]?.toLowerCase();
  // nats-server opts.go, ConfigureOptions, and server.go, ProcessCommandLineArgs: in this order.
  if (program.version) return { type: 'version' };
  if (program.help) return { type: 'help' };
  if (program.help_tls) return { type: 'help_tls' };
  if (command === 'version' || command === 'help') return { type: command };
  if (command !== undefined) {
    throw usageError(`unrecognized command: ${JSON.stringify(args[0])}`);
  }
  if (isSet(program.signal)) return { type: 'signal', command: program.signal };
  const configFile = isSet(program.config) ? program.config : undefined;
  if (program.t) return test(configFile, surroundings);
  const flagOptions = optionsFromFlags(flags, given);
  checkTlsFlags(flags, given);
  const load = (): LoadedOptions => loadOptions(configFile, flagOptions, surroundings);
  return {
    type: 'serve',
    configFile,
    reload: configFile === undefined ? undefined : load,
    ...load(),
  };
}

/** Of `programFlags`: booleans are false when they are not given. */
type ProgramFlagValues = {
  readonly [
    Name in keyof typeof programFlags
  ]: (typeof programFlags)[Name]['type'] extends 'boolean' ? boolean : string | undefined;
};

function test(configFile: string | undefined, surroundings: ConfSurroundings): ServerRequest {
  if (configFile === undefined) {
    throw usageError('must specify [-c, --config] option to check configuration file syntax');
  }
  return { type: 'test', configFile, digest: testConf(configFile, surroundings) };
}

/** The TLS flags are a `tls` block of their own: it must be whole. */
function checkTlsFlags(flags: Readonly<Record<string, unknown>>, given: ReadonlySet<string>): void {
  const isAsked = [...given].some((name) => name.startsWith('tls') && flags[name] !== false);
  if (!isAsked || (given.has('tls') && flags['tls'] === false)) return;
  for (const [name, what] of [
    ['tlscert', 'certificate'],
    ['tlskey', 'private key'],
  ] as const) {
    if (!isSet(flags[name])) throw usageError(`TLS Server ${what} must be present and valid`);
  }
}

function isSet(text: unknown): text is string {
  return typeof text === 'string' && text !== '';
}

function usageError(text: string): NatsxError {
  return new NatsxError('ERR_USAGE', text);
}
