// A client on a memory transport that knows its connection, and which of its messages took the slow road.
import { ClientConnection } from '../../../src/server/client/client-connection.ts';
import type { TransportEvents } from '../../../src/server/connection/transport.ts';
import { MemoryTransport } from '../../support/memory-transport.ts';

export class ClientWire extends MemoryTransport {
  slowMessages = 0;
  #connection: ClientConnection | undefined;

  override open(events: TransportEvents): void {
    if (!(events instanceof ClientConnection)) throw new TypeError('not accepted by a server');
    const connection = (this.#connection = events);
    const publish = connection.PUB.bind(connection);
    connection.PUB = (message) => {
      this.slowMessages++;
      publish(message);
    };
    super.open(events);
  }

  get connection(): ClientConnection {
    return this.#connection!;
  }
}
