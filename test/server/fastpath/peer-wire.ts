// Another server of the cluster on a memory transport: as ClientWire, but it comes by the port of routes.
import { ROUTE } from '../../../src/protocol/dialect.ts';
import type { TransportEvents } from '../../../src/server/connection/transport.ts';
import {
  PeerListener,
  type PeerListenerSettings,
} from '../../../src/server/peers/peer-listener.ts';
import { RouteConnection } from '../../../src/server/route/route-connection.ts';
import { MemoryTransport } from '../../support/memory-transport.ts';

/** The port of routes of one server, without a socket. */
export class RouteDoor {
  #accept: PeerListenerSettings['accept'] | undefined;

  /** Stands in for the port that is opened while `start` runs. */
  async during<T>(start: () => Promise<T>): Promise<T> {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- it is put back as it was.
    const { open } = PeerListener;
    PeerListener.open = (settings) => {
      this.#accept = settings.accept;
      const door = { port: 6222, close: () => undefined, renew: () => undefined };
      return Promise.resolve(door as unknown as PeerListener); // All that is asked of it.
    };
    try {
      return await start();
    } finally {
      PeerListener.open = open;
    }
  }

  admit(wire: PeerWire): void {
    this.#accept!(wire);
  }
}

export class PeerWire extends MemoryTransport {
  slowMessages = 0;
  #connection: RouteConnection | undefined;

  override open(events: TransportEvents): void {
    if (!(events instanceof RouteConnection)) throw new TypeError('not accepted by a server');
    if (events.dialect !== ROUTE) throw new TypeError('a route for one account');
    const connection = (this.#connection = events);
    const publish = connection.RMSG.bind(connection);
    connection.RMSG = (message) => {
      this.slowMessages++;
      publish(message);
    };
    super.open(events);
  }

  get connection(): RouteConnection {
    return this.#connection!;
  }

  /** Says that it is the server `number` of the cluster x; takes headers or not. */
  introduce(number: number, headers: boolean): void {
    const id = `N${number}`;
    const connect = { name: id, cluster: 'x', headers, lnoc: true };
    const info = {
      server_id: id,
      server_name: id,
      version: '2.9.10',
      cluster: 'x',
      headers,
      lnoc: true,
      // Nobody is there: it is looked for when it has gone.
      host: '127.0.0.1',
      port: 1,
      ip: 'nats-route://127.0.0.1:1/',
    };
    this.receive(`CONNECT ${JSON.stringify(connect)}\r\nINFO ${JSON.stringify(info)}\r\n`);
  }
}
