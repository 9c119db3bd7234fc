/** Which of several connections between two servers is for which account. */

/** The place of `account`, by name, among `size` connections: FNV-1a, as on every server (nats-server, computeRoutePoolIdx). */
export function poolIndex(account: string, size: number): number {
  if (size <= 1) return 0;
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(account)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % size;
}
