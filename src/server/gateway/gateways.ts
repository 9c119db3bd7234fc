/** All gateways of a server: the other clusters, what goes there, and what is asked for from there. */
import { byteString } from '../../base/byte-string.ts';
import type { Logger } from '../../base/logger.ts';
import { quote } from '../../base/quote.ts';
import { hostPort, systemErrorText } from '../../base/system-error.ts';
import type { ClosedState } from '../../protocol/closed-state.ts';
import type { Message } from '../../protocol/message.ts';
import type { ReceivedConnect, ServerConnect } from '../../protocol/server-connect.ts';
import { encodeServerInfo, type ServerInfo } from '../../protocol/server-info.ts';
import { WIRE_ERRORS } from '../../protocol/wire-errors.ts';
import type { Account, InterestListener } from '../account/account.ts';
import type { AccountListener, Accounts } from '../account/accounts.ts';
import { InterestCounts, isLocal } from '../account/interest-counts.ts';
import type { SenderClasses } from '../account/sender-classes.ts';
import type { Connection, ConnectionContext } from '../connection/connection.ts';
import type { ConnectionIds } from '../connection/connection-ids.ts';
import { KindTotals } from '../connection/kind-totals.ts';
import { isPinned } from '../connection/pinned-keys.ts';
import type { Subscription } from '../connection/subscription.ts';
import type { TlsTerms } from '../connection/tls-transport.ts';
import { DirectWrites, type Transport } from '../connection/transport.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { GatewayOptions } from '../options/gateway.ts';
import type { ServerOptions } from '../options/options.ts';
import { dial } from '../peers/dial.ts';
import { PeerAuth } from '../peers/peer-auth.ts';
import { peerLimits } from '../peers/peer-limits.ts';
import { PeerListener } from '../peers/peer-listener.ts';
import { peerTerms, remoteTls, type DialTls } from '../peers/peer-terms.ts';
import { parsePeerUrl, PEER_PORTS } from '../peers/peer-url.ts';
import { Retries } from '../peers/retries.ts';
import type { ConnectionRegistry } from '../ports/connection-registry.ts';
import { advertised, ownUrls } from '../ports/own-urls.ts';
import { COMPATIBILITY_VERSION } from '../version.ts';
import type { GatewayConnection } from './gateway-connection.ts';
import { InboundGateway, type InboundContext, type InboundDesk } from './inbound-gateway.ts';
import {
  ALL_SUBS_COMPLETE,
  ALL_SUBS_START,
  GOSSIP,
  OutboundGateway,
  type OutboundContext,
  type OutboundDesk,
} from './outbound-gateway.ts';
import { Remote } from './remote.ts';
import { AccountInterest } from './remote-interest.ts';
import { Sender } from './sender.ts';

/** What gateways need of their server. */
export interface GatewaysSurroundings extends Pick<ConnectionContext, 'arena' | 'turn'> {
  readonly logger: Logger;
  readonly ids: ConnectionIds;
  readonly id: string;
  readonly name: string;
  readonly delivery: Delivery;
  readonly road: GatewaysRoad | undefined;
  readonly senderClasses: SenderClasses;
  readonly accounts: Accounts;
  readonly cluster: OwnCluster;
}

type GatewaysRoad = NonNullable<InboundContext['road']> & {
  forget(space: object, pattern: string): void;
  forgetAll(): void;
};

/** The servers of the own cluster. */
export interface OwnCluster {
  /** Tells all of them. */
  inform(info: ServerInfo): void;
  /** Hands a reply on to the one that is called `hash`; false if there is none. */
  pass(hash: string, account: Account, message: Message): boolean;
  /** Whether one of them is called so. */
  hasServer(name: string): boolean;
}

/** nats-server: other clusters are not dialed before this one may have come together (gateway.go). */
const SOLICIT_AFTER_MS = 1_000;
/** A gateway is never silent for longer: by its round trips the nearest is found. */
const LONGEST_PING_MS = 15_000;
/** Failures are told at first, then each so many. */
const TELL_EACH = 120;
/** What nats-server tells of traced messages (3) we do not serve. */
const PROTOCOL = 0;

export class Gateways
  implements ConnectionRegistry, InboundDesk, OutboundDesk, InterestListener, AccountListener
{
  readonly totals = new KindTotals();
  readonly name: string;
  readonly #around: GatewaysSurroundings;
  readonly #interest: InterestCounts;
  readonly #sender: Sender;
  readonly #context: OutboundContext & InboundContext;
  readonly #direct: DirectWrites | undefined;
  readonly #connections = new Map<number, GatewayConnection>();
  readonly #inbounds = new Set<InboundGateway>();
  readonly #remotes = new Map<string, Remote>();
  /** Where the servers of the own cluster are reached, by their ids. */
  readonly #urlsOfCluster = new Map<string, string>();
  #options: ServerOptions;
  #listener: PeerListener | undefined;
  #auth: PeerAuth;
  #terms: TlsTerms | undefined;
  #dialTls: DialTls | undefined;
  #prepared: Prepared | undefined;
  #solicitTimer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: ServerOptions, around: GatewaysSurroundings) {
    const { gateway } = options;
    this.#options = options;
    this.#around = around;
    this.name = gateway!.name!; // Without both there are no gateways.
    this.#sender = new Sender({
      id: around.id,
      cluster: this.name,
      plans: around.road,
      toServer: (hash, account, message) => around.cluster.pass(hash, account, message),
      account: (name) => around.accounts.get(name),
    });
    this.#interest = new InterestCounts(
      { concerns: isOfCluster, tellsOrigins: false },
      { interestChanged: (account, { key }, now, before) => this.#tell(account, key, now, before) },
    );
    this.#direct = options.directWrites ? new DirectWrites() : undefined;
    const { arena, turn, logger, delivery, road, senderClasses, accounts } = around;
    this.#context = {
      arena,
      turn,
      logger,
      delivery,
      road,
      limits: limitsOf(options),
      totals: this.totals,
      inbounds: this,
      outbounds: this,
      senderClass: senderClasses.of(accounts.global, this),
      authTimeoutMs: () => this.#auth.timeoutMs,
      account: (name) => accounts.get(name),
      closed: (connection, reason) => this.#closed(connection, reason),
    };
    const prepared = this.#prepare(options);
    this.#auth = prepared.auth;
    this.#terms = prepared.terms;
    this.#dialTls = prepared.dialTls;
    for (const remote of prepared.remotes) this.#remotes.set(remote.name, remote);
  }

  get #gateway(): GatewayOptions {
    return this.#options.gateway!; // As above.
  }

  get connections(): ReadonlyMap<number, GatewayConnection> {
    return this.#connections;
  }

  get port(): number {
    return this.#listener?.port ?? this.#gateway.port ?? 0;
  }

  get host(): string {
    return this.#place().host;
  }

  /** For monitoring: by the names of the other clusters. */
  get outbound() {
    return new Map(
      this.#sender.outbounds.map((connection) => {
        const { name, interest } = connection;
        const accounts = new Map(
          [...interest].map(([account, each]) => [
            account,
            { ...counts(each), subscriptions: each },
          ]),
        );
        return [name, { isConfigured: this.isConfigured(name), connection, accounts }];
      }),
    );
  }

  /** The same of those that dialed us; what they are interested in, they know. */
  get inbound() {
    const told = {
      ...counts(new AccountInterest('Interest-Only')),
      subscriptions: NO_SUBSCRIPTIONS,
    };
    const byName = new Map<string, GatewayInbound[]>();
    for (const connection of this.#inbounds) {
      const { clusterName: name } = connection;
      const accounts = new Map([...this.#around.accounts.all()].map((each) => [each.name, told]));
      const view = { isConfigured: this.isConfigured(name), connection, accounts };
      byName.set(name, [...(byName.get(name) ?? []), view]);
    }
    return byName;
  }

  /** Whether a configuration names the cluster. */
  isConfigured(name: string): boolean {
    return this.#remotes.get(name)?.terms !== undefined;
  }

  async open(): Promise<void> {
    const { logger, arena } = this.#around;
    const { host, port = 0 } = this.#gateway;
    this.#listener = await PeerListener.open({
      kind: 'gateway',
      host,
      port,
      tls: this.#terms,
      input: this.#options.staticReads ? arena.input : undefined,
      direct: this.#direct,
      logger,
      accept: (transport) => this.#accept(transport),
    });
    logger.notice(`Gateway name is ${this.name}`);
    logger.notice(`Listening for gateways connections on ${hostPort(host, this.port)}`);
    this.#urlsOfCluster.set(this.#around.id, this.url);
    this.#around.delivery.gateways = this.#sender;
    this.#solicitTimer = setTimeout(() => this.#solicit(), SOLICIT_AFTER_MS).unref();
  }

  /** Where other clusters reach this server: `host:port`. */
  get url(): string {
    const { host, port } = this.#place();
    return hostPort(host, port);
  }

  #place(): { host: string; port: number } {
    const { host, advertise } = this.#gateway;
    if (advertise !== undefined && advertise !== '') return advertised(advertise, this.port);
    const [first] = ownUrls({ host, port: this.port });
    return first === undefined ? { host, port: this.port } : advertised(first, this.port);
  }

  // Who dials us.

  #accept(transport: Transport): void {
    if (this.#isClosed) {
      transport.destroy();
      return;
    }
    this.#add(new InboundGateway(this.#around.ids.next(), this.#context, transport));
  }

  #add(gateway: GatewayConnection): void {
    this.totals.connections++;
    this.#connections.set(gateway.id, gateway);
    gateway.open();
  }

  infoFor(): ServerInfo {
    const { noHeaderSupport, maxPayload } = this.#options;
    const { tls } = this.#gateway;
    return {
      ...BARE,
      server_id: this.#around.id,
      server_name: this.#around.name,
      version: COMPATIBILITY_VERSION,
      proto: PROTOCOL,
      ...this.#place(),
      headers: !noHeaderSupport,
      auth_required: this.#auth.isRequired ? true : undefined,
      tls_required: tls === undefined ? undefined : true,
      tls_verify: tls === undefined ? undefined : true,
      max_payload: maxPayload,
      gateway: this.name,
      gateway_urls: [...new Set(this.#urlsOfCluster.values())],
      gateway_url: this.url,
      gateway_nrp: true,
      gateway_iom: true,
    };
  }

  admit(gateway: InboundGateway, connect: ReceivedConnect): boolean | Promise<boolean> {
    const { user = '', pass = '' } = connect;
    const isRight = this.#auth.check({ user, pass }, gateway.transport, () => gateway.isClosed);
    if (typeof isRight === 'boolean') return this.#admit(gateway, connect, isRight);
    return isRight.then((is) => this.#admit(gateway, connect, is));
  }

  #admit(gateway: InboundGateway, connect: ReceivedConnect, isRight: boolean): boolean {
    if (gateway.isClosed) return false;
    if (!isRight) {
      gateway.violation(WIRE_ERRORS.authorization, 'authentication error');
      return false;
    }
    const { gateway: name = '', lang } = connect;
    if (name === '' || lang !== '') {
      return refuse(gateway, 'attempted to connect to gateway port', 'Incorrect Port');
    }
    if (this.#gateway.rejectUnknown && !this.isConfigured(name)) {
      const text = `Connection to gateway ${quote(this.name)} rejected`;
      return refuse(gateway, text, 'Wrong Gateway');
    }
    return true;
  }

  introduced(gateway: OutboundGateway, info: ServerInfo): boolean {
    return this.#hasOwnName(gateway, info) && this.#isWhoWasDialed(gateway, info);
  }

  arrived(gateway: InboundGateway, info: ServerInfo): void {
    if (!this.#hasOwnName(gateway, info)) return;
    gateway.accepted(info);
    this.#inbounds.add(gateway);
    const { clusterName } = gateway;
    this.#around.logger.notice(
      `Inbound gateway connection from ${quote(clusterName)} (${info.server_id}) registered`,
    );
    this.hearOf(clusterName, info.gateway_urls ?? []);
    for (const remote of this.#remotes.values()) {
      if (remote.name !== clusterName) gateway.inform(this.#gossip(remote));
    }
    gateway.tell(this.#allLines());
  }

  /** Whether no server of this cluster is called like the other side; closes the gateway if one is. */
  #hasOwnName(gateway: GatewayConnection, { server_name: name }: ServerInfo): boolean {
    if (name !== this.#around.name && !this.#around.cluster.hasServer(name)) return true;
    this.#around.logger.error(`Remote server has a duplicate name: ${quote(name)}`);
    gateway.close('Duplicate Server Name');
    return false;
  }

  /** All that is of interest in the own cluster: queue groups first, then account by account. */
  *#allLines(): Generator<string> {
    for (const account of [...this.#interest.accounts()]) {
      for (const { key } of this.#interest.of(account)) {
        if (key.includes(' ')) yield interestLine(account, key, 1);
      }
    }
    for (const account of [...this.#around.accounts.all()]) yield* this.#linesOf(account);
  }

  *#linesOf(account: Account): Generator<string> {
    yield this.#command(account, ALL_SUBS_START);
    for (const { key } of this.#interest.of(account)) {
      if (!key.includes(' ')) yield interestLine(account, key, 1);
    }
    yield this.#command(account, ALL_SUBS_COMPLETE);
  }

  #command(account: Account, command: number): string {
    return encodeServerInfo(
      {
        ...BARE,
        gateway: this.name,
        gateway_cmd: command,
        gateway_cmd_payload: Buffer.from(account.name).toString('base64'),
      },
      '',
    );
  }

  // Whom we dial.

  #solicit(): void {
    for (const remote of this.#remotes.values()) this.#review(remote);
  }

  /** There is a cluster `name`, whose servers are at `urls`. */
  hearOf(name: string, urls: readonly string[]): void {
    if (name === this.name || this.#isClosed) return;
    const known = this.#remotes.get(name);
    if (known !== undefined) {
      known.learn(urls);
      return;
    }
    if (this.#gateway.rejectUnknown || urls.length === 0) return;
    const remote = new Remote(name, undefined, this.#retries(this.#gateway.connectRetries));
    remote.learn(urls);
    this.#remotes.set(name, remote);
    this.#around.cluster.inform(this.#gossip(remote, `GW${this.#around.id}`));
    this.#review(remote);
  }

  #retries(most: number): Retries {
    return new Retries({ grows: this.#gateway.connectBackoff, most });
  }

  #review(remote: Remote): void {
    if (this.#isClosed || remote.isRemoved || remote.isConnecting) return;
    if (remote.outbound === undefined && remote.name !== this.name) void this.#connect(remote);
  }

  /** Tries all that is known of where the cluster is, in an order by chance. */
  async #connect(remote: Remote): Promise<void> {
    const { logger, arena } = this.#around;
    const { retries, terms } = remote;
    remote.isConnecting = true;
    let failure = 'no server of it is known';
    for (const url of shuffled(remote.urls)) {
      if (this.#isClosed || remote.isRemoved) return;
      const { host, port, place } = parsePeerUrl(url, PEER_PORTS.gateway);
      if (retries.isReported(TELL_EACH)) {
        const kind = terms === undefined ? 'implicit' : 'explicit';
        logger.notice(
          `Connecting to ${kind} gateway ${quote(remote.name)} (${place}) at ${place} (attempt ${retries.attempt})`,
        );
      }
      try {
        const tls = terms?.tls ?? this.#dialTls;
        const transport = await dial(
          { host, port },
          {
            tls: tls && { ...tls, serverName: host },
            input: this.#options.staticReads ? arena.input : undefined,
            direct: this.#direct,
          },
        );
        remote.isConnecting = false;
        if (this.#isClosed || remote.isRemoved) transport.destroy();
        else {
          const dialed = { name: remote.name, url };
          const id = this.#around.ids.next();
          remote.outbound = new OutboundGateway(id, this.#context, transport, dialed);
          this.#add(remote.outbound);
        }
        return;
      } catch (error) {
        failure = systemErrorText(error);
      }
    }
    remote.isConnecting = false;
    this.#failed(remote, failure);
  }

  #failed(remote: Remote, why: string): void {
    const { retries, name } = remote;
    const text = `Error connecting to gateway ${quote(name)} (attempt ${retries.attempt}): ${why}`;
    if (retries.isReported(TELL_EACH)) this.#around.logger.error(text);
    else this.#around.logger.debug(text);
    const hasInbound = [...this.#inbounds].some(({ clusterName }) => clusterName === name);
    if (retries.again(() => this.#review(remote))) return;
    if (hasInbound) retries.anew(() => this.#review(remote));
    else this.#remotes.delete(name);
  }

  #isWhoWasDialed(gateway: OutboundGateway, info: ServerInfo): boolean {
    const { gateway: name = '' } = info;
    if (name === '') {
      const text = `Attempt to connect to gateway ${quote(gateway.name)} using wrong port`;
      return refuse(gateway, text, 'Incorrect Port');
    }
    if (name === gateway.name) return true;
    const text = `Connection from ${quote(this.name)} rejected, wanted to connect to ${quote(gateway.name)}, this is ${quote(name)}`;
    return refuse(gateway, text, 'Wrong Gateway');
  }

  connectFor(gateway: OutboundGateway): ServerConnect {
    const { user, password } = parsePeerUrl(gateway.url, PEER_PORTS.gateway);
    const { authorization, tls } = this.#gateway;
    return {
      echo: false,
      verbose: false,
      pedantic: false,
      user: user ?? authorization?.user,
      pass: user === undefined ? authorization?.password : password,
      tls_required: tls !== undefined,
      headers: false,
      name: this.#around.id,
      cluster: '',
      gateway: this.name,
    };
  }

  registered(gateway: OutboundGateway): void {
    const { logger, cluster } = this.#around;
    const remote = this.#remotes.get(gateway.name);
    const id = gateway.remoteId;
    logger.notice(`Outbound gateway connection to ${quote(gateway.name)} (${id}) registered`);
    this.#sender.add(gateway);
    if (remote === undefined) return;
    remote.retries.cancel();
    remote.learn(gateway.info?.gateway_urls ?? []);
    cluster.inform(this.#gossip(remote, `GW${this.#around.id}`));
  }

  /** What is told of another cluster. */
  #gossip({ name, places }: Remote, id = this.#around.id): ServerInfo {
    const gossip = { gateway: name, gateway_urls: places, gateway_cmd: GOSSIP };
    return { ...BARE, server_id: id, ...gossip };
  }

  /** All that is known of other clusters, for a server that has come to the own one. */
  *gossip(): Generator<ServerInfo> {
    for (const { name } of this.#sender.outbounds) {
      const remote = this.#remotes.get(name);
      if (remote !== undefined) yield this.#gossip(remote, `GW${this.#around.id}`);
    }
  }

  told(gateway: OutboundGateway, info: ServerInfo): void {
    const { gateway: name = '', gateway_cmd: command = 0, gateway_urls: urls = [] } = info;
    if (command === GOSSIP) this.hearOf(name, urls);
    else if (command === 0 && name === gateway.name) this.#remotes.get(name)?.learn(urls);
    else if (command !== 0) {
      this.#around.logger.warn(`Received unknown command ${command} from gateway ${quote(name)}`);
    }
  }

  measured(): void {
    this.#sender.order();
  }

  remoteInterestChanged(accountName: string, subject: string): void {
    this.#sender.remoteInterestChanged(accountName, subject);
  }

  // The own cluster.

  /** A server of the own cluster is reached at `url`, undefined for no more. */
  clusterChanged(id: string, url: string | undefined): void {
    if (url === undefined) this.#urlsOfCluster.delete(id);
    else this.#urlsOfCluster.set(id, url);
    for (const gateway of this.#inbounds) gateway.inform(this.infoFor());
  }

  // Interest.

  interestChanged(account: Account, subscription: Subscription, change: 1 | 0 | -1): void {
    this.#interest.interestChanged(account, subscription, change);
    this.#sender.interestChanged(account, subscription, change);
  }

  /** Other clusters are told whether anybody listens, not how many. */
  #tell(account: Account, key: string, count: number, before: number): void {
    if (count > 0 && before > 0) return;
    const line = interestLine(account, key, count);
    for (const gateway of this.#inbounds) gateway.send(line);
  }

  accountAdded(account: Account): void {
    for (const gateway of this.#inbounds) gateway.send([...this.#linesOf(account)].join(''));
  }

  accountRemoved(account: Account): void {
    this.#interest.forget(account);
  }

  // Reload and farewell.

  /** What may fail of taking on `options`. */
  #prepare({ gateway }: ServerOptions): Prepared {
    const { authorization, tls, gateways } = gateway!; // Whether there is one, no reload changes.
    const hosts = gateways
      .flatMap(({ urls }) => urls)
      .map((url) => parsePeerUrl(url, PEER_PORTS.gateway).host);
    const remotes = gateways
      // A file for all clusters names each of them, this one too.
      .filter(({ name }) => name !== undefined && name !== this.name)
      .map(({ name, urls, tls: own }) => {
        const terms = { urls, tls: remoteTls(own, tls) };
        return new Remote(name!, terms, this.#retries(Infinity));
      });
    return {
      auth: new PeerAuth(authorization, tls, hosts),
      terms: tls && peerTerms(tls),
      dialTls: remoteTls(undefined, tls),
      remotes,
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
    for (const connection of this.#connections.values()) connection.limitsChanged();
    if (prepared === undefined) return;
    this.#auth = prepared.auth;
    this.#terms = prepared.terms;
    this.#dialTls = prepared.dialTls;
    this.#listener?.renew(prepared.terms);
    // Which clusters there are a reload may not change; how they are reached it may.
    for (const { name, terms } of prepared.remotes) {
      const remote = this.#remotes.get(name);
      if (remote !== undefined) remote.terms = terms;
    }
  }

  reloaded(): void {
    // All that may change is for who connects from now on.
  }

  closeUnpinned(): void {
    const { tls } = this.#gateway;
    if (tls === undefined) return;
    const keys = new Set(tls.pinnedCerts);
    const strangers = [...this.#connections.values()].filter(
      ({ transport: { tls: state } }) =>
        state !== undefined && !isPinned(state.peerCertificates[0], keys),
    );
    if (strangers.length === 0) return;
    const text = `Disconnect ${strangers.length} gateways due to pinned certs reload`;
    this.#around.logger.notice(text);
    for (const gateway of strangers) gateway.close('TLS Handshake Failure');
  }

  becomesLameDuck(): void {
    // Other clusters send their messages until the end.
  }

  close(): readonly Transport[] {
    this.#isClosed = true;
    clearTimeout(this.#solicitTimer);
    this.#listener?.close();
    this.#sender.stop();
    for (const { retries } of this.#remotes.values()) retries.cancel();
    const gateways = [...this.#connections.values()];
    for (const gateway of gateways) gateway.close('Server Shutdown');
    return gateways.map(({ transport }) => transport);
  }

  #closed(connection: Connection, reason: ClosedState): void {
    this.#connections.delete(connection.id);
    this.totals.ended(reason);
    if (connection instanceof InboundGateway) this.#inbounds.delete(connection);
    else if (connection instanceof OutboundGateway) this.#lost(connection, reason);
  }

  #lost(gateway: OutboundGateway, reason: ClosedState): void {
    this.#sender.remove(gateway);
    const remote = this.#remotes.get(gateway.name);
    if (remote?.outbound !== gateway) return;
    remote.outbound = undefined;
    if (this.#isClosed) return;
    // It may be found in another place, or not be that cluster after all.
    const isSoon = remote.terms === undefined && reason !== 'Wrong Gateway';
    remote.retries.anew(() => this.#review(remote), isSoon ? SOON_MS : undefined);
  }
}

interface GatewayInbound {
  readonly isConfigured: boolean;
  readonly connection: InboundGateway;
  readonly accounts: ReadonlyMap<
    string,
    ReturnType<typeof counts> & { readonly subscriptions: typeof NO_SUBSCRIPTIONS }
  >;
}

const NO_SUBSCRIPTIONS = { size: 0, values: (): never[] => [] };

function counts({ mode, noInterestCount, queueSubscriptionCount }: AccountInterest) {
  return { mode, noInterestCount, queueSubscriptionCount };
}

/** What a reload has made ready. */
interface Prepared {
  readonly auth: PeerAuth;
  readonly terms: TlsTerms | undefined;
  readonly dialTls: DialTls | undefined;
  readonly remotes: readonly Remote[];
}

/** A cluster that told of itself is tried again at once. */
const SOON_MS = 1;

/** An INFO that says nothing of a server. */
const BARE: ServerInfo = {
  server_id: '',
  server_name: '',
  version: '',
  proto: 0,
  go: '',
  host: '',
  port: 0,
  headers: false,
  max_payload: 0,
};

/** All that the own cluster listens to: also what its other servers told of. */
function isOfCluster(subscription: Subscription): boolean {
  return subscription.connection.kind === 'route' || isLocal(subscription);
}

function interestLine(account: Account, key: string, count: number): string {
  const name = `${byteString(account.name)} ${key}`;
  if (count === 0) return `RS- ${name}\r\n`;
  return key.includes(' ') ? `RS+ ${name} 1\r\n` : `RS+ ${name}\r\n`;
}

/** Says why to the other side, and closes; false, for whoever asks whether it may stay. */
function refuse(gateway: GatewayConnection, text: string, closes: ClosedState): false {
  gateway.violation({ text, closes }, text);
  return false;
}

function limitsOf(options: ServerOptions): OutboundContext['limits'] {
  return peerLimits(options, options.gateway ?? {}, LONGEST_PING_MS);
}

function shuffled<T>(items: readonly T[]): T[] {
  const mixed = [...items];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = Math.floor(Math.random() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other]!, mixed[at]!];
  }
  return mixed;
}
