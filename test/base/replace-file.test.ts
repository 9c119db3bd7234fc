import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDraft, replaceFile } from '../../src/base/replace-file.ts';

describe('replaceFile', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'natsx-replace-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('writes a file, and another in its place', async () => {
    const path = join(folder, 'a');
    await replaceFile(path, 'one', 0o640);
    assert.equal(statSync(path).mode & 0o777, 0o640);
    await replaceFile(path, Buffer.from('two'), 0o600);
    assert.equal(readFileSync(path, 'utf8'), 'two');
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(folder), ['a']);
  });

  it('leaves nothing of a file that can not be put in its place', async () => {
    const path = join(folder, 'a');
    mkdirSync(join(path, 'in the way'), { recursive: true });
    await assert.rejects(replaceFile(path, 'one', 0o600), { code: 'EISDIR' });
    assert.deepEqual(readdirSync(folder), ['a']);
  });

  it('rejects with the error of a folder that is missing', async () => {
    await assert.rejects(replaceFile(join(folder, 'no', 'a'), 'one', 0o600), { code: 'ENOENT' });
  });

  it('keeps the old file, whoever looks, while others are written', async () => {
    const path = join(folder, 'a');
    const texts = Array.from({ length: 20 }, (_, at) => String(at).repeat(10_000));
    await replaceFile(path, texts[0]!, 0o600);
    let isDone = false;
    const all = Promise.all(texts.map((text) => replaceFile(path, text, 0o600)));
    void all.then(() => (isDone = true));
    while (!(isDone as boolean)) {
      assert.ok(texts.includes(readFileSync(path, 'utf8')));
      await new Promise(setImmediate);
    }
    assert.deepEqual(readdirSync(folder), ['a']);
  });
});

describe('isDraft', () => {
  it('knows what was left behind by its name', () => {
    assert.ok(isDraft('.a.jwt.0123456789ab'));
    for (const name of ['a.jwt', '.a.jwt', 'a.jwt.0123456789ab', '.0123456789ab', '.a.0123']) {
      assert.ok(!isDraft(name), name);
    }
  });
});
