/** Without the entries that are undefined. */
export function defined<T>(record: Readonly<Record<string, T | undefined>>): Record<string, T> {
  const entries = Object.entries(record).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Record<string, T>; // Those that are left are no longer undefined.
}
