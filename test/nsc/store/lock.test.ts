import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Lock, LOCK_FILE } from '../../../src/nsc/store/lock.ts';

describe('Lock', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'natsx-lock-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A lock whose owner ended without releasing it. */
  const leave = (id: string) => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const owner = { id, host: hostname(), pid, started: '1' };
    writeFileSync(join(folder, LOCK_FILE), JSON.stringify(owner));
  };

  it('makes the folder, and leaves nothing behind', async () => {
    const inner = join(folder, 'a', 'b');
    const lock = await Lock.take(inner);
    assert.ok(existsSync(join(inner, LOCK_FILE)));
    lock.release();
    assert.deepEqual(readdirSync(inner), []);
  });

  it('lets one in at a time', async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      const lock = await Lock.take(folder);
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside--;
      lock.release();
    };
    await Promise.all(Array.from({ length: 20 }, work));
    assert.equal(most, 1);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('says who has it when patience ends', async () => {
    const lock = await Lock.take(folder);
    await assert.rejects(Lock.take(folder, { patienceMs: 1 }), {
      code: 'ERR_NSC_LOCKED',
      message: `another nsc, process ${process.pid}, is changing the store`,
    });
    lock.release();
  });

  it('takes over from a process that is gone, and knows whom', async () => {
    leave('dead');
    const lock = await Lock.take(folder);
    assert.deepEqual(lock.abandoned, ['dead']);
    lock.release();
    assert.deepEqual(readdirSync(folder), []);
  });

  it('has one of many take over', async () => {
    leave('dead');
    let abandoned = 0;
    const work = async () => {
      const lock = await Lock.take(folder);
      abandoned += lock.abandoned.length;
      lock.release();
    };
    await Promise.all(Array.from({ length: 20 }, work));
    assert.equal(abandoned, 1);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('takes a process for gone whose number belongs to another by now', async () => {
    const owner = { id: 'old', host: hostname(), pid: process.pid, started: '1' };
    writeFileSync(join(folder, LOCK_FILE), JSON.stringify(owner));
    if (!existsSync('/proc/self/stat')) return; // Only there it is known when a process started.
    const lock = await Lock.take(folder, { patienceMs: 1000 });
    assert.deepEqual(lock.abandoned, ['old']);
    lock.release();
  });

  it('waits for a process on another machine', async () => {
    const owner = { id: 'x', host: 'elsewhere.invalid', pid: 1, started: '' };
    writeFileSync(join(folder, LOCK_FILE), JSON.stringify(owner));
    await assert.rejects(Lock.take(folder, { patienceMs: 1 }), {
      message: 'another nsc, process 1 on elsewhere.invalid, is changing the store',
    });
  });
});
