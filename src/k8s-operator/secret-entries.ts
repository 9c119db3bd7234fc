import { isRecord } from './check.ts';
import type { Manifest } from './kubernetes.ts';

/** What a Secret holds, whichever way its file says it. */
export function secretEntries({ data, stringData }: Manifest): ReadonlyMap<string, string> {
  const decoded = entriesOf(data).map(([key, value]): [string, string] => [
    key,
    Buffer.from(value, 'base64').toString(),
  ]);
  return new Map([...decoded, ...entriesOf(stringData)]);
}

function entriesOf(record: unknown): [string, string][] {
  if (!isRecord(record)) return [];
  return Object.entries(record).flatMap(([key, value]) =>
    typeof value === 'string' ? [[key, value]] : [],
  );
}
