import assert from 'node:assert/strict';
import {
  activationHashId,
  newActivationClaims,
  validateActivation,
} from '../../src/jwt/activation-claims.ts';
import { Issues } from '../../src/jwt/validation.ts';
import { publicKey } from './golden.ts';

describe('validateActivation', () => {
  const { nats } = newActivationClaims(publicKey('account'));
  for (const [changes, ...wanted] of [
    [{ subject: 'a.>', kind: 'stream' }],
    [{ subject: 'a', kind: 'service', issuer_account: publicKey('account') }],
    [{}, 'invalid import type: "unknown"', 'subject cannot be empty'],
    [
      { subject: 'a', kind: 'stream', issuer_account: publicKey('user') },
      'account_id is not an account public key',
    ],
  ] as const) {
    it(`finds ${wanted.length} things wrong with ${Object.keys(changes).join(', ') || 'nothing'}`, () => {
      const issues = new Issues();
      validateActivation({ ...nats, ...changes }, issues);
      assert.deepEqual(
        issues.list,
        wanted.map((description) => ({ level: 'error', description })),
      );
    });
  }
});

describe('activationHashId', () => {
  // Vectors computed apart from any library.
  const key = 'AAB2CB576PHBBPQ5ODORRZ2LYCMWPZGWGCN2KDK7DXOIMZASKUY3QPZV';
  const activation = { ...newActivationClaims(key), iss: key };
  for (const [subject, hash] of [
    ['foo', 'M63H6MXB3BJZUTIZW55WPAEFU2OOIV6YKI7NNLLNQCPHP4Y2YSGQ===='],
    ['foo.*', 'M63H6MXB3BJZUTIZW55WPAEFU2OOIV6YKI7NNLLNQCPHP4Y2YSGQ===='],
    ['foo.>', 'M63H6MXB3BJZUTIZW55WPAEFU2OOIV6YKI7NNLLNQCPHP4Y2YSGQ===='],
    ['foo.bar', 'LGYK3A27YXFLVYBEHLZXISGU4RCT6USJ7UBZ52AUKMG4DGM6PNKQ===='],
    ['*', 'A5XNGA5G5TGWC3KRGTN4RQ73TKZTQ4ZR3LR7G3NK2SXWNPHLX4PA===='],
    ['>', 'A5XNGA5G5TGWC3KRGTN4RQ73TKZTQ4ZR3LR7G3NK2SXWNPHLX4PA===='],
    ['a.*.b', 'LF2AUNIEOVHJ4F6HXZLM3IWB5HLPLZLONTCRL7O6MMY6EXEZ6K7Q===='],
  ] as const) {
    it(`of ${subject}`, () =>
      assert.equal(
        activationHashId({ ...activation, nats: { ...activation.nats, subject } }),
        hash,
      ));
  }

  it('needs issuer, importer and subject', () => {
    const message = 'not enough data in the activaion claims to create a hash';
    assert.throws(() => activationHashId(activation), { message });
    const nats = { ...activation.nats, subject: 'a' };
    assert.throws(() => activationHashId({ ...activation, nats, iss: '' }), { message });
  });
});
