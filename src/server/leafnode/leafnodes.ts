/** All leafnodes of a server: those that hang off it, and the hubs that it hangs off. */
import { isDeepStrictEqual } from 'node:util';
import { NatsxError } from '../../base/errors.ts';
import type { Logger } from '../../base/logger.ts';
import { quote } from '../../base/quote.ts';
import { hostPort } from '../../base/system-error.ts';
import type { ClosedState } from '../../protocol/closed-state.ts';
import type { LeafConnect, ReceivedLeafConnect } from '../../protocol/leaf-connect.ts';
import type { ServerInfo, SubjectPermissionInfo } from '../../protocol/server-info.ts';
import type { Account } from '../account/account.ts';
import type { AccountListener, Accounts } from '../account/accounts.ts';
import type { SenderClasses } from '../account/sender-classes.ts';
import { isAboutLogin } from '../auth/about-login.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { Identity } from '../auth/credentials.ts';
import { ConnectUrls } from '../connection/connect-urls.ts';
import type { ConnectionIds } from '../connection/connection-ids.ts';
import type { ConnectionContext } from '../connection/connection.ts';
import { isSlowConsumer, KindTotals } from '../connection/kind-totals.ts';
import { isPinned } from '../connection/pinned-keys.ts';
import type { TlsTerms } from '../connection/tls-transport.ts';
import { DirectWrites, type Transport } from '../connection/transport.ts';
import { Place } from '../options/kind.ts';
import {
  leafnodes as leafnodesBlock,
  type LeafnodesOptions,
  type LeafRemoteOptions,
} from '../options/leafnodes.ts';
import type { ServerOptions } from '../options/options.ts';
import type { SubjectPermissions } from '../options/permissions.ts';
import type { OptionChange } from '../options/reload.ts';
import type { DialTerms } from '../peers/client-handshake.ts';
import { dial, dialGreeter } from '../peers/dial.ts';
import { peerLimits } from '../peers/peer-limits.ts';
import { PeerListener } from '../peers/peer-listener.ts';
import { defaultDialTls, dialTls, leafTerms, type DialTls } from '../peers/peer-terms.ts';
import type { PeerUrl } from '../peers/peer-url.ts';
import type { ConnectionRegistry } from '../ports/connection-registry.ts';
import { advertised, ownUrls } from '../ports/own-urls.ts';
import { COMPATIBILITY_VERSION, goVersionText } from '../version.ts';
import { AcceptedLeaf, type AcceptedContext, type Reception } from './accepted-leaf.ts';
import { DialedLeaf, type DialedContext, type Solicitation } from './dialed-leaf.ts';
import type { LeafConnection, LeafContext, LeafDesk } from './leaf-connection.ts';
import { LeafGate } from './leaf-gate.ts';
import { LoopSubjects } from './loop-subjects.ts';
import { Remote } from './remote.ts';
import { readLogin, type RemoteLogin } from './remote-login.ts';
import { ToldInterest } from './told-interest.ts';
import { isAtLeast } from './versions.ts';

/** What leafnodes need of their server. */
export interface LeafnodesSurroundings
  extends
    Pick<ConnectionContext, 'arena' | 'turn'>,
    Pick<LeafContext, 'road' | 'delivery' | 'senderClasses'> {
  readonly logger: Logger;
  readonly ids: ConnectionIds;
  readonly id: string;
  readonly name: string;
  readonly senderClasses: SenderClasses;
  readonly accounts: Accounts;
  readonly authenticator: Authenticator;
  /** Where websockets of this cluster's servers are. */
  readonly websocketConnectUrls: ConnectUrls;
  /** The name of the cluster, as it is now; empty for a server that is in none. */
  clusterName(): string;
  /** Whether there are other clusters. */
  readonly hasGateways: boolean;
  /** What they listen to in `account`: subjects, and `subject queue`. */
  heardElsewhere(account: Account): Iterable<string>;
  /** The account of a name, which may have to be looked for. */
  lookUp(name: string): Account | undefined | Promise<Account | undefined>;
  readonly watcher: LeafnodesWatcher;
}

/** Told what becomes of leafnodes. */
export interface LeafnodesWatcher {
  connected(leaf: LeafConnection): void;
  refused(leaf: LeafConnection, reason: string): void;
  disconnected(leaf: LeafConnection, reason: ClosedState): void;
  /** `account` has one leafnode more or less. */
  connectionsChanged(account: Account): void;
  /** One hangs off this server now, in `account`. */
  bound(account: Account): void;
}

/** INFO at any time; what nats-server 2.11 tells of traced messages we do not serve. */
const PROTOCOL = 1;
/** Whoever is in a loop, or has no business here, is left alone for so long (nats-server leafnode.go). */
const LONG_DELAY_MS = 30_000;
const VERSION_DELAY_MS = 5_000;
/** A server of a cluster finds the others before it hangs itself off another system (sharedSysAccDelay). */
const SYSTEM_DELAY_MS = 250;
/** That the request of a websocket may take. */
const HANDSHAKE_TIMEOUT_MS = 2_000;
/** What JetStream says among servers, which is no other system's business (jetstream_api.go, denyAllJs). */
const JETSTREAM = ['$JS.API.>', '$KV.>', '$OBJ.>', '$JSC.>', '$NRG.>'];
/** Replies that come through gateways, of servers of all times. */
const GATEWAY_REPLIES = ['$GR.*.>', '_GR_.>'];
const SAME_NAME = 'remote leafnode has same cluster name';
const TOO_OLD = 'connection rejected since minimum version required is';

/** A reload may take the block away. */
const NOTHING: LeafnodesOptions = leafnodesBlock.complete({}, new Place());

type Context = AcceptedContext & DialedContext;

export class Leafnodes
  implements ConnectionRegistry, LeafDesk, Reception, Solicitation, AccountListener
{
  readonly totals = new KindTotals();
  readonly interest: ToldInterest;
  /** Where leafnodes reach the servers of this cluster. */
  readonly urls: ConnectUrls;
  readonly #around: LeafnodesSurroundings;
  readonly #context: Context;
  readonly #gate: LeafGate;
  readonly #direct: DirectWrites | undefined;
  readonly #connections = new Map<number, LeafConnection>();
  readonly #logins = new WeakMap<DialedLeaf, RemoteLogin>();
  readonly #remoteOf = new WeakMap<LeafConnection, Remote>();
  readonly #senderKeys = new Map<string, object>();
  #remotes: readonly Remote[] = [];
  #options: ServerOptions;
  #listener: PeerListener | undefined;
  #terms: TlsTerms | undefined;
  #prepared: Prepared;
  #isClosed = false;

  constructor(options: ServerOptions, around: LeafnodesSurroundings) {
    this.#options = options;
    this.#around = around;
    this.interest = new ToldInterest((account) => around.heardElsewhere(account));
    this.#direct = options.directWrites ? new DirectWrites() : undefined;
    this.#gate = new LeafGate(this.#leafnodes, around.authenticator, (name) =>
      name === undefined ? around.accounts.global : around.accounts.get(name),
    );
    const { arena, turn, logger, road, delivery, senderClasses } = around;
    this.#context = {
      arena,
      turn,
      logger,
      road,
      delivery,
      senderClasses,
      globalAccount: around.accounts.global,
      limits: limitsOf(options),
      totals: this.totals,
      interest: this.interest,
      loops: new LoopSubjects(),
      alwaysHeard: () => (around.hasGateways ? GATEWAY_REPLIES : []),
      desk: this,
      gate: this.#gate,
      reception: this,
      solicitation: this,
      closed: ({ id }, reason) => this.#closed(id, reason),
    };
    this.urls = new ConnectUrls(
      () => this.#ownUrls(),
      () => this.#inform(),
    );
    this.#prepared = this.#prepare(options);
    this.#terms = this.#prepared.terms;
  }

  get #leafnodes(): LeafnodesOptions {
    return this.#options.leafnodes ?? NOTHING;
  }

  /** All connections, also those that have not said yet who they are. */
  get connections(): ReadonlyMap<number, LeafConnection> {
    return this.#connections;
  }

  /** Those that are bound to an account. */
  get registered(): readonly LeafConnection[] {
    return [...this.#connections.values()].filter(({ isRegistered }) => isRegistered);
  }

  /** The one with this id, if it is bound to an account. */
  bound(id: number): LeafConnection | undefined {
    const leaf = this.#connections.get(id);
    return leaf?.isRegistered === true ? leaf : undefined;
  }

  /** Where leafnodes are accepted. */
  get port(): number | undefined {
    return this.#listener?.port;
  }

  async open(): Promise<void> {
    const { logger, arena } = this.#around;
    const { host, port } = this.#leafnodes;
    if (port !== undefined) {
      this.#listener = await PeerListener.open({
        kind: 'leafnode',
        host,
        port,
        tls: this.#terms,
        logger,
        input: this.#options.staticReads ? arena.input : undefined,
        direct: this.#direct,
        accept: (transport) => this.accept(transport),
      });
      logger.notice(`Listening for leafnode connections on ${hostPort(host, this.#listener.port)}`);
    }
    this.#solicit();
  }

  /** Serves one more that connected, on whatever way it came. */
  accept(transport: Transport): void {
    if (this.#isClosed) {
      transport.destroy();
      return;
    }
    const leaf = new AcceptedLeaf(this.#around.ids.next(), this.#context, transport);
    this.#add(leaf);
    leaf.open();
  }

  #add(leaf: LeafConnection): void {
    this.totals.connections++;
    this.#connections.set(leaf.id, leaf);
  }

  // What accepted ones are told.

  greetingFor(leaf: AcceptedLeaf): ServerInfo {
    return { ...this.#info(), client_id: leaf.id, nonce: leaf.nonce };
  }

  welcomeFor(leaf: AcceptedLeaf): ServerInfo {
    const { account, granted } = leaf;
    return {
      ...this.#info(),
      client_id: leaf.id,
      connect_info: true,
      remote_account: account.name,
      acc_is_sys: account === this.#around.accounts.system ? true : undefined,
      import: granted?.subscribe && told(granted.subscribe),
      export: granted?.publish && told(granted.publish),
    };
  }

  #info(): ServerInfo {
    const { tls } = this.#leafnodes;
    const { noHeaderSupport, maxPayload } = this.#options;
    const { host, port } = this.#place();
    const cluster = this.#around.clusterName();
    const sockets = this.#around.websocketConnectUrls.all;
    return {
      server_id: this.#around.id,
      server_name: this.#around.name,
      version: COMPATIBILITY_VERSION,
      proto: PROTOCOL,
      go: goVersionText,
      host,
      port,
      headers: !noHeaderSupport,
      auth_required: true,
      tls_required: tls === undefined ? undefined : true,
      tls_verify: tls?.verify === true || tls?.verifyAndMap === true ? true : undefined,
      max_payload: maxPayload,
      ip: hostPort(host, port),
      cluster: cluster === '' ? undefined : cluster,
      ws_connect_urls: sockets.length === 0 ? undefined : sockets,
      info_on_connect: true,
      // Never without any: by this field the other side knows that it is at the right port.
      leafnode_urls: this.urls.all.length === 0 ? [hostPort(host, port)] : this.urls.all,
    };
  }

  #place(): { readonly host: string; readonly port: number } {
    const { host, advertise } = this.#leafnodes;
    const port = this.port ?? this.#leafnodes.port ?? 0;
    if (advertise !== undefined && advertise !== '') return advertised(advertise, port);
    const [first] = this.#ownUrls();
    return first === undefined ? { host, port } : advertised(first, port);
  }

  #ownUrls(): readonly string[] {
    const { host, advertise } = this.#leafnodes;
    const { port } = this;
    return port === undefined ? [] : ownUrls({ host, port, advertise });
  }

  /** What the other servers of the cluster may tell leafnodes of this one. */
  get advertisedUrls(): readonly string[] {
    return this.#leafnodes.noAdvertise ? [] : this.#ownUrls();
  }

  /** The servers of the cluster are others than before. */
  #inform(): void {
    const info = this.#info();
    for (const leaf of this.#connections.values()) {
      if (leaf instanceof AcceptedLeaf) leaf.inform(info);
    }
  }

  admits(leaf: AcceptedLeaf, connect: ReceivedLeafConnect): boolean {
    const refuse = (text: string, closes: ClosedState): false => {
      leaf.violation({ text, closes }, text);
      return false;
    };
    const { lang, cluster = '', gateway = '', version = '' } = connect;
    if (lang !== '') return refuse('attempted to connect to leaf node port', 'Incorrect Port');
    if (cluster.includes(' ')) {
      return refuse('cluster name cannot contain spaces', 'Protocol Violation');
    }
    if (cluster !== '' && cluster === this.#around.clusterName()) {
      return refuse(SAME_NAME, 'Cluster Names Identical');
    }
    if (gateway !== '') {
      const text = `Rejecting connection from gateway ${quote(gateway)} on the leafnode port`;
      return refuse(text, 'Wrong Gateway');
    }
    const { minVersion } = this.#leafnodes;
    if (minVersion !== undefined && !isAtLeast(version, minVersion)) {
      leaf.answer(this.welcomeFor(leaf));
      return refuse(`${TOO_OLD} ${quote(minVersion)}`, 'Minimum Version Required');
    }
    return true;
  }

  get isolates(): boolean {
    return this.#leafnodes.isolate;
  }

  deniedFor(of: Identity | Account): readonly string[] {
    const account = 'account' in of ? of.account : of;
    return account === this.#around.accounts.system ? JETSTREAM : [];
  }

  turnedAway(leaf: AcceptedLeaf): void {
    this.#around.watcher.refused(leaf, 'Authentication Failure');
  }

  // What dialed ones say.

  connectFor(leaf: DialedLeaf, { nonce = '' }: ServerInfo): LeafConnect | undefined {
    const { name, id } = this.#around;
    const { isHub, denyImports, account } = leaf.terms;
    const cluster = this.#around.clusterName();
    const login = this.#logins.get(leaf);
    const { requestIsolation = false } = this.#remoteOf.get(leaf)?.options ?? {};
    return {
      version: COMPATIBILITY_VERSION,
      ...login?.fieldsFor(nonce),
      server_id: id,
      name,
      is_hub: isHub ? true : undefined,
      cluster: cluster === '' ? name : cluster,
      headers: !this.#options.noHeaderSupport,
      deny_pub: denyImports.length === 0 ? undefined : denyImports,
      isolate: requestIsolation ? true : undefined,
      remote_account: account.name,
      protocol: PROTOCOL,
    };
  }

  isAround({ remoteCluster, terms }: DialedLeaf): boolean {
    if (remoteCluster === '') return false;
    return this.registered.some(
      (other) =>
        other.account === terms.account &&
        other instanceof AcceptedLeaf &&
        !other.isSpoke &&
        other.remoteCluster === remoteCluster,
    );
  }

  learned(leaf: DialedLeaf, { leafnode_urls: plain, ws_connect_urls: sockets }: ServerInfo): void {
    const remote = this.#remoteOf.get(leaf);
    if (remote === undefined || remote.options.ignoreDiscoveredServers) return;
    const { urls } = remote;
    const found = (urls.isWebsocket ? sockets : plain) ?? [];
    if ((plain ?? []).length + (sockets ?? []).length > 0) {
      urls.learn(found, leaf.transport.tls !== undefined);
    }
  }

  wasWrongName(leaf: DialedLeaf, name: string): void {
    this.#remoteOf.get(leaf)?.names.wasWrong(name);
  }

  #solicit(): void {
    const around = {
      logger: this.#around.logger,
      connect: (remote: Remote, url: PeerUrl) => this.#connect(remote, url),
      pauseMs: () => this.#leafnodes.reconnectMs,
      isReported: (attempt: number, isFirst: boolean) => {
        const { connectErrorReports, reconnectErrorReports } = this.#options;
        const every = isFirst ? connectErrorReports : reconnectErrorReports;
        return attempt === 1 || attempt % every === 0;
      },
    };
    const before = [...this.#remotes];
    this.#remotes = this.#leafnodes.remotes.map((options) => {
      const at = before.findIndex((remote) => isSameRemote(remote.options, options));
      const tls = this.#prepared.tlsOf.get(options)!; // All were prepared.
      if (at < 0) return new Remote(options, tls, around);
      const [known] = before.splice(at, 1);
      known!.tls = tls.own;
      known!.defaultTls = tls.byDefault;
      return known!;
    });
    for (const gone of before) this.#end(gone);
    for (const [at, remote] of this.#remotes.entries()) {
      if (this.#leafnodes.remotes[at]!.disabled) this.#end(remote);
      else remote.start(this.#isSystem(remote.options) ? SYSTEM_DELAY_MS : 0);
    }
  }

  #isSystem({ account }: LeafRemoteOptions): boolean {
    const { accounts } = this.#around;
    return accounts.system !== undefined && accounts.system.name === account;
  }

  #end(remote: Remote): void {
    remote.stop();
    remote.leaf?.close('Client Closed');
  }

  async #connect(remote: Remote, url: PeerUrl): Promise<DialedLeaf> {
    const { options } = remote;
    const name = options.account ?? '';
    const { global } = this.#around.accounts;
    const account = name === '' ? global : await this.#around.lookUp(name);
    if (account === undefined) {
      const text = `Unable to lookup account ${name} for solicited leafnode connection: account missing`;
      throw new NatsxError('ERR_ACCOUNT', text);
    }
    const login = await readLogin(options, url, remote.urls.configured);
    const transport = await this.#dial(remote, url);
    if (this.#isClosed) {
      transport.destroy();
      throw new NatsxError('ERR_STOPPED', 'the server is stopped');
    }
    const isDecided = remote.urls.isWebsocket || options.tls?.handshakeFirst === true;
    const leaf = new DialedLeaf(this.#around.ids.next(), this.#context, transport, {
      account,
      isHub: options.hub,
      isIsolated: this.#leafnodes.isolate || options.isolate,
      denyImports: options.denyImports,
      denyExports: options.denyExports,
      firstInfoTimeoutMs: options.firstInfoTimeoutMs,
      place: url.place,
      tls: isDecided
        ? undefined
        : (isRequired) => (isRequired || remote.tls ? dialTerms(remote, url) : undefined),
    });
    this.#logins.set(leaf, login);
    this.#remoteOf.set(leaf, remote);
    this.#add(leaf);
    return leaf;
  }

  async #dial(remote: Remote, url: PeerUrl): Promise<Transport> {
    const { options } = remote;
    const settings = {
      timeoutMs: Math.max(options.dialTimeoutMs, this.#leafnodes.dialTimeoutMs),
      input: this.#options.staticReads ? this.#around.arena.input : undefined,
      direct: this.#direct,
    };
    if (options.tls?.handshakeFirst === true && !remote.urls.isWebsocket) {
      return dial(url, { ...settings, tls: dialTerms(remote, url) });
    }
    if (!remote.urls.isWebsocket) return dialGreeter(url, settings);
    // With its package, it is loaded by the first who needs it.
    const { dialWebSocket } = await import('./dial-websocket.ts');
    const isEncrypted = url.scheme === 'wss' || options.tls !== undefined;
    const { proxy } = options;
    return dialWebSocket(
      url,
      settings,
      isEncrypted ? dialTerms(remote, url) : undefined,
      {
        isCompressed: options.wsCompression,
        isUnmasked: options.wsNoMasking,
        timeoutMs: HANDSHAKE_TIMEOUT_MS,
        maxPayload: this.#options.maxPayload,
      },
      proxy?.url === undefined || proxy.url === ''
        ? undefined
        : {
            url: proxy.url,
            username: proxy.username ?? '',
            password: proxy.password ?? '',
            timeoutMs: proxy.timeoutMs ?? settings.timeoutMs,
          },
    );
  }

  // What becomes of all.

  connectionsChanged(account: Account): void {
    this.#around.watcher.connectionsChanged(account);
  }

  senderKey(leaf: LeafConnection): object {
    // Of one cluster, all that may do everything are treated alike: none hears what another one says.
    if (leaf.remoteCluster === '' || leaf.permissions !== undefined) return leaf;
    const name = `${leaf.isSpoke} ${leaf.remoteCluster}`;
    let key = this.#senderKeys.get(name);
    if (key === undefined) this.#senderKeys.set(name, (key = {}));
    return key;
  }

  entered(leaf: LeafConnection): void {
    const { watcher } = this.#around;
    this.#remoteOf.get(leaf)?.registered();
    if (leaf instanceof AcceptedLeaf) this.#replace(leaf);
    watcher.connected(leaf);
    if (!leaf.isSpoke) watcher.bound(leaf.account);
  }

  /** A server that comes back while its old connection has not been found broken, or that is configured twice. */
  #replace(leaf: AcceptedLeaf): void {
    if (leaf.remoteName === '' || leaf.remoteAccountName === '') return;
    const old = this.registered.find(
      (other) =>
        other !== leaf &&
        other instanceof AcceptedLeaf &&
        other.remoteName === leaf.remoteName &&
        other.remoteCluster === leaf.remoteCluster &&
        other.account === leaf.account &&
        other.remoteAccountName === leaf.remoteAccountName,
    );
    if (old === undefined) return;
    const text = 'Duplicate Remote LeafNode Connection';
    old.violation({ text, closes: text }, text);
    this.#around.logger.warn(`${leaf.describe()} - Replacing connection from same server`);
  }

  looped(leaf: LeafConnection, tellsPeer: boolean): void {
    this.#remoteOf.get(leaf)?.delay(LONG_DELAY_MS);
    const text = `Loop detected for leafnode account=${quote(leaf.account.name)}. Delaying attempt to reconnect for 30s`;
    leaf.violation({ text: tellsPeer ? text : undefined, closes: 'Protocol Violation' }, text);
  }

  heardError(leaf: LeafConnection, text: string): void {
    const remote = this.#remoteOf.get(leaf);
    if (text.includes('Loop detected')) this.looped(leaf, false);
    else if (text.includes(SAME_NAME)) remote?.delay(LONG_DELAY_MS);
    else if (text.includes(TOO_OLD)) remote?.delay(VERSION_DELAY_MS);
  }

  #closed(id: number, reason: ClosedState): void {
    this.totals.ended(reason);
    const leaf = this.#connections.get(id);
    if (leaf === undefined) return;
    this.#connections.delete(id);
    if (isSlowConsumer(reason)) leaf.account.slowConsumers++;
    if (leaf.isRegistered) this.#around.watcher.disconnected(leaf, reason);
    this.#remoteOf.get(leaf)?.lost();
  }

  accountAdded(): void {
    // Who wants to be bound to it looks it up.
  }

  /** Its leafnodes come back, if it does. */
  accountRemoved(account: Account): void {
    for (const leaf of this.#connections.values()) {
      if (leaf.isRegistered && leaf.account === account) leaf.close('Missing Account');
    }
  }

  // Reload and farewell.

  #prepare({ leafnodes }: ServerOptions): Prepared {
    const { tls, remotes } = leafnodes ?? NOTHING;
    const pinned = tls?.pinnedCerts ?? [];
    const byDefault = defaultDialTls(pinned);
    const tlsOf = new Map(
      remotes.map((remote) => {
        const own = remote.tls && dialTls(remote.tls, pinned);
        return [remote, { own, byDefault }] as const;
      }),
    );
    return { terms: tls && leafTerms(tls), tlsOf };
  }

  prepare(options: ServerOptions): void {
    this.#prepared = this.#prepare(options);
  }

  adopt(options: ServerOptions): void {
    this.#options = options;
    this.#terms = this.#prepared.terms;
    this.#listener?.renew(this.#terms);
    this.#gate.configure(this.#leafnodes);
    Object.assign(this.#context.limits, limitsOf(options));
    for (const leaf of this.#connections.values()) leaf.limitsChanged();
  }

  reloaded(changes: readonly OptionChange[]): void {
    this.interest.allMappingsChanged();
    const paths = new Set(changes.map(({ path }) => path));
    if (changes.some(isAboutLogin) || paths.has('leafnodes.authorization')) {
      for (const leaf of this.#connections.values()) {
        if (leaf instanceof AcceptedLeaf) leaf.renewLogin();
      }
    }
    if (paths.has('leafnodes.remotes')) this.#solicit();
  }

  closeUnpinned(): void {
    const { tls } = this.#leafnodes;
    if (tls === undefined) return;
    const keys = new Set(tls.pinnedCerts);
    const strangers = [...this.#connections.values()].filter(
      ({ transport }) =>
        transport.tls !== undefined &&
        transport.websocket === undefined &&
        !isPinned(transport.tls.peerCertificates[0], keys),
    );
    if (strangers.length === 0) return;
    const text = `Disconnect ${strangers.length} leafs due to pinned certs reload`;
    this.#around.logger.notice(text);
    for (const leaf of strangers) leaf.close('TLS Handshake Failure');
  }

  becomesLameDuck(): void {
    this.#listener?.close();
    for (const remote of this.#remotes) remote.stop();
  }

  close(): readonly Transport[] {
    this.#isClosed = true;
    for (const remote of this.#remotes) remote.stop();
    this.#listener?.close();
    const leafs = [...this.#connections.values()];
    for (const leaf of leafs) leaf.close('Server Shutdown');
    return leafs.map(({ transport }) => transport);
  }

  /** The cluster is called otherwise now: hubs are told so by connecting anew. */
  clusterRenamed(): void {
    for (const leaf of this.#connections.values()) {
      if (leaf.isSolicited) leaf.close('Cluster Name Conflict');
    }
  }
}

/** What a reload has made ready. */
interface Prepared {
  readonly terms: TlsTerms | undefined;
  readonly tlsOf: ReadonlyMap<
    LeafRemoteOptions,
    { readonly own: DialTls | undefined; readonly byDefault: DialTls }
  >;
}

function dialTerms({ tls, defaultTls, names }: Remote, { host }: PeerUrl): DialTerms {
  return { ...(tls ?? defaultTls), serverName: names.nameOf(host) };
}

/** Whether a connection by the one may stay by the other. */
function isSameRemote(one: LeafRemoteOptions, other: LeafRemoteOptions): boolean {
  const shared = (remote: LeafRemoteOptions) => ({ ...remote, disabled: false, compression: {} });
  return isDeepStrictEqual(shared(one), shared(other));
}

function limitsOf(options: ServerOptions): Context['limits'] {
  return {
    ...options,
    ...peerLimits(options, options.leafnodes ?? {}, Infinity),
    supportsHeaders: !options.noHeaderSupport,
  };
}

function told({ allow, deny }: SubjectPermissions): SubjectPermissionInfo {
  return { ...(allow === undefined ? {} : { allow }), ...(deny === undefined ? {} : { deny }) };
}
