import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Files } from '../../../src/nsc/store/files.ts';

describe('Files', () => {
  let root: string;
  let files: Files;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'natsx-files-'));
    files = new Files();
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const at = (...parts: string[]) => join(root, ...parts);

  it('shows what is about to be as if it were', () => {
    mkdirSync(at('d'));
    writeFileSync(at('d', 'a'), '1');
    writeFileSync(at('d', 'b'), '1');
    files.write(at('d', 'c'), '2');
    files.write(at('e', 'f', 'g'), '2');
    files.remove(at('d', 'a'));
    assert.deepEqual(files.filesIn(at('d')), ['b', 'c']);
    assert.deepEqual(files.foldersIn(root), ['d', 'e']);
    assert.equal(files.read(at('d', 'c')), '2');
    assert.equal(files.read(at('d', 'a')), undefined);
    assert.deepEqual([files.has(at('d', 'a')), files.has(at('d', 'c'))], [false, true]);
  });

  it('leaves out what stays as it is', () => {
    writeFileSync(at('a'), '1');
    files.write(at('a'), '1');
    files.remove(at('nothing'));
    files.write(at('b'), '2', true);
    const { files: changed } = files.pending();
    assert.deepEqual(changed, [{ path: at('b'), before: undefined, after: '2', isSecret: true }]);
  });

  it('takes what is not there for empty, and links for what they point at', () => {
    mkdirSync(at('d'));
    symlinkSync(at('d'), at('link'));
    symlinkSync(at('nowhere'), at('dangling'));
    assert.deepEqual(files.filesIn(at('nowhere')), []);
    assert.equal(files.read(at('nowhere', 'a')), undefined);
    assert.deepEqual(files.foldersIn(root), ['d', 'link']);
  });

  it('says which file it cannot read', () => {
    mkdirSync(at('d'));
    assert.throws(() => files.read(at('d')), {
      message: `error reading \`${at('d')}\`: is a directory`,
    });
  });
});
