import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createPair } from '../../../src/nkeys/create.ts';
import { newStore, TemporaryNsc } from '../../nsc/temporary-nsc.ts';

describe('nsc export keys and import keys', () => {
  it('moves keys from one keystore to another', async () => {
    using tool = await newStore({ A: ['u'] });
    const out = await tool.ok('export keys --dir out --all --include-jwts');
    assert.match(out, /all jobs succeeded\n$/);
    const keys = [tool.operator().sub, tool.account('A').sub, tool.user('A', 'u').sub];
    const folder = join(tool.currentDirectory, 'out');
    const names = keys.flatMap((key) => [`${key}.jwt`, `${key}.nk`]);
    assert.deepEqual(readdirSync(folder).sort(), names.sort());
    assert.equal(tool.mode(join(folder, `${keys[0]}.nk`)), '600');
    using other = new TemporaryNsc();
    await other.ok(['import', 'keys', '--dir', folder]);
    for (const key of keys)
      assert.equal(other.read(other.keyPath(key)), tool.read(tool.keyPath(key)));
    const again = await tool.run('export keys --dir out --all');
    assert.equal(again.code, 1);
    assert.match(
      again.err,
      /already exists - specify --force to overwrite\n[^]*Error: all jobs failed\n$/,
    );
  });

  it('removes what was moved, and warns of what is not there', async () => {
    using tool = await newStore({ A: [] });
    const { sub } = tool.account('A');
    assert.equal(await tool.ok('export keys -d out --accounts -R'), `[ OK ] moved "${sub}"\n`);
    assert.throws(() => tool.read(tool.keyPath(sub)), { code: 'ENOENT' });
    assert.equal(
      await tool.ok('export keys -d out --accounts'),
      `[WARN] skipped "${sub}" - no seed available\n`,
    );
  });

  it('says what holds no seed', async () => {
    using tool = new TemporaryNsc();
    const folder = join(tool.currentDirectory, 'in', 'deep');
    mkdirSync(folder, { recursive: true });
    assert.equal(await tool.fails('import keys -d in'), 'Error: no nkey (.nk) files found\n');
    const pair = createPair('user');
    writeFileSync(join(folder, 'a.nk'), pair.publicKey);
    writeFileSync(join(folder, 'b.nk'), `${pair.seed()}\n`);
    const { code, err } = await tool.run('import keys -d in -R');
    assert.equal(code, 1);
    assert.match(err, /failed to import `.*a.nk`: it holds no seed\n.*was added to the keystore\n/);
    assert.equal(await tool.fails('import keys', 2), 'Error: required flag(s) "dir" not set\n');
  });
});

describe('nsc keys migrate', () => {
  it('brings an old keystore into the layout of today, and keeps it', async () => {
    using tool = await newStore({ A: ['u'] });
    const pair = createPair('account');
    const old = join(tool.keystore, 'OP', 'accounts', 'A', 'A.nk');
    const creds = join(tool.keystore, 'OP', 'accounts', 'A', 'users', 'old.creds');
    mkdirSync(dirname(creds), { recursive: true });
    writeFileSync(old, pair.seed());
    writeFileSync(creds, 'creds');
    const text =
      'Error: the keystore `~/.local/share/nats/nsc/keys` needs migration - type `nsc keys migrate` to update\n';
    assert.equal(await tool.fails('list accounts'), text);
    assert.match(
      await tool.ok('keys migrate'),
      /was migrated - old store was renamed to `.*keys_\w+`/,
    );
    assert.equal(tool.read(tool.keyPath(pair.publicKey)), pair.seed());
    assert.equal(tool.read(tool.credsPath('A', 'old')), 'creds');
    assert.ok(tool.read(tool.credsPath('A', 'u')));
    const { err } = await tool.run('keys migrate');
    assert.equal(err, 'keystore `~/.local/share/nats/nsc/keys` does not need migration\n');
  });
});
