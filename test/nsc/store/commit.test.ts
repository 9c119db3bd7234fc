import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commit, hasJournal, JOURNAL_FILE, recover, sweep } from '../../../src/nsc/store/commit.ts';
import { Files } from '../../../src/nsc/store/files.ts';

describe('commit', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'natsx-commit-'))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const at = (...parts: string[]) => join(root, ...parts);
  const contents = () =>
    Object.fromEntries(
      readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((path) => [path.slice(root.length + 1), readFileSync(path, 'utf8')]),
    );

  it('writes, replaces and removes files, and leaves nothing else', () => {
    writeFileSync(at('old'), '1');
    mkdirSync(at('gone'));
    writeFileSync(at('gone', 'file'), '2');
    const files = new Files();
    files.write(at('new', 'deep', 'file'), '3');
    files.write(at('old'), '4');
    files.remove(at('gone', 'file'));
    commit(root, 'id', files.pending());
    assert.deepEqual(contents(), { old: '4', 'new/deep/file': '3' });
    assert.deepEqual(readdirSync(root).sort(), ['new', 'old']);
    assert.equal(statSync(at('new', 'deep', 'file')).mode & 0o777, 0o600);
    assert.equal(statSync(at('new', 'deep')).mode & 0o777, 0o700);
  });

  it('leaves all as it was if one file cannot be written', () => {
    writeFileSync(at('a'), '1');
    writeFileSync(at('blocked'), 'a file where a folder is needed');
    const files = new Files();
    files.write(at('a'), '2');
    files.write(at('blocked', 'b'), '3');
    assert.throws(() => commit(root, 'id', files.pending()), { code: 'ERR_NSC_STORE' });
    assert.deepEqual(contents(), { a: '1', blocked: 'a file where a folder is needed' });
  });

  it('keeps a folder that somebody else put something into', () => {
    mkdirSync(at('folder'));
    writeFileSync(at('folder', 'a'), '1');
    writeFileSync(at('folder', '.DS_Store'), '');
    const files = new Files();
    files.remove(at('folder', 'a'));
    commit(root, 'id', files.pending());
    assert.deepEqual(contents(), { 'folder/.DS_Store': '' });
  });

  it('finishes what was interrupted after any number of steps', () => {
    for (let done = 0; done <= 3; done++) {
      for (const name of readdirSync(root)) rmSync(at(name), { recursive: true });
      writeFileSync(at('a'), '1');
      writeFileSync(at('c'), '1');
      // What commit has written when the journal is there; some of it was done.
      const journal = { id: 'id', written: [at('a'), at('b')], removed: [at('c')], emptied: [] };
      writeFileSync(done > 0 ? at('a') : at('.a.natsx-id'), '2');
      writeFileSync(done > 1 ? at('b') : at('.b.natsx-id'), '2');
      if (done > 2) rmSync(at('c'));
      writeFileSync(at(JOURNAL_FILE), JSON.stringify(journal));
      assert.ok(hasJournal(root));
      recover(root);
      assert.deepEqual(contents(), { a: '2', b: '2' }, `after ${done} steps`);
    }
  });

  it('sweeps what those left who died before', () => {
    mkdirSync(at('x'));
    writeFileSync(at('x', '.a.natsx-dead'), '');
    writeFileSync(at('x', '.a.natsx-alive'), '');
    writeFileSync(at('x', 'a'), '');
    sweep([root, at('nowhere')], ['dead']);
    assert.deepEqual(Object.keys(contents()).sort(), ['x/.a.natsx-alive', 'x/a']);
  });

  it('refuses a journal that is none', () => {
    writeFileSync(at(JOURNAL_FILE), '{"id":');
    assert.throws(() => recover(root), { code: 'ERR_NSC_STORE' });
  });
});
