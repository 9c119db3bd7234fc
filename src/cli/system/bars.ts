import { oneLine } from '../table.ts';

/** Bars for values beside each other, from the smallest to the largest, as natscli draws CPU and memory. */
export function barLines(
  rows: readonly { readonly label: string; readonly value: number; readonly text: string }[],
  { width, isAscii }: { readonly width: number; readonly isAscii: boolean },
): string[] {
  const most = Math.max(...rows.map(({ value }) => value), 0);
  const longest = Math.max(...rows.map(({ label }) => label.length), 0);
  const [full, none] = isAscii ? ['#', '|'] : ['█', '▏'];
  return rows.map(({ label, value, text }) => {
    const length = most === 0 ? 0 : Math.round((value / most) * width);
    const bar = length === 0 ? none : full.repeat(length);
    return `  ${oneLine(label).padStart(longest)}: ${bar} (${text})`;
  });
}
