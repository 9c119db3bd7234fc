import type { NatsxError } from '../base/errors.ts';
import { GoFlagError } from './go-flags.ts';

const CODES: Readonly<Record<string, number>> = {
  ERR_FLAG: 2,
  ERR_USAGE: 2,
  ERR_NO_RESPONDERS: 3,
  ERR_TIMEOUT: 4,
  // As a shell says of those that Ctrl-C ended: 128 and the number of SIGINT.
  ERR_INTERRUPTED: 130,
};

/** The exit code of natsx's own commands: 1 failure, 2 usage, 3 no responders, 4 timeout, 130 Ctrl-C. */
export function exitCodeOf(error: NatsxError): number {
  if (error instanceof GoFlagError && error.help) return 0;
  return CODES[error.code] ?? 1;
}
