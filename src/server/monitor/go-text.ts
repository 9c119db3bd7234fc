/** Times and durations in the forms of nats-server's monitoring. */
import { formatDuration } from '../../base/duration.ts';

/** Go's RFC3339Nano: a fraction without trailing zeros, `2026-11-22T11:06:38.48Z`. */
export function goTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.?0+Z$/, 'Z');
}

/** `23s`, `1m2s`, `3h0m1s`, `4d0h0m0s`, `1y0d0h0m0s` (monitor.go, myUptime). */
export function uptime(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  const parts = [
    [Math.floor(days / 365), 'y'],
    [days % 365, 'd'],
    [hours % 24, 'h'],
    [minutes % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first)
    .map(([count, unit]) => `${count}${unit}`)
    .join('');
}

/** A round trip, `689µs`: below a millisecond in whole microseconds (monitor.go, getRTT). `0s` if not measured yet. */
export function roundTrip(ms: number | undefined): string {
  if (ms === undefined) return '0s';
  return formatDuration(ms > 0.001 && ms < 1 ? Math.floor(ms * 1000) / 1000 : ms);
}

/** What came from the wire is a string of bytes; JSON wants characters. */
export function decodeBytes(bytes: string): string {
  return isAscii(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
}

/** The other way: characters from a query as the bytes that stand on the wire. */
export function encodeBytes(text: string): string {
  return isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

function isAscii(text: string): boolean {
  return /^[\x00-\x7f]*$/.test(text);
}
