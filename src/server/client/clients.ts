/** All clients of a server, and the ports they come in by. */
import type { Logger } from '../../base/logger.ts';
import type { ClosedState } from '../../protocol/closed-state.ts';
import type { Account } from '../account/account.ts';
import { isAboutLogin } from '../auth/about-login.ts';
import { ConnectUrls } from '../connection/connect-urls.ts';
import type { Connection, ConnectionContext } from '../connection/connection.ts';
import type { ConnectionIds } from '../connection/connection-ids.ts';
import { isSlowConsumer, KindTotals } from '../connection/kind-totals.ts';
import { DirectWrites, type Transport } from '../connection/transport.ts';
import type { ServerOptions } from '../options/options.ts';
import type { OptionChange } from '../options/reload.ts';
import { ClientPorts, type WayInfo } from '../ports/client-ports.ts';
import type { ConnectionRegistry } from '../ports/connection-registry.ts';
import { advertised, ownUrls } from '../ports/own-urls.ts';
import { ClientConnection } from './client-connection.ts';
import type { ClientContext, ClientWatcher } from './client-context.ts';
import { infoForAll, infoLine, type InfoServer } from './client-info.ts';

/** What clients need of their server. */
export interface ClientsSurroundings
  extends
    Pick<ConnectionContext, 'arena' | 'turn'>,
    Pick<ClientContext, 'road' | 'delivery' | 'globalAccount' | 'authenticator' | 'senderClasses'> {
  readonly logger: Logger;
  readonly ids: ConnectionIds;
  readonly server: InfoServer;
  readonly watcher: ClientsWatcher;
  /** Takes a leafnode that came by the port of websockets; false if there are to be none. */
  readonly acceptLeafnode?: (transport: Transport) => boolean;
}

/** Told what becomes of clients. */
interface ClientsWatcher extends ClientWatcher {
  /** `client` is gone; it still knows its subscriptions. */
  disconnected(client: ClientConnection, reason: ClosedState): void;
}

export class Clients implements ConnectionRegistry {
  readonly totals = new KindTotals();
  /** Where else clients may go: those of plain connections, and of websockets. */
  readonly connectUrls: ConnectUrls;
  readonly websocketConnectUrls: ConnectUrls;
  readonly #around: ClientsSurroundings;
  readonly #context: ClientContext;
  readonly #connections = new Map<number, ClientConnection>();
  #options: ServerOptions;
  #ports: ClientPorts | undefined;
  /** What all clients were told before the options changed. */
  #told = '';
  #isLameDuck = false;
  #isClosed = false;

  constructor(options: ServerOptions, around: ClientsSurroundings) {
    this.#options = options;
    this.#around = around;
    const { watcher, server, ...shared } = around;
    this.#context = {
      ...shared,
      limits: limitsOf(options),
      totals: this.totals,
      watcher,
      closed: (connection, reason) => this.#closed(connection, reason),
      infoLine: (client, occasion) => infoLine(server, this, client, occasion),
    };
    this.connectUrls = new ConnectUrls(
      () =>
        ownUrls({ ...this.#options, port: this.port, advertise: this.#options.clientAdvertise }),
      () => this.#inform((client) => client.clientType === 'nats'),
    );
    this.websocketConnectUrls = new ConnectUrls(
      () => this.#websocketUrls(),
      () => this.#inform((client) => client.clientType === 'websocket'),
    );
  }

  get options(): ServerOptions {
    return this.#options;
  }

  get connections(): ReadonlyMap<number, ClientConnection> {
    return this.#connections;
  }

  get isLameDuck(): boolean {
    return this.#isLameDuck;
  }

  /** Whether they are accepted. */
  get isListening(): boolean {
    return this.#ports?.isOpen === true;
  }

  /** The port that clients connect to, when they can or could; before that, the one that was asked for. */
  get port(): number {
    return this.#ports?.port ?? this.#options.port;
  }

  /** The port of websockets, if there are any. */
  get websocketPort(): number | undefined {
    return this.isListening ? this.#ports?.websocketPort : undefined;
  }

  /** Where clients are told to connect to. */
  get advertised(): { readonly host: string; readonly port: number } {
    const { clientAdvertise, host } = this.#options;
    const { port } = this;
    return clientAdvertise === undefined ? { host, port } : advertised(clientAdvertise, port);
  }

  open(): Promise<void> {
    const { staticReads, directWrites } = this.#options;
    const { logger, arena } = this.#around;
    const opened = ClientPorts.open(this.#options, {
      logger,
      input: staticReads ? arena.input : undefined,
      direct: directWrites ? new DirectWrites() : undefined,
      accept: (transport) => this.accept(transport),
      acceptLeafnode: (transport) => this.#around.acceptLeafnode?.(transport) ?? false,
    });
    return opened.then((ports) => {
      this.#ports = ports;
    });
  }

  /** Serves one more, on whatever way it came. */
  accept(transport: Transport): void {
    if (this.#isLameDuck || this.#isClosed) {
      transport.destroy();
      return;
    }
    const client = new ClientConnection(this.#around.ids.next(), this.#context, transport);
    this.totals.connections++;
    const { maxConnections } = this.#options;
    const isFull =
      maxConnections < 0 || (maxConnections > 0 && this.#connections.size >= maxConnections);
    this.#connections.set(client.id, client);
    if (isFull) client.refuse();
    else client.open();
  }

  prepare(options: ServerOptions): void {
    this.#ports?.reload(options);
  }

  adopt(options: ServerOptions): void {
    this.#told = this.#toldToAll();
    this.#options = options;
    Object.assign(this.#context.limits, limitsOf(options));
    for (const client of this.#connections.values()) client.limitsChanged();
  }

  reloaded(changes: readonly OptionChange[]): void {
    if (changes.some(({ option }) => option === 'maxConnections')) this.#closeSurplus();
    if (changes.some(isAboutLogin)) {
      for (const client of this.#connections.values()) client.renewLogin();
      this.#closeSurplusOfAccounts();
    }
    if (this.#toldToAll() !== this.#told) this.#inform(() => true);
  }

  closeUnpinned(): void {
    const ports = this.#ports;
    const strangers = [...this.#connections.values()].filter(
      ({ transport }) => ports?.isPinned(transport) === false,
    );
    if (strangers.length === 0) return;
    const text = `Disconnect ${strangers.length} clients due to pinned certs reload`;
    this.#around.logger.notice(text);
    for (const client of strangers) client.close('TLS Handshake Failure');
  }

  becomesLameDuck(): void {
    this.#isLameDuck = true;
    this.#ports?.close();
    this.connectUrls.leave();
    this.websocketConnectUrls.leave();
    this.#inform(() => true);
  }

  close(): readonly Transport[] {
    this.#isClosed = true;
    this.#ports?.close();
    const clients = [...this.#connections.values()];
    for (const client of clients) client.close('Server Shutdown');
    return clients.map((client) => client.transport);
  }

  wayInfo(transport: Transport): WayInfo {
    return this.#ports?.infoFor(transport) ?? {};
  }

  /** Other places for those who came that way. */
  connectUrlsFor({ websocket }: Transport): readonly string[] {
    return (websocket === undefined ? this.connectUrls : this.websocketConnectUrls).all;
  }

  #websocketUrls(): readonly string[] {
    const { websocket } = this.#options;
    const port = this.#ports?.websocketPort;
    if (websocket === undefined || port === undefined) return [];
    return ownUrls({ host: websocket.host, port, advertise: websocket.advertise });
  }

  #toldToAll(): string {
    return JSON.stringify(infoForAll(this.#options, this.port));
  }

  #inform(concerns: (client: ClientConnection) => boolean): void {
    for (const client of this.#connections.values()) if (concerns(client)) client.inform();
  }

  /** Closes who came last until there are no more than allowed. */
  #closeSurplus(): void {
    const { maxConnections } = this.#options;
    if (maxConnections === 0) return;
    const surplus = [...this.#connections.values()].slice(Math.max(maxConnections, 0));
    for (const client of surplus) client.exclude();
    if (surplus.length === 0) return;
    const text = `Closed ${surplus.length} connections to fall within max_connections`;
    this.#around.logger.notice(text);
  }

  /** The same for each account. */
  #closeSurplusOfAccounts(): void {
    const counts = new Map<Account, number>();
    for (const client of this.#connections.values()) {
      if (!client.isMember) continue;
      const { account } = client;
      const count = (counts.get(account) ?? 0) + 1;
      counts.set(account, count);
      const { maxConnections } = account.limits;
      if (maxConnections >= 0 && count > maxConnections) client.excludeFromAccount();
    }
  }

  /** `account` has more clients on all servers than it may have: who came last here goes (nats-server, updateRemoteServer). */
  closeSurplusOf(account: Account): void {
    const { maxConnections } = account.limits;
    const surplus = account.clientsEverywhere - maxConnections;
    if (maxConnections < 0 || surplus <= 0) return;
    const members = [...this.#connections.values()].filter(
      (client) => client.isMember && client.account === account,
    );
    for (const client of members.slice(-surplus)) client.excludeFromAccount();
  }

  #closed(connection: Connection, reason: ClosedState): void {
    this.totals.ended(reason);
    const client = this.#connections.get(connection.id);
    if (client === undefined) return;
    this.#around.watcher.disconnected(client, reason);
    if (isSlowConsumer(reason)) client.account.slowConsumers++;
    this.#connections.delete(client.id);
  }
}

function limitsOf(options: ServerOptions): ClientContext['limits'] {
  return {
    ...options,
    websocketPingIntervalMs: options.websocket?.pingIntervalMs,
    supportsHeaders: !options.noHeaderSupport,
  };
}
