import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogFile } from '../../src/base/log-file.ts';

describe('LogFile', () => {
  let directory: string;
  let path: string;
  let failures: string[];
  const open = (at = path): LogFile => new LogFile(at, (text) => failures.push(text));

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'natsx-log-'));
    path = join(directory, 'x.log');
    failures = [];
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('appends to what is there', () => {
    for (const line of ['a\n', 'b\n']) {
      const file = open();
      file.write(line);
      file.close();
    }
    assert.equal(readFileSync(path, 'utf8'), 'a\nb\n');
  });

  it('is closed to others', () => {
    open().close();
    assert.equal(statSync(path).mode & 0o027, 0);
  });

  it('goes on in a new file after the old one was moved away', () => {
    const file = open();
    file.write('old\n');
    renameSync(path, `${path}.1`);
    file.write('still old\n');
    file.reopen();
    file.write('new\n');
    file.close();
    assert.equal(readFileSync(`${path}.1`, 'utf8'), 'old\nstill old\n');
    assert.equal(readFileSync(path, 'utf8'), 'new\n');
  });

  it('keeps the old file when the new one cannot be opened', () => {
    const file = open(path);
    renameSync(directory, `${directory}.moved`);
    try {
      assert.throws(() => file.reopen(), { code: 'ERR_LOG_FILE' });
      file.write('kept\n');
      file.close();
      assert.equal(readFileSync(join(`${directory}.moved`, 'x.log'), 'utf8'), 'kept\n');
    } finally {
      renameSync(`${directory}.moved`, directory);
    }
  });

  it('says which file could not be opened and why', () => {
    const missing = join(directory, 'no', 'x.log');
    assert.throws(() => open(missing), {
      code: 'ERR_LOG_FILE',
      message: `error opening file: open ${missing}: no such file or directory`,
    });
  });

  it('reports once that lines are lost, and never throws', function () {
    if (!existsSync('/dev/full')) return this.skip();
    const file = open('/dev/full');
    file.write('a\n');
    file.write('b\n');
    file.close();
    assert.deepEqual(failures, ['log lines are lost: write /dev/full: no space left on device']);
  });
});
