import assert from 'node:assert/strict';
import { completeOptions, type GivenServerOptions } from '../../../src/server/options/options.ts';
import {
  defaultDialTls,
  dialTls,
  peerTerms,
  remoteTls,
} from '../../../src/server/peers/peer-terms.ts';
import { certificateFile, pairOptions } from '../../support/certificates.ts';

const route = { ...pairOptions('route'), caFile: certificateFile('route') };
const PINNED = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);

function tlsOf(tls: GivenServerOptions['tls']) {
  const complete = completeOptions({ tls }).tls;
  assert.ok(complete !== undefined);
  return complete;
}

describe('peerTerms', () => {
  it('has TLS first, and a certificate of everybody', () => {
    const terms = peerTerms(tlsOf({ ...route, pinnedCerts: [PINNED], timeoutMs: 700 }));
    assert.equal(terms.handshakeFirst, true);
    assert.equal(terms.requestsCertificate, true);
    assert.equal(terms.allowsPlain, false);
    assert.equal(terms.admits(), true);
    assert.deepEqual([...terms.pinnedKeys], [PINNED]);
    assert.equal(terms.timeoutMs, 700);
  });

  it('needs a certificate', () => {
    assert.throws(() => peerTerms(tlsOf({})), { code: 'ERR_TLS' });
  });
});

describe('dialTls', () => {
  it('verifies unless it is told not to', () => {
    assert.equal(dialTls(tlsOf(route)).verifies, true);
    assert.equal(dialTls(tlsOf({ ...route, insecure: true })).verifies, false);
  });

  it('does without a certificate of its own', () => {
    const { pinnedKeys, timeoutMs } = dialTls(tlsOf({ caFile: certificateFile('ca') }));
    assert.deepEqual([pinnedKeys.size, timeoutMs], [0, 2_000]);
  });

  it('says which file is of no use', () => {
    const tls = { ...tlsOf(route), caFile: `${certificateFile('ca')}.missing` };
    assert.throws(() => dialTls(tls), { code: 'ERR_TLS', message: /no such file or directory/ });
  });
});

describe('defaultDialTls', () => {
  it('is as an empty block would be, but for what is pinned', () => {
    const { secureContext, ...byDefault } = defaultDialTls([PINNED]);
    assert.deepEqual(
      { secureContext, ...byDefault },
      { ...dialTls(tlsOf({}), [PINNED]), secureContext },
    );
  });
});

describe('remoteTls', () => {
  it('is as the own block says where the remote has none', () => {
    const own = tlsOf({ ...route, timeoutMs: 700, pinnedCerts: [PINNED] });
    const remote = remoteTls(undefined, own);
    assert.equal(remote?.timeoutMs, 700);
    assert.deepEqual([...remote.pinnedKeys], [PINNED]);
    assert.equal(remoteTls(undefined, undefined), undefined);
  });

  it('is as the remote says where it has one, but for what is pinned', () => {
    const own = tlsOf({ ...route, pinnedCerts: [PINNED] });
    const remote = tlsOf({ ...route, timeoutMs: 300, insecure: true, pinnedCerts: [OTHER] });
    const terms = remoteTls(remote, own);
    assert.deepEqual([terms?.timeoutMs, terms?.verifies], [300, false]);
    assert.deepEqual([...(terms?.pinnedKeys ?? [])], [PINNED]);
    assert.equal(remoteTls(remote, undefined)?.pinnedKeys.size, 0);
  });
});
