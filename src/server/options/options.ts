/** The door for options that a program gives: what it left out is filled in, what can't be served refused. */
import { NatsxError } from '../../base/errors.ts';
import { completeTable } from './block.ts';
import { conflicts } from './conflicts.ts';
import { Place } from './kind.ts';
import { withOperator } from './operator.ts';
import { isShorthand, type Option } from './option.ts';
import { serverTable, type GivenServerOptions, type ServerOptions } from './server-table.ts';
import { unservedOptions } from './unserved-options.ts';

export type { GivenServerOptions, ServerOptions } from './server-table.ts';

/** What a server does that was told nothing. */
export const defaultOptions = Object.fromEntries(
  Object.entries<Option | object>(serverTable).flatMap(([name, entry]) =>
    isShorthand(entry as Option) ? [] : [[name, (entry as Option).default]],
  ),
) as unknown as ServerOptions;

/**
 * Fills what is left out with the defaults and refuses what can't be served, with a NatsxError that says all of it.
 * `isSharingChecked`: what accounts share was found right when the file was read; ten thousand take their time.
 */
export function completeOptions(
  given: GivenServerOptions = {},
  isSharingChecked = false,
): ServerOptions {
  const place = new Place();
  const complete = withTrace(completeTable(serverTable, given, place));
  const options = place.errors.length > 0 ? complete : withOperator(complete);
  // What is wrong by itself would only be said again in other words.
  const problems =
    place.errors.length > 0 ? place.errors : togetherProblems(given, options, isSharingChecked);
  if (problems.length === 0) return options;
  throw new NatsxError('ERR_OPTIONS', [...new Set(problems)].join('\n'));
}

/** What is not served must not be left out in silence: the server would be open. */
function togetherProblems(
  given: GivenServerOptions,
  options: ServerOptions,
  isSharingChecked: boolean,
): readonly string[] {
  return [...unservedOptions(given).refusals, ...conflicts(options, isSharingChecked)];
}

/** Who wants headers or the system account traced wants a trace. */
function withTrace(options: ServerOptions): ServerOptions {
  return options.traceVerbose || options.traceHeaders ? { ...options, trace: true } : options;
}
