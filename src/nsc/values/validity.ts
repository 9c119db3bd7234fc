/** When a token begins and ends to hold, as `--start` and `--expiry` say it. */
import { NscError } from '../errors.ts';

/** Seconds since 1970; 0 for always. `label` is what is said of it if it can't be read. */
export function parseTime(text: string, label: 'start' | 'expiry' | '', now: Date): number {
  try {
    return parse(text, now);
  } catch (cause) {
    const { message } = cause as Error;
    const intro = label === '' ? '' : `${label} ${JSON.stringify(text)} is invalid: `;
    throw new NscError('ERR_NSC_INPUT', `${intro}${message}`, { cause });
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

/** How far away a time is: `In 3 Weeks`, `2 Days Ago`, as Go's humanize has it; nothing for 0. */
export function formatDistance(seconds: number, now: Date): string {
  if (seconds === 0) return '';
  const distance = seconds - Math.floor(now.getTime() / 1000);
  const length = lengthOf(Math.abs(distance));
  if (distance < 0) return `${length} Ago`;
  return length === 'Now' ? 'In Now' : `In ${length}`;
}

function lengthOf(seconds: number): string {
  const [, size, name] = LENGTHS.find(([below]) => seconds < below)!;
  if (size === undefined) return name;
  const count = Math.floor(seconds / size);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

const [HOUR, DAY, WEEK, MONTH] = [3600, 86_400, 7 * 86_400, 30 * 86_400];
/** humanize takes twelve months of 30 days for a year. */
const YEAR = 12 * MONTH;

/** Below that many seconds, in units of that many; without a unit the text as it is. */
const LENGTHS: readonly (readonly [below: number, size: number | undefined, name: string])[] = [
  [1, undefined, 'Now'],
  [60, 1, 'Second'],
  [HOUR, 60, 'Minute'],
  [DAY, HOUR, 'Hour'],
  [WEEK, DAY, 'Day'],
  [MONTH, WEEK, 'Week'],
  [YEAR, MONTH, 'Month'],
  [1.5 * YEAR, undefined, '1 Year'],
  [2 * YEAR, undefined, '2 Years'],
  [37 * YEAR, YEAR, 'Year'],
  [Infinity, undefined, 'A Long While'],
];

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
  if (!isThere) throw new Error(`parsing time ${JSON.stringify(text)}: day out of range`);
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
