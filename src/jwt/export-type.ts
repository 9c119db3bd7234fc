import { text, type Field } from './fields.ts';
import { JwtError } from './errors.ts';
import { writeText } from './json-writer.ts';
import { quoteText } from './validation.ts';

/** What accounts share: messages that flow from the exporter, or answers to requests. */
export type ExportType = 'stream' | 'service';

/** Absent reads as undefined, which no valid claims have. */
export const EXPORT_TYPE: Field<ExportType | undefined> = {
  zero: () => undefined,
  read: (json, path) => known(text.read(json, path)),
  write: (value) => writeText(known(value)),
  isOmitted: (value) => value === undefined,
};

/** As it is called in messages. */
export function nameOfType(type: ExportType | undefined): string {
  return type ?? 'unknown';
}

function known(value: string | undefined): ExportType {
  if (value === 'stream' || value === 'service') return value;
  throw new JwtError('ERR_JWT_CLAIM', `unknown export type ${quoteText(value ?? '')}`);
}
