/** A server's options from a configuration file and a command line, at the start and again for each reload. */
import { parseConfFile, type ConfSurroundings } from '../../conf/parser.ts';
import { confDigest } from '../../conf/digest.ts';
import type { ConfProblem } from '../../conf/value.ts';
import { NatsxError } from '../../base/errors.ts';
import { withFlags, type FlagOptions } from './flags.ts';
import { optionsFromConf } from './from-conf.ts';
import { completeOptions } from './options.ts';
import type { GivenServerOptions, ServerOptions } from './server-table.ts';
import { unservedOptions } from './unserved-options.ts';

export type { ConfSurroundings } from '../../conf/parser.ts';

export interface LoadedOptions {
  readonly options: ServerOptions;
  /** `sha256:…` of what the file says; undefined without one. */
  readonly digest: string | undefined;
  /** What the file surely does not mean, one line each: `file:line:column: …`. */
  readonly fileWarnings: readonly string[];
  /** What was asked for and is not done, one sentence each, for the log. */
  readonly warnings: readonly string[];
}

/** Throws a NatsxError that lists everything that is wrong. */
export function loadOptions(
  file: string | undefined,
  flags: FlagOptions,
  surroundings: ConfSurroundings,
): LoadedOptions {
  const read = file === undefined ? noFile : readConf(file, surroundings);
  if (read.errors.length > 0) throw refusal([...read.warnings, ...read.errors]);
  const given = withFlags(read.given, flags);
  checkRoutes(given);
  const { refusals, warnings } = unservedOptions(given, file);
  if (refusals.length > 0) throw new NatsxError('ERR_NOT_SERVED', refusals.join('\n'));
  return {
    options: completeOptions(onAllAddresses(given), file !== undefined),
    digest: read.digest,
    fileWarnings: read.warnings,
    warnings,
  };
}

/** The digest of a file in which nothing is wrong; warnings count. */
export function testConf(file: string, surroundings: ConfSurroundings): string {
  const { errors, warnings, digest } = readConf(file, surroundings);
  const lines = [...warnings, ...errors];
  if (lines.length > 0) throw refusal(lines);
  return digest;
}

/** What a file says, and everything that is wrong with it, one line each. */
export function readConf(file: string, surroundings: ConfSurroundings) {
  const map = parseConfFile(file, surroundings);
  const read = optionsFromConf(map, (path) => surroundings.readFile(path));
  const warnings = read.warnings.map(problemLine);
  if (map.entries.size === 0) warnings.push(`${file}: config has no values or is empty`);
  return {
    given: read.given,
    errors: read.errors.map(problemLine),
    warnings,
    digest: confDigest(map),
  };
}

const noFile = { given: {}, errors: [], warnings: [], digest: undefined };

function problemLine({ position: { file, line, column }, text }: ConfProblem): string {
  return `${file}:${line}:${column}: ${text}`;
}

function refusal(lines: readonly string[]): NatsxError {
  return new NatsxError('ERR_CONF', lines.join('\n'));
}

/** nats-server opts.go, ConfigureOptions. */
function checkRoutes({ cluster }: GivenServerOptions): void {
  const hasRoutes = (cluster?.routes ?? []).length > 0;
  if (!hasRoutes || cluster?.port !== undefined || cluster?.host !== undefined) return;
  throw new NatsxError(
    'ERR_OPTIONS',
    'solicited routes require cluster capabilities, e.g. --cluster',
  );
}

/** A program that is nats-server's listens on all addresses unless it is told; an embedded server on this machine's. */
function onAllAddresses(given: GivenServerOptions): GivenServerOptions {
  const everywhere = <Block extends { readonly host?: string | undefined }>(block: Block): Block =>
    block.host === undefined || block.host === '' ? { ...block, host: '0.0.0.0' } : block;
  const options: Record<string, unknown> = { ...everywhere(given) };
  for (const name of ['cluster', 'gateway', 'leafnodes', 'websocket'] as const) {
    if (given[name] !== undefined)
      options[name] = everywhere<{ readonly host?: string | undefined }>(given[name]);
  }
  return options;
}
