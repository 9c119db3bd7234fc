import assert from 'node:assert/strict';
import { serverHash } from '../../../src/server/account/server-hash.ts';

describe('serverHash', () => {
  it('is what nats-server makes of a name', () => {
    // Seen in the subjects of answers that a nats-server called s1 measured.
    assert.equal(serverHash('s1'), 'k2My6qdB');
  });
});
