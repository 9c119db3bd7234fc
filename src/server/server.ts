import { createCurve, createServer } from '../nkeys/create.ts';
import { NatsxError } from '../base/errors.ts';
import { silentLogger, type Logger } from '../base/logger.ts';
import { hostPort } from '../base/system-error.ts';
import type { Account } from './account/account.ts';
import type { OpenResponse } from './account/responses.ts';
import { SenderClasses } from './account/sender-classes.ts';
import type { ClientConnection } from './client/client-connection.ts';
import { Clients } from './client/clients.ts';
import { ConnectionIds } from './connection/connection-ids.ts';
import type { Transport } from './connection/transport.ts';
import { Departure } from './departure.ts';
import { Deployment } from './deployment.ts';
import { WasmKernel } from './fastpath/wasm-kernel.ts';
import { makeInside, type Inside } from './inside.ts';
import type { LameDuckTimes } from './lame-duck.ts';
import type { LeafConnection } from './leafnode/leaf-connection.ts';
import { ClosedConnections } from './monitor/closed-connections.ts';
import type {
  CertificateExpiries,
  GatewaysView,
  LeafnodeView,
  RouteView,
  ServerCounters,
  ServerView,
} from './monitor/server-view.ts';
import { Logins } from './logins.ts';
import { Monitoring } from './monitoring.ts';
import { loadOptionalParts, type OptionalParts } from './optional-parts.ts';
import { completeOptions, type GivenServerOptions, type ServerOptions } from './options/options.ts';
import { reloadChanges } from './options/reload.ts';
import type { ConnectionRegistry } from './ports/connection-registry.ts';
import { serverControl } from './server-control.ts';
import { serverCounters } from './server-counters.ts';
import { inBrackets, logStart } from './start-log.ts';
import type { ReloadSettings, StartOptions, StartSettings } from './start-settings.ts';
import { Duties } from './system/duties.ts';
import { certificateExpiries } from './tls/expiries.ts';

export type { ReloadSettings, StartOptions, StartSettings } from './start-settings.ts';

/**
 * A NATS server, and the composition root: the only file that sees every part.
 *
 * Several live in one process; it has no handlers on `process` and no output but its logger's.
 */
export class Server implements ServerView, AsyncDisposable {
  /** Public nkey of the server, `N…`. */
  readonly id: string;
  readonly startedAtMs = Date.now();
  configLoadedAtMs = this.startedAtMs;
  /** `sha256:…` of the configuration file that the options are from. */
  configDigest: string | undefined;
  certificateExpiries: CertificateExpiries;
  readonly closedConnections: ClosedConnections;
  readonly #logger: Logger;
  readonly #inside: Inside;
  readonly #logins: Logins;
  readonly #duties: Duties;
  readonly #monitoring = new Monitoring(this);
  readonly #clients: Clients;
  readonly #deployment: Deployment;
  /** The connections of all kinds. */
  readonly #registries: readonly ConnectionRegistry[];
  readonly #departure: Departure;
  #options: ServerOptions;
  /** The last reload, whether it was refused or not. */
  #reloaded = Promise.resolve();

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
    const { logger, config, reload, ...given } = options;
    return Server.serve(completeOptions(given), { logger, config, reload });
  }

  /** The same with options that are complete, as those of a file are when it was read. */
  static async serve(options: ServerOptions, settings: StartSettings = {}): Promise<Server> {
    const kernel = options.fastPath && options.wasm ? await WasmKernel.load() : undefined;
    const server = new Server(options, settings, kernel, await loadOptionalParts(options));
    await server.#start(settings.config);
    return server;
  }

  private constructor(
    options: ServerOptions,
    { logger = silentLogger, reload }: StartSettings,
    kernel: WebAssembly.Module | undefined,
    parts: OptionalParts,
  ) {
    this.#options = options;
    this.#logger = logger;
    this.certificateExpiries = certificateExpiries(options);
    this.closedConnections = new ClosedConnections(options.maxClosedClients);
    const [key, curve] = [createServer(), createCurve()];
    this.id = key.publicKey;
    this.#inside = makeInside(options, kernel, logger, this);
    const { arena, turn, delivery, road, accounts, system } = this.#inside;
    this.#logins = new Logins(options, parts, {
      key,
      curve,
      accounts,
      system,
      logger,
      view: this,
      members: () => this.connections.values(),
      forgetPlans: () => road?.forgetAll(),
    });
    const { authenticator } = this.#logins;
    const [ids, senderClasses] = [new ConnectionIds(), new SenderClasses()];
    this.#clients = new Clients(options, {
      arena,
      turn,
      logger,
      road,
      delivery,
      ids,
      globalAccount: accounts.global,
      authenticator,
      senderClasses,
      server: {
        id: this.id,
        name: this.name,
        curveKey: curve.publicKey,
        authenticator,
        clusterName: () => this.clusterName,
        isSystemAccount: (account) => account === accounts.system,
      },
      acceptLeafnode: (transport) => this.#deployment.acceptLeafnode(transport),
      watcher: {
        connected: (client) => this.#duties.clients.connected(client),
        refused: (client, reason, heardBy) => this.#duties.clients.refused(client, reason, heardBy),
        connectionsChanged: (account) => this.#duties.connectionsChanged(account),
        disconnected: (client, reason) => {
          this.#duties.clients.disconnected(client, reason);
          this.closedConnections.add(client, reason, Date.now());
        },
      },
    });
    this.#deployment = new Deployment(options, parts, {
      id: this.id,
      name: this.name,
      logger,
      ids,
      inside: this.#inside,
      senderClasses,
      clients: this.#clients,
      authenticator,
      lookUp: (account) => this.#logins.lookUp(account),
      leafnodes: {
        connected: (leaf) => this.#duties.clients.connected(leaf),
        refused: (leaf, reason) => this.#duties.clients.refused(leaf, reason),
        connectionsChanged: (account) => this.#duties.accounts.connectionsChanged(account),
        bound: (account) => this.#duties.leafnodeBound(account),
        disconnected: (leaf, reason) => {
          this.#duties.clients.disconnected(leaf, reason);
          this.closedConnections.add(leaf, reason, Date.now());
        },
      },
    });
    this.#registries = [this.#clients, ...this.#deployment.registries];
    this.#duties = new Duties({
      system,
      view: this,
      control: serverControl({
        clients: this.#clients,
        leafnode: (id) => this.#deployment.leafnodes?.bound(id),
        accounts,
        reload,
      }),
      accounts,
      grewElsewhere: (account) => this.#clients.closeSurplusOf(account),
      surroundings: () => this.#monitoring.surroundings(),
    });
    this.#departure = new Departure({
      logger,
      duties: this.#duties,
      services: this.#inside.services,
      registries: this.#registries,
      clients: this.#clients,
      monitoring: this.#monitoring,
      logins: this.#logins,
    });
  }

  get options(): ServerOptions {
    return this.#options;
  }

  get name(): string {
    return this.options.serverName ?? this.id;
  }

  /** The port that clients connect to. */
  get port(): number {
    if (this.#departure.isStopping) throw stopped();
    return this.#clients.port;
  }

  /** `nats://host:port`, for a client on this machine. */
  get url(): string {
    const { host } = this.options;
    const isAny = host === '0.0.0.0' || host === '::';
    return `nats://${hostPort(isAny ? '127.0.0.1' : host, this.port)}`;
  }

  /** The port of the monitoring endpoints, if they are on. */
  get monitorPort(): number | undefined {
    return this.#monitoring.port;
  }

  /** The port of websockets, if there are any. */
  get websocketPort(): number | undefined {
    return this.#clients.websocketPort;
  }

  get accounts(): ReadonlyMap<string, Account> {
    return this.#inside.accounts.byName;
  }

  get systemAccount(): string | undefined {
    return this.#inside.accounts.system?.name;
  }

  get pinnedAccountFailures(): number {
    return this.#logins.authenticator.pinnedAccountFailures;
  }

  get connections(): ReadonlyMap<number, ClientConnection | LeafConnection> {
    const { connections } = this.#clients;
    const leafnodes = this.#deployment.leafnodes?.registered ?? [];
    if (leafnodes.length === 0) return connections;
    const all = [...connections.values(), ...leafnodes].sort((a, b) => a.id - b.id);
    return new Map(all.map((each) => [each.id, each]));
  }

  get leafnodes(): readonly LeafnodeView[] {
    return this.#deployment.leafnodeViews;
  }

  /** Brings the counts of subscriptions up to date. */
  settle(): void {
    this.#inside.road?.settle();
  }

  get advertised(): { readonly host: string; readonly port: number } {
    return this.#clients.advertised;
  }

  get connectUrls(): readonly string[] {
    return this.#clients.connectUrls.all;
  }

  get requiresLogin(): boolean {
    return this.#logins.authenticator.isRequired('STANDARD');
  }

  get clusterName(): string | undefined {
    return this.#deployment.clusterName;
  }

  /** The port of routes, if they are accepted. */
  get clusterPort(): number | undefined {
    return this.#deployment.routes?.port;
  }

  /** The port of gateways, if they are accepted. */
  get gatewayPort(): number | undefined {
    return this.#deployment.gateways?.port;
  }

  /** The port of leafnodes, if they are accepted. */
  get leafnodePort(): number | undefined {
    return this.#deployment.leafnodes?.port;
  }

  get gateways(): GatewaysView | undefined {
    return this.#deployment.gateways;
  }

  get routes(): readonly RouteView[] {
    return this.#deployment.routeViews;
  }

  /** Why it does not accept clients, if it does not: nats-server's words, for /healthz. */
  get failure(): string | undefined {
    if (this.#clients.isListening) return undefined;
    return 'failed to be ready for connections after 1ms: server';
  }

  get counters(): ServerCounters {
    let subscriptions = 0;
    for (const { subscriptionCount } of this.#inside.accounts.all())
      subscriptions += subscriptionCount;
    const { totals: clients, connections } = this.#clients;
    const totals = { clients, ...this.#deployment.totals };
    return serverCounters(totals, connections.size, subscriptions);
  }

  /** Requests to services of other accounts that may still be answered. */
  get openResponses(): number {
    return this.#inside.services.responses.size;
  }

  responsesOf(account: Account): Iterable<OpenResponse> {
    return this.#inside.services.responses.of(account);
  }

  /** Serves one more client, on whatever way it came. */
  accept(transport: Transport): void {
    this.#clients.accept(transport);
  }

  /** Closes all connections and frees the ports. May be called again. */
  stop(): Promise<void> {
    return this.#departure.stop();
  }

  /** Resolves when the server has stopped, for whatever reason. */
  get whenStopped(): Promise<void> {
    return this.#departure.whenStopped;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** Whether it takes no more clients and is sending away those that it has. */
  get isLameDuck(): boolean {
    return this.#departure.isLameDuck;
  }

  /**
   * Leaves without a fuss: takes no more clients, tells those who are there, and closes them one after the other within
   * `lameDuckDurationMs`, the first after `lameDuckGracePeriodMs`. Resolves when the last is gone and the server has
   * stopped, which is at once when there is none; `stop` need not wait for that. `times` are for this once, and may be
   * shorter than options allow.
   */
  lameDuckShutdown(times: Partial<LameDuckTimes> = {}): Promise<void> {
    return this.#departure.lameDuck({ ...this.#options, ...times });
  }

  /**
   * Takes other options while it serves, all or nothing; whatever is left out is as if it had never been said. Rejects
   * with a NatsxError, and leaves all as it was: ERR_OPTIONS for what can't be served, ERR_RELOAD for a change that needs
   * a restart, ERR_TLS for certificates that can't be used.
   */
  reload(given: GivenServerOptions, settings: ReloadSettings = {}): Promise<void> {
    // One after the other: to look accounts up may take a while.
    const reloaded = this.#reloaded.then(() => this.#reload(given, settings));
    this.#reloaded = reloaded.catch(() => undefined);
    return reloaded;
  }

  async #reload(given: GivenServerOptions, settings: ReloadSettings): Promise<void> {
    if (this.#departure.isStopping) throw stopped();
    const next = completeOptions(given);
    const options = next.port <= 0 ? { ...next, port: this.#options.port } : next;
    const changes = reloadChanges(this.#options, options);
    const expiries = certificateExpiries(options);
    const logins = await this.#logins.prepare(options);
    try {
      this.#deployment.prepare(options);
      for (const registry of this.#registries) registry.prepare(options);
    } catch (error) {
      await this.#logins.discard(logins);
      throw error;
    }
    // From here on nothing fails.
    this.#monitoring.reload(options);
    this.certificateExpiries = expiries;
    this.#options = options;
    this.#inside.adopt(options);
    this.#logins.configure(logins);
    for (const registry of this.#registries) registry.adopt(options);
    await this.#logins.adopt(logins);
    for (const { line } of changes) this.#logger.notice(`Reloaded: ${line}`);
    for (const registry of this.#registries) registry.reloaded(changes);
    this.configLoadedAtMs = Date.now();
    this.configDigest = settings.digest;
    settings.adopt?.();
    this.#logger.notice(`Reloaded server configuration${inBrackets(settings.digest)}`);
    for (const registry of this.#registries) registry.closeUnpinned();
  }

  async #start(config: StartSettings['config']): Promise<void> {
    const { hasPlainPasswords } = this.#logins.authenticator;
    logStart(this.#logger, { name: this.name, id: this.id, config, hasPlainPasswords });
    this.configDigest = config?.digest;
    this.#logins.logOperators();
    try {
      await this.#logins.start();
      await this.#monitoring.open(this.#logger);
      for (const registry of this.#registries) await registry.open();
    } catch (error) {
      for (const registry of this.#registries) registry.close();
      await this.#logins.stop();
      await this.#monitoring.close();
      throw error;
    }
    this.#duties.start();
    this.#logins.serveClaims();
    this.#logger.notice('Server is ready');
  }
}

function stopped(): NatsxError {
  return new NatsxError('ERR_STOPPED', 'the server is stopped');
}
