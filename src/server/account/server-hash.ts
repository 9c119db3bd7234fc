import { createHash } from 'node:crypto';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Eight characters by which servers know each other in subjects (nats-server events.go, getHash). */
export function serverHash(name: string): string {
  const digest = createHash('sha256').update(name).digest();
  return [...digest.subarray(0, 8)].map((byte) => DIGITS[byte % DIGITS.length]).join('');
}

/** Six characters by which servers and clusters are known in replies across gateways (nats-server gateway.go, getGWHash). */
export function gatewayHash(name: string): string {
  return serverHash(name).slice(0, 6);
}
