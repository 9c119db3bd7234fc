/** All routes of a server: who is in its cluster, and what they are told. */
import { byteString } from '../../base/byte-string.ts';
import { NatsxError } from '../../base/errors.ts';
import type { Logger } from '../../base/logger.ts';
import { quote } from '../../base/quote.ts';
import { hostPort, systemErrorText } from '../../base/system-error.ts';
import { uniqueId } from '../../base/unique-id.ts';
import type { ClosedState } from '../../protocol/closed-state.ts';
import type { Message } from '../../protocol/message.ts';
import type { ReceivedConnect, ServerConnect } from '../../protocol/server-connect.ts';
import type { ServerInfo, SubjectPermissionInfo } from '../../protocol/server-info.ts';
import { WIRE_ERRORS } from '../../protocol/wire-errors.ts';
import type { Account } from '../account/account.ts';
import type { AccountListener, Accounts } from '../account/accounts.ts';
import { InterestCounts, isLocal, type InterestAudience } from '../account/interest-counts.ts';
import type { SenderClasses } from '../account/sender-classes.ts';
import { Permissions } from '../auth/permissions.ts';
import type { ConnectUrls } from '../connection/connect-urls.ts';
import type { ConnectionIds } from '../connection/connection-ids.ts';
import type { ConnectionContext } from '../connection/connection.ts';
import { KindTotals } from '../connection/kind-totals.ts';
import { isPinned } from '../connection/pinned-keys.ts';
import type { TlsTerms } from '../connection/tls-transport.ts';
import { DirectWrites, type Transport } from '../connection/transport.ts';
import type { ClusterOptions } from '../options/cluster.ts';
import type { ServerOptions } from '../options/options.ts';
import type { SubjectPermissions } from '../options/permissions.ts';
import type { OptionChange } from '../options/reload.ts';
import { dial, pickAddress } from '../peers/dial.ts';
import { ownAddresses } from '../peers/own-addresses.ts';
import { PeerAuth } from '../peers/peer-auth.ts';
import { peerLimits } from '../peers/peer-limits.ts';
import { PeerListener } from '../peers/peer-listener.ts';
import { dialTls, peerTerms, type DialTls } from '../peers/peer-terms.ts';
import { parsePeerUrl, PEER_PORTS, routeUrl } from '../peers/peer-url.ts';
import { ServerNames } from '../peers/server-names.ts';
import type { ConnectionRegistry } from '../ports/connection-registry.ts';
import { advertised } from '../ports/own-urls.ts';
import { COMPATIBILITY_VERSION, goVersionText } from '../version.ts';
import { ClusterName } from './cluster-name.ts';
import { Peer, type Spread } from './peer.ts';
import {
  RouteConnection,
  type RouteContext,
  type RouteDesk,
  type RouteOrigin,
  type RoutePermissions,
} from './route-connection.ts';
import { Solicitor, type Target } from './solicitor.ts';

/** What routes need of their server. */
export interface RoutesSurroundings
  extends Pick<ConnectionContext, 'arena' | 'turn'>, Pick<RouteContext, 'road' | 'delivery'> {
  readonly logger: Logger;
  readonly ids: ConnectionIds;
  readonly id: string;
  readonly name: string;
  readonly senderClasses: SenderClasses;
  readonly accounts: Accounts;
  /** Where clients may go. */
  readonly connectUrls: ConnectUrls;
  readonly websocketConnectUrls: ConnectUrls;
  /** What other kinds have the servers of the cluster know. */
  readonly addition: () => Pick<ServerInfo, 'gateway_url' | 'leafnode_urls'>;
  readonly watcher: RoutesWatcher;
}

/** Told of the servers of the cluster. */
export interface RoutesWatcher {
  /** One of them is interested in an account that is not known here. */
  toldOfAccount(name: string): void;
  connected(peer: Peer): void;
  disconnected(peer: Peer): void;
  /** A server of the cluster tells what it knows of gateways. */
  toldOfGateway(peer: Peer, info: ServerInfo): void;
  /** The cluster is called otherwise now. */
  renamed(name: string): void;
}

/** nats-server: a route is never silent for longer. */
const LONGEST_PING_MS = 30_000;

export class Routes implements ConnectionRegistry, RouteDesk, InterestAudience, AccountListener {
  readonly totals = new KindTotals();
  readonly interest: InterestCounts;
  readonly #around: RoutesSurroundings;
  readonly #context: RouteContext & { permissions: RoutePermissions };
  readonly #routes = new Map<number, RouteConnection>();
  readonly #peers = new Map<string, Peer>();
  readonly #solicitor: Solicitor;
  readonly #name: ClusterName;
  readonly #direct: DirectWrites | undefined;
  #options: ServerOptions;
  #spread: Spread = { poolSize: 1, pinned: new Set() };
  #listener: PeerListener | undefined;
  #auth: PeerAuth;
  #names: ServerNames;
  #dialTls: DialTls | undefined;
  #terms: TlsTerms | undefined;
  /** Of a reload that is under way. */
  #prepared: Prepared | undefined;
  #isLeaving = false;
  #isClosed = false;

  constructor(options: ServerOptions, around: RoutesSurroundings) {
    this.#options = options;
    this.#around = around;
    this.interest = new InterestCounts({ concerns: isLocal, tellsOrigins: true }, this);
    this.#name = new ClusterName(options.cluster?.name ?? options.gateway?.name);
    this.#direct = options.directWrites ? new DirectWrites() : undefined;
    const { arena, turn, logger, road, delivery, senderClasses } = around;
    this.#context = {
      arena,
      turn,
      logger,
      road,
      delivery,
      limits: limitsOf(options),
      totals: this.totals,
      interest: this.interest,
      desk: this,
      senderClass: (account) => senderClasses.of(account ?? around.accounts.global, this),
      permissions: permissionsOf(this.#cluster),
      account: (name) => around.accounts.get(name),
      accountOfInterest: (name) => {
        const account = around.accounts.get(name);
        if (account === undefined) around.watcher.toldOfAccount(name);
        return account;
      },
      closed: ({ id }, reason) => this.#closed(id, reason),
    };
    this.#solicitor = new Solicitor({
      connect: (target, accountName) => this.#connect(target, accountName),
      peer: (id) => this.#peers.get(id),
      pinnedTo: () => this.#pinned(),
      connectRetries: () => this.#cluster.connectRetries,
      backsOff: () => this.#cluster.connectBackoff,
      debug: (text) => logger.debug(text),
      error: (text) => logger.error(text),
    });
    const prepared = this.#prepare(options);
    this.#auth = prepared.auth;
    this.#names = prepared.names;
    this.#dialTls = prepared.dialTls;
    this.#terms = prepared.terms;
  }

  get #cluster(): ClusterOptions {
    return this.#options.cluster!; // There are no routes without.
  }

  /** The name of the cluster, as it is now. */
  get name(): string {
    return this.#name.text;
  }

  get connections(): ReadonlyMap<number, RouteConnection> {
    return this.#routes;
  }

  get peers(): ReadonlyMap<string, Peer> {
    return this.#peers;
  }

  /** The connections that count: those to the servers of the cluster. */
  get registered(): readonly RouteConnection[] {
    return [...this.#peers.values()].flatMap((peer) => [...peer.connections()]);
  }

  /** Tells all servers of the cluster something that concerns no account. */
  inform(info: ServerInfo): void {
    for (const peer of this.#peers.values()) peer.any?.inform(info);
  }

  hasServer(name: string): boolean {
    return [...this.#peers.values()].some(({ info }) => info.server_name === name);
  }

  /** Hands a message on to the server that gateways call `hash`; false if there is none. */
  pass(hash: string, account: Account, message: Message): boolean {
    for (const peer of this.#peers.values()) {
      if (peer.hash !== hash) continue;
      return peer.connectionFor(account, this.#spread)?.pass(account, message) ?? false;
    }
    return false;
  }

  /** Where routes are accepted. */
  get port(): number {
    return this.#listener?.port ?? this.#cluster.port ?? 0;
  }

  get authTimeoutMs(): number {
    return this.#auth.timeoutMs;
  }

  async open(): Promise<void> {
    const { logger, arena } = this.#around;
    const { host, port } = this.#cluster;
    this.#spread = this.#spreadOf(this.#cluster);
    logger.notice(`Cluster name is ${this.name}`);
    if (this.#name.isDynamic) {
      logger.warn('Cluster name was dynamically generated, consider setting one');
    }
    if (port !== undefined) {
      this.#listener = await PeerListener.open({
        kind: 'route',
        host,
        port,
        tls: this.#terms,
        logger,
        input: this.#options.staticReads ? arena.input : undefined,
        direct: this.#direct,
        accept: (transport) => this.#accept(transport),
      });
      logger.notice(`Listening for route connections on ${hostPort(host, this.port)}`);
    }
    this.#solicit();
  }

  #solicit(): void {
    const removed = this.#solicitor.configure(
      this.#cluster.routes,
      (url) => parsePeerUrl(url, PEER_PORTS.route).place,
    );
    if (removed.length === 0) return;
    for (const route of this.#routes.values()) {
      const target = this.#solicitor.targetOf(route);
      if (target !== undefined && removed.includes(target)) route.close('Route Removed');
    }
  }

  #accept(transport: Transport): void {
    if (this.#isClosed) {
      transport.destroy();
      return;
    }
    const origins = { url: undefined, isConfigured: false, isHearsay: false, accountName: '' };
    this.#make(transport, origins).open();
  }

  #make(transport: Transport, origins: RouteOrigin): RouteConnection {
    const route = new RouteConnection(this.#around.ids.next(), this.#context, transport, origins);
    this.totals.connections++;
    this.#routes.set(route.id, route);
    return route;
  }

  async #connect(target: Target, accountName: string): Promise<RouteConnection> {
    const { url, isConfigured } = target;
    const { host, port } = parsePeerUrl(url, PEER_PORTS.route);
    // The name of a whole cluster stands for this server, too.
    const own = isConfigured ? ownAddresses(this.port) : undefined;
    const place = await pickAddress({ host, port }, own);
    if (place === undefined) throw new NatsxError('ERR_DIAL', `${host} is this server alone`);
    const terms = this.#dialTls;
    const transport = await dial(place, {
      tls: terms && { ...terms, serverName: this.#names.nameOf(host) },
      input: this.#options.staticReads ? this.#around.arena.input : undefined,
      direct: this.#direct,
    });
    if (this.#isClosed) {
      transport.destroy();
      throw new NatsxError('ERR_STOPPED', 'the server is stopped');
    }
    // What is looked for again after it was lost, nobody told us of.
    const isHearsay = !isConfigured && target.peerId === undefined;
    return this.#make(transport, { url, isConfigured, isHearsay, accountName });
  }

  // What the other side says.

  connectFor(route: RouteConnection): ServerConnect {
    const { user, password } = this.#credentials(route);
    return {
      echo: true,
      verbose: false,
      pedantic: false,
      user,
      pass: password,
      tls_required: this.#cluster.tls !== undefined,
      headers: !this.#options.noHeaderSupport,
      name: this.#around.id,
      cluster: this.name,
      cluster_dynamic: this.#name.isDynamic ? true : undefined,
      lnoc: true,
    };
  }

  /** Those of the URL; servers that others told of are taken to have the same as this one. */
  #credentials({ origins }: RouteConnection) {
    const { user, password } = parsePeerUrl(origins.url ?? '', PEER_PORTS.route);
    if (user !== undefined || origins.isConfigured) return { user, password };
    const { authorization } = this.#cluster;
    return { user: authorization?.user, password: authorization?.password };
  }

  infoFor(route: RouteConnection): ServerInfo {
    const account = route.origins.accountName;
    return {
      ...this.#info(),
      ...(route.isSolicited ? {} : { nonce: uniqueId(NONCE_LENGTH) }),
      ...(this.#cluster.poolSize > 0 && route.isSolicited && account === ''
        ? { route_pool_idx: route.poolIndex === 0 ? undefined : route.poolIndex }
        : {}),
      ...(account === '' ? {} : { route_account: account }),
    };
  }

  #info(): ServerInfo {
    const { host, advertise, noAdvertise, poolSize, permissions, tls } = this.#cluster;
    const { noHeaderSupport, maxPayload } = this.#options;
    const place =
      advertise === undefined || advertise === ''
        ? { host, port: this.port }
        : advertised(advertise, this.port);
    const isSet = advertise !== undefined && advertise !== '';
    return {
      server_id: this.#around.id,
      server_name: this.#around.name,
      version: COMPATIBILITY_VERSION,
      proto: PROTOCOL,
      go: goVersionText,
      ...place,
      headers: !noHeaderSupport,
      auth_required: this.#auth.isRequired ? true : undefined,
      tls_required: tls === undefined ? undefined : true,
      tls_verify: tls === undefined ? undefined : true,
      max_payload: maxPayload,
      ip: isSet ? routeUrl(place.host, place.port) : undefined,
      cluster: this.name,
      cluster_dynamic: this.#name.isDynamic ? true : undefined,
      ...(noAdvertise
        ? {}
        : {
            connect_urls: unlessEmpty(this.#around.connectUrls.own),
            ws_connect_urls: unlessEmpty(this.#around.websocketConnectUrls.own),
          }),
      ldm: this.#isLeaving ? true : undefined,
      import: permissions?.publish && told(permissions.publish),
      export: permissions?.subscribe && told(permissions.subscribe),
      lnoc: true,
      lnocu: true,
      route_pool_size: poolSize > 0 ? poolSize : undefined,
      ...this.#around.addition(),
    };
  }

  admit(route: RouteConnection, connect: ReceivedConnect): boolean | Promise<boolean> {
    const { user = '', pass = '' } = connect;
    const isRight = this.#auth.check({ user, pass }, route.transport, () => route.isClosed);
    if (typeof isRight === 'boolean') return this.#admit(route, connect, isRight);
    return isRight.then((is) => this.#admit(route, connect, is));
  }

  #admit(route: RouteConnection, connect: ReceivedConnect, isRight: boolean): boolean {
    if (route.isClosed) return false;
    if (!isRight) {
      route.violation(WIRE_ERRORS.authorization, 'authentication error');
      return false;
    }
    if (connect.lang !== '') {
      return refuse(route, 'attempted to connect to route port', 'Incorrect Port');
    }
    const { gateway = '', cluster, cluster_dynamic: isDynamic = false } = connect;
    if (gateway !== '') {
      const text = `Rejecting connection from gateway ${quote(gateway)} on the Route port`;
      return refuse(route, text, 'Incorrect Port');
    }
    const mine = this.name;
    if (this.#meet(cluster, isDynamic, route)) return true;
    const text = `Rejecting connection, cluster name ${quote(cluster)} does not match ${quote(mine)}`;
    return refuse(route, text, 'Cluster Name Conflict');
  }

  /** Whether `route` may stay, its cluster being called `cluster`; this one may take on the name. */
  #meet(cluster: string, isDynamic: boolean, route: RouteConnection): boolean {
    const meeting = this.#name.meet(cluster, isDynamic);
    if (meeting === 'adopted') {
      this.#around.logger.notice(`Cluster name updated to ${this.name}`);
      for (const other of this.#routes.values()) {
        if (other !== route) other.close('Cluster Name Conflict');
      }
      this.#around.watcher.renamed(this.name);
    }
    return meeting !== 'conflict';
  }

  introduced(route: RouteConnection, info: ServerInfo): void {
    const { logger } = this.#around;
    if (info.server_id === this.#around.id) {
      this.#solicitor.isSelf(route);
      route.close('Duplicate Route');
      return;
    }
    const { cluster = '', cluster_dynamic: isDynamic = false } = info;
    if (cluster !== '' && !this.#meet(cluster, isDynamic, route)) {
      route.close('Cluster Name Conflict');
      return;
    }
    if (!route.isSolicited && info.server_name === this.#around.name) {
      logger.error(`Remote server has a duplicate name: ${quote(info.server_name)}`);
      route.close('Duplicate Server Name');
      return;
    }
    // Asked for what it leads to when it is closed, too.
    route.info = info;
    this.#solicitor.found(route, info.server_id);
    this.#register(route, info);
  }

  #register(route: RouteConnection, info: ServerInfo): void {
    const id = info.server_id;
    const known = this.#peers.get(id);
    const peer = known ?? new Peer(info, this.#urlOf(route, info), this.#cluster.poolSize);
    const account = route.isSolicited ? route.origins.accountName : (info.route_account ?? '');
    const isPlaced =
      account === '' ? this.#place(peer, route, info) : this.#pin(peer, route, account);
    if (!isPlaced) return;
    this.#peers.set(id, peer);
    this.#around.logger.debug(
      account === ''
        ? `Registering remote route ${quote(id)}`
        : `Registering remote route ${quote(id)} for account ${quote(account)}`,
    );
    const isFirst = known === undefined;
    route.register(info, () => this.#accountsOf(peer, route));
    if (account !== '' || peer.isNewInPool) this.#tellOthersOf(peer, route, account);
    if (!isFirst) return;
    if (!this.#cluster.noAdvertise) {
      this.#around.connectUrls.add(id, info.connect_urls ?? []);
      this.#around.websocketConnectUrls.add(id, info.ws_connect_urls ?? []);
    }
    this.#around.watcher.connected(peer);
  }

  /** One of those for all accounts. */
  #place(peer: Peer, route: RouteConnection, info: ServerInfo): boolean {
    const given = info.route_pool_idx ?? 0;
    if (!route.isSolicited && !peer.isPoolless && (given < 0 || given >= peer.poolSize)) {
      const text = `Invalid route pool index: ${given} - pool size is ${peer.poolSize}`;
      return refuse(route, text, 'Protocol Violation');
    }
    if (route.isSolicited && given !== 0) {
      const text = `Route pool index should not be set but is set to ${given}`;
      return refuse(route, text, 'Protocol Violation');
    }
    const index = route.isSolicited ? peer.freeIndex : peer.isPoolless ? 0 : given;
    if (index < 0 || peer.at(index) !== undefined) return this.#isDuplicate(route);
    peer.put(route, index);
    return true;
  }

  /** One for `account` alone. */
  #pin(peer: Peer, route: RouteConnection, account: string): boolean {
    if (peer.isPoolless) {
      const text = `Not possible to have a dedicated route for account ${quote(account)} between those servers`;
      return refuse(route, text, 'Missing Account');
    }
    if (this.#around.accounts.get(account) === undefined) {
      const text = `Unable to lookup account ${quote(account)}: account missing`;
      return refuse(route, text, 'Missing Account');
    }
    if (![...this.#pinned()].includes(account)) {
      return refuse(route, `No route for account ${quote(account)}`, 'Missing Account');
    }
    if (peer.pinned.has(account)) return this.#isDuplicate(route);
    route.accountName = byteString(account);
    peer.pinned.set(account, route);
    return true;
  }

  #isDuplicate(route: RouteConnection): false {
    this.#around.logger.debug(`Detected duplicate remote route ${quote(route.remoteId)}`);
    route.close('Duplicate Route');
    return false;
  }

  /** Where `info` says that its server is reached, or else where it came from. */
  #urlOf({ transport }: RouteConnection, { ip = '', port }: ServerInfo): string {
    return ip === '' ? routeUrl(transport.remoteHost, port) : ip;
  }

  /**
   * Whoever is connected already hears of a new server of the cluster, and may connect to it: once for all accounts
   * together, and once for each that has a connection of its own (nats-server, forwardNewRouteInfoToKnownServers).
   */
  #tellOthersOf({ id, info, url }: Peer, { origins }: RouteConnection, account: string): void {
    // Who told us of it has told the others, too.
    if (origins.isHearsay || info.gossip_mode === NO_GOSSIP) return;
    const news: ServerInfo = {
      ...info,
      ip: url,
      nonce: undefined,
      route_pool_idx: undefined,
      route_account: account === '' ? undefined : account,
    };
    for (const other of this.#peers.values()) {
      if (other.id === id || (account !== '' && other.isPoolless)) continue;
      other.any?.inform(news);
    }
  }

  told(route: RouteConnection, info: ServerInfo): void {
    const peer = this.#peers.get(route.remoteId);
    if (peer === undefined) return;
    if (info.route_acc_add_reqid !== undefined) this.#accountMoves(peer, route, info);
    else if (info.gateway !== undefined) this.#around.watcher.toldOfGateway(peer, info);
    else if (info.server_id !== route.remoteId) this.#hearOf(info);
    else if (info.ldm === true) {
      peer.isLeaving = true;
      this.#around.connectUrls.remove(peer.id);
      this.#around.websocketConnectUrls.remove(peer.id);
    } else if (route.info !== undefined) {
      const { import: imports, export: exports } = info;
      route.info = { ...route.info, import: imports, export: exports };
    }
  }

  /** A server of the cluster tells of another one. */
  #hearOf({ server_id: id, ip = '', host, port }: ServerInfo): void {
    if (id === this.#around.id || this.#peers.has(id) || this.#isClosed) return;
    const url = ip === '' ? routeUrl(host, port) : ip;
    let place: string;
    try {
      ({ place } = parsePeerUrl(url, PEER_PORTS.route));
    } catch (error) {
      this.#around.logger.error(`Error parsing URL from INFO: ${systemErrorText(error)}`);
      return;
    }
    this.#solicitor.hearOf(url, place);
  }

  /** The other side is about to have a connection for one account alone: what it said of it before counts no more. */
  #accountMoves(peer: Peer, route: RouteConnection, info: ServerInfo): void {
    const { route_account: account } = info;
    if (account === undefined) return;
    const name = byteString(account);
    for (const each of peer.connections()) if (each.accountName === '') each.interest.forget(name);
    route.inform({ ...info, route_account: undefined });
  }

  confirmed(route: RouteConnection): void {
    this.#solicitor.confirmed(route);
  }

  misnamed({ origins }: RouteConnection): void {
    const { host } = parsePeerUrl(origins.url ?? '', PEER_PORTS.route);
    this.#names.wasWrong(this.#names.nameOf(host));
  }

  #closed(id: number, reason: ClosedState): void {
    const route = this.#routes.get(id);
    if (route === undefined) return;
    this.#routes.delete(id);
    this.totals.ended(reason);
    const peer = this.#peers.get(route.remoteId);
    if (peer?.remove(route) === true && peer.isEmpty) {
      this.#peers.delete(peer.id);
      this.#around.connectUrls.remove(peer.id);
      this.#around.websocketConnectUrls.remove(peer.id);
      this.#around.watcher.disconnected(peer);
      const isGone = peer.isLeaving || reason === 'Cluster Name Conflict' || this.#isClosed;
      if (!isGone && reason !== 'Route Removed') {
        this.#solicitor.lookFor(peer, parsePeerUrl(peer.url, PEER_PORTS.route).place);
      }
    }
    this.#solicitor.closed(route, reason);
  }

  // Interest.

  interestChanged(
    account: Account,
    { key, isLeafnodes }: { readonly key: string; readonly isLeafnodes: boolean },
    count: number,
  ): void {
    for (const peer of this.#peers.values()) {
      const route = peer.connectionFor(account, this.#spread);
      if (route?.isRegistered !== true || !route.mayTell(key, isLeafnodes)) continue;
      route.send(route.lineFor(account, key, count, isLeafnodes));
    }
  }

  /** The accounts that `route` is for. */
  *#accountsOf(peer: Peer, route: RouteConnection): Generator<Account> {
    for (const account of this.interest.accounts()) {
      if (peer.connectionFor(account, this.#spread) === route) yield account;
    }
  }

  accountAdded(account: Account): void {
    for (const route of this.#routes.values()) route.accountChanged(account);
  }

  accountRemoved(account: Account): void {
    this.accountAdded(account);
    this.interest.forget(account);
  }

  /** The accounts with connections of their own: those of the configuration, and the system's (nats-server). */
  *#pinned(): Generator<string> {
    const { poolSize, accounts } = this.#cluster;
    if (poolSize < 0) return;
    const system = this.#around.accounts.system?.name;
    yield* new Set(system === undefined ? accounts : [...accounts, system]);
  }

  #spreadOf({ poolSize }: ClusterOptions): Spread {
    return { poolSize, pinned: new Set(this.#pinned()) };
  }

  // Reload and farewell.

  /** What may fail of taking on `options`. */
  #prepare({ cluster }: ServerOptions): Prepared {
    const { authorization, tls, routes } = cluster!; // Whether there is one, no reload changes.
    const hosts = routes.map((url) => parsePeerUrl(url, PEER_PORTS.route).host);
    return {
      auth: new PeerAuth(authorization, tls, hosts),
      names: new ServerNames(hosts),
      dialTls: tls && dialTls(tls),
      terms: tls && peerTerms(tls),
    };
  }

  prepare(options: ServerOptions): void {
    this.#prepared = this.#prepare(options);
  }

  adopt(options: ServerOptions): void {
    const prepared = this.#prepared;
    this.#prepared = undefined;
    this.#options = options;
    Object.assign(this.#context.limits, limitsOf(options));
    Object.assign(this.#context.permissions, permissionsOf(this.#cluster));
    for (const route of this.#routes.values()) route.limitsChanged();
    if (prepared !== undefined) this.#take(prepared);
  }

  #take({ auth, names, dialTls: terms, terms: received }: Prepared): void {
    this.#auth = auth;
    this.#names = names;
    this.#dialTls = terms;
    this.#terms = received;
    this.#listener?.renew(received);
  }

  reloaded(changes: readonly OptionChange[]): void {
    const changed = new Set(
      changes.filter(({ option }) => option === 'cluster').map(({ path }) => path),
    );
    if (changed.has('cluster.name')) this.#rename();
    if (changed.has('cluster.pool_size') || changed.has('cluster.accounts')) this.#respread();
    if (changed.has('cluster.permissions')) this.#permit();
    if (changed.has('cluster.no_advertise')) this.#advertise();
    if (changed.has('cluster.routes')) this.#solicit();
  }

  /** All others meet us anew under the other name. */
  #rename(): void {
    const { name } = this.#cluster;
    if (name === undefined || name === this.name) return;
    this.#name.set(name);
    this.#around.watcher.renamed(name);
    for (const route of this.#routes.values()) route.close('Cluster Name Conflict');
  }

  /** Which connection is for which account is agreed upon when servers meet. */
  #respread(): void {
    this.#spread = this.#spreadOf(this.#cluster);
    for (const route of this.#routes.values()) route.close('Client Closed');
  }

  /** Other servers are told what may pass; what they were told of before may be more or less than that. */
  #permit(): void {
    for (const peer of this.#peers.values()) {
      for (const route of peer.connections()) {
        route.inform(this.infoFor(route));
        route.permissionsChanged(() => this.#accountsOf(peer, route));
      }
    }
  }

  #advertise(): void {
    const lists = [this.#around.connectUrls, this.#around.websocketConnectUrls];
    for (const { id, info } of this.#peers.values()) {
      const told = this.#cluster.noAdvertise ? [[], []] : [info.connect_urls, info.ws_connect_urls];
      for (const [at, list] of lists.entries()) list.add(id, told[at] ?? []);
    }
  }

  closeUnpinned(): void {
    const { tls } = this.#cluster;
    if (tls === undefined) return;
    const keys = new Set(tls.pinnedCerts);
    const strangers = [...this.#routes.values()].filter(
      ({ transport }) =>
        transport.tls !== undefined && !isPinned(transport.tls.peerCertificates[0], keys),
    );
    if (strangers.length === 0) return;
    this.#around.logger.notice(`Disconnect ${strangers.length} routes due to pinned certs reload`);
    for (const route of strangers) route.close('TLS Handshake Failure');
  }

  becomesLameDuck(): void {
    this.#isLeaving = true;
    this.#solicitor.stop();
    const info = this.#info();
    for (const peer of this.#peers.values()) peer.any?.inform(info);
  }

  close(): readonly Transport[] {
    this.#isClosed = true;
    this.#solicitor.stop();
    this.#listener?.close();
    const routes = [...this.#routes.values()];
    for (const route of routes) route.close('Server Shutdown');
    return routes.map(({ transport }) => transport);
  }
}

/** What a reload has made ready. */
interface Prepared {
  readonly auth: PeerAuth;
  readonly names: ServerNames;
  readonly dialTls: DialTls | undefined;
  readonly terms: TlsTerms | undefined;
}

/** Accounts, and INFO at any time; what nats-server 2.11 tells of traced messages we do not serve. */
const PROTOCOL = 2;
/** `gossip_mode`: the others know of the server already. */
const NO_GOSSIP = 1;
/** Of what INFO asks to be signed; on routes nobody does. */
const NONCE_LENGTH = 15;

/** Says why to the other side, and closes; false, for whoever asks whether it may stay. */
function refuse(route: RouteConnection, text: string, closes: ClosedState): false {
  route.violation({ text, closes }, text);
  return false;
}

function limitsOf(options: ServerOptions): RouteContext['limits'] {
  return peerLimits(options, options.cluster ?? {}, LONGEST_PING_MS);
}

/** `import`: what may come in, so what we ask for; `export`: what others may ask for. */
function permissionsOf({ permissions }: ClusterOptions): RoutePermissions {
  if (permissions === undefined) return { imports: undefined, exports: undefined };
  const { publish, subscribe } = permissions;
  return {
    imports: new Permissions({ publish, subscribe: publish }),
    exports: new Permissions({ subscribe }),
  };
}

function told({ allow, deny }: SubjectPermissions): SubjectPermissionInfo {
  return { ...(allow === undefined ? {} : { allow }), ...(deny === undefined ? {} : { deny }) };
}

function unlessEmpty(list: readonly string[]): readonly string[] | undefined {
  return list.length === 0 ? undefined : list;
}
