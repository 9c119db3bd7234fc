import type { Logger } from '../../base/logger.ts';
import type { ServerInfo } from './server-info.ts';

/** What came of a request that changes claims. */
export interface ClaimsOutcome {
  /** Whose JWT it was, as far as it could be told. */
  readonly account?: string | undefined;
  /** What was done, or what was to be. */
  readonly message: string;
  /** Why it was not done. */
  readonly error?: string | undefined;
}

/** The answer, in nats-server's envelope (accounts.go, respondToUpdate). */
export function claimsReply(
  server: ServerInfo,
  { account, message, error }: ClaimsOutcome,
): object {
  return error === undefined
    ? { server, data: { account, code: 200, message } }
    : { server, error: { account, code: 500, description: `${message} - ${error}` } };
}

/** Tells the log the same. */
export function logOutcome(logger: Logger, { account, message, error }: ClaimsOutcome): void {
  const text = [message, account, error].filter((part) => part !== undefined).join(' - ');
  if (error === undefined) logger.debug(text);
  else logger.error(text);
}
