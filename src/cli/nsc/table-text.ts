/** Tables as Go's nsc draws them: a frame of ASCII, the title in the middle. */
import { textWidth } from '../../base/text-width.ts';
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
    Math.max(0, ...cells.map((row) => textWidth(row[at] ?? ''))),
  );
  const inner = () => widths.reduce((sum, each) => sum + each + 3, -1);
  const missing = textWidth(title) + 2 - inner();
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
  return text + ' '.repeat(length - textWidth(text));
}

function centered(text: string, length: number): string {
  const left = Math.floor((length - textWidth(text)) / 2);
  return padded(' '.repeat(left) + text, length);
}
