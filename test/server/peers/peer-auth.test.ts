import assert from 'node:assert/strict';
import type { TlsState } from '../../../src/server/connection/tls-state.ts';
import {
  PeerAuth,
  type PeerAuthorization,
  type PeerTls,
} from '../../../src/server/peers/peer-auth.ts';
import { certificate, type Names } from '../auth/der.ts';

/** `secret`, at the least cost there is. */
const SECRET_HASH = '$2b$04$TWEppuG/4iPJtuL6xBxyGOabC97O0AigSpJd8qWoWMmsOBzd6UiBu';
const ruser = { user: 'ruser', password: 'secret' };

const plain: PeerTls = {
  verifyAndMap: false,
  verifyCertAndCheckKnownUrls: false,
  timeoutMs: 2_000,
};

function tlsWith(...raw: Buffer[]): { tls: TlsState } {
  // Nothing else of a certificate is looked at.
  const peerCertificates = raw.map((each) => ({
    raw: each,
  })) as unknown as TlsState['peerCertificates'];
  return { tls: { version: '1.3', cipherSuite: '', isFirst: true, peerCertificates } };
}

/** Who shows a certificate of these names. */
function showing(names: Names): { tls: TlsState } {
  return tlsWith(certificate(names));
}

function auth(authorization?: PeerAuthorization, tls?: Partial<PeerTls>, hosts: string[] = []) {
  return new PeerAuth(authorization, tls && { ...plain, ...tls }, hosts);
}

const isHere = (): boolean => false;

describe('PeerAuth', () => {
  describe('with a user', () => {
    const rows: [said: { user?: string; pass?: string }, is: boolean][] = [
      [{ user: 'ruser', pass: 'secret' }, true],
      [{ user: 'ruser', pass: 'Secret' }, false],
      [{ user: 'ruser' }, false],
      [{ user: 'other', pass: 'secret' }, false],
      [{ pass: 'secret' }, false],
      [{}, false],
    ];
    for (const [said, is] of rows) {
      it(`${is ? 'lets in' : 'refuses'} ${JSON.stringify(said)}`, () => {
        assert.equal(auth(ruser).check(said, {}, isHere), is);
      });
    }

    it('knows passwords that are hashed', async () => {
      const hashed = auth({ user: 'ruser', password: SECRET_HASH });
      for (const [said, is] of rows) {
        const answer = hashed.check(said, {}, isHere);
        assert.ok(answer instanceof Promise);
        assert.equal(await answer, is, JSON.stringify(said));
      }
    });

    it('refuses who left before the hash was computed', async () => {
      const hashed = auth({ user: 'ruser', password: SECRET_HASH });
      const others = ['1', '2', '3', '4'].map((pass) => hashed.check({ pass }, {}, isHere));
      const answer = hashed.check({ user: 'ruser', pass: 'secret' }, {}, () => true);
      assert.equal(await answer, false);
      for (const other of others) await other;
    });
  });

  it('lets anybody in where there is no user', () => {
    assert.equal(auth().check({}, {}, isHere), true);
    assert.equal(auth({ timeoutMs: 1 }).check({ user: 'a', pass: 'b' }, {}, isHere), true);
    assert.deepEqual([auth().isRequired, auth(ruser).isRequired], [false, true]);
  });

  describe('with certificates that say who it is', () => {
    const uid = '2.5.4.3';
    const domain = '0.9.2342.19200300.100.1.25';
    const rows: [what: string, names: Names, user: string, is: boolean][] = [
      ['an e-mail address', { emails: ['r@nats.example'] }, 'r@nats.example', true],
      ['a DNS name', { emails: ['a@b'], dnsNames: ['x', 'r.example'] }, 'r.example', true],
      ['a URI', { uris: ['spiffe://nats.example/r'] }, 'spiffe://nats.example/r', true],
      ['its subject', { subject: [[[uid, 'r']]] }, 'CN=r', true],
      [
        'its subject with the domain',
        { subject: [[[domain, 'example']], [[uid, 'r']]] },
        'CN=r,DC=example',
        true,
      ],
      ['another name', { dnsNames: ['r.example'] }, 'example', false],
      ['no name', {}, 'ruser', false],
      ['no name, and nobody is configured', {}, '', false],
    ];
    for (const [what, names, user, is] of rows) {
      it(`${is ? 'lets in' : 'refuses'} who shows ${what}`, () => {
        const mapped = auth({ user, password: 'secret' }, { verifyAndMap: true });
        assert.equal(mapped.check({}, showing(names), isHere), is);
        // What it says counts for nothing.
        assert.equal(mapped.check({ user, pass: 'secret' }, showing(names), isHere), is);
      });
    }

    it('refuses who shows none, or one that can not be read', () => {
      const mapped = auth(ruser, { verifyAndMap: true });
      const said = { user: 'ruser', pass: 'secret' };
      assert.equal(mapped.check(said, {}, isHere), false);
      assert.equal(mapped.check(said, tlsWith(), isHere), false);
      assert.equal(mapped.check(said, tlsWith(Buffer.from('garbage')), isHere), false);
    });
  });

  describe('with certificates of known servers', () => {
    const known = auth(ruser, { verifyCertAndCheckKnownUrls: true }, ['a.example', '10.0.0.1']);

    it('lets in who is named like one', () => {
      assert.equal(known.check({}, showing({ dnsNames: ['x', 'A.example'] }), isHere), true);
      assert.equal(known.check({}, showing({ dnsNames: ['*.example'] }), isHere), true);
    });

    it('refuses others, whatever they say', () => {
      const said = { user: 'ruser', pass: 'secret' };
      assert.equal(known.check(said, showing({ dnsNames: ['b.example'] }), isHere), false);
      assert.equal(known.check(said, showing({ emails: ['a.example'] }), isHere), false);
      assert.equal(known.check(said, showing({ dnsNames: ['ruser'] }), isHere), false);
    });

    it('lets in the user, too, if both are asked for', () => {
      const both = { verifyCertAndCheckKnownUrls: true, verifyAndMap: true };
      const either = auth(ruser, both, ['a.example']);
      assert.equal(either.check({}, showing({ dnsNames: ['ruser'] }), isHere), true);
      assert.equal(either.check({}, showing({ dnsNames: ['a.example'] }), isHere), true);
      assert.equal(either.check({}, showing({ dnsNames: ['b'] }), isHere), false);
    });
  });

  it('gives two seconds, or one more than a handshake has, or what it was told', () => {
    assert.equal(auth().timeoutMs, 2_000);
    assert.equal(auth(ruser, {}).timeoutMs, 3_000);
    assert.equal(auth({ ...ruser, timeoutMs: 500 }, {}).timeoutMs, 500);
  });
});
