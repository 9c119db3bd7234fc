/** What becomes of log files that are full. Names and texts are nats-server's (logger/log.go), because tools know them. */
import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { systemErrorText } from './system-error.ts';

/** `x.log.2026.11.22.07.03.29.392000000`: the local time, down to what looks like nanoseconds. */
export function backupName(
  path: string,
  nowMs: number,
  isTaken: (path: string) => boolean,
): string {
  const date = new Date(nowMs);
  const parts = [date.getMonth() + 1, date.getDate(), date.getHours(), date.getMinutes()];
  const time = [...parts, date.getSeconds()].map((part) => String(part).padStart(2, '0'));
  const name = `${path}.${date.getFullYear()}.${time.join('.')}`;
  let nanoseconds = Math.floor((nowMs % 1000) * 1e6);
  const full = (): string => `${name}.${String(nanoseconds).padStart(9, '0')}`;
  // A small limit rotates several times within a millisecond.
  while (isTaken(full())) nanoseconds++;
  return full();
}

/** What `backupName` appends. */
const STAMP = /^\.\d{4}(\.\d\d){5}\.\d{1,9}$/;

/** Deletes the oldest backups of `path`, so that `most` are left. */
export function purgeBackups(
  path: string,
  most: number,
  note: (level: 'notice' | 'error', text: string) => void,
): void {
  const directory = dirname(path);
  const later = 'will attempt next rotation';
  let backups: string[];
  try {
    backups = backupsIn(directory, basename(path));
  } catch (error) {
    const reason = systemErrorText(error);
    const name = JSON.stringify(directory);
    note('error', `Unable to read directory ${name} for log purge (${reason}), ${later}`);
    return;
  }
  for (const backup of backups.slice(0, Math.max(0, backups.length - most))) {
    const name = JSON.stringify(backup);
    try {
      rmSync(join(directory, backup));
    } catch (error) {
      note(
        'error',
        `Unable to remove backup log file ${name} (${systemErrorText(error)}), ${later}`,
      );
      return;
    }
    note('notice', `Purged log file ${name}`);
  }
}

/** The oldest first. */
function backupsIn(directory: string, name: string): string[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => entry.name)
    .filter((each) => each.startsWith(name) && STAMP.test(each.slice(name.length)))
    .sort();
}
