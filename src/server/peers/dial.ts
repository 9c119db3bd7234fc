/** Connects to other servers. */
import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import { NatsxError } from '../../base/errors.ts';
import { hostPort, systemErrorText } from '../../base/system-error.ts';
import { SocketTransport, type DirectWrites, type Transport } from '../connection/transport.ts';
import type { DialTerms } from './client-handshake.ts';
import { DialedTransport } from './dialed-transport.ts';

/** Where a server is. */
export interface Place {
  /** A name, or an address without brackets. */
  readonly host: string;
  readonly port: number;
}

export interface DialSettings {
  /** Time in ms that connecting may take, a handshake not counted. Default 1000. */
  readonly timeoutMs?: number;
  /** Where the socket is read into, if it is. */
  readonly input?: Buffer | undefined;
  /** How it is written to, if not by streams. */
  readonly direct?: DirectWrites | undefined;
  /** Gives up when it aborts, as long as the socket is not connected. */
  readonly signal?: AbortSignal | undefined;
}

/** The times of nats-server (route.go, DEFAULT_ROUTE_DIAL). */
const TIMEOUT_MS = 1_000;

/** As accepted sockets are: see ports/listener.ts. */
const OPTIONS = {
  allowHalfOpen: true,
  noDelay: true,
  keepAlive: true,
  keepAliveInitialDelay: 15_000,
  highWaterMark: 1,
};

/**
 * Connects to `place`. With `tls` all is encrypted: the handshake begins when the transport is opened, which tells how it
 * comes along. Rejects with NatsxError, ERR_DIAL or ERR_LOOKUP.
 */
export async function dial(
  place: Place,
  { tls, ...settings }: DialSettings & { readonly tls?: DialTerms | undefined } = {},
): Promise<Transport> {
  const socket = await connectTo(place, settings);
  const { input, direct } = settings;
  return tls === undefined
    ? new SocketTransport(socket, input, direct)
    : new DialedTransport(socket, tls, input, direct);
}

/** Connects to a server that greets first, and may say in its greeting that all is to be encrypted. */
export async function dialGreeter(
  place: Place,
  settings: DialSettings = {},
): Promise<DialedTransport> {
  const socket = await connectTo(place, settings);
  return new DialedTransport(socket, undefined, settings.input, settings.direct);
}

/** What a name stands for, each `address:port` with the same chance; undefined if all are `excluded`. */
export async function pickAddress(
  { host, port }: Place,
  excluded: ReadonlySet<string> = new Set(),
  lookUp: (host: string) => Promise<readonly string[]> = addressesOf,
): Promise<Place | undefined> {
  if (isIP(host) !== 0) return { host, port };
  const addresses = await found(host, lookUp);
  const others = addresses.filter((address) => !excluded.has(hostPort(address, port)));
  const address = others[Math.floor(Math.random() * others.length)];
  return address === undefined ? undefined : { host: address, port };
}

/** A socket that is connected and not read from; handed on as it is, to what comes before NATS. */
export async function connectTo(place: Place, settings: DialSettings): Promise<Socket> {
  const { timeoutMs = TIMEOUT_MS, signal } = settings;
  // A lookup without addresses rejects, and nothing is excluded.
  const address = (await pickAddress(place)) ?? place;
  return new Promise((resolve, reject) => {
    const socket = connect({ ...address, ...OPTIONS });
    // Nothing may be read before the transport has said where to.
    socket.pause();
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      socket.removeAllListeners('error').removeAllListeners('connect');
      act();
    };
    const fail = (text: string, cause?: Error): void =>
      settle(() => {
        socket.on('error', ignore).destroy();
        const where = hostPort(address.host, address.port);
        reject(new NatsxError('ERR_DIAL', `dial tcp ${where}: ${text}`, { cause }));
      });
    const timer = setTimeout(() => fail('i/o timeout'), timeoutMs);
    const abort = (): void => fail('operation was canceled');
    socket.on('error', (error) => fail(`connect: ${systemErrorText(error)}`, error));
    socket.on('connect', () => {
      if (isOwnEnd(socket)) fail('connect: connection refused');
      else settle(() => resolve(socket));
    });
    if (signal?.aborted === true) abort();
    else signal?.addEventListener('abort', abort);
  });
}

/**
 * Whether it is connected to itself: who asks again and again for a port where nobody listens is one day given that very
 * port. Go's dialer takes care of it, too.
 */
export function isOwnEnd({ localAddress, localPort, remoteAddress, remotePort }: Socket): boolean {
  return localPort === remotePort && localAddress === remoteAddress;
}

async function found(
  host: string,
  lookUp: (host: string) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  try {
    return await lookUp(host);
  } catch (cause) {
    const text = `lookup for host "${host}": lookup ${host}: ${systemErrorText(cause)}`;
    throw new NatsxError('ERR_LOOKUP', text, { cause });
  }
}

async function addressesOf(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true });
  return found.map(({ address }) => address);
}

function ignore(): void {
  // It was said why nobody waits for this socket.
}
