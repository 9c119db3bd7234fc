import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { isPinned } from '../../../src/server/connection/pinned-keys.ts';
import { pemOf } from '../../support/certificates.ts';

// openssl x509 -in client.pem -pubkey -noout | openssl pkey -pubin -outform der | sha256sum
const CLIENT = '5a96498c111ca063e1575bf3c8ebed49c94910fd84e1e9a0711a55e08b8a12f2';

describe('isPinned', () => {
  const client = new X509Certificate(pemOf('client'));

  it('lets anybody pass where nothing is pinned', () => {
    assert.equal(isPinned(client, new Set()), true);
    assert.equal(isPinned(undefined, new Set()), true);
  });

  it('lets pass whose key is pinned', () => {
    assert.equal(isPinned(client, new Set(['ab'.repeat(32), CLIENT])), true);
  });

  it('stops other keys, and who shows none', () => {
    assert.equal(isPinned(new X509Certificate(pemOf('server')), new Set([CLIENT])), false);
    assert.equal(isPinned(undefined, new Set([CLIENT])), false);
  });
});
