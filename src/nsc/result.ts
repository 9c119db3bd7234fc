import type { Report } from './report.ts';
import type { Table } from './table.ts';

/** What a command has to say. */
export interface Result {
  /** What it did. */
  readonly report?: Report;
  /** Whether a line about all of them ends the report. */
  readonly sums?: boolean;
  /** What it found, for programs. */
  readonly data?: unknown;
  /** What it found, for people; goes to stdout as it is. */
  readonly text?: string;
  /** The same in tables. */
  readonly tables?: readonly Table[];
  /** Said last, on stderr. */
  readonly notes?: readonly string[];
}
