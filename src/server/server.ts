import assert from 'node:assert/strict';
import { createCurve, createServer } from '../nkeys/create.ts';
import { NatsxError } from '../base/errors.ts';
import { silentLogger, type Logger } from '../base/logger.ts';
import { hostPort } from '../base/system-error.ts';
import type { ClosedState } from '../protocol/closed-state.ts';
import { encodeInfo, type Info } from '../protocol/info.ts';
import type { Account, InterestListener } from './account/account.ts';
import { Accounts } from './account/accounts.ts';
import type { OpenResponse } from './account/responses.ts';
import { ServiceImports } from './account/service-import.ts';
import { SenderClasses } from './account/sender-classes.ts';
import { Authenticator } from './auth/authenticator.ts';
import type { CalloutServer } from './auth/callout.ts';
import {
  ClientConnection,
  type ClientContext,
  type InfoOccasion,
} from './client/client-connection.ts';
import { RESERVED_REPLY_BEGINNINGS } from './client/reserved.ts';
import { Arena } from './connection/arena.ts';
import { noTraffic, type Connection, type ConnectionContext } from './connection/connection.ts';
import { DirectWrites, type Transport } from './connection/transport.ts';
import { Turn } from './connection/turn.ts';
import { Delivery } from './delivery/delivery.ts';
import { ServiceRequests } from './delivery/service-request.ts';
import { ClientPorts } from './client-ports.ts';
import { FAST_ROAD_BYTES } from './fastpath/memory.ts';
import { Road } from './fastpath/road.ts';
import { WasmKernel } from './fastpath/wasm-kernel.ts';
import { InternalConnection } from './internal/internal-connection.ts';
import { InternalMessages } from './internal/internal-messages.ts';
import { LameDuck, type LameDuckTimes } from './lame-duck.ts';
import { checkIdleResolver, OperatorMode } from './operator-mode.ts';
import { ClosedConnections } from './monitor/closed-connections.ts';
import type { Monitor } from './monitor/http.ts';
import { ProcessGauge } from './monitor/process-gauge.ts';
import type {
  CertificateExpiries,
  GatewaysView,
  LeafnodeView,
  PerKind,
  RouteView,
  ServerCounters,
  ServerView,
} from './monitor/server-view.ts';
import type { Surroundings } from './monitor/varz.ts';
import { completeOptions, type GivenServerOptions, type ServerOptions } from './options/options.ts';
import { reloadChanges, type OptionChange } from './options/reload.ts';
import { serveClaims } from './system/claims.ts';
import { Duties } from './system/duties.ts';
import type { ServerControl } from './system/requests.ts';
import { System } from './system/system.ts';
import type { UserView } from './system/user-info.ts';
import { certificateExpiries } from './tls/expiries.ts';
import { serverTls } from './tls/tls-terms.ts';
import { COMPATIBILITY_VERSION, goVersionText } from './version.ts';

/** What `Server.start` takes: any option, and where to log. */
export type StartOptions = GivenServerOptions & StartSettings;

/** What a server that starts takes beside the options. */
export interface StartSettings {
  /** Gets nats-server's log lines. Default: nobody. */
  readonly logger?: Logger | undefined;
  /** The configuration file that the options are from, for the log and for monitoring. Default none. */
  readonly config?: { readonly file: string; readonly digest: string | undefined } | undefined;
  /**
   * Reads the options again and calls `reload` with them, when the system account asks for it; rejects with a NatsxError if
   * that can't be done. Default: it can't.
   */
  readonly reload?: (() => Promise<void>) | undefined;
}

/** What `Server.reload` takes beside the options. */
export interface ReloadSettings {
  /** The digest of the configuration file that the options are from. Default none. */
  readonly digest?: string | undefined;
  /** Does the part of who runs the server: called when the options hold, before the log says that all is done. */
  readonly adopt?: () => void;
}

/** Options that say who may connect, and what who may do. */
const ABOUT_LOGIN: ReadonlySet<keyof ServerOptions> = new Set([
  'accounts',
  'authorization',
  'noAuthUser',
  'websocket',
  'resolver',
  'resolverPreload',
  'resolverPinnedAccounts',
  'defaultSentinel',
]);

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
  /** Resolves when the server has stopped, for whatever reason. */
  readonly whenStopped: Promise<void>;
  readonly startedAtMs = Date.now();
  configLoadedAtMs = this.startedAtMs;
  /** `sha256:…` of the configuration file that the options are from. */
  configDigest: string | undefined;
  certificateExpiries: CertificateExpiries;
  readonly connectUrls: readonly string[] = [];
  readonly closedConnections: ClosedConnections;
  readonly routes: readonly RouteView[] = [];
  readonly gateways: GatewaysView | undefined = undefined;
  readonly leafnodes: readonly LeafnodeView[] = [];
  readonly #curveKey: string;
  readonly #logger: Logger;
  readonly #totals = { ...noTraffic(), stalls: 0 };
  readonly #clients = new Map<number, ClientConnection>();
  readonly #accounts: Accounts;
  readonly #services: ServiceRequests;
  readonly #system: System;
  readonly #duties: Duties;
  readonly #gauge = new ProcessGauge();
  readonly #operatorMode: OperatorMode | undefined;
  readonly #authenticator: Authenticator;
  readonly #road: Road | undefined;
  readonly #context: ClientContext;
  #options: ServerOptions;
  #clientPorts: ClientPorts | undefined;
  /** The port that clients connected to, when they still can or lately could. */
  #port: number | undefined;
  #monitor: Monitor | undefined;
  #lastId = 0;
  #totalConnections = 0;
  #slowConsumers = 0;
  #staleConnections = 0;
  #isLameDuck = false;
  #lameDuck: LameDuck | undefined;
  /** Ends the answers to requests about JWTs. */
  #endClaims: () => void = () => undefined;
  #stopping: Promise<void> | undefined;
  /** The last reload, whether it was refused or not. */
  #reloaded = Promise.resolve();
  #stopped: () => void = () => undefined;

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
  static async serve(
    options: ServerOptions,
    { logger = silentLogger, config, reload }: StartSettings = {},
  ): Promise<Server> {
    const kernel = options.fastPath && options.wasm ? await WasmKernel.load() : undefined;
    const server = new Server(options, logger, kernel, reload);
    await server.#start(config);
    return server;
  }

  private constructor(
    options: ServerOptions,
    logger: Logger,
    kernel: WebAssembly.Module | undefined,
    reload: StartSettings['reload'],
  ) {
    this.#options = options;
    this.certificateExpiries = certificateExpiries(options);
    this.closedConnections = new ClosedConnections(options.maxClosedClients);
    this.whenStopped = new Promise((resolve) => (this.#stopped = resolve));
    this.#logger = logger;
    const [key, curve] = [createServer(), createCurve()];
    this.id = key.publicKey;
    this.#curveKey = curve.publicKey;
    const arena = new Arena<Connection>(FAST_ROAD_BYTES, kernel !== undefined);
    const road = options.fastPath
      ? new Road(arena, { ...options, slowReplies: RESERVED_REPLY_BEGINNINGS }, kernel)
      : undefined;
    this.#road = road;
    const planKeeper: InterestListener = {
      interestChanged: (account, { subject }) => road?.forget(account, subject),
    };
    const delivery = new Delivery();
    const turn = new Turn(options.spin);
    const limits = limitsOf(options);
    const shared: ConnectionContext = {
      arena,
      turn,
      logger,
      limits,
      totals: this.#totals,
      closed: (connection, reason) => this.#closed(connection, reason),
    };
    const internal = new InternalConnection(shared);
    const asSystem = new InternalConnection(shared, 'SYSTEM', () => this.#options.traceVerbose);
    this.#services = new ServiceRequests({
      delivery,
      turn,
      connection: internal,
      place: { name: this.name, cluster: options.cluster?.name ?? '' },
      systemAccount: () => this.#accounts.system,
      warn: (text) => logger.warn(text),
    });
    this.#accounts = new Accounts(
      [planKeeper, this.#services.responses],
      [new ServiceImports(internal, this.#services)],
    );
    this.#accounts.configure(options);
    const messages = new InternalMessages({
      delivery,
      turn,
      connectionIn: (account) => (account === this.#accounts.system ? asSystem : internal),
      warn: (text) => logger.warn(text),
      error: (text) => logger.error(text),
    });
    this.#system = new System({ messages, view: this, account: () => this.#accounts.system });
    this.#duties = new Duties({
      system: this.#system,
      view: this,
      control: this.#control(reload),
      surroundings: () => this.#surroundings(),
    });
    this.#operatorMode = OperatorMode.of(options, {
      accounts: this.#accounts,
      logger,
      clients: () => this.#clients.values(),
      forgetPlans: () => road?.forgetAll(),
    });
    this.#authenticator = new Authenticator(
      options,
      (name) => this.#account(name),
      this.#operatorMode?.claimed,
      { key, curve, ...this.#calloutSurroundings() },
    );
    this.#context = {
      ...shared,
      limits,
      road,
      delivery,
      globalAccount: this.#accounts.global,
      authenticator: this.#authenticator,
      senderClasses: new SenderClasses(),
      watcher: {
        connected: (client) => this.#duties.clients.connected(client),
        refused: (client, reason, heardBy) => this.#duties.clients.refused(client, reason, heardBy),
        connectionsChanged: (account) => this.#duties.accounts.connectionsChanged(account),
      },
      infoLine: (client, occasion) => encodeInfo(this.#infoFor(client, occasion)),
    };
  }

  get options(): ServerOptions {
    return this.#options;
  }

  get name(): string {
    return this.options.serverName ?? this.id;
  }

  /** The port that clients connect to. */
  get port(): number {
    if (this.#port === undefined) throw stopped();
    return this.#port;
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

  /** The port of websockets, if there are any. */
  get websocketPort(): number | undefined {
    return this.#clientPorts?.isOpen === true ? this.#clientPorts.websocketPort : undefined;
  }

  get accounts(): ReadonlyMap<string, Account> {
    return this.#accounts.byName;
  }

  get systemAccount(): string | undefined {
    return this.#accounts.system?.name;
  }

  get pinnedAccountFailures(): number {
    return this.#authenticator.pinnedAccountFailures;
  }

  get connections(): ReadonlyMap<number, ClientConnection> {
    return this.#clients;
  }

  /** Brings the counts of subscriptions up to date. */
  settle(): void {
    this.#road?.settle();
  }

  get advertised(): { readonly host: string; readonly port: number } {
    return advertised(this.options, this.#port ?? this.options.port);
  }

  get requiresLogin(): boolean {
    return this.#authenticator.isRequired('STANDARD');
  }

  /** Why it does not accept clients, if it does not: nats-server's words, for /healthz. */
  get failure(): string | undefined {
    if (this.#clientPorts?.isOpen === true) return undefined;
    return 'failed to be ready for connections after 1ms: server';
  }

  get counters(): ServerCounters {
    const totals = this.#totals;
    return {
      connections: this.#clients.size,
      totalConnections: this.#totalConnections,
      subscriptions: this.#subscriptionCount,
      inMessages: totals.inMessages,
      inBytes: totals.inBytes,
      inClientMessages: totals.inMessages,
      inClientBytes: totals.inBytes,
      outMessages: totals.outMessages,
      outBytes: totals.outBytes,
      outClientMessages: totals.outMessages,
      outClientBytes: totals.outBytes,
      slowConsumers: this.#slowConsumers,
      slowConsumersByKind: clientsOnly(this.#slowConsumers),
      staleConnections: this.#staleConnections,
      staleConnectionsByKind: clientsOnly(this.#staleConnections),
      stalledClients: totals.stalls,
    };
  }

  /** Requests to services of other accounts that may still be answered. */
  get openResponses(): number {
    return this.#services.responses.size;
  }

  responsesOf(account: Account): Iterable<OpenResponse> {
    return this.#services.responses.of(account);
  }

  get #subscriptionCount(): number {
    let count = 0;
    for (const { subscriptionCount } of this.#accounts.all()) count += subscriptionCount;
    return count;
  }

  /** Closes all connections and frees the ports. May be called again. */
  stop(): Promise<void> {
    return (this.#stopping ??= this.#stop().finally(this.#stopped));
  }

  /** Whether it takes no more clients and is sending away those that it has. */
  get isLameDuck(): boolean {
    return this.#isLameDuck;
  }

  /**
   * Leaves without a fuss: takes no more clients, tells those who are there, and closes them one after the other within
   * `lameDuckDurationMs`, the first after `lameDuckGracePeriodMs`. Resolves when the last is gone and the server has
   * stopped, which is at once when there is none; `stop` need not wait for that. `times` are for this once, and may be
   * shorter than options allow.
   */
  lameDuckShutdown(times: Partial<LameDuckTimes> = {}): Promise<void> {
    if (!this.#isLameDuck && this.#stopping === undefined) {
      this.#becomeLameDuck({ ...this.#options, ...times });
    }
    return this.whenStopped;
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
    if (this.#stopping !== undefined) throw stopped();
    const next = completeOptions(given);
    const options = next.port <= 0 ? { ...next, port: this.#options.port } : next;
    const changes = reloadChanges(this.#options, options);
    const expiries = certificateExpiries(options);
    const resolver = await this.#operatorMode?.prepare(options);
    try {
      this.#clientPorts?.reload(options); // The last step that may fail.
    } catch (error) {
      await this.#operatorMode?.discard(resolver);
      throw error;
    }
    if (options.tls !== undefined) this.#monitor?.renewTls(serverTls(options.tls).contextOptions);
    this.certificateExpiries = expiries;
    const told = JSON.stringify(this.#infoForAll());
    this.#adopt(options);
    await this.#operatorMode?.adopt(options, resolver);
    this.#serveClaims();
    for (const { line } of changes) this.#logger.notice(`Reloaded: ${line}`);
    if (changes.some(({ option }) => option === 'maxConnections')) this.#closeSurplus();
    if (changes.some(isAboutLogin)) {
      for (const client of this.#clients.values()) client.renewLogin();
      this.#closeSurplusOfAccounts();
    }
    if (JSON.stringify(this.#infoForAll()) !== told) {
      for (const client of this.#clients.values()) client.inform();
    }
    this.configLoadedAtMs = Date.now();
    this.configDigest = settings.digest;
    settings.adopt?.();
    this.#logger.notice(`Reloaded server configuration${inBrackets(settings.digest)}`);
    this.#closeUnpinned();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** Serves one more client, on whatever way it came. */
  accept(transport: Transport): void {
    if (this.#isLameDuck || this.#stopping !== undefined) {
      transport.destroy();
      return;
    }
    const client = new ClientConnection(++this.#lastId, this.#context, transport);
    this.#totalConnections++;
    const { maxConnections } = this.options;
    const isFull =
      maxConnections < 0 || (maxConnections > 0 && this.#clients.size >= maxConnections);
    this.#clients.set(client.id, client);
    if (isFull) client.refuse();
    else client.open();
  }

  async #start(config: StartSettings['config']): Promise<void> {
    const { staticReads, directWrites } = this.options;
    this.#logStart();
    if (config !== undefined) {
      this.configDigest = config.digest;
      this.#logger.notice(`Using configuration file: ${config.file}${inBrackets(config.digest)}`);
    }
    this.#operatorMode?.logOperators();
    try {
      if (this.#operatorMode === undefined) await checkIdleResolver(this.options);
      await this.#operatorMode?.start();
      await this.#startMonitor();
      this.#clientPorts = await ClientPorts.open(this.options, {
        logger: this.#logger,
        input: staticReads ? this.#context.arena.input : undefined,
        direct: directWrites ? new DirectWrites() : undefined,
        accept: (transport) => this.accept(transport),
      });
    } catch (error) {
      await this.#operatorMode?.stop();
      await this.#monitor?.close();
      throw error;
    }
    this.#port = this.#clientPorts.port;
    this.#duties.start();
    this.#serveClaims();
    this.#logger.notice('Server is ready');
  }

  /** Answers requests about the JWTs of accounts, as the resolver that there is now can. */
  #serveClaims(): void {
    this.#endClaims();
    const { resolver, claimed: accounts } = this.#operatorMode ?? {};
    if (resolver === undefined || accounts === undefined) return;
    const [system, logger] = [this.#system, this.#logger];
    this.#endClaims = serveClaims({ system, resolver, accounts, logger });
  }

  /** From now on `options` hold, for those who are connected too. */
  #adopt(options: ServerOptions): void {
    this.#options = options;
    Object.assign(this.#context.limits, limitsOf(options));
    this.#road?.limit(options);
    this.#accounts.configure(options);
    // Plans were made by mappings, too.
    this.#road?.forgetAll();
    this.#authenticator.configure(options);
    for (const client of this.#clients.values()) client.limitsChanged();
  }

  /** Closes who came last until there are no more than allowed. */
  #closeSurplus(): void {
    const { maxConnections } = this.#options;
    if (maxConnections === 0) return;
    const surplus = [...this.#clients.values()].slice(Math.max(maxConnections, 0));
    for (const client of surplus) client.exclude();
    if (surplus.length === 0) return;
    this.#logger.notice(`Closed ${surplus.length} connections to fall within max_connections`);
  }

  /** The same for each account. */
  #closeSurplusOfAccounts(): void {
    const counts = new Map<Account, number>();
    for (const client of this.#clients.values()) {
      if (!client.isMember) continue;
      const { account } = client;
      const count = (counts.get(account) ?? 0) + 1;
      counts.set(account, count);
      const { maxConnections } = account.limits;
      if (maxConnections >= 0 && count > maxConnections) client.excludeFromAccount();
    }
  }

  /** Closes whose key is not pinned any more. */
  #closeUnpinned(): void {
    const ports = this.#clientPorts;
    const strangers = [...this.#clients.values()].filter(
      ({ transport }) => ports?.isPinned(transport) === false,
    );
    if (strangers.length === 0) return;
    this.#logger.notice(`Disconnect ${strangers.length} clients due to pinned certs reload`);
    for (const client of strangers) client.close('TLS Handshake Failure');
  }

  async #startMonitor(): Promise<void> {
    const { host, http, https, httpBasePath, tls } = this.#options;
    const address = http ?? https;
    if (address === undefined) return;
    const protocol = http === undefined ? 'https' : 'http';
    const options = {
      host: address.host === '' ? host : address.host,
      port: address.port,
      basePath: httpBasePath,
      tls: protocol === 'https' && tls !== undefined ? serverTls(tls).contextOptions : undefined,
    };
    // With what it needs, it is a third of the start of a server that has none.
    const { Monitor } = await import('./monitor/http.ts');
    this.#monitor = await Monitor.start(this, options, this.#logger);
    const where = hostPort(options.host, this.#monitor.port);
    this.#logger.notice(`Starting ${protocol} monitor on ${where}`);
  }

  #becomeLameDuck(times: LameDuckTimes): void {
    this.#logger.notice('Entering lame duck mode, stop accepting new clients');
    this.#isLameDuck = true;
    this.#duties.becomesLameDuck();
    this.#closeListeners();
    const clients = [...this.#clients.values()];
    if (clients.length === 0) {
      void this.stop();
      return;
    }
    for (const client of clients) client.inform();
    this.#lameDuck = new LameDuck(clients, times, {
      closing: () => this.#logger.notice('Closing existing clients'),
      done: () => void this.stop(),
    });
  }

  /** No more clients. */
  #closeListeners(): void {
    this.#clientPorts?.close();
  }

  async #stop(): Promise<void> {
    this.#logger.notice('Initiating Shutdown...');
    this.#duties.stop();
    this.#services.responses.stop();
    this.#lameDuck?.stop();
    this.#closeListeners();
    this.#port = undefined;
    const transports = [...this.#clients.values()].map((client) => client.transport);
    for (const client of this.#clients.values()) client.close('Server Shutdown');
    await this.#monitor?.close();
    this.#monitor = undefined;
    await this.#operatorMode?.stop();
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise((resolve) => (timer = setTimeout(resolve, FAREWELL_MS)));
    await Promise.race([Promise.all(transports.map((transport) => transport.whenClosed)), tooLong]);
    clearTimeout(timer);
    for (const transport of transports) transport.destroy();
    this.#logger.notice('Server Exiting..');
  }

  #closed(connection: Connection, reason: ClosedState): void {
    const client = this.#clients.get(connection.id);
    if (client !== undefined) {
      this.#duties.clients.disconnected(client, reason);
      this.closedConnections.add(client, reason, Date.now());
      if (reason.startsWith('Slow Consumer')) client.account.slowConsumers++;
    }
    if (reason.startsWith('Slow Consumer')) this.#slowConsumers++;
    if (reason === 'Stale Connection') this.#staleConnections++;
    this.#clients.delete(connection.id);
  }

  /** How services are asked who may connect. */
  #calloutSurroundings(): Omit<CalloutServer, 'key' | 'curve'> {
    return {
      id: () => {
        const { host, cluster, serverTags } = this.#options;
        const { id, name } = this;
        const version = COMPATIBILITY_VERSION;
        return { id, name, host, version, cluster: cluster?.name ?? '', tags: serverTags };
      },
      ask: async (account, subject, payload, options) => {
        const answer = await this.#system.request(subject, payload, { in: account, ...options });
        return typeof answer === 'string' ? undefined : answer.payload;
      },
      account: (name) => (name === '$G' ? this.#accounts.global : this.#accounts.get(name)),
      claimed: this.#operatorMode?.claimed,
      error: (text) => this.#logger.error(text),
      warn: (text) => this.#logger.warn(text),
      debug: (text) => this.#logger.debug(text),
    };
  }

  /** What the system account may have this server do. */
  #control(reload: StartSettings['reload']): ServerControl {
    const clientOf = (id: number, missing: string): ClientConnection => {
      const client = this.#clients.get(id);
      if (client === undefined) throw new NatsxError('ERR_NO_CLIENT', missing);
      return client;
    };
    return {
      kick: (id) => clientOf(id, 'no such client or leafnode id').close('Kicked'),
      sendAway: (id) => {
        if (clientOf(id, 'no such client id').sendAway()) return;
        const text =
          'client does not support Lame Duck Mode or is not ready to receive the notification';
        throw new NatsxError('ERR_NO_CLIENT', text);
      },
      reload: reload ?? notReloadable,
      user: (id) => userOf(this.#clients.get(id)),
      account: (name) => this.#accounts.get(name),
    };
  }

  #surroundings(): Surroundings {
    const nowhere = { host: this.#options.host, port: 0, isSecure: false, basePath: '' };
    return (
      this.#monitor?.surroundings() ?? {
        monitor: nowhere,
        requests: NO_REQUESTS,
        ...this.#gauge.read(),
      }
    );
  }

  /** What a reload may change for those who are connected. */
  #infoForAll(): Pick<Info, 'host' | 'port' | 'headers' | 'max_payload'> {
    const { noHeaderSupport, maxPayload } = this.#options;
    return {
      ...advertised(this.#options, this.port),
      headers: !noHeaderSupport,
      max_payload: maxPayload,
    };
  }

  #infoFor(client: ClientConnection, occasion: InfoOccasion): Info {
    const isConnectInfo = occasion === 'connected';
    const { connectionType } = client;
    // A client that came without CONNECT, as no_auth_user, is told in the second INFO that others must not.
    const mustLogIn = isConnectInfo
      ? this.#authenticator.isRequired(connectionType)
      : this.#authenticator.isAdvertised(connectionType);
    return {
      server_id: this.id,
      server_name: this.name,
      version: COMPATIBILITY_VERSION,
      proto: 1,
      go: goVersionText,
      ...this.#infoForAll(),
      max_payload: client.maxPayload,
      ...this.#clientPorts?.infoFor(client.transport),
      ...(mustLogIn ? { auth_required: true } : {}),
      client_id: client.id,
      client_ip: client.transport.remoteHost,
      ...(client.nonce === '' ? {} : { nonce: client.nonce }),
      ...(this.#isLameDuck || occasion === 'leaving' ? { ldm: true } : {}),
      ...(isConnectInfo ? { connect_info: true, remote_account: client.account.name } : {}),
      ...(isConnectInfo && client.account === this.#accounts.system ? { acc_is_sys: true } : {}),
      xkey: this.#curveKey,
    };
  }

  /** The account of a name, or of clients that have no other. */
  #account(name: string | undefined): Account {
    const account = name === undefined ? this.#accounts.global : this.#accounts.get(name);
    assert(account !== undefined, `the options name an account that there is not: ${name}`);
    return account;
  }

  /** nats-server's first lines: tools look for them. */
  #logStart(): void {
    this.#logger.notice('Starting nats-server');
    this.#logger.notice(`  Version:  ${COMPATIBILITY_VERSION}`);
    this.#logger.notice('  Git:      [not set]');
    this.#logger.debug(`  Go build: ${goVersionText}`);
    this.#logger.notice(`  Name:     ${this.name}`);
    this.#logger.notice(`  ID:       ${this.id}`);
    if (this.#authenticator.hasPlainPasswords) {
      this.#logger.warn('Plaintext passwords detected, use nkeys or bcrypt');
    }
  }
}

/** Whether a change says who may connect, or what who may do. */
function isAboutLogin({ option, old, next }: OptionChange): boolean {
  if (option !== 'tls') return ABOUT_LOGIN.has(option);
  const [before, now] = [old, next] as ServerOptions['tls'][]; // They are of the option `tls`.
  return before?.verifyAndMap !== now?.verifyAndMap;
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

function limitsOf(options: ServerOptions): ClientContext['limits'] {
  return {
    ...options,
    websocketPingIntervalMs: options.websocket?.pingIntervalMs,
    supportsHeaders: !options.noHeaderSupport,
  };
}

function inBrackets(digest: string | undefined): string {
  return digest === undefined ? '' : ` (${digest})`;
}

/** Clients are the only kind of connection there is yet. */
function clientsOnly(clients: number): PerKind {
  return { clients, routes: 0, gateways: 0, leafnodes: 0 };
}

function userOf(client: ClientConnection | undefined): UserView | undefined {
  if (client === undefined) return undefined;
  const { authorizedUser, account, permissions, jwtUser, endsAtMs: expiresAtMs } = client;
  return { authorizedUser, userName: jwtUser?.name ?? '', account, permissions, expiresAtMs };
}

const NO_REQUESTS: ReadonlyMap<string, number> = new Map();

function notReloadable(): Promise<never> {
  const text = 'the program that runs this server does not read its configuration again';
  return Promise.reject(new NatsxError('ERR_RELOAD', text));
}

function stopped(): NatsxError {
  return new NatsxError('ERR_STOPPED', 'the server is stopped');
}
