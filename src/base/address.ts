/** Whether `host` stands for all addresses of the machine. */
export function isUnspecified(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/**
 * What Node's `listen` must be given to listen as a Go program does: 0.0.0.0 too takes IPv6 connections where there is
 * IPv6 (Go net.Listen). In Node that is the absence of a host. A negative port takes a free one.
 */
export function listenAddress(host: string, port: number): { host?: string; port: number } {
  const address = { port: Math.max(0, port) };
  return isUnspecified(host) ? address : { host, ...address };
}
