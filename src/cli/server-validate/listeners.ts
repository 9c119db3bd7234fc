/** Where a server would listen: can it, and not twice? */
import { isUnspecified } from '../../base/address.ts';
import type { ServerOptions } from '../../server/options/options.ts';
import { error, type Finding, type ValidateHost } from './findings.ts';

interface Listener {
  readonly where: string;
  readonly host: string;
  readonly port: number;
}

export async function listenerFindings(
  options: ServerOptions,
  host: Pick<ValidateHost, 'listen'>,
): Promise<Finding[]> {
  const listeners = listenersOf(options);
  const findings = conflictsBetween(listeners);
  for (const { where, host: address, port } of listeners) {
    const problem = await host.listen(address, port);
    if (problem !== undefined) findings.push(error(where, problem));
  }
  return findings;
}

/** Those with a port of their own: a free one is free. */
function listenersOf(options: ServerOptions): Listener[] {
  const { host, port, http, https, cluster, gateway, leafnodes, websocket } = options;
  const monitor = http ?? https;
  const all: [
    string,
    { readonly host?: string; readonly port?: number | undefined } | undefined,
  ][] = [
    ['port', { host, port }],
    [http === undefined ? 'https' : 'http', monitor],
    ['cluster', cluster],
    ['gateway', gateway],
    ['leafnodes', leafnodes],
    ['websocket', websocket],
  ];
  return all.flatMap(([where, address]) => {
    const { port: own = 0 } = address ?? {};
    if (own <= 0) return [];
    const name = address?.host ?? '';
    return [{ where, host: name === '' ? host : name, port: own }];
  });
}

function conflictsBetween(listeners: readonly Listener[]): Finding[] {
  return listeners.flatMap((one, at) =>
    listeners.slice(0, at).flatMap((other) => {
      const sameHost =
        one.host === other.host || isUnspecified(one.host) || isUnspecified(other.host);
      return sameHost && one.port === other.port
        ? [error(one.where, `port ${one.port} is also that of ${other.where}`)]
        : [];
    }),
  );
}
