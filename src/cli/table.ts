/**
 * Tables and columns as natscli draws them: a round frame, the title in a row of its own, numbers to the right. In a pipe
 * they look the same, and never have colours.
 */
import Table from 'cli-table3';

export interface TableText {
  readonly title?: string | undefined;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** The last row, under a line. */
  readonly footer?: readonly Cell[] | undefined;
}

/** Numbers stand to the right; they have been made readable already where they are texts. */
export type Cell = string | number;

const FRAME = {
  top: '─',
  'top-mid': '┬',
  'top-left': '╭',
  'top-right': '╮',
  bottom: '─',
  'bottom-mid': '┴',
  'bottom-left': '╰',
  'bottom-right': '╯',
  left: '│',
  'left-mid': '├',
  mid: '─',
  'mid-mid': '┼',
  right: '│',
  'right-mid': '┤',
  middle: '│',
};

const ASCII_FRAME = Object.fromEntries(
  Object.entries(FRAME).map(([part, line]) => [
    part,
    line === '─' ? '-' : line === '│' ? '|' : '+',
  ]),
) as typeof FRAME;

/** The lines of a table, the last one ended. A terminal without other letters gets a frame of ASCII. */
export function tableText({ title, columns, rows, footer }: TableText, isAscii = false): string {
  const alignments = columns.map((_, at) =>
    rows.length > 0 && rows.every((row) => isNumeric(row[at] ?? '')) ? 'right' : 'left',
  );
  const table = new Table({
    head: [...columns],
    colAligns: [...alignments],
    chars: isAscii ? ASCII_FRAME : FRAME,
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows.map((row) => row.map(oneLine)));
  if (footer !== undefined) table.push(footer.map(oneLine));
  const lines = table.toString().split('\n');
  if (footer !== undefined) lines.splice(-2, 0, middleOf(lines[0]!, isAscii));
  // The library draws no line between a head and nothing.
  else if (rows.length === 0) lines.splice(-1, 0, middleOf(lines[0]!, isAscii));
  return `${(title === undefined ? lines : titled(title, lines, isAscii)).join('\n')}\n`;
}

/** Lines no longer than a terminal is wide, so that none wraps; in a pipe (undefined) they stay whole. */
export function fitted(text: string, columns = Infinity): string {
  if (columns === Infinity) return text;
  return text
    .split('\n')
    .map((line) => (line.length > columns ? `${line.slice(0, columns - 1)}…` : line))
    .join('\n');
}

/** Whatever a server or a peer has named so: no line break, escape sequence or bidi mark reaches the terminal. */
export function oneLine(cell: Cell): string {
  return String(cell).replace(
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    '\ufffd',
  );
}

/** Labels to the right, values after them; without the rows that have no value. */
export function columnsText(
  rows: readonly (readonly [label: string, value: string | undefined])[],
): string {
  const shown = rows.filter(([, value]) => value !== undefined && value !== '');
  const width = Math.max(0, ...shown.map(([label]) => label.length));
  return shown.map(([label, value]) => `  ${label.padStart(width)}: ${oneLine(value!)}\n`).join('');
}

/** The line across a table whose top line this is. */
function middleOf(top: string, isAscii: boolean): string {
  return isAscii ? top : top.replace('╭', '├').replace('╮', '┤').replaceAll('┬', '┼');
}

function titled(title: string, [top, ...lines]: readonly string[], isAscii: boolean): string[] {
  const [rule, corner] = isAscii ? ['-', '+'] : ['─', '┬'];
  const inner = top!.length - 2;
  if (title.length > inner) return [title, top!, ...lines];
  const left = Math.floor((inner - title.length) / 2);
  const middle = ' '.repeat(left) + title + ' '.repeat(inner - title.length - left);
  const [start, side, end] = isAscii ? ['+', '|', '+'] : ['╭', '│', '╮'];
  const below = `${isAscii ? '+' : '├'}${top!.slice(1, -1)}${isAscii ? '+' : '┤'}`;
  return [
    start + rule.repeat(inner) + end,
    side + middle + side,
    below.replaceAll(corner, isAscii ? '+' : '┬'),
    ...lines,
  ];
}

/** Also what has a unit after it. */
function isNumeric(cell: Cell): boolean {
  return (
    typeof cell === 'number' || /^(-|-?[\d,]+(\.\d+)?( ?([KMGTPE]i?B|B|%|[KMBT]))?)?$/.test(cell)
  );
}
