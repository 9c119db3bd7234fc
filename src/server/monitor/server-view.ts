/**
 * What monitoring may see of a server: it reads, never changes. The server implements it, and its connections and
 * accounts are the views of themselves. The later kinds of connections fill lists that are empty today.
 */
import type { ClosedState } from '../../protocol/closed-state.ts';
import type { SublistStatistics } from '../../subject/sublist.ts';
import type { Account } from '../account/account.ts';
import type { JwtUserView } from '../account/client-info.ts';
import type { Traffic } from '../connection/connection.ts';
import type { Subscription } from '../connection/subscription.ts';
import type { TlsState } from '../connection/tls-state.ts';
import type { ServerOptions } from '../options/options.ts';
import type { ClosedConnections } from './closed-connections.ts';

export interface ServerView {
  readonly id: string;
  readonly name: string;
  readonly options: ServerOptions;
  /** Where clients are told to connect to. */
  readonly advertised: { readonly host: string; readonly port: number };
  /** Where websockets are accepted; undefined if they are not. */
  readonly websocketPort: number | undefined;
  /** Of the cluster that it is in, made up or agreed upon if nobody gave it one; undefined if it is in none. */
  readonly clusterName: string | undefined;
  /** Where other servers are accepted; undefined if they are not. */
  readonly clusterPort: number | undefined;
  readonly gatewayPort: number | undefined;
  readonly leafnodePort: number | undefined;
  readonly certificateExpiries: CertificateExpiries;
  /** Whether clients are told to say who they are. */
  readonly requiresLogin: boolean;
  /** When the server started, in ms since 1970. */
  readonly startedAtMs: number;
  /** When its options were read last, in ms since 1970. */
  readonly configLoadedAtMs: number;
  /** The digest of the file that they are from; undefined for none. */
  readonly configDigest: string | undefined;
  /** Addresses told to clients in INFO; empty when alone. */
  readonly connectUrls: readonly string[];
  readonly counters: ServerCounters;
  /** What keeps the server from being healthy, or undefined. */
  readonly failure: string | undefined;
  /** Brings the counts of subscriptions up to date: to be called before they are told. */
  settle(): void;
  /** The connections of clients, and of leafnodes, by their id, the oldest first. */
  readonly connections: ReadonlyMap<number, ConnectionView>;
  /** Those that ended lately. */
  readonly closedConnections: ClosedConnections;
  /** All accounts by name. */
  readonly accounts: ReadonlyMap<string, AccountView>;
  /** Requests to services of other accounts that may still be answered. */
  readonly openResponses: number;
  /** Those of them that the services of `account` may answer. */
  responsesOf(account: AccountView): Iterable<ResponseView>;
  /** The name of the account of the server's own messages; undefined if there is none. */
  readonly systemAccount: string | undefined;
  /** Users who were refused because their account is not pinned. */
  readonly pinnedAccountFailures: number;
  readonly routes: readonly RouteView[];
  /** Undefined when the server is no gateway. */
  readonly gateways: GatewaysView | undefined;
  readonly leafnodes: readonly LeafnodeView[];
}

/** When the certificates that are shown expire, in ms since 1970; undefined where there is none. */
export interface CertificateExpiries {
  readonly clients: number | undefined;
  readonly cluster: number | undefined;
  readonly gateway: number | undefined;
  readonly leafnodes: number | undefined;
  readonly websocket: number | undefined;
}

/** Numbers of a running server that only ever grow, except `connections` and `subscriptions`. */
export interface ServerCounters {
  /** Clients connected now. */
  readonly connections: number;
  /** Clients ever accepted. */
  readonly totalConnections: number;
  /** Subscriptions of all accounts now. */
  readonly subscriptions: number;
  /** Messages and payload bytes received from all peers, and from clients alone. */
  readonly inMessages: number;
  readonly inBytes: number;
  readonly inClientMessages: number;
  readonly inClientBytes: number;
  /** Messages and payload bytes sent to all peers, and to clients alone. */
  readonly outMessages: number;
  readonly outBytes: number;
  readonly outClientMessages: number;
  readonly outClientBytes: number;
  /** Connections closed because they did not read fast enough. */
  readonly slowConsumers: number;
  readonly slowConsumersByKind: PerKind;
  /** Connections closed because PINGs went unanswered. */
  readonly staleConnections: number;
  readonly staleConnectionsByKind: PerKind;
  /** Times a publisher was slowed down for its subscribers' sake. */
  readonly stalledClients: number;
}

/** Something of each kind of connection: a count, unless it is said what. */
export interface PerKind<Value = number> {
  readonly clients: Value;
  readonly routes: Value;
  readonly gateways: Value;
  readonly leafnodes: Value;
}

/** One connection, of whatever kind. What came from the wire as bytes, subjects and sids, is a byte string. */
export interface ConnectionView {
  readonly id: number;
  readonly kindName: 'Client' | 'Leafnode' | 'Gateway' | 'Router';
  /** How a client speaks; undefined for other kinds. */
  readonly clientType: 'nats' | 'websocket' | undefined;
  readonly transport: TransportView;
  /** ms since 1970. */
  readonly startedAt: number;
  readonly lastActivity: number;
  /** Undefined before it was measured. */
  readonly rttMs: number | undefined;
  readonly pendingBytes: number;
  readonly traffic: Readonly<Traffic>;
  /** Times that a publisher waited for this connection. */
  readonly stalls: number;
  readonly subscriptions: SubscriptionsView;
  /** What the peer said of itself. */
  readonly options: Readonly<PeerOptions>;
  readonly account: { readonly name: string; readonly nameTag: string };
  /** Who it is: user name, public nkey, or `[REDACTED]` for a token; empty for nobody. */
  readonly authorizedUser: string;
  /** What its JWT says of it; undefined if it came in another way. */
  readonly jwtUser?: JwtUserView | undefined;
  /** When and why it ended, if it has. */
  readonly end?: { readonly at: number; readonly reason: ClosedState };
}

/** The subscriptions of one connection: a Map of them is one. */
export interface SubscriptionsView {
  readonly size: number;
  values(): Iterable<SubscriptionView>;
}

export interface SubscriptionView {
  readonly subject: string;
  readonly queue: string | undefined;
  readonly sid: string;
  /** Messages delivered so far, and how many it is to get in all; 0 for no end. */
  readonly delivered: number;
  readonly max: number;
}

/** The way to a peer. */
interface TransportView {
  readonly remoteHost: string;
  readonly remotePort: number;
  /** Undefined without TLS, or before its handshake is done. */
  readonly tls?: TlsState | undefined;
}

interface PeerOptions {
  readonly name: string;
  readonly lang: string;
  readonly version: string;
}

/** An account: its interest and what went through it. */
export interface AccountView {
  readonly name: string;
  /** As people call it. */
  readonly nameTag: string;
  /** What its operator says of it; undefined for an account of a configuration. */
  readonly standing: Account['standing'];
  /** Its connections of clients that have logged in. */
  readonly clients: number;
  readonly traffic: Readonly<Traffic>;
  readonly slowConsumers: number;
  readonly subscriptionCount: number;
  /** When its terms changed last, in ms since 1970. */
  readonly updatedAtMs: number;
  readonly sublistStatistics: SublistStatistics;
  /** What it shares, and where its messages go. */
  readonly exports: Account['exports'];
  readonly streamImports: Account['streamImports'];
  readonly serviceImports: Account['serviceImports'];
  readonly mappings: Account['mappings'];
  /** All its subscriptions, in no order that means anything. */
  subscriptions(): Iterable<Subscription>;
  /** Those that hear `subject`. */
  subscriptionsTo(subject: string): readonly Subscription[];
}

/** A request that may still be answered; subjects are byte strings. */
export interface ResponseView {
  /** Where the service answers to. */
  readonly subject: string;
  /** Whose it was, and where the answers go there. */
  readonly requester: { readonly name: string };
  readonly reply: string;
  /** Set if it is measured how long it takes. */
  readonly sample: object | undefined;
}

/** The subjects a peer may import from us or export to us. */
interface SubjectPermissionView {
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
}

export interface RouteView extends ConnectionView {
  readonly remoteId: string;
  readonly remoteName: string;
  readonly isSolicited: boolean;
  readonly isConfigured: boolean;
  readonly import?: SubjectPermissionView | undefined;
  readonly export?: SubjectPermissionView | undefined;
  /** The account that has this route for itself; empty for the others' route. */
  readonly accountName: string;
  readonly compression: string;
}

export interface LeafnodeView extends ConnectionView {
  readonly remoteName: string;
  readonly isSpoke: boolean;
  readonly isIsolated: boolean;
  readonly compression: string;
}

export interface GatewaysView {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** By the name of the remote gateway. */
  readonly outbound: ReadonlyMap<string, GatewayView>;
  readonly inbound: ReadonlyMap<string, readonly GatewayView[]>;
}

export interface GatewayView {
  readonly isConfigured: boolean;
  readonly connection: ConnectionView;
  /** What is known of the other side's interest, by account. */
  readonly accounts: ReadonlyMap<string, GatewayInterestView>;
}

export interface GatewayInterestView {
  readonly mode: 'Optimistic' | 'Transitioning' | 'Interest-Only';
  /** Subjects known to interest nobody there. */
  readonly noInterestCount: number;
  readonly queueSubscriptionCount: number;
  /** Empty on an inbound connection: there, we are the other side. */
  readonly subscriptions: SubscriptionsView;
}
