import { Command, Errors } from '@oclif/core';
import { NatsxError } from '../base/errors.ts';
import { exitCodeOf } from './exit-codes.ts';
import { didYouMean, nearest } from './nearest.ts';
import { UsageError } from './program.ts';

/**
 * What every command does alike whose flags oclif reads: an expected failure is one line on stderr (JSON on stdout under
 * `--json`), then what to do next, and an exit code: 1 failure, 2 usage, 3 no responders, 4 timeout. Nothing is coloured
 * here, so NO_COLOR has nothing to switch off.
 */
export abstract class BaseCommand extends Command {
  protected override async catch(thrown: Error): Promise<never> {
    const error = isUnreadable(thrown) ? this.#unreadable(thrown) : thrown;
    if (!(error instanceof NatsxError)) return super.catch(error) as Promise<never>;
    if (this.jsonEnabled()) {
      this.logJson(this.toErrorJson(error));
    } else {
      for (const line of [error.message, ...error.suggestions.map((text) => `  ${text}`)]) {
        this.logToStderr(line);
      }
    }
    this.exit(exitCodeOf(error));
  }

  protected override toErrorJson(error: unknown): unknown {
    if (!(error instanceof NatsxError)) return super.toErrorJson(error);
    const { code, message, suggestions } = error;
    return { error: { code, message, ...(suggestions.length === 0 ? {} : { suggestions }) } };
  }

  /** oclif's complaint about the command line, without its advice, and with ours. */
  #unreadable({ message, flags = [] }: UnreadableLine): UsageError {
    const known = Object.values(this.ctor.flags).flatMap(({ name, aliases = [] }) => [
      name,
      ...aliases,
    ]);
    const near = flags.flatMap((flag) => nearest(flag.replace(/^-+/, ''), known));
    const id = this.ctor.id.replaceAll(':', ' ');
    return new UsageError(message.replace('\nSee more help with --help', ''), [
      ...didYouMean(near.map((name) => `--${name}`)),
      `see natsx ${id} --help`,
    ]);
  }
}

/** What oclif throws for a command line that it can't read. */
interface UnreadableLine extends Error {
  /** Those that there are not. */
  readonly flags?: readonly string[];
}

function isUnreadable(error: Error): error is UnreadableLine {
  return error instanceof Errors.CLIError && 'parse' in error;
}
