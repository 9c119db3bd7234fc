/** When a token begins and ends to hold, as `--start` and `--expiry` say it. */
import { NscError } from '../errors.ts';

/** Seconds since 1970; 0 for always. `label` is the flag's name. */
export function parseTime(text: string, label: 'start' | 'expiry', now: Date): number {
  try {
    return parse(text, now);
  } catch (cause) {
    const { message } = cause as Error;
    throw new NscError('ERR_NSC_INPUT', `${label} "${text}" is invalid: ${message}`, { cause });
  }
}

/** A time as it is shown: `2026-01-31 09:05:07 UTC`, or nothing for 0. */
export function formatTime(seconds: number): string {
  if (seconds === 0) return '';
  return new Date(seconds * 1000)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');
}

/** How far away a time is: `in 3 weeks`, `2 days ago` as Go's humanize has it. */
export function formatDistance(seconds: number, now: Date): string {
  const distance = seconds - Math.floor(now.getTime() / 1000);
  const suffix = distance < 0 ? 'ago' : 'from now';
  const length = Math.abs(distance);
  if (length < 1) return 'now';
  const [unit, name] = UNITS.find(([size]) => length >= size)!;
  const count = Math.floor(length / unit);
  return `${count} ${name}${count === 1 ? '' : 's'} ${suffix}`;
}

const UNITS = [
  [365 * 86_400, 'year'],
  [30 * 86_400, 'month'],
  [7 * 86_400, 'week'],
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
] as const;

function parse(text: string, now: Date): number {
  if (text === '' || text === '0') return 0;
  if (text.includes('.')) throw new Error(`start/expiry must be an integer value: ${text}`);
  const [, date, time] = /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d) UTC)?$/.exec(text) ?? [];
  if (date !== undefined) return absolute(`${date}T${time ?? '00:00:00'}Z`, text);
  const [, count, unit] = /^(-?\d+)([mhdwMy])$/.exec(text) ?? [];
  if (count === undefined) throw new Error(`couldn't parse expiry: ${text}`);
  return relative(Number(count), unit!, now);
}

function absolute(iso: string, text: string): number {
  const time = Date.parse(iso);
  // Of the 31st of February JavaScript makes the 3rd of March.
  const isThere = !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso.slice(0, 19));
  if (!isThere) throw new Error(`there is no such time: ${text}`);
  return time / 1000;
}

function relative(count: number, unit: string, now: Date): number {
  if (count === 0) return 0;
  const then = new Date(now);
  if (unit === 'm') then.setTime(now.getTime() + count * 60_000);
  else if (unit === 'h') then.setTime(now.getTime() + count * 3_600_000);
  else if (unit === 'd') then.setUTCDate(now.getUTCDate() + count);
  else if (unit === 'w') then.setUTCDate(now.getUTCDate() + count * 7);
  else if (unit === 'M') then.setUTCMonth(now.getUTCMonth() + count);
  else then.setUTCFullYear(now.getUTCFullYear() + count);
  return Math.floor(then.getTime() / 1000);
}
