import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogFile, type LogFileOptions } from '../../src/base/log-file.ts';

describe('LogFile', () => {
  let directory: string;
  let path: string;
  let failures: string[];

  /** Notes become lines, as a logger makes them. */
  const open = (options: Partial<LogFileOptions> = {}, at = path): LogFile => {
    const file: LogFile = new LogFile(at, {
      note: (level, text) => file.write(`[${level}] ${text}\n`),
      onFailure: (text) => failures.push(text),
      ...options,
    });
    return file;
  };
  const read = (name = path): string => readFileSync(name, 'utf8');
  const backups = (): string[] =>
    readdirSync(directory)
      .filter((name) => name.startsWith('x.log.'))
      .sort()
      .map((name) => join(directory, name));

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'natsx-log-'));
    path = join(directory, 'x.log');
    failures = [];
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('appends to what is there', async () => {
    for (const line of ['a\n', 'b\n']) {
      const file = open();
      file.write(line);
      await file.close();
    }
    assert.equal(read(), 'a\nb\n');
  });

  it('ends a line that was cut before it goes on', async () => {
    writeFileSync(path, 'whole\nhal');
    const file = open();
    file.write('next\n');
    await file.close();
    assert.equal(read(), 'whole\nhal\nnext\n');
  });

  it('is closed to others', async () => {
    await open().close();
    assert.equal(statSync(path).mode & 0o027, 0);
  });

  it('writes lines in order, however many come at once', async () => {
    const file = open();
    const lines = Array.from({ length: 20_000 }, (_, i) => `${i} ü\n`);
    for (const line of lines) file.write(line);
    await file.close();
    assert.equal(read(), lines.join(''));
  });

  it('goes on in a new file after the old one was moved away', async () => {
    const file = open();
    file.write('old\n');
    renameSync(path, `${path}.1`);
    file.write('still old\n');
    await file.reopen();
    file.write('new\n');
    await file.close();
    assert.equal(read(`${path}.1`), 'old\nstill old\n');
    assert.equal(read(), 'new\n');
  });

  it('keeps the old file when the new one cannot be opened', async () => {
    const file = open();
    renameSync(directory, `${directory}.moved`);
    try {
      await assert.rejects(file.reopen(), { code: 'ERR_LOG_FILE' });
      file.write('kept\n');
      await file.close();
      assert.equal(read(join(`${directory}.moved`, 'x.log')), 'kept\n');
    } finally {
      renameSync(`${directory}.moved`, directory);
    }
  });

  it('says which file could not be opened and why', () => {
    const missing = join(directory, 'no', 'x.log');
    assert.throws(() => open({}, missing), {
      code: 'ERR_LOG_FILE',
      message: `error opening file: open ${missing}: no such file or directory`,
    });
  });

  it('reports once that lines are lost, and never throws', async function () {
    if (!existsSync('/dev/full')) return this.skip();
    const file = open({}, '/dev/full');
    file.write('a\n');
    file.write('b\n');
    await file.close();
    assert.deepEqual(failures, ['log lines are lost: write /dev/full: no space left on device']);
  });

  it('drops and counts lines when the disk hangs', async () => {
    const file = open();
    const line = `${'x'.repeat(1023)}\n`;
    for (let i = 0; i < 10_000; i++) file.write(line);
    await file.close();
    assert.deepEqual(failures, ['log lines are lost: the disk does not keep up']);
    const lines = read().split('\n');
    const written = lines.filter((each) => each.startsWith('x')).length;
    assert.ok(written > 8_000 && written < 9_000, String(written));
    assert.ok(lines.includes(`[error] ${10_000 - written} log lines could not be written`));
  });

  it('writes what waits when the process ends', () => {
    const file = open();
    const lines = Array.from({ length: 5_000 }, (_, i) => `${i}\n`);
    for (const line of lines) file.write(line);
    file.flushNow();
    assert.equal(read(), lines.join(''));
  });

  it('waits for the write that is under way when the process ends', async () => {
    const file = open();
    const lines = Array.from({ length: 5_000 }, (_, i) => `${i}\n`);
    for (const line of lines) file.write(line);
    await Promise.resolve(); // The first write begins.
    file.flushNow();
    assert.equal(read(), lines.join(''));
  });

  describe('with a size limit', () => {
    it('begins a new file above it', async () => {
      const file = open({ sizeLimit: 10 });
      for (const line of ['12345\n', '6789\n', 'next\n']) file.write(line);
      await file.close();
      const [backup, ...more] = backups();
      assert.deepEqual(more, []);
      assert.match(backup!, /\.\d{4}(\.\d\d){5}\.\d{9}$/);
      assert.equal(read(backup), '12345\n6789\n');
      assert.equal(
        read().split('\n')[0],
        `[notice] Rotated log, backup saved as ${JSON.stringify(backup)}`,
      );
    });

    it('loses no line and writes none twice', async () => {
      const file = open({ sizeLimit: 300 });
      for (let i = 0; i < 1_000; i++) file.write(`${i}\n`);
      await file.close();
      const lines = [...backups(), path].flatMap((name) => read(name).split('\n'));
      assert.deepEqual(
        lines.filter((line) => /^\d+$/.test(line)),
        Array.from({ length: 1_000 }, (_, i) => String(i)),
      );
    });

    it('keeps as many files as it was told', async () => {
      const file = open({ sizeLimit: 200, maxFiles: 3 });
      for (let i = 0; i < 500; i++) file.write(`${i}\n`);
      await file.close();
      assert.equal(backups().length, 2);
      assert.match(read(), /\[notice\] Purged log file "x\.log\./);
    });

    it('puts a file aside that is too large from the start', async () => {
      writeFileSync(path, 'too much\n');
      await open({ sizeLimit: 5 }).close();
      assert.equal(read(backups()[0]), 'too much\n[notice] Rotating logfile...\n');
      assert.equal(backups().length, 1); // What there is to say of a rotation is no reason for another one.
    });

    it('goes on in the same file when it cannot be renamed, and tries again later', async function () {
      if (process.getuid?.() === 0) {
        // Nothing is forbidden to root: the file's directory goes away instead.
        const file = open({ sizeLimit: 10 });
        renameSync(directory, `${directory}.moved`);
        for (const line of ['12345\n', '678901234\n', 'x\n']) file.write(line);
        await file.close();
        renameSync(`${directory}.moved`, directory);
      } else {
        const file = open({ sizeLimit: 10 });
        chmodSync(directory, 0o500);
        for (const line of ['12345\n', '678901234\n', 'x\n']) file.write(line);
        await file.close();
        chmodSync(directory, 0o700);
      }
      assert.deepEqual(backups(), []);
      assert.match(
        read(),
        /^12345\n678901234\nx\n\[error\] Unable to rotate the log \(.+\), will attempt next rotation at size \d+\n/,
      );
    });
  });
});
