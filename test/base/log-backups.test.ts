import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backupName, purgeBackups } from '../../src/base/log-backups.ts';

describe('backupName', () => {
  const at = new Date(2026, 10, 2, 7, 3, 9, 41).getTime();

  it('appends the local time as nats-server does', () => {
    assert.equal(
      backupName('/x/a.log', at, () => false),
      '/x/a.log.2026.11.02.07.03.09.041000000',
    );
  });

  it('takes no name twice', () => {
    const taken = new Set(['a.2026.11.02.07.03.09.041000000', 'a.2026.11.02.07.03.09.041000001']);
    assert.equal(
      backupName('a', at, (name) => taken.has(name)),
      'a.2026.11.02.07.03.09.041000002',
    );
  });
});

describe('purgeBackups', () => {
  let directory: string;
  let notes: string[];
  const note = (level: string, text: string): void => void notes.push(`${level}: ${text}`);

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'natsx-backups-'));
    notes = [];
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('deletes the oldest and touches nothing else', () => {
    const old = ['x.log.2025.01.02.03.04.05.1', 'x.log.2025.12.31.23.59.59.999999999'];
    const others = [
      'x.log',
      'x.log.2024.01.02.03.04.05.000000000.gz',
      'x.log.2024.01.02',
      'xx.log.2024.01.02.03.04.05.000000000',
      'x.log.old',
    ];
    const fresh = 'x.log.2026.01.02.03.04.05.000000000';
    for (const name of [...old, ...others, fresh]) writeFileSync(join(directory, name), '');
    mkdirSync(join(directory, 'x.log.2023.01.02.03.04.05.000000000'));
    purgeBackups(join(directory, 'x.log'), 1, note);
    const left = [...others, fresh, 'x.log.2023.01.02.03.04.05.000000000'];
    assert.deepEqual(readdirSync(directory).sort(), left.sort());
    assert.deepEqual(
      notes,
      old.map((name) => `notice: Purged log file "${name}"`),
    );
  });

  it('says what it could not look at', () => {
    const missing = join(directory, 'no');
    purgeBackups(join(missing, 'x.log'), 1, note);
    assert.deepEqual(notes, [
      `error: Unable to read directory "${missing}" for log purge (no such file or directory), will attempt next rotation`,
    ]);
  });
});
