import assert from 'node:assert/strict';
import { errors } from '@nats-io/transport-node';
import { NatsxError } from '../../src/base/errors.ts';
import { toNatsxError } from '../../src/nats-client/client-error.ts';

describe('toNatsxError', () => {
  const rows: readonly (readonly [Error, string, string])[] = [
    [new errors.TimeoutError(), 'ERR_TIMEOUT', 'nats: timeout'],
    [new errors.InvalidSubjectError('a..b'), 'ERR_SUBJECT', 'nats: invalid subject'],
    [
      new errors.PermissionViolationError('Permissions Violation for "a"', 'publish', 'a'),
      'ERR_PERMISSION',
      'nats: Permissions Violation for "a"',
    ],
    [
      new errors.AuthorizationError('Authorization Violation'),
      'ERR_AUTHORIZATION',
      'nats: Authorization Violation',
    ],
    [
      new errors.UserAuthenticationExpiredError('User Authentication Expired'),
      'ERR_AUTHORIZATION',
      'nats: User Authentication Expired',
    ],
    [
      errors.InvalidArgumentError.format('payload', 'max_payload size exceeded'),
      'ERR_MAX_PAYLOAD',
      'nats: maximum payload exceeded',
    ],
    [new Error('something else'), 'ERR_CLIENT', 'nats: something else'],
  ];
  for (const [cause, code, message] of rows) {
    it(`makes ${code} of "${cause.message}"`, () => {
      const error = toNatsxError(cause);
      assert.ok(error instanceof NatsxError);
      assert.equal(error.code, code);
      assert.equal(error.message, message);
      assert.equal(error.cause, cause);
    });
  }

  it('looks for the reason behind a failed request', () => {
    const cause = new errors.TimeoutError();
    const error = toNatsxError(new errors.RequestError('request failed', { cause }));
    assert.equal(error.code, 'ERR_TIMEOUT');
    assert.equal(error.cause, cause);
  });

  it('takes nothing for the end of the connection', () => {
    const { code, message } = toNatsxError(undefined);
    assert.deepEqual([code, message], ['ERR_CONNECTION_CLOSED', 'nats: connection closed']);
  });

  it('leaves our own errors as they are', () => {
    const own = new NatsxError('ERR_FILE', 'no such file');
    assert.equal(toNatsxError(own), own);
  });
});
