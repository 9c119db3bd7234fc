/** Numbers with units as people write them, and bytes as tables show them. */

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** `10`, `-1`, `5k`, `1GiB`; undefined if it is no such number. */
export function parseNumber(text: string): number | undefined {
  const [, digits, unit = ''] = /^(-?\d+)([a-z]*)$/i.exec(text.trim()) ?? [];
  const factor = UNITS[unit.toLowerCase()];
  if (digits === undefined || factor === undefined) return undefined;
  const number = Number(digits) * factor;
  return Number.isSafeInteger(number) ? number : undefined;
}

/** `1.0 kB`, as Go's humanize has it: thousands, one digit behind the dot below ten. */
export function formatBytes(bytes: number | bigint): string {
  const value = Number(bytes);
  if (value < 10) return `${value} B`;
  const power = Math.min(Math.floor(Math.log10(value) / 3 + 1e-12), SIZES.length - 1);
  const rounded = Math.floor((value / 1000 ** power) * 10 + 0.5) / 10;
  return `${rounded < 10 ? rounded.toFixed(1) : rounded.toFixed(0)} ${SIZES[power]}`;
}

const SIZES = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'];
