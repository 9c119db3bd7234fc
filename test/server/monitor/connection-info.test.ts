import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { connectionInfo } from '../../../src/server/monitor/connection-info.ts';
import { pemOf } from '../../support/certificates.ts';
import { connection, NOW } from './view.ts';

describe('connectionInfo', () => {
  const certificate = new X509Certificate(pemOf('client'));
  const secure = connection({
    transport: {
      remoteHost: '192.0.2.1',
      remotePort: 4711,
      tls: {
        version: '1.2',
        cipherSuite: 'TLS_X',
        isFirst: false,
        peerCertificates: [certificate],
      },
    },
  });
  const infoOf = (identity: boolean) =>
    connectionInfo(secure, NOW, { identity, subscriptions: 'none' }) as Record<string, unknown>;

  it("tells the peer's certificates as Go does, to those who ask who it is", () => {
    const sha256 = createHash('sha256').update(certificate.raw).digest('hex');
    const [told] = infoOf(true)['tls_peer_certs'] as Record<string, string>[];
    assert.deepEqual(Object.keys(told!), ['subject', 'spki_sha256', 'cert_sha256']);
    assert.equal(told!['cert_sha256'], sha256);
    assert.match(told!['spki_sha256']!, /^[\da-f]{64}$/);
    assert.equal(told!['subject'], certificate.subject.split('\n').reverse().join(','));
    assert.match(told!['subject'], /^CN=/);
  });

  it('keeps them from others', () => {
    const info = infoOf(false);
    assert.equal(info['tls_peer_certs'], undefined);
    assert.deepEqual([info['tls_version'], info['tls_first']], ['1.2', undefined]);
  });

  it('reads the counts before the last activity, which they settle', () => {
    let isSettled = false;
    const lazy = Object.defineProperties(connection(), {
      traffic: { get: () => ((isSettled = true), connection().traffic) },
      lastActivity: { get: () => (isSettled ? NOW : 0) },
    });
    const info = connectionInfo(lazy, NOW, { identity: false, subscriptions: 'none' });
    assert.equal((info as { idle: string }).idle, '0s');
  });
});
