// A server of another cluster that knows no gateways: it dials one, or is dialed, and says the lines that a test writes.
//
//   const peer = await RawGatewayPeer.dial(gatewayPort);        // its INFO was read: peer.wire.info
//   const told = await peer.join({ cluster: 'X' });             // CONNECT and INFO are said; all interest has come
//   peer.wire.send('RMSG $G foo 2\r\nhi\r\n');
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { RawClient, type Info } from './raw-client.ts';

export interface RawGatewayIdentity {
  /** Default `X`. */
  readonly cluster?: string;
  /** Its id; default one that only this peer has. */
  readonly id?: string;
  /** Further fields of its CONNECT, as user and pass. */
  readonly connect?: object;
  /** Further fields of its INFO. */
  readonly info?: object;
}

export class RawGatewayPeer {
  readonly wire: RawClient;

  /** Dials a gateway port, and reads the INFO that it is greeted with. */
  static async dial(port: number): Promise<RawGatewayPeer> {
    return new RawGatewayPeer(await RawClient.connect(port));
  }

  constructor(wire: RawClient) {
    this.wire = wire;
  }

  /** Says CONNECT and INFO, as who dials does once it was greeted. */
  introduce({ id = newId(), ...identity }: RawGatewayIdentity = {}): void {
    this.wire.send(connectLine({ id, ...identity }) + gatewayInfoLine({ id, ...identity }));
  }

  /** The same, and reads up to where the other side has taken it in: all of its interest. */
  async join(identity: RawGatewayIdentity = {}): Promise<string> {
    this.introduce(identity);
    return this.wire.settle();
  }
}

/** Is dialed by servers that were told of it. */
export class RawGatewayPort implements AsyncDisposable {
  readonly #server: Server;
  readonly #waiting: Socket[] = [];
  readonly #wires: RawClient[] = [];

  static async listen(): Promise<RawGatewayPort> {
    const server = createServer({ noDelay: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new RawGatewayPort(server);
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

  /** How many gateways were opened and not accepted. */
  get count(): number {
    return this.#waiting.length;
  }

  /** The next gateway that somebody opened; nothing is read or said yet. */
  async accept(): Promise<RawGatewayPeer> {
    while (this.#waiting.length === 0) await once(this.#server, 'waiting');
    const wire = RawClient.over(this.#waiting.shift()!);
    this.#wires.push(wire);
    return new RawGatewayPeer(wire);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#waiting) socket.destroy();
    for (const wire of this.#wires) wire.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

function connectLine({ id = newId(), cluster = 'X', connect }: RawGatewayIdentity): string {
  const fields = {
    ...{ echo: false, verbose: false, pedantic: false, tls_required: false, headers: false },
    ...{ name: id, cluster: '', gateway: cluster },
  };
  return `CONNECT ${JSON.stringify({ ...fields, ...connect })}\r\n`;
}

/** `INFO {…}`, with what servers of 2.9 say there. */
export function gatewayInfoLine({ id = newId(), cluster = 'X', info }: RawGatewayIdentity): string {
  const fields: Info = {
    ...{ server_id: id, server_name: id, version: '2.9.10', proto: 0, go: '' },
    ...{ host: '127.0.0.1', port: 1, headers: true, max_payload: 1_048_576, gateway: cluster },
    ...{ gateway_nrp: true, gateway_iom: true },
  };
  return `INFO ${JSON.stringify({ ...fields, ...info })}\r\n`;
}

/** `INFO {…}` with a command about an account. */
export function commandLine(command: number, account: string, cluster = 'X'): string {
  const payload = Buffer.from(account).toString('base64');
  const fields = { server_id: '', gateway: cluster, gateway_cmd: command };
  return `INFO ${JSON.stringify({ ...fields, gateway_cmd_payload: payload })}\r\n`;
}

let lastId = 0;

/** As long as real ones. */
function newId(): string {
  return `NRAW${String(++lastId).padStart(52, 'G')}`;
}
