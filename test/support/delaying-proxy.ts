// A line that takes its time: what goes in at one end comes out at the other so many milliseconds later, both ways.
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export class DelayingProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  /** Leads to `port` of this machine. */
  static async start(port: number, delayMs: number): Promise<DelayingProxy> {
    const proxy = new DelayingProxy(port, delayMs);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  private constructor(port: number, delayMs: number) {
    this.#server = createServer({ noDelay: true }, (near) => {
      const far = connect({ port, host: '127.0.0.1', noDelay: true });
      this.#keep(near, far);
      pass(near, far, delayMs);
      pass(far, near, delayMs);
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port; // It listens on TCP.
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #keep(...sockets: readonly Socket[]): void {
    for (const socket of sockets) {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    }
  }
}

function pass(from: Socket, to: Socket, delayMs: number): void {
  // Timers of one length fire in their order.
  from.on('data', (bytes) => setTimeout(() => to.write(bytes), delayMs));
  from.on('error', () => undefined); // 'close' follows.
  from.on('close', () => setTimeout(() => to.destroy(), delayMs));
}
