/** Ports of this machine: which are free, and who has the others. */
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { NatsxError } from '../base/errors.ts';
import { systemErrorText } from '../base/system-error.ts';
import { listenersOf, usualPort, type Listener, type Topology } from './layout.ts';

/** nats-server's own. */
export const USUAL_PORT = 4222;
/** How often other ports are tried. */
const MOST_TRIES = 100;
/** The highest there is. */
const LAST_PORT = 65_535;
const HOST = '127.0.0.1';

export interface ChosenPorts {
  readonly portOf: (listener: Listener) => number;
  /** Why they are not the usual ones; undefined if they are. */
  readonly note: string | undefined;
}

/**
 * Ports that are free now. `first` is where clients' begin if somebody said so: then these it must be, or with 0 any that
 * are free. Rejects with a NatsxError that says who has a port.
 */
export async function choosePorts(
  topology: Topology,
  first: number | undefined,
): Promise<ChosenPorts> {
  const listeners = listenersOf(topology);
  if (first === 0) return anyPorts(listeners);
  const begin = first ?? USUAL_PORT;
  const taken = await firstTaken(listeners, begin);
  if (taken === undefined)
    return { portOf: (listener) => usualPort(listener, begin), note: undefined };
  const step = Math.max(10, ...listeners.map(({ server }) => server + 1));
  for (let tries = 1; tries < MOST_TRIES; tries++) {
    const next = begin + tries * step;
    if ((await firstTaken(listeners, next)) !== undefined) continue;
    if (first !== undefined) throw inUse(taken, `--port ${next}: from there on ports are free`);
    const note = `port ${taken.port} ${taken.why}; clients connect to ${next} instead`;
    return { portOf: (listener) => usualPort(listener, next), note };
  }
  throw inUse(taken, '--port 0 takes any that are free');
}

interface Taken {
  readonly port: number;
  /** `is taken by another program` */
  readonly why: string;
}

async function firstTaken(
  listeners: readonly Listener[],
  first: number,
): Promise<Taken | undefined> {
  for (const listener of listeners) {
    const port = usualPort(listener, first);
    if (port > LAST_PORT) return { port, why: `can't be had: the last one is ${LAST_PORT}` };
    const why = await complaintOf(port);
    if (why !== undefined) return { port, why };
  }
  return undefined;
}

function inUse({ port, why }: Taken, ...suggestions: string[]): NatsxError {
  return new NatsxError('ERR_LISTEN', `port ${port} ${why}`, { suggestions });
}

/** Why a port can't be had, in words; undefined if it is free. */
async function complaintOf(port: number): Promise<string | undefined> {
  try {
    await closed(await listen(port));
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE') return `can't be had: ${systemErrorText(error)}`;
  }
  const info = await greeting(port);
  if (info === undefined) return 'is taken by another program';
  const { server_name: name, version } = info;
  return `is taken by a NATS server (${[name, version].filter((text) => typeof text === 'string').join(', ')})`;
}

async function anyPorts(listeners: readonly Listener[]): Promise<ChosenPorts> {
  // All at once: a port that is given back may be given out again.
  const open: Server[] = [];
  try {
    for (let at = 0; at < listeners.length; at++) open.push(await listen(0));
    const ports = open.map((server) => (server.address() as AddressInfo).port); // They listen on TCP.
    const numbers = new Map(
      listeners.map((each, at) => [`${each.kind} ${each.server}`, ports[at]!]),
    );
    return { portOf: ({ kind, server }) => numbers.get(`${kind} ${server}`)!, note: undefined };
  } finally {
    await Promise.all(open.map(closed));
  }
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host: HOST, port, exclusive: true }, () => resolve(server));
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

/** How long a NATS server may take to say who it is; it speaks first. */
const GREETING_MS = 500;
/** INFO is shorter, also that of a server of a large cluster. */
const MOST_GREETING = 64 * 1024;

/** What the server on a port says of itself; undefined if nobody listens there, or what listens says something else. */
export function greeting(
  port: number,
  signal?: AbortSignal,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: HOST, port });
    let text = '';
    const finish = (info?: Readonly<Record<string, unknown>>) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', give);
      socket.destroy();
      resolve(info);
    };
    const give = () => finish();
    const timer = setTimeout(give, GREETING_MS);
    signal?.addEventListener('abort', give, { once: true });
    socket.once('error', give);
    socket.once('close', give);
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1');
      const end = text.indexOf('\n');
      if (end >= 0) finish(infoOf(text.slice(0, end)));
      else if (text.length > MOST_GREETING) finish();
    });
  });
}

function infoOf(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('INFO ')) return undefined;
  try {
    const info: unknown = JSON.parse(line.slice('INFO '.length));
    return typeof info === 'object' && info !== null
      ? (info as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined; // No server of ours says that.
  }
}
