import { errors } from '@nats-io/transport-node';
import { NatsxError } from '../base/errors.ts';

/** What the client library threw, with a stable code and in nats.go's words, which scripts look for. */
export function toNatsxError(cause: unknown): NatsxError {
  if (cause instanceof NatsxError) return cause;
  if (cause === undefined)
    return new NatsxError('ERR_CONNECTION_CLOSED', 'nats: connection closed');
  if (cause instanceof errors.RequestError && cause.cause !== undefined) {
    return toNatsxError(cause.cause);
  }
  const { code, message } = wording(cause as Error);
  return new NatsxError(code, message, { cause });
}

function wording(error: Error): { code: string; message: string } {
  const { message } = error;
  if (error instanceof errors.TimeoutError)
    return { code: 'ERR_TIMEOUT', message: 'nats: timeout' };
  if (error instanceof errors.InvalidSubjectError) {
    return { code: 'ERR_SUBJECT', message: 'nats: invalid subject' };
  }
  if (error instanceof errors.PermissionViolationError) {
    return { code: 'ERR_PERMISSION', message: `nats: ${message}` };
  }
  if (
    error instanceof errors.AuthorizationError ||
    error instanceof errors.UserAuthenticationExpiredError
  ) {
    return { code: 'ERR_AUTHORIZATION', message: `nats: ${message}` };
  }
  if (error instanceof errors.InvalidArgumentError && message.includes('max_payload')) {
    return { code: 'ERR_MAX_PAYLOAD', message: 'nats: maximum payload exceeded' };
  }
  return { code: 'ERR_CLIENT', message: `nats: ${message}` };
}
