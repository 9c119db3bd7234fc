import assert from 'node:assert/strict';
import { newStore, TemporaryNsc } from '../../nsc/temporary-nsc.ts';

/** The candidates for the last word, and the directive. */
async function completions(tool: TemporaryNsc, ...words: readonly string[]): Promise<string[]> {
  const out = await tool.ok(['__completeNoDesc', ...words]);
  return out.trimEnd().split('\n');
}

describe('nsc __complete', () => {
  let tool: TemporaryNsc;
  before(async () => {
    tool = await newStore({ B: ['bob'] });
    await tool.ok(['add', 'account', 'A one']);
    for (const name of ['ann', 'al']) await tool.ok(`add user ${name}`);
    await tool.ok(['add', 'export', '--account', 'B', '--name', 'q', '--subject', 'q.>']);
    await tool.ok('edit account B --sk generate');
    await tool.ok('select account B');
  });
  after(() => tool[Symbol.dispose]());

  it('offers commands with what they do', async () => {
    const out = await tool.ok(['__complete', 'edit', '']);
    assert.match(out, /^account\tEdit an account$/m);
    assert.match(out, /\n:4\n$/);
    assert.deepEqual(await completions(tool, 'describe', 'op'), ['operator', ':4']);
    assert.ok((await completions(tool, '')).includes('generate'));
    assert.deepEqual(await completions(tool, 'nonsense', ''), [':4']);
  });

  it('hides what is hidden', async () => {
    assert.ok(!(await completions(tool, '')).includes('rename'));
    assert.deepEqual(await completions(tool, 'edit', 'account', '--host'), [':4']);
  });

  it('offers flags', async () => {
    assert.deepEqual(await completions(tool, 'edit', 'user', '--conn'), ['--conn-type', ':4']);
    const all = await completions(tool, 'edit', 'user', '-');
    assert.ok(all.includes('-a') && all.includes('--private-key'));
  });

  it('offers what is in the store', async () => {
    const table: readonly [words: readonly string[], candidates: readonly string[]][] = [
      [['env', '-o', ''], ['OP']],
      [
        ['edit', 'account', ''],
        ['A one', 'B'],
      ],
      [['edit', 'account', '--name', 'A'], ['A one']],
      [['edit', 'account', '--name=B'], ['--name=B']],
      [['edit', 'user', ''], ['bob']],
      [
        ['edit', 'user', '-a', 'A one', '--name', ''],
        ['al', 'ann'],
      ],
      [['edit', 'user', '--account=A one', '--name', 'an'], ['ann']],
      [['delete', 'export', '--subject', ''], ['q.>']],
      [
        ['edit', 'account', 'B', '--rm-sk', ''],
        Array.from(tool.account('B').nats.signing_keys.keys()),
      ],
      [
        ['add', 'export', '--response-type', 'S'],
        ['Singleton', 'Stream'],
      ],
      [['select', 'operator', ''], ['OP']],
    ];
    for (const [words, candidates] of table) {
      assert.deepEqual(await completions(tool, ...words), [...candidates, ':4'], words.join(' '));
    }
  });

  it('offers keys to sign with, and files', async () => {
    const [key] = tool.account('B').nats.signing_keys.keys();
    assert.deepEqual(await completions(tool, 'add', 'user', '-a', 'B', '-K', 'A'), [key, ':0']);
  });

  it('leaves files and folders to the shell', async () => {
    assert.deepEqual(await completions(tool, 'env', '--store', ''), [':16']);
    assert.deepEqual(await completions(tool, 'validate', '--file', ''), [':0']);
    assert.deepEqual(await completions(tool, 'expirations', '--within', ''), [':4']);
  });

  it('looks where the line says, and never complains', async () => {
    using empty = new TemporaryNsc();
    assert.deepEqual(await completions(empty, 'edit', 'account', ''), [':4']);
    const found = await completions(empty, 'edit', 'account', '--data-dir', tool.stores, '');
    assert.deepEqual(found, ['A one', 'B', ':4']);
    const { code, err } = await empty.run(['__complete', 'edit', 'user', '-a', 'X', '--name', '']);
    assert.deepEqual([code, err], [0, '']);
  });
});
