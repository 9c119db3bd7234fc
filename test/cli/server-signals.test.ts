import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogFile } from '../../src/base/log-file.ts';
import { LineLogger } from '../../src/base/logger.ts';
import { untilStopSignal, type ServerSignal } from '../../src/cli/server-signals.ts';

describe('untilStopSignal', () => {
  it('goes on in the old log file when a new one cannot be opened', () => {
    const directory = mkdtempSync(join(tmpdir(), 'natsx-signals-'));
    const moved = `${directory}.moved`;
    const file = new LogFile(join(directory, 'x.log'), mustNotBeSaid);
    const write = (line: string): void => file.write(line);
    const logger = new LineLogger({ write, now: Date.now, pid: 1, logTime: false });
    const answers = new Map<ServerSignal, () => void>();
    void untilStopSignal((signal, answer) => answers.set(signal, answer), logger, file);
    renameSync(directory, moved);
    try {
      answers.get('SIGUSR1')!();
      assert.match(
        readFileSync(join(moved, 'x.log'), 'utf8'),
        /\[ERR\] File log not re-opened, the old file is still in use: error opening file: open .*: no such file or directory\n$/,
      );
    } finally {
      file.close();
      rmSync(moved, { recursive: true });
    }
  });

  it('answers the five signals that nats-server answers', () => {
    const answered: ServerSignal[] = [];
    const logger = new LineLogger({ write: mustNotBeSaid, now: Date.now, pid: 1 });
    void untilStopSignal((signal) => answered.push(signal), logger, undefined);
    assert.deepEqual(answered, ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2']);
  });
});

function mustNotBeSaid(text: string): never {
  assert.fail(text);
}
