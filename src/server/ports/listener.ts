/** The accept loop of a port. */
import { createServer, type AddressInfo, type Server as NetServer, type Socket } from 'node:net';
import { listenAddress } from '../../base/address.ts';
import { NatsxError } from '../../base/errors.ts';
import { hostPort, listenErrorText, systemErrorText } from '../../base/system-error.ts';

const OPTIONS = {
  // A client may close its sending side and still wait for answers.
  allowHalfOpen: true,
  noDelay: true,
  keepAlive: true,
  // Go's default.
  keepAliveInitialDelay: 15_000,
  // So that every write that is not done at once ends in a 'drain': see SocketTransport.
  highWaterMark: 1,
  // Nothing may be read before the transport has said where to.
  pauseOnConnect: true,
};

export class Listener {
  readonly port: number;
  readonly #server: NetServer;

  private constructor(server: NetServer) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port; // It listens, and on no pipe.
  }

  /**
   * Listens on `host`:`port`; 0 takes a free port. Throws NatsxError when that can't be. What goes wrong later, as an
   * accept for which no file descriptor is left, is told to `complain`.
   */
  static async open(
    host: string,
    port: number,
    accept: (socket: Socket) => void,
    complain: (text: string) => void,
  ): Promise<Listener> {
    const server = createServer(OPTIONS, accept);
    const asked = Math.max(port, 0); // nats-server says 0, too, where -1 was asked for.
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error) => {
        const reason = listenErrorText(host, asked, error);
        const text = `Error listening on port: ${hostPort(host, asked)}, "${reason}"`;
        reject(new NatsxError('ERR_LISTEN', text, { cause: error }));
      });
      // 4096: ten thousand clients that come back at once; the system cuts it to its own limit.
      server.listen({ ...listenAddress(host, port), backlog: 4096 }, resolve);
    });
    server.removeAllListeners('error');
    server.on('error', (error) => complain(systemErrorText(error)));
    return new Listener(server);
  }

  /** Frees the port. Connections that were accepted live on. */
  close(): void {
    this.#server.close();
  }
}
