/** The flags of the command line: those of the option tables, and those that are no option. */
import { mergeGiven } from './block.ts';
import { isShorthand, type OptionFlag, type ServerFlag } from './option.ts';
import { serverTable, type GivenServerOptions } from './server-table.ts';

export { flagGroups, type ServerFlag } from './option.ts';

/** Flags that no single option stands for. */
export const programFlags = {
  config: {
    group: 'Server',
    type: 'string',
    aliases: ['c'],
    value: 'file',
    description: 'Configuration file',
  },
  t: { group: 'Server', type: 'boolean', description: 'Test configuration and exit' },
  signal: {
    group: 'Server',
    type: 'string',
    aliases: ['sl'],
    value: 'signal[=pid]',
    description: 'Send signal to a server process (ldm, stop, quit, term, reopen, reload)',
  },
  VV: {
    group: 'Logging',
    type: 'boolean',
    description: 'Verbose trace (traces system account as well)',
  },
  DV: { group: 'Logging', type: 'boolean', description: 'Debug and trace' },
  DVV: {
    group: 'Logging',
    type: 'boolean',
    description: 'Debug and verbose trace (traces system account as well)',
  },
  help: { group: 'Common', type: 'boolean', aliases: ['h'], description: 'Show this message' },
  version: { group: 'Common', type: 'boolean', aliases: ['v'], description: 'Show version' },
  help_tls: { group: 'Common', type: 'boolean', description: 'TLS help' },
} as const satisfies Readonly<Record<string, ServerFlag>>;

/** A flag with the option that it sets. */
interface FlaggedOption extends OptionFlag {
  readonly option: keyof GivenServerOptions;
}

/** The flags of options, under their long names. */
export const optionFlags: Readonly<Record<string, FlaggedOption>> = Object.fromEntries(
  Object.entries(serverTable).flatMap(([option, entry]) =>
    isShorthand(entry)
      ? []
      : Object.entries(entry.flags ?? {}).map(([name, flag]): [string, FlaggedOption] => [
          name,
          {
            ...flag,
            option: option as keyof GivenServerOptions,
            // Who reads the usage text wants to know before he types it.
            description: flag.description + (entry.unserved === undefined ? '' : ' (not served)'),
          },
        ]),
  ),
);

/** In the order of nats-server's usage text, as far as it has them. */
const order = [
  ...['addr', 'port', 'name', 'pid', 'http_port', 'https_port', 'config', 't', 'signal'],
  ...['client_advertise', 'ports_file_dir'],
  ...['log', 'logtime', 'logtime_utc', 'syslog', 'remote_syslog', 'debug', 'trace'],
  ...['VV', 'DV', 'DVV', 'log_size_limit', 'max_traced_msg_len'],
];

/** Every flag under its long name; nats-server's usage lists the short ones first. */
export const serverFlags: Readonly<Record<string, ServerFlag>> = Object.fromEntries(
  Object.entries<ServerFlag>({ ...optionFlags, ...programFlags }).sort(
    ([one], [other]) => rank(one) - rank(other),
  ),
);

function rank(name: string): number {
  const at = order.indexOf(name);
  return at < 0 ? order.length : at;
}

/** What a command line says about options. */
export interface FlagOptions {
  readonly given: GivenServerOptions;
  /** Options of which a file's parts do not show through: the TLS flags are a `tls` block of their own. */
  readonly instead: readonly (keyof GivenServerOptions)[];
}

/** The values of flags, by long name, as far as they were given. */
export type FlagValues = Readonly<Record<string, boolean | string | number | undefined>>;

/** What the flags say; `given` has those that were typed. */
export function optionsFromFlags(values: FlagValues, given: ReadonlySet<string>): FlagOptions {
  const options: Record<string, unknown> = {};
  const instead: (keyof GivenServerOptions)[] = [];
  for (const name of given) {
    const flag = optionFlags[name];
    const value = values[name];
    if (flag === undefined || value === undefined) continue;
    if (flag.group === 'TLS') instead.push(flag.option);
    // Go's flags know no absence: an empty text and 0 are as good as not given.
    if (value === 0 || (value === '' && flag.takesEmpty !== true)) continue;
    mergeGiven(options, { [flag.option]: flag.as === undefined ? value : flag.as(value as never) });
  }
  if (values['tls'] === false && given.has('tls')) delete options['tls']; // It takes back what a file says.
  mergeGiven(options, verbosity(values, given));
  return { given: options, instead };
}

/** -DV=false takes back a -D and what a file says, as in nats-server: the double flags win. */
function verbosity(values: FlagValues, given: ReadonlySet<string>): Record<string, unknown> {
  const set: Record<string, unknown> = {};
  const doubles = {
    DV: ['debug', 'trace'],
    VV: ['trace', 'traceVerbose'],
    DVV: ['debug', 'trace', 'traceVerbose'],
  };
  for (const [name, options] of Object.entries(doubles)) {
    if (given.has(name)) for (const option of options) set[option] = values[name];
  }
  return set;
}

/** What a file says with what the command line says over it. */
export function withFlags(
  file: GivenServerOptions,
  { given, instead }: FlagOptions,
): GivenServerOptions {
  const kept = Object.entries(file).filter(([name]) => !(instead as string[]).includes(name));
  const options: Record<string, unknown> = Object.fromEntries(kept);
  mergeGiven(options, given);
  return options;
}
