import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { NatsxError } from '../../src/base/errors.ts';
import { LOCK_FILE } from '../../src/nsc/store/lock.ts';
import { processOf } from '../../src/nsc/store/process-id.ts';
import { Running } from '../../src/up/running.ts';
import { TemporaryHome } from './temporary-home.ts';

describe('Running a deployment', () => {
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });
  /** A process that lasts; `deaf` if it ignores that it is asked to end. */
  const lasting = async (deaf = false): Promise<ChildProcess> => {
    const script = `${deaf ? "process.on('SIGTERM', () => undefined);" : ''} setInterval(() => {}, 1e6); console.log('on')`;
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    await once(child.stdout, 'data');
    return child;
  };
  const claim = (home: TemporaryHome, onLeft: (count: number) => void = () => undefined) =>
    Running.claim(home.place(), {
      pid: process.pid,
      now: new Date('2026-01-31T09:05:07Z'),
      onLeft,
    });

  it('is for one process at a time, and the next is told who has it', async () => {
    using home = new TemporaryHome();
    const running = await claim(home);
    await running.serves(['nats://127.0.0.1:4222']);
    await assert.rejects(claim(home), (error: NatsxError) => {
      assert.equal(error.code, 'ERR_UP_RUNNING');
      assert.equal(
        error.message,
        `"local" is already running: process ${process.pid} of ${hostname()} since 2026-01-31T09:05:07.000Z, at nats://127.0.0.1:4222`,
      );
      assert.match(error.suggestions.join('\n'), /--name other/);
      return true;
    });
    await running.release();
    assert.equal(existsSync(home.place().running), false);
    await (await claim(home)).release();
  });

  it('goes on after a process that was killed, whose servers it ends', async () => {
    using home = new TemporaryHome();
    const { root, running: file } = home.place();
    const dead = await lasting();
    const owner = processOf(dead.pid!);
    const left = [await lasting(), await lasting(true)];
    const [first] = [await claim(home)];
    await first.owns(left.map(({ pid }) => pid!));
    const record = readFileSync(file, 'utf8');
    await first.release();
    // As a power cut or `kill -9` leaves it.
    writeFileSync(join(root, LOCK_FILE), JSON.stringify({ id: 'dead', ...owner }));
    writeFileSync(file, record);
    const ended = Promise.all(left.map((child) => once(child, 'exit')));
    dead.kill('SIGKILL');
    await once(dead, 'exit');
    const counts: number[] = [];
    const running = await claim(home, (count) => counts.push(count));
    await ended;
    assert.deepEqual(counts, [2]);
    await running.release();
  });

  it('leaves alone a process that only has the number of one of its servers', async () => {
    using home = new TemporaryHome();
    const child = await lasting();
    await (await claim(home)).release();
    for (const started of ['1', '']) {
      const processes = [{ ...processOf(child.pid!), started }];
      const record = { pid: 1, since: '2026-01-31T09:05:07Z', urls: [], processes };
      writeFileSync(home.place().running, JSON.stringify(record));
      const running = await claim(home, () => assert.fail('it was taken for one of ours'));
      await running.release();
    }
    assert.equal(child.exitCode, null);
    assert.equal(child.signalCode, null);
  });

  for (const text of ['', '{', 'null', '{"pid":1}', '[]']) {
    it(`does not mind a record of ${JSON.stringify(text)}`, async () => {
      using home = new TemporaryHome();
      await (await claim(home)).release();
      writeFileSync(home.place().running, text);
      await (await claim(home)).release();
    });
  }
});
