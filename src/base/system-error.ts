/** What the operating system refused, in the words Go programs print, which people and tools know from nats-server. */
import { getSystemErrorMap } from 'node:util';
import { isUnspecified } from './address.ts';

/** `no such file or directory`; the error's own message when it is none of the system's. */
export function systemErrorText(error: unknown): string {
  const { code, errno, message } = error as NodeJS.ErrnoException;
  const special = code === undefined ? undefined : words[code];
  if (special !== undefined) return special;
  const known = errno === undefined ? undefined : getSystemErrorMap().get(errno);
  return known === undefined ? message : known[1];
}

/** Where libuv's words differ from the C library's, which are Go's too; and what the resolver says. */
const words: Readonly<Record<string, string>> = {
  EADDRNOTAVAIL: 'cannot assign requested address',
  EEXIST: 'file exists',
  EIO: 'input/output error',
  EISDIR: 'is a directory',
  ELOOP: 'too many levels of symbolic links',
  ENAMETOOLONG: 'file name too long',
  EAI_AGAIN: 'temporary failure in name resolution',
  ENOTFOUND: 'no such host',
};

/** `open /etc/x: permission denied` */
export function fileErrorText(
  operation: 'open' | 'remove' | 'write',
  path: string,
  error: unknown,
): string {
  return `${operation} ${path}: ${systemErrorText(error)}`;
}

/** `listen tcp 127.0.0.1:4222: bind: address already in use` */
export function listenErrorText(host: string, port: number, error: unknown): string {
  const { address, syscall } = error as NodeJS.ErrnoException & { address?: string };
  if (syscall === 'getaddrinfo') return `listen tcp: lookup ${host}: ${systemErrorText(error)}`;
  // Asked for all addresses, Node names the IPv6 way of saying so.
  const bound = isUnspecified(host) ? host : (address ?? host);
  return `listen tcp ${hostPort(bound, port)}: bind: ${systemErrorText(error)}`;
}

/** `127.0.0.1:4222`, `[::1]:4222` */
export function hostPort(host: string, port: number): string {
  return `${bracketed(host)}:${port}`;
}

/** An IPv6 address as it stands before a port: `[::1]`. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
