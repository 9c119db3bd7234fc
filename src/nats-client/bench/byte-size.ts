/** Sizes as the nats tools read and print them: `KB` and `KiB` are both 1024 bytes (natscli, ParseStringAsBytes). */
import { NatsxError } from '../../base/errors.ts';

const POWERS: Readonly<Record<string, number>> = {
  '': 0,
  B: 0,
  K: 1,
  KB: 1,
  KIB: 1,
  M: 2,
  MB: 2,
  MIB: 2,
  G: 3,
  GB: 3,
  GIB: 3,
};

/** The bytes of `128`, `128B`, `1KB` or `1MiB`. */
export function parseByteSize(text: string): number {
  const [, digits, unit] = /^(\d+)\s*([a-z]*)$/i.exec(text.trim()) ?? [];
  const power = unit === undefined ? undefined : POWERS[unit.toUpperCase()];
  if (digits === undefined || power === undefined) {
    throw new NatsxError('ERR_BYTE_SIZE', 'must be a number of bytes such as 128B, 1KB or 1MiB');
  }
  return Number(digits) * 1024 ** power;
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** `16 B`, `1.5 KiB`, `226 MiB`: a decimal below ten, as in the reports of nats. */
export function formatByteSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  // 1023.5 would be printed as 1024.
  while (value >= 1023.5 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${UNITS[unit]!}`;
}
