import assert from 'node:assert/strict';
import { NatsxError } from '../../src/base/errors.ts';

describe('NatsxError', () => {
  it('carries a code, a sentence and the cause', () => {
    const cause = new Error('disk full');
    const error = new NatsxError('ERR_STORE', 'could not write the account', { cause });
    assert.equal(error.code, 'ERR_STORE');
    assert.equal(error.message, 'could not write the account');
    assert.equal(error.cause, cause);
  });
});
