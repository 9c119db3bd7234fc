import assert from 'node:assert/strict';
import * as official from '@nats-io/nkeys';
import { nkeys } from '../../src/index.ts';
import { CurveKeyPair } from '../../src/nkeys/curve.ts';
import { BOX, CURVE, KEY_VECTORS, USER } from './vectors.ts';

const text = (data: string) => Buffer.from(data);

describe('CurveKeyPair', () => {
  for (const { raw, seed, publicKey } of KEY_VECTORS.filter(({ kind }) => kind === 'x25519')) {
    it(`derives ${publicKey.slice(0, 6)}…`, () => {
      for (const pair of [
        nkeys.fromSeed(seed),
        nkeys.fromCurveSeed(seed),
        nkeys.fromRawSeed('x25519', raw),
      ]) {
        assert.equal(pair.kind, 'x25519');
        assert.equal(pair.seed(), seed);
        assert.equal(pair.publicKey, publicKey);
      }
    });
  }

  it('seals to the documented bytes and opens them', () => {
    const sealed = nkeys.fromSeed(CURVE.seed).seal(text('Hello World'), BOX.recipient, BOX.nonce);
    assert.deepEqual(Buffer.from(sealed), BOX.sealed);
    const opened = nkeys.fromSeed(BOX.recipientSeed).open(BOX.sealed, CURVE.publicKey);
    assert.equal(Buffer.from(opened).toString(), 'Hello World');
  });

  it('adds 44 bytes and never seals alike', () => {
    const [one, other] = [nkeys.createCurve(), nkeys.createCurve()];
    const boxes = [one.seal(text(''), other.publicKey), one.seal(text(''), other.publicKey)];
    assert.equal(boxes[0]!.length, 44);
    assert.notDeepEqual(boxes[0], boxes[1]);
    assert.equal(other.open(boxes[0]!, one.publicKey).length, 0);
  });

  it('exchanges boxes with @nats-io/nkeys', () => {
    const ours = nkeys.createCurve();
    const theirs = official.createCurve();
    const there = theirs.open(ours.seal(text('to them'), theirs.getPublicKey()), ours.publicKey);
    assert.equal(Buffer.from(there!).toString(), 'to them');
    const here = ours.open(theirs.seal(text('to us'), ours.publicKey), theirs.getPublicKey());
    assert.equal(Buffer.from(here).toString(), 'to us');
    assert.equal(nkeys.fromSeed(theirs.getSeed()).publicKey, theirs.getPublicKey());
    assert.equal(official.fromSeed(Buffer.from(ours.seed())).getPublicKey(), ours.publicKey);
    assert.equal(
      ours.privateKey(),
      Buffer.from(official.fromSeed(Buffer.from(ours.seed())).getPrivateKey()).toString(),
    );
  });

  const flip = (at: number) => {
    const box = Buffer.from(BOX.sealed);
    box[at]! ^= 1;
    return box;
  };
  for (const [what, box, sender, message] of [
    ['nothing', Buffer.alloc(0), CURVE.publicKey, 'nkeys: encrypted input is not valid'],
    [
      'a header alone',
      BOX.sealed.subarray(0, 28),
      CURVE.publicKey,
      'nkeys: encrypted input is not valid',
    ],
    ['another version', flip(3), CURVE.publicKey, 'nkeys: encrypted input wrong version'],
    ['a changed nonce', flip(10), CURVE.publicKey, 'nkeys: could not decrypt input'],
    ['a changed tag', flip(30), CURVE.publicKey, 'nkeys: could not decrypt input'],
    ['a changed text', flip(54), CURVE.publicKey, 'nkeys: could not decrypt input'],
    ['a cut text', BOX.sealed.subarray(0, 54), CURVE.publicKey, 'nkeys: could not decrypt input'],
    [
      'less than a tag',
      BOX.sealed.subarray(0, 29),
      CURVE.publicKey,
      'nkeys: could not decrypt input',
    ],
    ['another sender', BOX.sealed, BOX.recipient, 'nkeys: could not decrypt input'],
    [
      'a sender who is a user',
      BOX.sealed,
      USER.publicKey,
      'nkeys: not a valid sender public curve key',
    ],
    ['a sender who is none', BOX.sealed, 'X', 'nkeys: not a valid sender public curve key'],
  ] as const) {
    it(`opens no box with ${what}`, () => {
      assert.throws(() => nkeys.fromSeed(BOX.recipientSeed).open(box, sender), { message });
    });
  }

  it('seals for curve keys alone', () => {
    for (const recipient of [USER.publicKey, CURVE.seed, '', CURVE.publicKey.slice(1)]) {
      assert.throws(() => nkeys.createCurve().seal(text('a'), recipient), {
        message: 'nkeys: not a valid recipient public curve key',
      });
    }
  });

  it('neither signs nor verifies', () => {
    const error = { message: 'nkeys: curve key is not valid for sign/verify' };
    const pair = nkeys.createCurve();
    assert.throws(() => pair.sign(text('a')), error);
    assert.throws(() => pair.verify(text('a'), new Uint8Array(64)), error);
  });

  it('is not read from another seed', () => {
    assert.throws(() => nkeys.fromCurveSeed(USER.seed), {
      message: 'nkeys: not a valid curve seed',
    });
  });

  it('overwrites its seed when wiped and is of no use then', () => {
    const seed = Uint8Array.from(CURVE.raw);
    const pair = new CurveKeyPair(seed);
    pair.wipe();
    assert.deepEqual(seed, new Uint8Array(32));
    const error = { code: 'ERR_NKEYS_CLEARED_PAIR' };
    assert.throws(() => pair.seed(), error);
    assert.throws(() => pair.privateKey(), error);
    assert.throws(() => pair.publicKey, error);
    assert.throws(() => pair.seal(text('a'), BOX.recipient), error);
    assert.throws(() => pair.open(BOX.sealed, CURVE.publicKey), error);
  });
});
