import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { change, lookAt } from '../../../src/nsc/store/change.ts';
import { chooseDirectories } from '../../../src/nsc/store/directories.ts';
import { Workspace, type Surroundings } from '../../../src/nsc/store/workspace.ts';

describe('change', () => {
  let home: string;
  let surroundings: Surroundings;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'natsx-change-'));
    const directories = chooseDirectories({ env: {}, home, current: home, exists: existsSync });
    const now = () => new Date('2026-01-31T00:00:00Z');
    surroundings = { directories, currentDirectoryOnly: false, ignoresInGit: true, now };
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('happens when the action has ended, and is in the history', async () => {
    await change(surroundings, { command: 'nsc test' }, (workspace) => {
      workspace.createStore('OP', false);
      workspace.choose({ operator: 'OP' });
      assert.ok(!existsSync(join(workspace.storeRoot, 'OP')));
    });
    const workspace = await lookAt(surroundings);
    assert.deepEqual([workspace.operatorName, workspace.operatorNames()], ['OP', ['OP']]);
    const [entry] = workspace.history().entries();
    assert.deepEqual([entry?.command, entry?.files.length], ['nsc test', 1]);
    assert.deepEqual(readdirSync(workspace.storeRoot), ['OP']);
  });

  it('does not happen if the action fails', async () => {
    const failing = change(surroundings, { command: 'nsc test' }, (workspace) => {
      workspace.createStore('OP', false);
      throw new Error('no');
    });
    await assert.rejects(failing, { message: 'no' });
    const { storeRoot } = new Workspace(surroundings);
    assert.deepEqual(readdirSync(storeRoot), []);
  });

  it('has each see what the one before did', async () => {
    const add = (name: string) =>
      change(surroundings, { command: 'nsc test' }, async (workspace) => {
        const before = workspace.operatorNames().length;
        await new Promise((resolve) => setImmediate(resolve));
        workspace.createStore(name, false);
        return before;
      });
    const seen = await Promise.all(['A', 'B', 'C', 'D'].map(add));
    assert.deepEqual(seen.sort(), [0, 1, 2, 3]);
  });
});
