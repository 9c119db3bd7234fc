import assert from 'node:assert/strict';
import { createPair } from '../../../src/nkeys/create.ts';
import { Files } from '../../../src/nsc/store/files.ts';
import { Keystore } from '../../../src/nsc/store/keystore.ts';

describe('Keystore', () => {
  const folder = '/nowhere/keys';
  const make = (ignoresInGit = true) => {
    const files = new Files();
    return { files, keystore: new Keystore({ folder, ignoresInGit }, files) };
  };

  it('keeps a seed by the letters of its public key', () => {
    const { files, keystore } = make();
    const pair = createPair('user');
    const key = pair.publicKey;
    const path = `${folder}/keys/U/${key.slice(1, 3)}/${key}.nk`;
    assert.equal(keystore.add(pair), path);
    assert.equal(files.read(path), pair.seed());
    assert.equal(keystore.find(key)?.seed(), pair.seed());
    assert.deepEqual([keystore.has(key), keystore.publicKeys()], [true, [key]]);
    keystore.remove(key);
    assert.deepEqual([keystore.has(key), keystore.publicKeys()], [false, []]);
  });

  it('does not overwrite another seed, nor take it for the right one', () => {
    const { files, keystore } = make();
    const pair = createPair('account');
    files.write(keystore.pathOf(pair.publicKey), createPair('account').seed());
    assert.throws(() => keystore.add(pair), { code: 'ERR_NSC_EXISTS' });
    assert.equal(keystore.find(pair.publicKey), undefined);
    assert.deepEqual(
      [keystore.has(pair.publicKey), keystore.isBroken(pair.publicKey)],
      [false, true],
    );
  });

  it('tells git to look away, unless told not to', () => {
    for (const ignores of [true, false]) {
      const { files, keystore } = make(ignores);
      keystore.add(createPair('user'));
      assert.equal(files.has(`${folder}/.gitignore`), ignores);
    }
  });

  it('knows an old layout', () => {
    const { files, keystore } = make();
    keystore.add(createPair('user'));
    files.write(`${folder}/creds/OP/A/u.creds`, '');
    files.write(`${folder}/OP/.nsc`, '');
    files.write(`${folder}/OP/accounts/A/x.nk`, '');
    assert.equal(keystore.needsMigration(), false);
    files.write(`${folder}/P/accounts/A/users/u.nk`, '');
    assert.equal(keystore.needsMigration(), true);
  });
});
