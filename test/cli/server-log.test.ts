import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerLog, type LogOptions } from '../../src/cli/server-log.ts';
import { FakeProcess } from '../support/program-host.ts';

const PLAIN: LogOptions = {
  debug: false,
  trace: false,
  logtime: false,
  logtimeUtc: false,
  logFile: undefined,
  logSizeLimit: 0,
  logMaxNum: 0,
  syslog: false,
  remoteSyslog: undefined,
};

describe('ServerLog', () => {
  let directory: string;
  let host: FakeProcess;
  let path: string;
  const read = (file = path): string => readFileSync(file, 'utf8');

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'natsx-log-'));
    path = join(directory, 'x.log');
    host = new FakeProcess();
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('goes to standard error unless it is told', async () => {
    const log = await ServerLog.open(PLAIN, host);
    log.notice('a');
    log.debug('not asked for');
    assert.equal(await log.reopen(), false);
    await log.close();
    assert.equal(host.err, '[4883] [INF] a\n');
  });

  it('goes to a file, and says there what becomes of the file', async () => {
    const log = await ServerLog.open({ ...PLAIN, logFile: path, logSizeLimit: 40 }, host);
    log.notice('the first line of this log');
    log.warn('the second');
    await log.close();
    assert.match(read(), /^\[4883\] \[INF\] Rotated log, backup saved as ".*x\.log\.\d{4}\..*"\n$/);
    assert.equal(host.err, '');
  });

  it('moves to another file, and loses no line', async () => {
    const other = join(directory, 'y.log');
    const log = await ServerLog.open({ ...PLAIN, logFile: path }, host);
    log.notice('a');
    const change = await log.prepare({ ...PLAIN, logFile: other, debug: true });
    log.notice('b');
    change.make();
    log.debug('c');
    assert.equal(log.isDebug, true);
    await log.close();
    assert.equal(read(other), '[4883] [DBG] c\n');
    assert.equal(read(), '[4883] [INF] a\n[4883] [INF] b\n');
  });

  it('keeps its file open when only its lines change', async () => {
    const log = await ServerLog.open({ ...PLAIN, logFile: path }, host);
    for (let i = 0; i < 1_000; i++) log.notice(`before ${i}`);
    (await log.prepare({ ...PLAIN, logFile: path, trace: true })).make();
    for (let i = 0; i < 1_000; i++) log.trace(`after ${i}`);
    await log.close();
    const lines = read().trimEnd().split('\n');
    assert.deepEqual(
      [lines.length, lines[999], lines[1_000]],
      [2_000, '[4883] [INF] before 999', '[4883] [TRC] after 0'],
    );
  });

  it('stays as it was when a change is dropped or cannot be', async () => {
    const log = await ServerLog.open({ ...PLAIN, logFile: path }, host);
    await (await log.prepare({ ...PLAIN, debug: true })).drop();
    await (await log.prepare({ ...PLAIN, logFile: path, debug: true })).drop();
    await assert.rejects(log.prepare({ ...PLAIN, logFile: join(directory, 'no', 'x') }), {
      code: 'ERR_LOG_FILE',
    });
    await assert.rejects(log.prepare({ ...PLAIN, remoteSyslog: 'tcp://127.0.0.1:1' }), {
      code: 'ERR_SYSLOG',
    });
    log.notice('still here');
    assert.equal(log.isDebug, false);
    await log.close();
    assert.equal(read(), '[4883] [INF] still here\n');
  });

  it('writes its last lines when the process ends suddenly', async () => {
    const log = await ServerLog.open({ ...PLAIN, logFile: path }, host);
    log.error('the last words');
    log.flushNow();
    assert.equal(read(), '[4883] [ERR] the last words\n');
  });
});
