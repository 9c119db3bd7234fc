/** Values over time as columns of blocks, in letters. */

export interface Plot {
  readonly title: string;
  /** The latest last. */
  readonly values: readonly number[];
  readonly format: (value: number) => string;
}

export interface PlotSize {
  /** All letters of a line, the scale among them. */
  readonly width: number;
  /** Lines, that of the title among them. */
  readonly height: number;
  /** Letters of the scale. */
  readonly scale: number;
  readonly isAscii: boolean;
}

/** How many values there is room for. */
export function valuesThatFit({ width, scale }: Pick<PlotSize, 'width' | 'scale'>): number {
  return Math.max(1, width - scale - 2);
}

/** A title with what the last value is and the highest one, then the columns over a scale that begins with 0. */
export function plotLines({ title, values, format }: Plot, size: PlotSize): string[] {
  const shown = values.slice(-valuesThatFit(size));
  const most = Math.max(0, ...shown);
  const rows = Math.max(1, size.height - 1);
  const [side, corner] = size.isAscii ? ['|', '+'] : ['│', '┤'];
  const lines = [`${title}: ${format(shown.at(-1) ?? 0)} (highest ${format(most)})`];
  for (let row = rows - 1; row >= 0; row--) {
    const label = row === rows - 1 ? format(most) : row === 0 ? '0' : '';
    const cells = shown.map((value) => cell(most === 0 ? 0 : (value / most) * rows - row, size));
    const edge = label === '' ? side : corner;
    lines.push(`${label.padStart(size.scale)} ${edge}${cells.join('')}`.trimEnd());
  }
  return lines;
}

/** How much of a cell is filled: from nothing, or below, to all of it. */
function cell(part: number, { isAscii }: Pick<PlotSize, 'isAscii'>): string {
  const levels = isAscii ? ' .:#' : ' ▁▂▃▄▅▆▇█';
  const full = levels.length - 1;
  // What is more than nothing shows.
  const level = part <= 0 ? 0 : Math.max(1, Math.round(Math.min(1, part) * full));
  return levels[level]!;
}
