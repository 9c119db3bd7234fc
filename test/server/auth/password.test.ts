import assert from 'node:assert/strict';
import { decoyOf, isBcrypt, PasswordChecks } from '../../../src/server/auth/password.ts';

// Of `secret`, at the least cost. Programs differ in the letter alone.
const HASHES = ['a', 'b', 'x', 'y'].map(
  (letter) => `$2${letter}$04$....................../dCAsp4PpJoDgv6BeaLP6BKrXlBV1oi`,
);

const nobodyLeaves = (): boolean => false;

describe('PasswordChecks', () => {
  it('compares what stands in clear at once', () => {
    const checks = new PasswordChecks();
    assert.equal(checks.check('secret', 'secret', nobodyLeaves), true);
    for (const given of ['', 'secret ', 'Secret', 'secre', 's\u00e9cret']) {
      assert.equal(checks.check('secret', given, nobodyLeaves), false, given);
    }
    assert.equal(checks.check('', '', nobodyLeaves), true);
    assert.equal(checks.check('$2a$', '$2a$', nobodyLeaves), true);
  });

  for (const hash of HASHES) {
    it(`compares with ${hash.slice(0, 4)}… hashes`, async () => {
      const checks = new PasswordChecks();
      assert.equal(await checks.check(hash, 'secret', nobodyLeaves), true);
      assert.equal(await checks.check(hash, 'wrong', nobodyLeaves), false);
      assert.equal(await checks.check(hash, hash, nobodyLeaves), false);
      assert.equal(checks.size, 0);
    });
  }

  it('takes no hash that is cut short for one of anything', async () => {
    const checks = new PasswordChecks();
    for (const broken of ['$2a$04$', '$2a$99$' + '.'.repeat(53), '$2b$04$!!!']) {
      assert.equal(await checks.check(broken, '', nobodyLeaves), false, broken);
    }
  });

  it('computes what many ask for at a time once', async () => {
    const checks = new PasswordChecks();
    const answers = Array.from({ length: 1_000 }, async () =>
      checks.check(HASHES[0]!, 'secret', nobodyLeaves),
    );
    assert.equal(checks.size, 1);
    assert.deepEqual(new Set(await Promise.all(answers)), new Set([true]));
    assert.equal(checks.size, 0);
  });

  it('does not confuse one password with another', async () => {
    const checks = new PasswordChecks();
    const answers = ['secret', 'wrong', 'secret'].map(async (given) =>
      checks.check(HASHES[0]!, given, nobodyLeaves),
    );
    assert.equal(checks.size, 2);
    assert.deepEqual(await Promise.all(answers), [true, false, true]);
  });

  it('passes over those who have left', async () => {
    const checks = new PasswordChecks();
    let isGone = false;
    // More than are computed at a time, so that the last ones wait.
    const first = Array.from({ length: 20 }, async (_, i) =>
      checks.check(HASHES[0]!, `wrong${i}`, nobodyLeaves),
    );
    const left = checks.check(HASHES[0]!, 'secret', () => isGone);
    isGone = true;
    assert.equal(await left, false, 'nobody looked');
    assert.equal((await Promise.all(first)).includes(true), false);
  });
});

describe('isBcrypt', () => {
  it('knows hashes by their beginning', () => {
    for (const hash of HASHES) assert.ok(isBcrypt(hash), hash);
    for (const text of ['', 'secret', '$2c$04$x', '$2a$4$x', ' $2a$04$x', '$2a$04']) {
      assert.equal(isBcrypt(text), false, text);
    }
  });
});

describe('decoyOf', () => {
  it('costs as much as the dearest password, and is nobody’s', async () => {
    assert.equal(decoyOf(['secret', '']), '');
    const decoy = decoyOf([HASHES[0]!, HASHES[1]!.replace('$04$', '$05$'), 'secret']);
    assert.match(decoy, /^\$2b\$05\$.{53}$/);
    assert.equal(await new PasswordChecks().check(decoy, '', nobodyLeaves), false);
  });
});
