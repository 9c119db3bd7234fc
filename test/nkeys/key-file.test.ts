import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeKeyFile } from '../../src/nkeys/key-file.ts';

describe('writeKeyFile', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'natsx-key-file-'))));
  after(() => rmSync(folder, { recursive: true }));

  it('makes a file 0600 in new folders 0700', async () => {
    const path = join(folder, 'keys', 'O', 'seed.nk');
    await writeKeyFile(path, 'secret\n');
    assert.equal(readFileSync(path, 'utf8'), 'secret\n');
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder, 'keys')).mode & 0o777, 0o700);
    assert.equal(statSync(join(folder, 'keys', 'O')).mode & 0o777, 0o700);
  });

  it('refuses to replace a file and leaves it and the folder as they were', async () => {
    const path = join(folder, 'taken', 'seed.nk');
    await writeKeyFile(path, 'old');
    await assert.rejects(writeKeyFile(path, 'new'), { code: 'EEXIST' });
    assert.equal(readFileSync(path, 'utf8'), 'old');
    assert.deepEqual(readdirSync(join(folder, 'taken')), ['seed.nk']);
  });

  it('replaces a file when told to, which is then 0600 whatever it was', async () => {
    const path = join(folder, 'open.nk');
    writeFileSync(path, 'old', { mode: 0o644 });
    await writeKeyFile(path, 'new', { overwrite: true });
    assert.equal(readFileSync(path, 'utf8'), 'new');
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it('lets one of many writers win', async () => {
    const path = join(folder, 'race', 'seed.nk');
    const names = ['a', 'b', 'c', 'd'];
    const results = await Promise.allSettled(names.map((name) => writeKeyFile(path, name)));
    const winner = results.findIndex(({ status }) => status === 'fulfilled');
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
    assert.equal(readFileSync(path, 'utf8'), names[winner]);
    assert.deepEqual(readdirSync(join(folder, 'race')), ['seed.nk']);
  });
});
