import assert from 'node:assert/strict';
import * as official from '@nats-io/nkeys';
import { nkeys } from '../../src/index.ts';
import { DOCUMENTED, KEY_VECTORS, PRIVATE_KEYS, SIGNATURES, USER } from './vectors.ts';

const text = (data: string) => Buffer.from(data);
const signing = KEY_VECTORS.filter(({ kind }) => kind !== 'x25519');

describe('SigningKeyPair', () => {
  for (const { kind, raw, seed, publicKey } of signing) {
    it(`derives ${publicKey.slice(0, 6)}… from its seed, written or raw`, () => {
      for (const pair of [nkeys.fromSeed(seed), nkeys.fromRawSeed(kind, raw)]) {
        assert.equal(pair.kind, kind);
        assert.equal(pair.seed(), seed);
        assert.equal(pair.publicKey, publicKey);
      }
    });
  }

  it('writes its private key', () => {
    assert.equal(nkeys.fromSeed(KEY_VECTORS[0]!.seed).privateKey(), PRIVATE_KEYS[0]);
    assert.equal(nkeys.fromSeed(USER.seed).privateKey(), PRIVATE_KEYS[1]);
  });

  for (const [data, signature] of [...SIGNATURES]) {
    it(`signs "${data}" as all others do`, () => {
      const signed = nkeys.fromSeed(USER.seed).sign(text(data));
      assert.equal(Buffer.from(signed).toString('base64url'), signature);
    });
  }

  it('signs with the documented pair', () => {
    const pair = nkeys.fromSeed(DOCUMENTED.seed);
    assert.equal(pair.publicKey, DOCUMENTED.publicKey);
    const signed = Buffer.from(pair.sign(text('Hello World')));
    assert.equal(signed.toString('base64url'), DOCUMENTED.helloWorld);
  });

  it('verifies its own signatures and no others', () => {
    const pair = nkeys.createUser();
    const signature = pair.sign(text('a'));
    assert.equal(pair.verify(text('a'), signature), true);
    assert.equal(pair.verify(text('b'), signature), false);
    assert.equal(nkeys.createUser().verify(text('a'), signature), false);
    for (const wrong of [signature.subarray(1), new Uint8Array(0), new Uint8Array(64)]) {
      assert.equal(pair.verify(text('a'), wrong), false);
    }
  });

  it('neither seals nor opens', () => {
    const error = {
      code: 'ERR_NKEYS_INVALID_NKEY_OPERATION',
      message: 'nkeys: only curve key can seal/open',
    };
    const pair = nkeys.createUser();
    assert.throws(() => pair.seal(text('a'), USER.publicKey), error);
    assert.throws(() => pair.open(text('a'), USER.publicKey), error);
  });

  it('is of no use once wiped, and its bytes are gone', () => {
    const seed = Buffer.from(USER.raw);
    const pair = nkeys.fromRawSeed('user', seed);
    pair.sign(text('a'));
    pair.wipe();
    const error = { code: 'ERR_NKEYS_CLEARED_PAIR' };
    assert.throws(() => pair.seed(), error);
    assert.throws(() => pair.privateKey(), error);
    assert.throws(() => pair.publicKey, error);
    assert.throws(() => pair.sign(text('a')), error);
    assert.throws(() => pair.verify(text('a'), new Uint8Array(64)), error);
    assert.deepEqual(seed, USER.raw, 'the bytes of the caller are his');
  });

  it('does not show its seed when printed', async () => {
    const { inspect } = await import('node:util');
    const shown = inspect(nkeys.fromSeed(USER.seed), { depth: 9, showHidden: true });
    assert.ok(!shown.includes(USER.seed));
    assert.ok(!shown.includes('16, 17, 18'));
  });
});

describe('SigningKeyPair.wipe', () => {
  it('overwrites the seed', async () => {
    const { SigningKeyPair } = await import('../../src/nkeys/keypair.ts');
    const seed = Uint8Array.from(USER.raw);
    new SigningKeyPair('user', seed).wipe();
    assert.deepEqual(seed, new Uint8Array(32));
  });
});

describe('PublicKey', () => {
  const pair = nkeys.fromSeed(USER.seed);
  const key = nkeys.fromPublicKey(USER.publicKey);

  it('verifies', () => {
    assert.equal(key.kind, 'user');
    assert.equal(key.publicKey, USER.publicKey);
    assert.equal(key.verify(text('a'), pair.sign(text('a'))), true);
    assert.equal(key.verify(text('b'), pair.sign(text('a'))), false);
  });

  it('says what it can not do', () => {
    const curve = nkeys.fromPublicKey(nkeys.createCurve().publicKey);
    const seal = (of: nkeys.KeyPair) => () => of.seal(text('a'), curve.publicKey);
    const open = (of: nkeys.KeyPair) => () => of.open(text('a'), curve.publicKey);
    for (const [action, message] of [
      [() => key.seed(), 'nkeys: no seed or private key available'],
      [() => key.privateKey(), 'nkeys: no seed or private key available'],
      [() => key.sign(text('a')), 'nkeys: can not sign, no private key available'],
      [seal(key), 'nkeys: only curve key can seal/open'],
      [open(key), 'nkeys: only curve key can seal/open'],
      [seal(curve), 'nkeys: cannot seal no private curve key available'],
      [open(curve), 'nkeys: cannot open no private curve key available'],
    ] as const) {
      assert.throws(action, { message });
    }
  });

  it('finds no signature of a curve key right, as Go', () => {
    const curve = nkeys.fromPublicKey(nkeys.createCurve().publicKey);
    assert.equal(curve.verify(text('a'), pair.sign(text('a'))), false);
  });

  it('is of no use once wiped', () => {
    const wiped = nkeys.fromPublicKey(USER.publicKey);
    wiped.wipe();
    assert.throws(() => wiped.publicKey, { code: 'ERR_NKEYS_CLEARED_PAIR' });
    assert.throws(() => wiped.verify(text('a'), new Uint8Array(64)), {
      code: 'ERR_NKEYS_CLEARED_PAIR',
    });
  });
});

describe('key pairs and @nats-io/nkeys', () => {
  const makers = [
    'createOperator',
    'createAccount',
    'createUser',
    'createServer',
    'createCluster',
  ] as const;
  for (const create of makers) {
    it(`${create} makes keys that both understand`, () => {
      const ours = nkeys[create]();
      const theirs = official.fromSeed(Buffer.from(ours.seed()));
      assert.equal(theirs.getPublicKey(), ours.publicKey);
      assert.deepEqual(theirs.sign(text('a')), new Uint8Array(ours.sign(text('a'))));
      assert.equal(
        official.fromPublic(ours.publicKey).verify(text('b'), ours.sign(text('b'))),
        true,
      );

      const back = official[create]();
      const read = nkeys.fromSeed(back.getSeed());
      assert.equal(read.publicKey, back.getPublicKey());
      assert.equal(read.privateKey(), Buffer.from(back.getPrivateKey()).toString());
      assert.equal(
        nkeys.fromPublicKey(back.getPublicKey()).verify(text('c'), back.sign(text('c'))),
        true,
      );
    });
  }
});
