import { oneLine, type Cell } from './table.ts';

/** Columns without a frame, three blanks apart, as Go's tabwriter sets them: easy to read, easy to cut. */
export function plainColumns(rows: readonly (readonly Cell[])[]): string[] {
  const texts = rows.map((row) => row.map(oneLine));
  const widths: number[] = [];
  for (const row of texts) {
    row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, cell.length)));
  }
  return texts.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join('   ')
      .trimEnd(),
  );
}
