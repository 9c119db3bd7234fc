import { createCurve, createServer } from '../nkeys/index.ts';
import { NatsxError } from '../base/errors.ts';
import { silentLogger, type Logger } from '../base/logger.ts';
import { hostPort } from '../base/system-error.ts';
import type { ClosedState } from '../protocol/closed-state.ts';
import { encodeInfo, type Info } from '../protocol/info.ts';
import { Account, type InterestListener } from './account/account.ts';
import { ClientConnection, type ClientContext } from './client/client-connection.ts';
import { RESERVED_REPLY_BEGINNINGS } from './client/reserved.ts';
import { Arena } from './connection/arena.ts';
import { noTraffic, type Connection } from './connection/connection.ts';
import { DirectWrites, SocketTransport, type Transport } from './connection/transport.ts';
import { Turn } from './connection/turn.ts';
import { Delivery } from './delivery/delivery.ts';
import { FAST_ROAD_BYTES } from './fastpath/memory.ts';
import { Road } from './fastpath/road.ts';
import { WasmKernel } from './fastpath/wasm-kernel.ts';
import { Listener } from './listeners.ts';
import { Monitor } from './monitor/http.ts';
import type { ServerCounters, ServerView } from './monitor/server-view.ts';
import { completeOptions, type ServerOptions } from './options/options.ts';
import { COMPATIBILITY_VERSION, goVersionText } from './version.ts';

/** What `Server.start` takes: any option, and where to log. */
export type StartOptions = Partial<ServerOptions> & {
  /** Gets nats-server's log lines. Default: nobody. */
  readonly logger?: Logger | undefined;
};

/** How long peers have to take their leave when the server stops. */
const FAREWELL_MS = 250;

/**
 * A NATS server, and the composition root: the only file that sees every part.
 *
 * Several live in one process; it has no handlers on `process` and no output but its logger's.
 */
export class Server implements ServerView, AsyncDisposable {
  /** Public nkey of the server, `N…`. */
  readonly id: string;
  readonly options: ServerOptions;
  readonly startedAtMs = Date.now();
  readonly configLoadedAtMs = this.startedAtMs;
  readonly connectUrls: readonly string[] = [];
  readonly failure = undefined;
  readonly #curveKey: string;
  readonly #logger: Logger;
  readonly #totals = { ...noTraffic(), stalls: 0 };
  readonly #clients = new Map<number, ClientConnection>();
  readonly #globalAccount: Account;
  readonly #context: ClientContext;
  #listener: Listener | undefined;
  #monitor: Monitor | undefined;
  #lastId = 0;
  #totalConnections = 0;
  #slowConsumers = 0;
  #staleConnections = 0;
  #stopping: Promise<void> | undefined;

  /**
   * Starts a server; resolves when it accepts clients.
   * Throws NatsxError: ERR_OPTIONS for options that can't be served, ERR_LISTEN when a port can't be had.
   *
   * @example
   * const server = await Server.start({ port: 0 });
   * const nc = await connect({ servers: server.url });
   * …
   * await server.stop();
   */
  static async start(options: StartOptions = {}): Promise<Server> {
    const { logger = silentLogger, ...given } = options;
    const complete = completeOptions(given);
    const kernel = complete.fastPath && complete.wasm ? await WasmKernel.load() : undefined;
    const server = new Server(complete, logger, kernel);
    await server.#start();
    return server;
  }

  private constructor(
    options: ServerOptions,
    logger: Logger,
    kernel: WebAssembly.Module | undefined,
  ) {
    this.options = options;
    this.#logger = logger;
    this.id = createServer().publicKey;
    this.#curveKey = createCurve().publicKey;
    const arena = new Arena<Connection>(FAST_ROAD_BYTES, kernel !== undefined);
    const road = options.fastPath
      ? new Road(arena, { ...options, slowReplies: RESERVED_REPLY_BEGINNINGS }, kernel)
      : undefined;
    const planKeeper: InterestListener = {
      interestChanged: (account, { subject }) => road?.forget(account, subject),
    };
    this.#globalAccount = new Account('$G', 1, [planKeeper]);
    this.#context = {
      arena,
      road,
      turn: new Turn(options.spin),
      logger,
      limits: { ...options, supportsHeaders: !options.noHeaderSupport },
      totals: this.#totals,
      delivery: new Delivery(),
      globalAccount: this.#globalAccount,
      infoLine: (client, isConnectInfo) => encodeInfo(this.#infoFor(client, isConnectInfo)),
      closed: (connection, reason) => this.#closed(connection, reason),
    };
  }

  get name(): string {
    return this.options.serverName ?? this.id;
  }

  /** The port that clients connect to. */
  get port(): number {
    if (this.#listener === undefined) throw stopped();
    return this.#listener.port;
  }

  /** `nats://host:port`, for a client on this machine. */
  get url(): string {
    const { host } = this.options;
    const isAny = host === '0.0.0.0' || host === '::';
    return `nats://${hostPort(isAny ? '127.0.0.1' : host, this.port)}`;
  }

  /** The port of the monitoring endpoints, if they are on. */
  get monitorPort(): number | undefined {
    return this.#monitor?.port;
  }

  get counters(): ServerCounters {
    const totals = this.#totals;
    return {
      connections: this.#clients.size,
      totalConnections: this.#totalConnections,
      subscriptions: this.#globalAccount.subscriptionCount,
      inMessages: totals.inMessages,
      inBytes: totals.inBytes,
      inClientMessages: totals.inMessages,
      inClientBytes: totals.inBytes,
      outMessages: totals.outMessages,
      outBytes: totals.outBytes,
      outClientMessages: totals.outMessages,
      outClientBytes: totals.outBytes,
      slowConsumers: this.#slowConsumers,
      slowConsumerClients: this.#slowConsumers,
      staleConnections: this.#staleConnections,
      staleConnectionClients: this.#staleConnections,
      stalledClients: totals.stalls,
    };
  }

  /** Closes all connections and frees the ports. May be called again. */
  stop(): Promise<void> {
    return (this.#stopping ??= this.#stop());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** Serves one more client, on whatever way it came. */
  accept(transport: Transport): void {
    const client = new ClientConnection(++this.#lastId, this.#context, transport);
    this.#totalConnections++;
    const { maxConnections } = this.options;
    const isFull =
      maxConnections < 0 || (maxConnections > 0 && this.#clients.size >= maxConnections);
    this.#clients.set(client.id, client);
    if (isFull) client.refuse();
    else client.open();
  }

  async #start(): Promise<void> {
    const { host, port, http, staticReads, directWrites } = this.options;
    const input = staticReads ? this.#context.arena.input : undefined;
    const direct = directWrites ? new DirectWrites() : undefined;
    this.#logStart();
    try {
      if (http !== undefined) {
        const address = { ...http, host: http.host === '' ? host : http.host };
        this.#monitor = await Monitor.start(this, address, this.#logger);
        this.#logger.notice(
          `Starting http monitor on ${hostPort(address.host, this.#monitor.port)}`,
        );
      }
      this.#listener = await Listener.open(
        host,
        Math.max(port, 0),
        (socket) => this.accept(new SocketTransport(socket, input, direct)),
        (text) => this.#logger.error(text),
      );
    } catch (error) {
      await this.#monitor?.close();
      throw error;
    }
    this.#logger.notice(`Listening for client connections on ${hostPort(host, this.port)}`);
    this.#logger.notice('Server is ready');
  }

  async #stop(): Promise<void> {
    this.#logger.notice('Initiating Shutdown...');
    this.#listener?.close();
    this.#listener = undefined;
    const transports = [...this.#clients.values()].map((client) => client.transport);
    for (const client of this.#clients.values()) client.close('Server Shutdown');
    await this.#monitor?.close();
    this.#monitor = undefined;
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise((resolve) => (timer = setTimeout(resolve, FAREWELL_MS)));
    await Promise.race([Promise.all(transports.map((transport) => transport.whenClosed)), tooLong]);
    clearTimeout(timer);
    for (const transport of transports) transport.destroy();
    this.#logger.notice('Server Exiting..');
  }

  #closed(connection: Connection, reason: ClosedState): void {
    if (reason.startsWith('Slow Consumer')) this.#slowConsumers++;
    if (reason === 'Stale Connection') this.#staleConnections++;
    this.#clients.delete(connection.id);
  }

  #infoFor(client: ClientConnection, isConnectInfo: boolean): Info {
    const { options } = this;
    return {
      server_id: this.id,
      server_name: this.name,
      version: COMPATIBILITY_VERSION,
      proto: 1,
      go: goVersionText,
      ...advertised(options, this.port),
      headers: !options.noHeaderSupport,
      max_payload: options.maxPayload,
      client_id: client.id,
      client_ip: client.transport.remoteHost,
      ...(isConnectInfo ? { connect_info: true, remote_account: client.account.name } : {}),
      xkey: this.#curveKey,
    };
  }

  /** nats-server's first lines: tools look for them. */
  #logStart(): void {
    this.#logger.notice('Starting nats-server');
    this.#logger.notice(`  Version:  ${COMPATIBILITY_VERSION}`);
    this.#logger.notice('  Git:      [not set]');
    this.#logger.debug(`  Go build: ${goVersionText}`);
    this.#logger.notice(`  Name:     ${this.name}`);
    this.#logger.notice(`  ID:       ${this.id}`);
  }
}

/** The address that clients are told: `clientAdvertise`, which may leave out the port, or our own. */
function advertised(options: ServerOptions, port: number): { host: string; port: number } {
  const { clientAdvertise, host } = options;
  if (clientAdvertise === undefined) return { host, port };
  const url = new URL(`nats://${clientAdvertise}`);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? port : Number(url.port),
  };
}

function stopped(): NatsxError {
  return new NatsxError('ERR_STOPPED', 'the server is stopped');
}
