import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryFiles } from '../../../../src/server/account/resolver/directory-files.ts';
import { TestOperator } from '../../../support/operator.ts';

describe('DirectoryFiles', () => {
  const a = new TestOperator().account('A');
  let path: string;
  beforeEach(() => (path = mkdtempSync(join(tmpdir(), 'natsx-files-'))));
  afterEach(() => rmSync(path, { recursive: true, force: true }));

  async function keysOf(files: DirectoryFiles): Promise<string[]> {
    const keys: string[] = [];
    for await (const key of files.keys(() => undefined)) keys.push(key);
    return keys;
  }

  it('finds the keys of files, in the folders of an account server too', async () => {
    const b = new TestOperator().account('B');
    const shard = join(path, b.publicKey.slice(-2));
    mkdirSync(shard);
    writeFileSync(join(path, `${a.publicKey}.jwt`), a.jwt);
    writeFileSync(join(shard, `${b.publicKey}.jwt`), b.jwt);
    const files = new DirectoryFiles(path);
    assert.deepEqual((await keysOf(files)).sort(), [a.publicKey, b.publicKey].sort());
    const file = await files.read(b.publicKey);
    assert.equal(file !== undefined && 'jwt' in file && file.jwt, b.jwt);
  });

  it('does not read one in a folder where it does not belong', async () => {
    const wrong = a.publicKey.endsWith('AA') ? 'BB' : 'AA';
    mkdirSync(join(path, wrong));
    writeFileSync(join(path, wrong, `${a.publicKey}.jwt`), a.jwt);
    const files = new DirectoryFiles(path);
    assert.deepEqual(await keysOf(files), []);
    assert.equal(await files.read(a.publicKey), undefined);
  });

  it('says what is wrong with the directory', async () => {
    const files = new DirectoryFiles(path);
    rmSync(path, { recursive: true });
    const message = `the directory ${path} can't be read: no such file or directory`;
    await assert.rejects(keysOf(files), { code: 'ERR_RESOLVER', message });
    await files.open();
    assert.deepEqual(await keysOf(files), []);
  });

  it('makes the directory again when there is something to write', async () => {
    const files = new DirectoryFiles(path);
    rmSync(path, { recursive: true });
    await files.write(a.publicKey, a.jwt);
    await files.remove(a.publicKey, '.deleted');
    await files.remove(a.publicKey);
    assert.equal(await files.read(a.publicKey), undefined);
  });
});
