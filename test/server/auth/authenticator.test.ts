import assert from 'node:assert/strict';
import { createUser } from '../../../src/nkeys/index.ts';
import { CONNECT_DEFAULTS, type ConnectOptions } from '../../../src/protocol/connect.ts';
import { Account } from '../../../src/server/account/account.ts';
import { Authenticator } from '../../../src/server/auth/authenticator.ts';
import type { Credentials, Decision } from '../../../src/server/auth/credentials.ts';
import { completeOptions, type GivenServerOptions } from '../../../src/server/options/options.ts';
import { certificate } from './der.ts';

const GLOBAL = new Account('$G', []);
// Of `secret`, at the least cost.
const HASH = '$2a$04$....................../dCAsp4PpJoDgv6BeaLP6BKrXlBV1oi';

function authenticator(given: GivenServerOptions): Authenticator {
  return new Authenticator(completeOptions(given), () => GLOBAL);
}

function users(...list: readonly object[]): GivenServerOptions {
  return { authorization: { users: list } };
}

type Said = Partial<ConnectOptions> & Partial<Omit<Credentials, 'claims'>>;

function credentials({
  nonce = '',
  connectionType = 'STANDARD',
  proven,
  ...said
}: Said): Credentials {
  const { certificate: shown, ...claims } = said;
  return {
    claims: { ...CONNECT_DEFAULTS, ...claims },
    nonce,
    connectionType,
    certificate: shown,
    host: '192.0.2.1',
    proven,
    isGone: () => false,
  };
}

/** `a` for the user a, or why not. */
async function asked(of: Authenticator, said: Said): Promise<string> {
  const decision: Decision = await of.authenticate(credentials(said));
  return decision.type === 'identity' ? decision.label : `no: ${decision.why}`;
}

describe('Authenticator', () => {
  it('lets everybody in where nothing is asked, as whom they say', async () => {
    const open = authenticator({});
    assert.equal(open.isRequired('STANDARD'), false);
    assert.equal(open.newNonce(), '');
    assert.equal(await asked(open, {}), '');
    assert.equal(await asked(open, { user: 'u', pass: 'x' }), 'user:u');
  });

  it('asks for the token', async () => {
    for (const token of ['secret', HASH]) {
      const by = authenticator({ authorization: { token } });
      assert.ok(by.isRequired('STANDARD') && by.isAdvertised('STANDARD'));
      assert.equal(await asked(by, { auth_token: 'secret' }), 'token');
      const wrong = [{}, { auth_token: 'Secret' }, { pass: 'secret' }, { user: 'secret' }];
      for (const said of [...wrong, { auth_token: token === HASH ? HASH : '' }]) {
        assert.match(await asked(by, said), /^no: /, JSON.stringify(said));
      }
    }
  });

  it('asks for the only user', async () => {
    for (const password of ['secret', HASH]) {
      const by = authenticator({ authorization: { user: 'u', password } });
      assert.equal(await asked(by, { user: 'u', pass: 'secret' }), 'user:u');
      assert.equal(await asked(by, { user: 'u', pass: 'x' }), 'no: Password or token is wrong');
      assert.equal(await asked(by, { user: 'v', pass: 'secret' }), 'no: User not known');
      assert.match(await asked(by, { auth_token: 'secret' }), /^no: /);
      assert.match(await asked(by, {}), /^no: /);
    }
  });

  it('asks for one of the users, in clear or hashed', async () => {
    const by = authenticator(users({ user: 'a', password: 'b' }, { user: 'h', password: HASH }));
    assert.equal(await asked(by, { user: 'a', pass: 'b' }), 'user:a');
    assert.equal(await asked(by, { user: 'h', pass: 'secret' }), 'user:h');
    for (const said of [
      { user: 'a', pass: '' },
      { user: 'a', pass: 'secret' },
      { user: 'h', pass: HASH },
      { user: 'h', pass: 'b' },
      { user: '__proto__', pass: '' },
      { user: '', pass: '' },
      { user: '', pass: 'b' },
      { auth_token: 'b' },
    ]) {
      assert.match(await asked(by, said), /^no: /, JSON.stringify(said));
    }
  });

  it('checks a password also for a user that is not known', async () => {
    const by = authenticator(users({ user: 'h', password: HASH }));
    const decision = by.authenticate(credentials({ user: 'x', pass: 'secret' }));
    assert.ok(decision instanceof Promise, 'bcrypt is at work');
    assert.equal((await decision).type, 'refusal');
  });

  it('lets nobody in where the list of users is empty', async () => {
    const by = authenticator(users());
    assert.ok(by.isRequired('STANDARD'));
    assert.match(await asked(by, {}), /^no: /);
  });

  describe('with nkeys', () => {
    const [key, other] = [createUser(), createUser()];
    const by = authenticator(users({ nkey: key.publicKey }, { user: 'a', password: 'b' }));
    const nonce = by.newNonce();
    const signed = (text: string, as = key): string =>
      Buffer.from(as.sign(Buffer.from(text))).toString('base64url');
    const nkey = key.publicKey;

    it('asks to sign the nonce', async () => {
      assert.match(nonce, /^[\w-]{15}$/);
      assert.equal(await asked(by, { nonce, nkey, sig: signed(nonce) }), `nkey:${nkey}`);
    });

    it('takes neither another signature nor another key, nor a password beside a key', async () => {
      const wrong: [Said, string][] = [
        [{ nkey }, 'Signature missing'],
        [{ nkey, sig: signed(by.newNonce()) }, 'Signature not verified'],
        [{ nkey, sig: signed(nonce, other) }, 'Signature not verified'],
        [{ nkey: other.publicKey, sig: signed(nonce, other) }, 'Nkey not known'],
        [{ nkey: other.publicKey, user: 'a', pass: 'b' }, 'Nkey not known'],
        [{ sig: signed(nonce) }, 'Nothing said that is asked for'],
      ];
      for (const [said, why] of wrong)
        assert.equal(await asked(by, { nonce, ...said }), `no: ${why}`);
      assert.equal(await asked(by, { nonce, user: 'a', pass: 'b' }), 'user:a');
    });

    it('shows nobody what is no public key', async () => {
      const open = authenticator({});
      assert.equal(await asked(open, { nkey: key.seed() }), 'nkey:[REDACTED]');
    });
  });

  describe('with no_auth_user', () => {
    const by = authenticator({
      ...users({ user: 'a', password: 'b' }, { user: 'n', password: HASH }),
      noAuthUser: 'n',
    });

    it('takes who says nothing for that user, and nobody else', async () => {
      assert.equal(await asked(by, {}), 'user:n');
      assert.equal(await asked(by, { user: 'a', pass: 'b' }), 'user:a');
      for (const said of [{ user: 'n' }, { pass: 'b' }, { user: 'x' }, { auth_token: 'b' }]) {
        assert.match(await asked(by, said), /^no: /, JSON.stringify(said));
      }
    });

    it('asks, but does not say so, and does not insist on CONNECT', () => {
      assert.ok(by.isRequired('STANDARD'));
      assert.equal(by.isAdvertised('STANDARD'), false);
      assert.ok(by.mayBeSilent('STANDARD'));
    });

    it('may be a key', async () => {
      const { publicKey: nkey } = createUser();
      const keyed = authenticator({ ...users({ nkey }), noAuthUser: nkey });
      assert.equal(await asked(keyed, {}), `nkey:${nkey}`);
      assert.equal(keyed.mayBeSilent('STANDARD'), false, 'as nats-server');
    });

    it('may come only the ways that are open to it', async () => {
      const standard = { user: 'n', password: 'p', allowedConnectionTypes: ['WEBSOCKET'] };
      const narrow = authenticator({ ...users(standard), noAuthUser: 'n' });
      assert.match(await asked(narrow, {}), /^no: /);
      assert.equal(narrow.mayBeSilent('STANDARD'), false);
      assert.equal(await asked(narrow, { connectionType: 'WEBSOCKET' }), 'user:n');
    });
  });

  it('lets users in only the ways that are open to them', async () => {
    const by = authenticator(
      users({ user: 'a', password: 'b', allowedConnectionTypes: ['STANDARD'] }),
    );
    const said = { user: 'a', pass: 'b' };
    assert.equal(await asked(by, said), 'user:a');
    const refused = await asked(by, { ...said, connectionType: 'WEBSOCKET' });
    assert.equal(refused, 'no: Connection type not allowed');
  });

  it('gives users their permissions, or the default ones, and shares them', async () => {
    const own = { publish: 'a' };
    const by = authenticator({
      authorization: {
        users: [
          { user: 'a', password: 'p', permissions: own },
          { user: 'b', password: 'p', permissions: own },
          { user: 'c', password: 'p' },
        ],
        defaultPermissions: { publish: 'd' },
      },
    });
    const of = async (user: string) => {
      const decision = await by.authenticate(credentials({ user, pass: 'p' }));
      assert.ok(decision.type === 'identity');
      return decision.permissions!;
    };
    assert.equal(await of('a'), await of('b'));
    assert.ok((await of('a')).mayPublish('a') && !(await of('a')).mayPublish('d'));
    assert.ok((await of('c')).mayPublish('d') && !(await of('c')).mayPublish('a'));
  });

  it('slows down who keeps trying, and forgives', async () => {
    const by = authenticator(users({ user: 'a', password: 'b' }));
    const delay = async (said: Said): Promise<number> => {
      const decision = await by.authenticate(credentials(said));
      return decision.type === 'refusal' ? decision.delayMs : -1;
    };
    const wrong = { user: 'a', pass: 'x' };
    assert.deepEqual([await delay(wrong), await delay(wrong), await delay(wrong)], [0, 50, 100]);
    assert.equal(await delay({ user: 'z', pass: 'x' }), 0);
    assert.equal(await delay({ user: 'a', pass: 'b' }), -1);
    assert.equal(await delay(wrong), 0);
    assert.equal(by.failedLogins.total, 5);
    assert.deepEqual(by.failedLogins.latest[0]!.who, 'User "a"');
    assert.doesNotMatch(JSON.stringify(by.failedLogins.latest), /"x"/);
  });

  describe('with certificates', () => {
    const tls = { certFile: 'c', keyFile: 'k', caFile: 'a', verifyAndMap: true };
    const by = authenticator({
      tls,
      ...users(
        { user: 'derek@example.com' },
        { user: 'www.example.com' },
        { user: 'spiffe://x/y', password: 'p' },
        { user: 'spiffe://x/z' },
        { user: 'CN=www,OU=web' },
        { user: 'DC=a,CN=turned' },
        { user: 'CN=odd,O=o,DC=com,DC=example' },
        { user: 'ws@example.com', allowedConnectionTypes: ['WEBSOCKET'] },
      ),
    });
    const CN = '2.5.4.3';
    const DC = '0.9.2342.19200300.100.1.25';
    const rows: [string, Parameters<typeof certificate>[0], string][] = [
      ['an e-mail address', { emails: ['derek@example.com'] }, 'user:derek@example.com'],
      ['the second one', { emails: ['x@y', 'derek@example.com'] }, 'user:derek@example.com'],
      ['a DNS name', { emails: ['x@y'], dnsNames: ['www.example.com'] }, 'user:www.example.com'],
      ['a URI', { dnsNames: ['x'], uris: ['spiffe://x/z'] }, 'user:spiffe://x/z'],
      [
        'e-mail before DNS',
        { emails: ['derek@example.com'], dnsNames: ['www.example.com'] },
        'user:derek@example.com',
      ],
      [
        'the subject',
        { dnsNames: ['x'], subject: [[['2.5.4.11', 'web']], [[CN, 'www']]] },
        'user:CN=www,OU=web',
      ],
      [
        'the subject in another order',
        { subject: [[[CN, 'turned']], [[DC, 'a']]] },
        'user:DC=a,CN=turned',
      ],
      [
        'the subject as Go writes it, with an attribute that it leaves out',
        {
          subject: [
            [[DC, 'com']],
            [[DC, 'example']],
            [['2.5.4.10', 'o']],
            [['1.2.3', 'x']],
            [[CN, 'odd']],
          ],
        },
        'user:CN=odd,O=o,DC=com,DC=example',
      ],
      [
        'nobody',
        { emails: ['x@y'], subject: [[[CN, 'derek@example.com']]] },
        'no: User in cert, not found',
      ],
      ['somebody for another way', { emails: ['ws@example.com'] }, 'no: User in cert, not found'],
    ];
    for (const [name, names, label] of rows) {
      it(`finds ${name}`, async () => {
        const shown = certificate(names);
        assert.equal(await asked(by, { certificate: shown }), label);
        assert.equal(await asked(by, { certificate: shown, user: 'x' }), label);
      });
    }

    it('asks for one, whatever else is said', async () => {
      const said = { user: 'spiffe://x/y', pass: 'p' };
      assert.equal(await asked(by, said), 'no: User required in cert, none found');
      assert.match(await asked(by, { ...said, certificate: Buffer.from('garbage') }), /^no: /);
    });

    // nats-server auth.go: after the certificate has named the user, comparePasswords.
    it('asks who has a password for that, too', async () => {
      const shown = certificate({ emails: ['a@b.example'] });
      for (const password of ['secret', HASH]) {
        const strict = authenticator({ tls, ...users({ user: 'a@b.example', password }) });
        assert.equal(
          await asked(strict, { certificate: shown, pass: 'secret' }),
          'user:a@b.example',
        );
        assert.equal(await asked(strict, { certificate: shown }), 'no: Password or token is wrong');
      }
    });

    it('lets nobody in with an empty password where certificates are not asked', async () => {
      const said = { user: 'ws@example.com', connectionType: 'WEBSOCKET' } as const;
      assert.equal(
        await asked(by, { ...said, user: 'www.example.com' }),
        'no: User requires a client certificate',
      );
      assert.equal(
        await asked(by, { ...said, user: 'spiffe://x/y', pass: 'p' }),
        'user:spiffe://x/y',
      );
    });
  });

  it('has an entrance of its own for websockets, if that is said', async () => {
    const by = authenticator({
      authorization: { token: 'common' },
      websocket: {
        port: -1,
        noTls: true,
        authorization: { user: 'w', password: 'p', timeoutMs: 7_000 },
      },
    });
    const connectionType = 'WEBSOCKET';
    assert.equal(await asked(by, { auth_token: 'common' }), 'token');
    assert.match(await asked(by, { auth_token: 'common', connectionType }), /^no: /);
    assert.equal(await asked(by, { user: 'w', pass: 'p', connectionType }), 'user:w');
    assert.match(await asked(by, { user: 'w', pass: 'p' }), /^no: /);
    assert.deepEqual([by.timeoutMs('STANDARD'), by.timeoutMs(connectionType)], [2_000, 7_000]);
  });

  it('gives two seconds, one more than TLS, or what is said', () => {
    const tls = { certFile: 'c', keyFile: 'k', timeoutMs: 4_000 };
    assert.equal(authenticator({}).timeoutMs('STANDARD'), 2_000);
    assert.equal(authenticator({ tls }).timeoutMs('STANDARD'), 5_000);
    const said = { tls, authorization: { token: 't', timeoutMs: 500 } };
    assert.equal(authenticator(said).timeoutMs('STANDARD'), 500);
  });

  it('warns of passwords in clear', () => {
    const plain = (given: GivenServerOptions): boolean => authenticator(given).hasPlainPasswords;
    assert.equal(plain({}), false);
    assert.equal(plain({ authorization: { user: 'u', password: 'p' } }), true);
    assert.equal(plain({ authorization: { user: 'u', password: HASH } }), false);
    assert.equal(plain({ authorization: { token: 't' } }), false, 'as nats-server');
    assert.equal(plain(users({ user: 'u', password: HASH }, { user: 'v', password: 'p' })), true);
    assert.equal(plain(users({ nkey: createUser().publicKey })), false);
  });

  describe('when other options come', () => {
    it('looks at claims with them, without a password being checked that has been', async () => {
      const by = authenticator(users({ user: 'h', password: HASH }));
      const said = { user: 'h', pass: 'secret' };
      const first = await by.authenticate(credentials(said));
      assert.ok(first.type === 'identity');
      by.configure(
        completeOptions(users({ user: 'h', password: HASH, permissions: { publish: 'a' } })),
      );
      const again = by.renew(credentials({ ...said, proven: first.proven }));
      assert.ok(!(again instanceof Promise), 'bcrypt is not asked');
      assert.ok(again.type === 'identity');
      assert.equal(again.permissions?.mayPublish('b'), false);
    });

    it('asks for no signature that it has seen', async () => {
      const [key, other] = [createUser(), createUser()];
      const by = authenticator(users({ nkey: key.publicKey }, { nkey: other.publicKey }));
      const nonce = by.newNonce();
      const sig = Buffer.from(key.sign(Buffer.from(nonce))).toString('base64url');
      const first = await by.authenticate(credentials({ nonce, nkey: key.publicKey, sig }));
      assert.ok(first.type === 'identity');
      const { proven } = first;
      const unsigned = async (nkey: string) => (await by.renew(credentials({ nkey, proven }))).type;
      assert.equal(await unsigned(key.publicKey), 'identity');
      assert.equal(await unsigned(other.publicKey), 'refusal');
      by.configure(completeOptions(users({ nkey: other.publicKey })));
      assert.equal(await unsigned(key.publicKey), 'refusal');
    });

    it('finds out who may not stay, and counts that as no failed login', async () => {
      const by = authenticator(users({ user: 'a', password: 'b' }, { user: 'h', password: HASH }));
      by.configure(completeOptions(users({ user: 'h', password: 'other' })));
      for (const said of [
        { user: 'a', pass: 'b', proven: 'b' },
        { user: 'h', pass: 'secret', proven: HASH },
      ]) {
        assert.equal((await by.renew(credentials(said))).type, 'refusal', said.user);
      }
      assert.equal(by.failedLogins.total, 0);
    });

    it('lets stay whose password is the same, hashed', async () => {
      const by = authenticator(users({ user: 'h', password: 'secret' }));
      by.configure(completeOptions(users({ user: 'h', password: HASH })));
      const decision = await by.renew(credentials({ user: 'h', pass: 'secret', proven: 'secret' }));
      assert.equal(decision.type, 'identity');
    });

    it('keeps permissions that stay the same the same', async () => {
      const given = users({ user: 'a', password: 'b', permissions: { publish: 'x' } });
      const by = authenticator(given);
      const of = async () => {
        const decision = await by.authenticate(credentials({ user: 'a', pass: 'b' }));
        return decision.type === 'identity' ? decision.permissions : undefined;
      };
      const before = await of();
      by.configure(completeOptions(given));
      assert.equal(await of(), before);
    });
  });
});
