import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contextNames, isValidName } from '../../src/nats-client/context-names.ts';

describe('the names of contexts', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'natsx-names-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are those of the files, sorted', async () => {
    mkdirSync(join(folder, 'context'));
    for (const file of ['b.json', 'a.json', 'notes.txt', '.hidden.json']) {
      writeFileSync(join(folder, 'context', file), '');
    }
    assert.deepEqual(await contextNames(folder), ['a', 'b']);
  });

  it('are none where there is no folder, and an error where there is something else', async () => {
    assert.deepEqual(await contextNames(join(folder, 'none')), []);
    mkdirSync(join(folder, 'context'), { mode: 0o700 });
    await assert.rejects(contextNames(`${folder}\0`), { code: 'ERR_INVALID_ARG_VALUE' });
  });

  it('stay in the folder', () => {
    assert.ok(isValidName('east-1.prod'));
    for (const name of ['', '.a', 'a/b', 'a\\b', '..', 'a\nb']) assert.ok(!isValidName(name), name);
  });
});
