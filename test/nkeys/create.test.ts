import assert from 'node:assert/strict';
import { nkeys } from '../../src/index.ts';
import { USER } from './vectors.ts';

const LETTERS = [
  ['createOperator', 'O'],
  ['createAccount', 'A'],
  ['createUser', 'U'],
  ['createServer', 'N'],
  ['createCluster', 'C'],
  ['createCurve', 'X'],
] as const;

describe('creating key pairs', () => {
  for (const [create, letter] of LETTERS) {
    it(`${create} makes a new pair with the letter ${letter}`, () => {
      const pair = nkeys[create]();
      assert.equal(pair.publicKey.length, 56);
      assert.equal(pair.publicKey[0], letter);
      assert.equal(pair.seed().length, 58);
      assert.equal(pair.seed().slice(0, 2), `S${letter}`);
      assert.notEqual(nkeys[create]().seed(), pair.seed());
      assert.equal(nkeys.isValidPublicKey(pair.publicKey, pair.kind), true);
    });
  }

  it('refuses raw seeds that are not 32 bytes', () => {
    for (const kind of ['user', 'x25519'] as const) {
      for (const length of [0, 31, 33]) {
        assert.throws(() => nkeys.fromRawSeed(kind, new Uint8Array(length)), {
          name: 'NkeysError',
          code: 'ERR_NKEYS_INVALID_SEED_LENGTH',
        });
      }
    }
  });

  it('reads seeds with the line end of their file', () => {
    assert.equal(nkeys.fromSeed(`${USER.seed}\n`).publicKey, USER.publicKey);
    assert.equal(nkeys.fromSeed(Buffer.from(`${USER.seed}\r\n`)).publicKey, USER.publicKey);
  });
});
