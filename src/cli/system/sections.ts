/** Labels and values under headings, as natscli shows what is known about one thing. */
import { oneLine } from '../table.ts';

/** A value of several lines stands below itself; one that is undefined or has nothing in it is left out. */
export type Rows = readonly (readonly [
  label: string,
  value: string | readonly string[] | undefined,
])[];
export type Section = readonly [title: string, rows: Rows];

/** Each heading, and under it its rows; all colons stand below each other. */
export function sectionsText(sections: readonly Section[]): string {
  const width = widthOf(sections.flatMap(([, rows]) => rows));
  return sections.map(([title, rows]) => `${title}:\n\n${rowsText(rows, width)}\n`).join('');
}

export function rowsText(rows: Rows, width = widthOf(rows)): string {
  return rows
    .filter(([, value]) => value !== undefined && value.length > 0)
    .flatMap(([label, value]) =>
      [value!].flat().map((text, at) => {
        const before = at === 0 ? `${label}:` : ' ';
        return `${before.padStart(width + 1)} ${oneLine(text)}\n`;
      }),
    )
    .join('');
}

export function widthOf(rows: Rows): number {
  return Math.max(...rows.map(([label]) => label.length)) + 2;
}
