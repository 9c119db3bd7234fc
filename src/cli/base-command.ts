import { Command } from '@oclif/core';
import { NatsxError } from '../base/errors.ts';
import { exitCodeOf } from './exit-codes.ts';

/**
 * What every natsx command does alike: an expected failure is one line on stderr (JSON on stdout under `--json`), then
 * what to do next, and an exit code: 1 failure, 2 usage, 3 no responders, 4 timeout. Nothing is coloured here, so
 * NO_COLOR has nothing to switch off.
 */
export abstract class BaseCommand extends Command {
  protected override async catch(error: Error): Promise<never> {
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
}
