/** All gateways of a server: the other clusters, what goes there, and what is asked for from there. */
import { byteString } from '../../base/byte-string.ts';
import type { Logger } from '../../base/logger.ts';
import { quote } from '../../base/quote.ts';
import { hostPort } from '../../base/system-error.ts';
import type { ClosedState } from '../../protocol/closed-state.ts';
import type { Message } from '../../protocol/message.ts';
import type { ReceivedConnect, ServerConnect } from '../../protocol/server-connect.ts';
import { BARE_INFO, type ServerInfo } from '../../protocol/server-info.ts';
import { WIRE_ERRORS } from '../../protocol/wire-errors.ts';
import type { Account, InterestListener } from '../account/account.ts';
import type { AccountListener, Accounts } from '../account/accounts.ts';
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
import type { ConnectionRegistry } from '../ports/connection-registry.ts';
import { advertised, ownUrls } from '../ports/own-urls.ts';
import { COMPATIBILITY_VERSION } from '../version.ts';
import { GOSSIP } from './commands.ts';
import type { GatewayConnection } from './gateway-connection.ts';
import { InboundGateway, type InboundContext, type InboundDesk } from './inbound-gateway.ts';
import { OtherClusters } from './other-clusters.ts';
import { OutboundGateway, type OutboundContext, type OutboundDesk } from './outbound-gateway.ts';
import { OwnInterest } from './own-interest.ts';
import type { Remote, RemoteTerms } from './remote.ts';
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
  /** Told of what other clusters listen to, for those who pass it on. */
  readonly elsewhere?: (account: Account, name: string, change: 1 | -1) => void;
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
/** What nats-server tells of traced messages (3) we do not serve. */
const PROTOCOL = 0;

export class Gateways
  implements ConnectionRegistry, InboundDesk, OutboundDesk, InterestListener, AccountListener
{
  readonly totals = new KindTotals();
  readonly name: string;
  readonly #around: GatewaysSurroundings;
  readonly #interest: OwnInterest;
  readonly #sender: Sender;
  readonly #context: OutboundContext & InboundContext;
  readonly #direct: DirectWrites | undefined;
  readonly #connections = new Map<number, GatewayConnection>();
  readonly #inbounds = new Set<InboundGateway>();
  readonly #others: OtherClusters;
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
    this.#interest = new OwnInterest(this.name, around.accounts, (line) => {
      for (const gateway of this.#inbounds) gateway.send(line);
    });
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
    this.#others = new OtherClusters({
      name: this.name,
      logger,
      terms: () => this.#gateway,
      dialTls: () => this.#dialTls,
      dial: (place, tls) =>
        dial(place, {
          tls,
          input: this.#options.staticReads ? arena.input : undefined,
          direct: this.#direct,
        }),
      make: ({ name }, url, transport) => {
        const dialed = { name, url };
        return this.#added(
          new OutboundGateway(around.ids.next(), this.#context, transport, dialed),
        );
      },
      hasDialed: (name) => [...this.#inbounds].some(({ clusterName }) => clusterName === name),
    });
    for (const [name, terms] of prepared.remotes) this.#others.configure(name, terms);
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
            Buffer.from(account, 'latin1').toString('utf8'),
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
    return this.#others.get(name)?.isConfigured === true;
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
    logger.notice(
      this.#isAdvertised
        ? `Advertise address for gateway ${quote(this.name)} is set to ${this.url}`
        : `Address for gateway ${quote(this.name)} is ${this.url}`,
    );
    this.#urlsOfCluster.set(this.#around.id, this.url);
    this.#around.delivery.gateways = this.#sender;
    this.#solicitTimer = setTimeout(() => this.#others.solicit(), SOLICIT_AFTER_MS).unref();
  }

  /** Where other clusters reach this server: `host:port`. */
  get url(): string {
    const { host, port } = this.#place();
    return hostPort(host, port);
  }

  get #isAdvertised(): boolean {
    const { advertise = '' } = this.#gateway;
    return advertise !== '';
  }

  #place(): { host: string; port: number } {
    const { host, advertise = '' } = this.#gateway;
    if (this.#isAdvertised) return advertised(advertise, this.port);
    const [first] = ownUrls({ host, port: this.port });
    return first === undefined ? { host, port: this.port } : advertised(first, this.port);
  }

  // Who dials us.

  #accept(transport: Transport): void {
    if (this.#isClosed) {
      transport.destroy();
      return;
    }
    this.#added(new InboundGateway(this.#around.ids.next(), this.#context, transport)).open();
  }

  #added<Kind extends GatewayConnection>(gateway: Kind): Kind {
    this.totals.connections++;
    this.#connections.set(gateway.id, gateway);
    return gateway;
  }

  infoFor(): ServerInfo {
    const { noHeaderSupport, maxPayload } = this.#options;
    const { tls } = this.#gateway;
    return {
      ...BARE_INFO,
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
      this.#around.logger.error(`Rejecting connection from gateway ${quote(name)}`);
      const text = `Connection to gateway ${quote(this.name)} rejected`;
      return refuse(gateway, text, 'Wrong Gateway');
    }
    return true;
  }

  introduced(gateway: OutboundGateway, info: ServerInfo): boolean {
    return this.#isWhoWasDialed(gateway, info) && this.#hasOwnName(gateway, info);
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
    for (const remote of this.#others.all()) {
      if (remote.name !== clusterName) gateway.inform(this.#gossip(remote));
    }
    gateway.tell(this.#interest.lines());
  }

  /** Whether no server of this cluster is called like the other side; closes the gateway if one is. */
  #hasOwnName(gateway: GatewayConnection, { server_name: name }: ServerInfo): boolean {
    if (name !== this.#around.name && !this.#around.cluster.hasServer(name)) return true;
    this.#around.logger.error(`Remote server has a duplicate name: ${quote(name)}`);
    gateway.close('Duplicate Server Name');
    return false;
  }

  // Whom we dial.

  /** There is a cluster `name`, some of whose servers are at `urls`. */
  hearOf(name: string, urls: readonly string[]): void {
    const remote = this.#others.hearOf(name, urls);
    if (remote !== undefined) this.#tellCluster(remote);
  }

  #isWhoWasDialed(gateway: OutboundGateway, info: ServerInfo): boolean {
    const { gateway: name = '' } = info;
    if (name === '') {
      const text = `Attempt to connect to gateway ${quote(gateway.name)} using wrong port`;
      return refuse(gateway, text, 'Incorrect Port');
    }
    if (name === gateway.name) return true;
    this.#around.logger.error(
      `Failing connection to gateway ${quote(gateway.name)}, remote gateway name is ${quote(name)}`,
    );
    const text = `Connection from ${quote(this.name)} rejected, wanted to connect to ${quote(gateway.name)}, this is ${quote(name)}`;
    return refuse(gateway, text, 'Wrong Gateway');
  }

  connectFor(gateway: OutboundGateway): ServerConnect {
    const { user, password } = gateway.url;
    const { authorization } = this.#gateway;
    const tls = this.#others.get(gateway.name)?.terms?.tls ?? this.#dialTls;
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
    const id = gateway.remoteId;
    this.#around.logger.notice(
      `Outbound gateway connection to ${quote(gateway.name)} (${id}) registered`,
    );
    this.#sender.add(gateway);
    this.#learn(gateway, gateway.info?.gateway_urls ?? []);
  }

  /** The other cluster says where it is reached; the servers of the own one are to know, too. */
  #learn({ name }: OutboundGateway, urls: readonly string[]): void {
    const remote = this.#others.get(name);
    if (remote === undefined) return;
    if (urls.length > 0) remote.learn(urls);
    this.#tellCluster(remote);
  }

  #tellCluster(remote: Remote): void {
    this.#around.cluster.inform(this.#gossip(remote, `GW${this.#around.id}`));
  }

  /** What is told of another cluster. */
  #gossip({ name, places }: Remote, id = this.#around.id): ServerInfo {
    const gossip = { gateway: name, gateway_urls: places, gateway_cmd: GOSSIP };
    return { ...BARE_INFO, server_id: id, ...gossip };
  }

  /** All that is known of other clusters, for a server that has come to the own one. */
  *gossip(): Generator<ServerInfo> {
    for (const { name } of this.#sender.outbounds) {
      const remote = this.#others.get(name);
      if (remote !== undefined) yield this.#gossip(remote, `GW${this.#around.id}`);
    }
  }

  told(gateway: OutboundGateway, info: ServerInfo): void {
    const { gateway: name = '', gateway_cmd: command = 0, gateway_urls: urls = [] } = info;
    if (command === GOSSIP) this.hearOf(name, urls);
    else if (command !== 0) {
      this.#around.logger.warn(`Received unknown command ${command} from gateway ${quote(name)}`);
    } else if (this.introduced(gateway, info)) this.#learn(gateway, urls);
  }

  measured(): void {
    this.#sender.order();
  }

  misnamed({ name, url }: OutboundGateway): void {
    const names = this.#others.get(name)?.names;
    names?.wasWrong(names.nameOf(url.host));
  }

  remoteInterestChanged(accountName: string, subject: string): void {
    this.#sender.remoteInterestChanged(accountName, subject);
  }

  listenersChanged(accountName: string, name: string, change: 1 | -1): void {
    const { accounts, elsewhere } = this.#around;
    const account = accounts.get(Buffer.from(accountName, 'latin1').toString('utf8'));
    if (account !== undefined) elsewhere?.(account, name, change);
  }

  /** What other clusters listen to in `account`: subjects, and `subject queue`; as often as there are clusters. */
  *heardElsewhere({ name }: Account): Generator<string> {
    for (const { interest } of this.#sender.outbounds) {
      yield* interest.get(byteString(name))?.names() ?? [];
    }
  }

  // The own cluster.

  /** A server of the own cluster is reached at `url`, undefined for no more. */
  clusterChanged(id: string, url: string | undefined): void {
    if (url === this.#urlsOfCluster.get(id)) return;
    if (url === undefined) this.#urlsOfCluster.delete(id);
    else this.#urlsOfCluster.set(id, url);
    for (const gateway of this.#inbounds) gateway.inform(this.infoFor());
  }

  // Interest.

  interestChanged(account: Account, subscription: Subscription, change: 1 | 0 | -1): void {
    this.#interest.interestChanged(account, subscription, change);
    this.#sender.interestChanged(account, subscription, change);
  }

  accountAdded(account: Account): void {
    for (const gateway of this.#inbounds)
      gateway.accountAdded(account, this.#interest.linesOf(account));
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
    const remotes = new Map(
      gateways
        // A file for all clusters names each of them, this one too.
        .filter(({ name }) => name !== undefined && name !== this.name)
        .map(({ name, urls, tls: own }) => [name!, { urls, tls: remoteTls(own, tls) }]),
    );
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
    for (const [name, terms] of prepared.remotes) this.#others.configure(name, terms);
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
    this.#others.stop();
    const gateways = [...this.#connections.values()];
    for (const gateway of gateways) gateway.close('Server Shutdown');
    return gateways.map(({ transport }) => transport);
  }

  #closed(connection: Connection, reason: ClosedState): void {
    this.#connections.delete(connection.id);
    this.totals.ended(reason);
    if (connection instanceof InboundGateway) this.#inbounds.delete(connection);
    else if (connection instanceof OutboundGateway) {
      const isKnown = this.#sender.outbounds.includes(connection);
      this.#sender.remove(connection);
      this.#others.lost(connection);
      if (!isKnown) return;
      for (const [accountName, interest] of connection.interest) {
        for (const name of interest.names()) this.listenersChanged(accountName, name, -1);
      }
    }
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
  /** By the names of clusters. */
  readonly remotes: ReadonlyMap<string, RemoteTerms>;
}

/** Says why to the other side, and closes; false, for whoever asks whether it may stay. */
function refuse(gateway: GatewayConnection, text: string, closes: ClosedState): false {
  gateway.violation({ text, closes }, text);
  return false;
}

function limitsOf(options: ServerOptions): OutboundContext['limits'] {
  return peerLimits(options, options.gateway ?? {}, LONGEST_PING_MS);
}
