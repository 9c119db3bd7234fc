/** Where a port of this server can be reached from elsewhere. */
import { networkInterfaces } from 'node:os';
import { hostPort } from '../../base/system-error.ts';

export interface OpenPort {
  readonly host: string;
  readonly port: number;
  /** `host` or `host:port`, if others are to be told that. */
  readonly advertise?: string | undefined;
}

interface MachineAddress {
  readonly address: string;
  readonly internal: boolean;
}

/**
 * `host:port` for each address that others may use: those of the machine where the port is open on any, without such as
 * lead only to the machine itself or to its link (nats-server server.go, getConnectURLs).
 */
export function ownUrls(
  { host, port, advertise }: OpenPort,
  addresses: () => readonly MachineAddress[] = addressesOfMachine,
): string[] {
  if (advertise !== undefined && advertise !== '') {
    const told = advertised(advertise, port);
    return [hostPort(told.host, told.port)];
  }
  if (host !== '0.0.0.0' && host !== '::') return [hostPort(host, port)];
  return addresses()
    .filter(({ address, internal }) => !internal && !isOfLink(address))
    .map(({ address }) => hostPort(address, port));
}

/** `advertise` taken apart; `port` where it names none. */
export function advertised(advertise: string, port: number): { host: string; port: number } {
  const url = new URL(`nats://${advertise}`);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? port : Number(url.port),
  };
}

function addressesOfMachine(): readonly MachineAddress[] {
  return Object.values(networkInterfaces()).flatMap((addresses = []) => addresses);
}

/** 169.254.0.0/16 and fe80::/10. */
function isOfLink(address: string): boolean {
  return /^169\.254\.|^fe[89ab][0-9a-f]:/i.test(address);
}
