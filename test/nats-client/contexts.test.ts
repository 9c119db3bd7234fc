import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NatsxError } from '../../src/base/errors.ts';
import { EMPTY_CONTEXT } from '../../src/nats-client/context.ts';
import { Contexts, projectContext } from '../../src/nats-client/contexts.ts';

describe('the folder of contexts', () => {
  let root: string;
  let folder: string;
  let contexts: Contexts;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'natsx-contexts-'));
    folder = join(root, 'nats');
    contexts = new Contexts(folder);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const context = { ...EMPTY_CONTEXT, url: 'nats://a:4222', password: 'hush' };

  it('is empty as long as it is not there', async () => {
    assert.deepEqual(await contexts.names(), []);
    assert.equal(await contexts.selected(), undefined);
    assert.equal(await contexts.has('a'), false);
  });

  it('keeps contexts for its owner alone', async () => {
    await contexts.save('a', context);
    assert.deepEqual(await contexts.load('a'), context);
    assert.equal(statSync(join(folder, 'context', 'a.json')).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder, 'context')).mode & 0o777, 0o700);
  });

  it('lists them by name, and nothing else that lies there', async () => {
    for (const name of ['b', 'a']) await contexts.save(name, context);
    writeFileSync(join(folder, 'context', 'notes.txt'), '');
    writeFileSync(join(folder, 'context', '.b.json.draft'), '');
    assert.deepEqual(await contexts.names(), ['a', 'b']);
  });

  it('remembers which was selected, and which before', async () => {
    for (const name of ['a', 'b']) await contexts.save(name, context);
    await contexts.select('a');
    await contexts.select('b');
    await contexts.select('b');
    assert.equal(await contexts.selected(), 'b');
    assert.equal(await contexts.previous(), 'a');
    assert.equal(readFileSync(join(folder, 'context.txt'), 'utf8'), 'b');
    await contexts.select(undefined);
    assert.equal(await contexts.selected(), undefined);
    assert.equal(await contexts.previous(), 'b');
  });

  it('forgets a removed one everywhere', async () => {
    for (const name of ['a', 'b']) await contexts.save(name, context);
    await contexts.select('b');
    await contexts.select('a');
    await contexts.remove('a');
    await contexts.remove('b');
    assert.deepEqual(
      [await contexts.names(), await contexts.selected(), await contexts.previous()],
      [[], undefined, undefined],
    );
  });

  it('says which there are when one is not there', async () => {
    await contexts.save('a', context);
    for (const attempt of [() => contexts.load('x'), () => contexts.select('x')]) {
      await assert.rejects(attempt, (error: NatsxError) => {
        assert.equal(error.code, 'ERR_CONTEXT_UNKNOWN');
        assert.equal(error.message, 'context not found: "x"');
        assert.deepEqual(error.suggestions, ['there are: a']);
        return true;
      });
    }
  });

  it('is not left by any name', async () => {
    for (const name of ['', '.', '..', '../a', 'a/b', 'a\\b', '.hidden', 'a..b', 'a\u001b[2J']) {
      await assert.rejects(contexts.save(name, context), { code: 'ERR_CONTEXT_NAME' }, name);
      await assert.rejects(contexts.load(name), { code: 'ERR_CONTEXT_NAME' }, name);
    }
  });

  describe('beside a project', () => {
    it('is told by .natsx/context which to use, from the folder or one above it', async () => {
      const inner = join(root, 'project', 'src', 'deep');
      mkdirSync(inner, { recursive: true });
      assert.equal(await projectContext(inner), undefined);
      mkdirSync(join(root, 'project', '.natsx'));
      const file = join(root, 'project', '.natsx', 'context');
      writeFileSync(file, 'staging\n');
      assert.deepEqual(await projectContext(inner), { name: 'staging', file });
    });
  });
});
