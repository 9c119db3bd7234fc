// A broker without sockets and fast road: clients on memory transports, and everything it says to its log.
import type { Logger } from '../../src/base/logger.ts';
import type { ClosedState } from '../../src/protocol/closed-state.ts';
import type { Account } from '../../src/server/account/account.ts';
import { Accounts } from '../../src/server/account/accounts.ts';
import { SenderClasses } from '../../src/server/account/sender-classes.ts';
import { ServiceImports } from '../../src/server/account/service-import.ts';
import { Authenticator } from '../../src/server/auth/authenticator.ts';
import { ClientConnection } from '../../src/server/client/client-connection.ts';
import type { ClientContext } from '../../src/server/client/client-context.ts';
import { Arena, type Slab } from '../../src/server/connection/arena.ts';
import {
  noTraffic,
  type Connection,
  type ConnectionContext,
} from '../../src/server/connection/connection.ts';
import { Turn } from '../../src/server/connection/turn.ts';
import { Delivery } from '../../src/server/delivery/delivery.ts';
import { ServiceRequests } from '../../src/server/delivery/service-request.ts';
import { InternalConnection } from '../../src/server/internal/internal-connection.ts';
import { InternalMessages } from '../../src/server/internal/internal-messages.ts';
import { completeOptions, type GivenServerOptions } from '../../src/server/options/options.ts';
import { MemoryTransport } from './memory-transport.ts';
import { turnEnd } from './turn.ts';

/** An arena that knows how many of its slabs are out. */
export class CountingArena<Owner = Connection> extends Arena<Owner> {
  out = 0;

  override take(size: number): Slab {
    this.out++;
    return super.take(size);
  }

  override giveBack(slab: Slab): void {
    this.out--;
    super.giveBack(slab);
  }
}

/** One for all brokers, which tests use one after the other: it is 80 MB of addresses. */
const arena = new CountingArena();

function sharedArena(): CountingArena {
  arena.out = 0;
  return arena;
}

const ignore = (): void => undefined;

const LIMITS: ClientContext['limits'] = {
  maxControlLine: 4096,
  maxPending: 64 * 1024 * 1024,
  pingIntervalMs: 120_000,
  pingMax: 2,
  writeDeadlineMs: 10_000,
  noFastProducerStall: false,
  maxTracedMessageLength: 0,
  traceHeaders: false,
  maxPayload: 1024 * 1024,
  maxSubscriptions: 0,
  maxSubscriptionTokens: 0,
  supportsHeaders: true,
};

export class Broker {
  readonly arena = sharedArena();
  /** Of everybody who has no other. */
  readonly account: Account;
  readonly accounts: Accounts;
  readonly services: ServiceRequests;
  /** What the broker itself hears and says. */
  readonly messages: InternalMessages;
  readonly totals = { ...noTraffic(), stalls: 0 };
  /** Lines of the log: `ERR 192.0.2.1:4711 - cid:1 - …`. */
  readonly log: string[] = [];
  /** Why each connection ended, by its id. */
  readonly closed = new Map<number, ClosedState>();
  readonly authenticator: Authenticator;
  readonly #context: ClientContext;
  readonly #clients: ClientConnection[] = [];
  #lastId = 0;

  constructor(
    limits: Partial<ClientContext['limits']> = {},
    { traces = false, login = {} }: { traces?: boolean; login?: GivenServerOptions } = {},
  ) {
    const [delivery, turn] = [new Delivery(), new Turn(false)];
    const logger = recordingLogger(this.log, traces);
    const shared = {
      arena: this.arena,
      turn,
      logger,
      limits: { ...LIMITS, ...limits },
      totals: this.totals,
      closed: (connection: Connection, reason: ClosedState) =>
        void this.closed.set(connection.id, reason),
    } satisfies ConnectionContext;
    const internal = new InternalConnection(shared);
    this.services = new ServiceRequests({
      delivery,
      turn,
      connection: internal,
      place: { name: 'broker', cluster: '' },
      systemAccount: () => this.accounts.system,
      warn: (text) => logger.warn(text),
    });
    this.accounts = new Accounts(
      [this.services.responses],
      [new ServiceImports(internal, this.services)],
    );
    this.accounts.configure(completeOptions(login));
    const asSystem = new InternalConnection(shared, 'SYSTEM');
    this.messages = new InternalMessages({
      delivery,
      turn,
      connectionIn: (account) => (account === this.accounts.system ? asSystem : internal),
      warn: (text) => logger.warn(text),
      error: (text) => logger.error(text),
    });
    this.account = this.accounts.global;
    this.authenticator = new Authenticator(completeOptions(login), (name) =>
      name === undefined ? this.account : this.accounts.get(name)!,
    );
    this.#context = {
      ...shared,
      road: undefined,
      delivery,
      globalAccount: this.account,
      authenticator: this.authenticator,
      senderClasses: new SenderClasses(),
      watcher: { connected: ignore, refused: ignore, connectionsChanged: ignore },
      infoLine: (client, occasion) =>
        `INFO {"client_id":${client.id}${occasion === 'connected' ? ',"connect_info":true' : ''}${
          client.nonce === '' ? '' : `,"nonce":"${client.nonce}"`
        }} \r\n`,
    };
  }

  /** Other options say who may connect, and what who may do. */
  reconfigure(login: GivenServerOptions): void {
    this.accounts.configure(completeOptions(login));
    this.authenticator.configure(completeOptions(login));
    for (const client of this.#clients) if (!client.isClosed) client.renewLogin();
  }

  /** A client that nobody has greeted yet. */
  newClient(wire = new MemoryTransport()): Peer {
    const connection = new ClientConnection(++this.#lastId, this.#context, wire);
    this.#clients.push(connection);
    return new Peer(this, connection, wire);
  }

  /** A client that got its INFO and said `CONNECT` with `options`, if any; what that brought is read. */
  async connect(options?: Readonly<Record<string, unknown>>): Promise<Peer> {
    const peer = this.newClient();
    peer.connection.open();
    await peer.say(options === undefined ? '' : `CONNECT ${JSON.stringify(options)}\r\n`);
    return peer;
  }
}

/** One client, seen from its side. */
export class Peer {
  readonly connection: ClientConnection;
  readonly wire: MemoryTransport;
  readonly #broker: Broker;

  constructor(broker: Broker, connection: ClientConnection, wire: MemoryTransport) {
    this.#broker = broker;
    this.connection = connection;
    this.wire = wire;
  }

  /** Sends bytes, and gives back what it hears by the end of the turn. */
  async say(bytes: string | Uint8Array): Promise<string> {
    this.wire.receive(bytes);
    return this.hear();
  }

  /** What it hears by the end of the turn. */
  async hear(): Promise<string> {
    await turnEnd();
    return this.wire.take();
  }

  /** Why the connection ended; undefined while it lives. */
  get closed(): ClosedState | undefined {
    return this.#broker.closed.get(this.connection.id);
  }

  /** It leaves, and the broker is done with it. */
  async leave(): Promise<void> {
    this.wire.endInput();
    await turnEnd();
    this.wire.close();
  }
}

function recordingLogger(log: string[], traces: boolean): Logger {
  const say = (level: string) => (text: string) => void log.push(`${level} ${text}`);
  return {
    notice: say('INF'),
    warn: say('WRN'),
    error: say('ERR'),
    fatal: say('FTL'),
    debug: say('DBG'),
    trace: say('TRC'),
    isDebug: traces,
    isTrace: traces,
  };
}
