/** Tables as Go's nsc draws them: a frame of ASCII, the title in the middle. */
import type { Table } from '../../nsc/table.ts';

export interface TableStyle {
  /** Rows whose first cell is this are printed bold. */
  readonly bold?: string | undefined;
}

export function tableText({ title, columns, rows }: Table, style: TableStyle = {}): string {
  const cells = [
    ...(columns === undefined ? [] : [columns]),
    ...rows.filter((row) => row !== 'line'),
  ];
  const count = Math.max(1, ...cells.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, at) =>
    Math.max(0, ...cells.map((row) => width(row[at] ?? ''))),
  );
  const inner = () => widths.reduce((sum, each) => sum + each + 3, -1);
  const missing = width(title) + 2 - inner();
  if (missing > 0) widths[count - 1]! += missing;
  const line = `+${widths.map((each) => '-'.repeat(each + 2)).join('+')}+`;
  const rowText = (row: readonly string[]) => {
    const text = `|${widths.map((each, at) => ` ${padded(row[at] ?? '', each)} `).join('|')}|`;
    return style.bold !== undefined && row[0] === style.bold ? text.replace(row[0], bold) : text;
  };
  return [
    `+${'-'.repeat(inner())}+`,
    `|${centered(title, inner())}|`,
    line,
    ...(columns === undefined ? [] : [rowText(columns), line]),
    ...rows.map((row) => (row === 'line' ? line : rowText(row))),
    line,
    '',
  ].join('\n');
}

function bold(text: string): string {
  return `\u001b[1m${text}\u001b[0m`;
}

function padded(text: string, length: number): string {
  return text + ' '.repeat(length - width(text));
}

function centered(text: string, length: number): string {
  const left = Math.floor((length - width(text)) / 2);
  return padded(' '.repeat(left) + text, length);
}

/** Columns of a terminal: marks take none, East Asian letters two. */
function width(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  return Array.from(text).reduce((sum, letter) => sum + widthOf(letter), 0);
}

function widthOf(letter: string): number {
  if (/\p{M}|\u200d/u.test(letter)) return 0;
  return /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u.test(
    letter,
  )
    ? 2
    : 1;
}
