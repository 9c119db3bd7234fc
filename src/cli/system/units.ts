/** Numbers as people read them, in a few letters. */

/** `14MB`, as in tables of servers; 1 MB is 1024 × 1024 bytes. */
export function shortBytes(bytes: number): string {
  return scaled(bytes, 1024, ['B', 'KB', 'MB', 'GB', 'TB', 'PB']);
}

/** `950`, `1.2K`, `34M`. */
export function shortCount(count: number): string {
  return scaled(count, 1000, ['', 'K', 'M', 'B', 'T']);
}

/** Below ten with a decimal, unless it is whole. */
function scaled(number: number, step: number, units: readonly string[]): string {
  let value = number;
  let unit = 0;
  while (Math.abs(value) >= step - 0.5 && unit < units.length - 1) {
    value /= step;
    unit++;
  }
  const digits = unit > 0 && Math.abs(value) < 9.95 && !Number.isInteger(value) ? 1 : 0;
  return `${value.toFixed(digits)}${units[unit]!}`;
}

/** `1d2h3m`, `23m50s`, `7.5s`: the two or three units that count. */
export function shortDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)}ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1).replace(/\.0$/, '')}s`;
  const seconds = Math.floor(ms / 1000);
  const [s, m, h, d] = [
    seconds % 60,
    Math.floor(seconds / 60) % 60,
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 86_400),
  ];
  if (d > 0) return `${d}d${h}h${m}m`;
  if (h > 0) return `${h}h${m}m${s}s`;
  return m > 0 ? `${m}m${s}s` : `${s}s`;
}

/** `1.23ms`, `85.4µs`. */
export function shortRtt(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)}s`;
  return ms >= 1 ? `${ms.toFixed(2)}ms` : `${(ms * 1000).toFixed(0)}µs`;
}

/** Time between two times of RFC 3339, ms. */
export function between(start: string, end: string): number {
  return Math.max(0, Date.parse(end) - Date.parse(start));
}
