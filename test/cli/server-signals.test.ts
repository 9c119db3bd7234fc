import assert from 'node:assert/strict';
import { NatsxError } from '../../src/base/errors.ts';
import { LineLogger } from '../../src/base/logger.ts';
import { answerSignals } from '../../src/cli/server-signals.ts';
import { FakeProcess, FakeServer } from '../support/program-host.ts';
import { turnEnd } from '../support/turn.ts';

describe('answerSignals', () => {
  let host: FakeProcess;
  let server: FakeServer;
  let reloads: number;
  let lines: string[];

  /** A log on a file, if it is one, that can be reopened or not. */
  class Log extends LineLogger {
    readonly #reopen: () => Promise<boolean>;

    constructor(reopen: () => Promise<boolean>) {
      super({ write: (line) => lines.push(line.trimEnd()), now: Date.now, pid: 1, logTime: false });
      this.#reopen = reopen;
    }

    reopen(): Promise<boolean> {
      return this.#reopen();
    }
  }

  const answer = (reopen = async (): Promise<boolean> => true): void =>
    answerSignals(host.signals, server, new Log(reopen), () => reloads++);

  beforeEach(() => {
    host = new FakeProcess();
    server = new FakeServer({});
    reloads = 0;
    lines = [];
  });

  it('stops on SIGINT and SIGTERM', () => {
    answer();
    host.kill('SIGINT');
    host.kill('SIGTERM');
    assert.equal(server.stops, 2);
    assert.deepEqual(lines, [
      '[1] [INF] Trapped "interrupt" signal',
      '[1] [INF] Trapped "terminated" signal',
    ]);
  });

  it('lets a lame duck go on at SIGTERM, but not at SIGINT', () => {
    answer();
    host.kill('SIGUSR2');
    assert.equal(server.isLameDuck, true);
    host.kill('SIGTERM');
    assert.equal(server.stops, 0);
    host.kill('SIGINT');
    assert.equal(server.stops, 1);
  });

  it('reloads on SIGHUP', () => {
    answer();
    host.kill('SIGHUP');
    assert.equal(reloads, 1);
    assert.deepEqual(lines, ['[1] [INF] Trapped "hangup" signal']);
  });

  it('answers what came before it could', () => {
    host.kill('SIGHUP');
    answer();
    assert.equal(reloads, 1);
  });

  const logs: [string, () => Promise<boolean>, string][] = [
    ['reopens a file', async () => true, '[INF] File log re-opened'],
    [
      'says that there is no file',
      async () => false,
      '[INF] File log re-open ignored, not a file logger',
    ],
    [
      'says why a file could not be reopened',
      () => Promise.reject(new NatsxError('ERR_LOG_FILE', 'disk gone')),
      '[ERR] File log not re-opened, the old file is still in use: disk gone',
    ],
  ];
  for (const [what, reopen, line] of logs) {
    it(`${what} on SIGUSR1`, async () => {
      answer(reopen);
      host.kill('SIGUSR1');
      await turnEnd();
      assert.deepEqual(lines, ['[1] [INF] Trapped "user defined signal 1" signal', `[1] ${line}`]);
    });
  }
});
