// A server of a cluster that knows no cluster: it opens a route, or takes one, and says the lines that a test writes.
//
//   const peer = await RawRoutePeer.dial(routePort);            // its INFO was read: peer.wire.info
//   const interest = await peer.join({ cluster: 'C' });         // CONNECT and INFO are said; all interest has come
//   peer.wire.send('RS+ $G foo\r\n');
//   await peer.wire.expect('RMSG $G foo 2\r\nhi\r\n');
//   await peer.wire.close();
//
// The wire is a RawClient: it answers PINGs, `settle()` is a PING and its PONG, and `expectClosed()` waits for an -ERR.
// It says nothing of pools or compression, so that any server takes it for one of before 2.10: one route for all accounts.
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { RawClient, type Info, type RawClientOptions } from './raw-client.ts';

export interface RawRouteIdentity {
  /** Default `C`. */
  readonly cluster?: string;
  /** Its id; default one that only this peer has. */
  readonly id?: string;
  /** Its name; default its id. */
  readonly name?: string;
  /** Further fields of its CONNECT, as user and pass. */
  readonly connect?: object;
  /** Further fields of its INFO. */
  readonly info?: object;
}

export class RawRoutePeer {
  readonly wire: RawClient;

  /** Opens a route, and reads the INFO that it is greeted with. */
  static async dial(port: number, options: RawClientOptions = {}): Promise<RawRoutePeer> {
    return new RawRoutePeer(await RawClient.connect(port, options));
  }

  constructor(wire: RawClient) {
    this.wire = wire;
  }

  /** Says CONNECT and INFO. */
  introduce({ id = newId(), ...identity }: RawRouteIdentity = {}): void {
    this.wire.send(connectLine({ id, ...identity }) + infoLine({ id, ...identity }));
  }

  /** Says who it is, and reads up to where the other side has taken it in: all of its interest. */
  async join(identity: RawRouteIdentity = {}): Promise<string> {
    this.introduce(identity);
    return this.wire.settle();
  }

  /** Leaves without a word, as after a crash. */
  destroy(): void {
    this.wire.destroy();
  }
}

/** Takes the routes of servers that were told of it. */
export class RawRoutePort implements AsyncDisposable {
  readonly #server: Server;
  readonly #waiting: Socket[] = [];

  static async listen(): Promise<RawRoutePort> {
    const server = createServer({ noDelay: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new RawRoutePort(server);
  }

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => {
      this.#waiting.push(socket);
      server.emit('waiting');
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port; // It listens on TCP.
  }

  /** The next route that somebody opened; nothing is read or said yet. */
  async accept(options: Omit<RawClientOptions, 'host' | 'tls'> = {}): Promise<RawRoutePeer> {
    while (this.#waiting.length === 0) await once(this.#server, 'waiting');
    return new RawRoutePeer(RawClient.over(this.#waiting.shift()!, options));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#waiting) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** `CONNECT {…}`, with what servers say there. */
export function connectLine({ id = newId(), cluster = 'C', connect }: RawRouteIdentity): string {
  const fields = {
    ...{ echo: true, verbose: false, pedantic: false, tls_required: false, headers: true },
    ...{ name: id, cluster, lnoc: true },
  };
  return `CONNECT ${JSON.stringify({ ...fields, ...connect })}\r\n`;
}

/** `INFO {…}`, with what servers say there. */
export function infoLine({
  id = newId(),
  name = id,
  cluster = 'C',
  info,
}: RawRouteIdentity): string {
  const fields: Info = {
    ...{ server_id: id, server_name: name, version: '2.9.10', proto: 2, go: 'go1.19.8' },
    ...{ host: '127.0.0.1', port: 1, headers: true, max_payload: 1_048_576, cluster, lnoc: true },
  };
  return `INFO ${JSON.stringify({ ...fields, ...info })} \r\n`;
}

let lastId = 0;

/** As long as real ones. */
function newId(): string {
  return `NRAW${String(++lastId).padStart(52, 'A')}`;
}
