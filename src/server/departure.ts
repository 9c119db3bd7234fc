import type { Logger } from '../base/logger.ts';
import type { ClientConnection } from './client/client-connection.ts';
import type { Transport } from './connection/transport.ts';
import type { ServiceRequests } from './delivery/service-request.ts';
import { LameDuck, type LameDuckTimes } from './lame-duck.ts';
import type { Logins } from './logins.ts';
import type { Monitoring } from './monitoring.ts';
import type { ConnectionRegistry } from './ports/connection-registry.ts';
import type { Duties } from './system/duties.ts';

/** How long peers have to take their leave when the server stops. */
const FAREWELL_MS = 250;

/** What has to end when a server does. */
export interface Departing {
  readonly logger: Logger;
  readonly duties: Duties;
  readonly services: ServiceRequests;
  /** The connections of all kinds. */
  readonly registries: readonly ConnectionRegistry[];
  readonly clients: { readonly connections: ReadonlyMap<number, ClientConnection> };
  readonly monitoring: Monitoring;
  readonly logins: Logins;
}

/** How a server ends: at once, or after all clients have been sent away. */
export class Departure {
  /** Resolves when the server has stopped, for whatever reason. */
  readonly whenStopped: Promise<void>;
  readonly #server: Departing;
  #stopped: () => void = () => undefined;
  #stopping: Promise<void> | undefined;
  #isLameDuck = false;
  #lameDuck: LameDuck | undefined;

  constructor(server: Departing) {
    this.#server = server;
    this.whenStopped = new Promise((resolve) => (this.#stopped = resolve));
  }

  get isStopping(): boolean {
    return this.#stopping !== undefined;
  }

  /** Whether clients are being sent away. */
  get isLameDuck(): boolean {
    return this.#isLameDuck;
  }

  /** Takes no more, tells who is there, and closes the clients one after the other. Resolves when the server has stopped. */
  lameDuck(times: LameDuckTimes): Promise<void> {
    if (!this.#isLameDuck && !this.isStopping) this.#becomeLameDuck(times);
    return this.whenStopped;
  }

  /** Closes all connections and frees the ports. May be called again. */
  stop(): Promise<void> {
    return (this.#stopping ??= this.#stop().finally(this.#stopped));
  }

  #becomeLameDuck(times: LameDuckTimes): void {
    const { logger, duties, registries } = this.#server;
    logger.notice('Entering lame duck mode, stop accepting new clients');
    this.#isLameDuck = true;
    duties.becomesLameDuck();
    for (const registry of registries) registry.becomesLameDuck();
    const clients = [...this.#server.clients.connections.values()];
    if (clients.length === 0) {
      void this.stop();
      return;
    }
    this.#lameDuck = new LameDuck(clients, times, {
      closing: () => logger.notice('Closing existing clients'),
      done: () => void this.stop(),
    });
  }

  async #stop(): Promise<void> {
    const { logger, duties, services, registries, monitoring, logins } = this.#server;
    logger.notice('Initiating Shutdown...');
    duties.stop();
    services.responses.stop();
    this.#lameDuck?.stop();
    const transports = registries.flatMap((registry) => registry.close());
    await monitoring.close();
    await logins.stop();
    await farewell(transports);
    logger.notice('Server Exiting..');
  }
}

/** Waits until all peers are gone, but not for ever: who is still there then is cut off. */
async function farewell(transports: readonly Transport[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise((resolve) => (timer = setTimeout(resolve, FAREWELL_MS)));
  await Promise.race([Promise.all(transports.map((transport) => transport.whenClosed)), tooLong]);
  clearTimeout(timer);
  for (const transport of transports) transport.destroy();
}
