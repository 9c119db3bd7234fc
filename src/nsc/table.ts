/** A table to be shown: what is in it, not how it looks. */
export interface Table {
  readonly title: string;
  readonly columns?: readonly string[];
  readonly rows: readonly Row[];
}

/** The cells of a row, or a line across the table. */
export type Row = readonly string[] | 'line';

/** Rows of which only the first has a label: a list in a table of labels and values. */
export function listRows(label: string, values: readonly string[]): Row[] {
  return values.map((value, at) => [at === 0 ? label : '', value]);
}
