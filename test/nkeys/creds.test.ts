import assert from 'node:assert/strict';
import { nkeys } from '../../src/index.ts';
import { CURVE, KEY_VECTORS, USER } from './vectors.ts';

const JWT = 'eyJ0eXAiOiJKV1QifQ.eyJqdGkiOiJfLS0ifQ.c2ln';
const creds = nkeys.decorateJwt('user', JWT) + nkeys.decorateSeed(USER.seed);
const account = KEY_VECTORS.find(({ kind }) => kind === 'account')!;

describe('decorated files', () => {
  it('have the lines that other tools look for', () => {
    assert.equal(
      creds,
      `-----BEGIN NATS USER JWT-----
${JWT}
------END NATS USER JWT------

************************* IMPORTANT *************************
NKEY Seed printed below can be used to sign and prove identity.
NKEYs are sensitive and should be treated as secrets.

-----BEGIN USER NKEY SEED-----
${USER.seed}
------END USER NKEY SEED------

*************************************************************
`,
    );
  });

  for (const [what, contents] of [
    ['as written', creds],
    ['as bytes', Buffer.from(creds)],
    ['with Windows line ends', creds.replaceAll('\n', '\r\n')],
    ['cut after the last dashes', creds.slice(0, creds.indexOf('\n\n****', 300))],
    ['without the words around it', creds.replace(/^(\*|NKEY).*\n/gm, '')],
  ] as const) {
    it(`give back JWT and seed ${what}`, () => {
      assert.equal(nkeys.parseDecoratedJwt(contents), JWT);
      assert.equal(nkeys.parseDecoratedNkey(contents).publicKey, USER.publicKey);
      assert.equal(nkeys.parseDecoratedUserNkey(contents).seed(), USER.seed);
    });
  }

  it('take all of a file without blocks for the JWT', () => {
    assert.equal(nkeys.parseDecoratedJwt(`${JWT}\n`), `${JWT}\n`);
  });

  it('find a seed without decoration, on the first line that looks like one', () => {
    const contents = `a comment\r\n${USER.seed}\r\n${account.seed}\n`;
    assert.equal(nkeys.parseDecoratedNkey(contents).publicKey, USER.publicKey);
  });

  it('find a seed that is decorated alone', () => {
    assert.equal(nkeys.parseDecoratedNkey(nkeys.decorateSeed(account.seed)).kind, 'account');
  });

  for (const [what, contents, message] of [
    ['nothing', '', 'nkeys: no nkey seed found'],
    ['a JWT alone', nkeys.decorateJwt('user', JWT), 'nkeys: no nkey seed found'],
    ['a curve seed', `${CURVE.seed}\n`, 'nkeys: no nkey seed found'],
    ['two JWTs', nkeys.decorateJwt('user', JWT).repeat(2), "nkeys: doesn't contain a seed nkey"],
    ['an indented seed', `  ${USER.seed}\n`, "nkeys: doesn't contain a seed nkey"],
    ['a wrong seed', `${USER.seed.slice(0, -1)}A\n`, 'nkeys: invalid checksum'],
  ] as const) {
    it(`say what is wrong with ${what}`, () => {
      assert.throws(() => nkeys.parseDecoratedNkey(contents), { message });
    });
  }

  it('tell when a seed is no user', () => {
    assert.throws(() => nkeys.parseDecoratedUserNkey(account.seed), {
      message: "nkeys: doesn't contain an user seed nkey",
    });
  });
});

describe('decorateSeed', () => {
  it('names the kind', () => {
    for (const { kind, seed } of KEY_VECTORS) {
      if (!['operator', 'account', 'user'].includes(kind)) continue;
      assert.match(nkeys.decorateSeed(`${seed}\n`), new RegExp(`BEGIN ${kind.toUpperCase()} NKEY`));
    }
  });

  for (const [what, seed, message] of [
    ['nothing', ' ', 'seed is too short'],
    ['a curve seed', CURVE.seed, 'seed is not an operator, account or user seed'],
    ['a public key', USER.publicKey, 'seed is not an operator, account or user seed'],
  ] as const) {
    it(`refuses ${what}`, () => assert.throws(() => nkeys.decorateSeed(seed), { message }));
  }
});
