/** The URLs by which an operator's accounts are kept: an account server's (HTTP), or those of NATS servers that keep them. */
import { NscError } from '../errors.ts';

const SCHEMES = ['http', 'https', 'nats', 'tls', 'ws', 'wss'];

/** Whether NATS servers keep the accounts themselves there. */
export function isResolverUrl(url: string): boolean {
  return /^(nats|tls|wss?):\/\//i.test(url.trim());
}

/** Refuses what nothing can be pushed to. */
export function checkServerUrl(url: string): void {
  const [, scheme = ''] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url.trim()) ?? [];
  if (SCHEMES.includes(scheme.toLowerCase())) return;
  const text = `scheme "${scheme}" is not supported (${SCHEMES.join(', ')})`;
  throw new NscError('ERR_NSC_INPUT', text);
}

/** A URL as it may be shown: what stands before an `@` may be a password. */
export function shownUrl(url: string): string {
  return url.replace(/:\/\/[^/,]*@/g, '://…@');
}
