import assert from 'node:assert/strict';
import { NatsxError } from '../../src/base/errors.ts';
import { NkeysError } from '../../src/nkeys/errors.ts';

describe('NkeysError', () => {
  it("says what Go's nkeys says, under a code", () => {
    const error = new NkeysError('ERR_NKEYS_INVALID_SIGNATURE');
    assert.equal(error.code, 'ERR_NKEYS_INVALID_SIGNATURE');
    assert.equal(error.message, 'nkeys: signature verification failed');
    assert.equal(error.name, 'NkeysError');
  });

  it('is one of our errors, and keeps its cause', () => {
    const cause = new Error('bad base32');
    const error = new NkeysError('ERR_NKEYS_INVALID_ENCODING', { cause });
    assert.ok(error instanceof NatsxError);
    assert.equal(error.cause, cause);
  });
});
