import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { formatCreds } from '../../../src/jwt/creds.ts';
import { newStore } from '../../nsc/temporary-nsc.ts';

describe('nsc history and undo', () => {
  it('takes back an edit, and the creds with it', async () => {
    using tool = await newStore({ A: ['u'] });
    const before = tool.snapshot(tool.stores);
    await tool.ok('edit user u --tag x');
    await tool.ok('edit account --conns 5');
    await tool.ok('undo');
    await tool.ok('undo');
    assert.deepEqual(tool.snapshot(tool.stores), before);
    const token = tool.read(tool.path('OP', 'accounts', 'A', 'users', 'u.jwt'));
    const seed = tool.read(tool.keyPath(tool.user('A', 'u').sub));
    assert.equal(tool.read(tool.credsPath('A', 'u')), formatCreds(token, seed));
    const entries = (await tool.json('history')) as {
      command: string;
      undone: boolean;
      undoes?: number;
    }[];
    assert.deepEqual(
      entries.map(({ command, undone, undoes }) => [command, undone, undoes]),
      [
        ['nsc undo', false, 4],
        ['nsc undo', false, 5],
        ['nsc edit account', true, undefined],
        ['nsc edit user', true, undefined],
        ['nsc add user', false, undefined],
        ['nsc add account', false, undefined],
        ['nsc add operator', false, undefined],
      ],
    );
  });

  it('brings back what was deleted, but no seeds', async () => {
    using tool = await newStore({ A: ['u'] });
    const { sub } = tool.user('A', 'u');
    await tool.ok('delete user u -D -C');
    const out = await tool.ok('undo');
    assert.equal(tool.user('A', 'u').sub, sub);
    assert.match(out, /\[WARN\] `.*\.nk` is gone: seeds are not in the history/);
    assert.ok(!existsSync(tool.credsPath('A', 'u')));
  });

  it('removes what was added, and keeps its seed', async () => {
    using tool = await newStore({ A: ['u'] });
    const { sub } = tool.user('A', 'u');
    await tool.ok('undo 3');
    assert.ok(!existsSync(tool.path('OP', 'accounts', 'A', 'users')));
    assert.ok(!existsSync(tool.credsPath('A', 'u')) && existsSync(tool.keyPath(sub)));
  });

  it('refuses what later changes built upon', async () => {
    using tool = await newStore({ A: [] });
    await tool.ok('edit account --conns 5');
    await tool.ok('edit account --conns 6');
    assert.match(
      await tool.fails('undo 3'),
      /^Error: change 3 can't be undone: `.*A.jwt` was changed since\n/,
    );
    await tool.ok('undo 4');
    assert.equal(await tool.fails('undo 4'), 'Error: change 4 was undone by change 5\n');
    assert.equal(await tool.fails('undo 99'), 'Error: there is no change 99 in the history\n');
  });

  it('holds no secret', async () => {
    using tool = await newStore({ A: ['u'] });
    const history = Array.from(tool.snapshot()).filter(([path]) => path.includes('history'));
    assert.equal(history.length, 3);
    for (const [, text] of history) assert.doesNotMatch(text, /S[OAU][A-Z2-7]{56}/);
  });
});
