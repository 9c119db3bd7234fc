/**
 * Durations as Go writes them (`1h30m`, `250ms`, `1.5s`): command lines, config files and reports of NATS all use this
 * spelling. Inside natsx a duration is a number of milliseconds, with fractions where it is shorter.
 */
import { NatsxError } from './errors.ts';

const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  '\u00b5s': 1e-3, // U+00B5, micro sign
  '\u03bcs': 1e-3, // U+03BC, Greek letter mu
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

// Go counts nanoseconds in an int64: about 292 years.
const MAX_MS = 2 ** 63 / 1e6;

/** Milliseconds of a duration such as `1h30m`; refuses what Go's time.ParseDuration refuses, with its texts. */
export function parseDuration(text: string): number {
  const unsigned = text.replace(/^[+-]/, '');
  if (unsigned === '0') return 0;
  if (unsigned === '') throw invalid(`invalid duration ${JSON.stringify(text)}`);
  let totalMs = 0;
  for (let rest = unsigned; rest !== '';) {
    const [part, number = '', unit = ''] = /^([\d.]*)([^\d.]*)/.exec(rest)!;
    if (!/^(\d+\.?\d*|\.\d+)$/.test(number)) {
      throw invalid(`invalid duration ${JSON.stringify(text)}`);
    }
    if (unit === '') throw invalid(`missing unit in duration ${JSON.stringify(text)}`);
    const unitMs = Object.hasOwn(UNIT_MS, unit) ? UNIT_MS[unit] : undefined;
    if (unitMs === undefined) {
      throw invalid(`unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(text)}`);
    }
    totalMs += Number(number) * unitMs;
    rest = rest.slice(part.length);
  }
  if (totalMs >= MAX_MS) throw invalid(`invalid duration ${JSON.stringify(text)}`);
  return text.startsWith('-') ? -totalMs : totalMs;
}

/** The spelling of Go's time.Duration.String: `1h2m3s`, `1.5s`, `689µs`, `0s`. */
export function formatDuration(durationMs: number): string {
  // Whole nanoseconds; beyond 104 days a double no longer holds each of them, which nobody reads anyway.
  const nanoseconds = Math.round(Math.abs(durationMs) * 1e6);
  if (nanoseconds === 0) return '0s';
  const sign = durationMs < 0 ? '-' : '';
  if (nanoseconds < 1e3) return `${sign}${nanoseconds}ns`;
  if (nanoseconds < 1e6) return `${sign}${decimal(nanoseconds, 3)}\u00b5s`;
  if (nanoseconds < 1e9) return `${sign}${decimal(nanoseconds, 6)}ms`;
  const hours = Math.floor(nanoseconds / 3.6e12);
  const minutes = Math.floor(nanoseconds / 6e10) % 60;
  const seconds = `${decimal(nanoseconds % 6e10, 9)}s`;
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${sign}${minutes}m${seconds}` : sign + seconds;
}

/** `number` / 10^`digits`, exactly, without trailing zeros. */
function decimal(number: number, digits: number): string {
  const text = String(number).padStart(digits + 1, '0');
  const fraction = text.slice(-digits).replace(/0+$/, '');
  return text.slice(0, -digits) + (fraction === '' ? '' : `.${fraction}`);
}

function invalid(message: string): NatsxError {
  return new NatsxError('ERR_DURATION', `time: ${message}`);
}
