/** `1,234,567`. */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** `1,072.91us`, as nats writes latencies. */
export function formatMicroseconds(us: number): string {
  const fixed = us.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return `${fixed}us`;
}
