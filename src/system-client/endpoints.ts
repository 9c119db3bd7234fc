/**
 * What servers answer about themselves: the fields that our tools read, as nats-server spells them (monitor.go,
 * events.go). Older servers leave out what they do not know.
 */
import type { Statsz } from './statsz.ts';

/** The data of each endpoint's answer. */
export interface Endpoints {
  readonly STATSZ: Statsz;
  readonly VARZ: Varz;
  readonly CONNZ: Connz;
  readonly ROUTEZ: Routez;
  readonly GATEWAYZ: Gatewayz;
  readonly LEAFZ: Leafz;
  readonly HEALTHZ: Healthz;
}

export interface Varz {
  readonly server_id: string;
  readonly server_name: string;
  readonly version: string;
  readonly git_commit?: string;
  readonly go: string;
  readonly now: string;
  readonly start: string;
  readonly config_load_time: string;
  readonly config_digest?: string;
  readonly uptime: string;
  readonly auth_required?: boolean;
  readonly tls_required?: boolean;
  readonly tls_cert_not_after?: string;
  readonly host: string;
  readonly port: number;
  readonly ip?: string;
  readonly connect_urls?: readonly string[];
  readonly ws_connect_urls?: readonly string[];
  readonly max_connections: number;
  readonly max_subscriptions?: number;
  readonly max_payload: number;
  /** Seconds. */
  readonly tls_timeout: number;
  /** Nanoseconds. */
  readonly write_deadline: number;
  readonly cores: number;
  /** Percent of one core. */
  readonly cpu: number;
  readonly gomaxprocs?: number;
  /** Bytes. */
  readonly mem: number;
  readonly connections: number;
  readonly leafnodes?: number;
  readonly subscriptions: number;
  readonly in_msgs: number;
  readonly out_msgs: number;
  readonly in_bytes: number;
  readonly out_bytes: number;
  readonly slow_consumers: number;
  readonly tags?: readonly string[];
  readonly cluster?: Listener & {
    readonly name?: string;
    readonly addr?: string;
    readonly cluster_port?: number;
    readonly urls?: readonly string[];
  };
  readonly gateway?: Listener & {
    readonly name?: string;
    readonly host?: string;
    readonly port?: number;
    readonly gateways?: readonly { readonly name: string }[];
  };
  readonly leaf?: Listener;
  readonly websocket?: Listener;
  readonly jetstream?: {
    readonly config?: { readonly domain?: string; readonly store_dir?: string };
    readonly stats?: {
      readonly memory?: number;
      readonly storage?: number;
      readonly accounts?: number;
      readonly api?: { readonly total?: number; readonly errors?: number };
    };
  };
}

interface Listener {
  readonly tls_cert_not_after?: string;
}

interface Connz {
  readonly connections: readonly ConnectionInfo[] | null;
  readonly total: number;
  readonly limit: number;
}

export interface ConnectionInfo {
  readonly cid: number;
  readonly name?: string | undefined;
  readonly ip: string;
  readonly port: number;
  readonly start: string;
  readonly uptime?: string | undefined;
  readonly idle?: string | undefined;
  readonly last_activity?: string | undefined;
  readonly rtt?: string | undefined;
  readonly pending_bytes: number;
  readonly in_msgs: number;
  readonly out_msgs: number;
  readonly in_bytes: number;
  readonly out_bytes: number;
  readonly subscriptions: number;
  readonly subscriptions_list?: readonly string[] | undefined;
  readonly account?: string | undefined;
  readonly authorized_user?: string | undefined;
  readonly lang?: string | undefined;
  readonly version?: string | undefined;
  readonly stop?: string | undefined;
  readonly reason?: string | undefined;
}

interface Routez {
  readonly routes?: readonly RouteInfo[];
}

export interface RouteInfo {
  readonly rid: number;
  readonly remote_id: string;
  readonly remote_name?: string;
  readonly account?: string;
  readonly ip: string;
  readonly port: number;
  readonly start: string;
  readonly rtt?: string;
  readonly in_bytes: number;
  readonly out_bytes: number;
  readonly subscriptions: number;
}

export interface Gatewayz {
  readonly port?: number;
  readonly outbound_gateways?: Readonly<Record<string, RemoteGateway>>;
  readonly inbound_gateways?: Readonly<Record<string, readonly RemoteGateway[]>>;
}

interface RemoteGateway {
  /** Its name is the id of the server at the other end. */
  readonly connection?: Pick<
    ConnectionInfo,
    'cid' | 'name' | 'ip' | 'port' | 'uptime' | 'rtt' | 'in_bytes' | 'out_bytes'
  >;
  readonly accounts?: readonly object[];
}

interface Leafz {
  readonly leafs?: readonly LeafInfo[] | null;
}

export interface LeafInfo {
  readonly name: string;
  readonly is_spoke?: boolean;
  readonly account: string;
  readonly ip: string;
  readonly port: number;
  readonly rtt?: string;
  readonly in_msgs: number;
  readonly out_msgs: number;
  readonly in_bytes: number;
  readonly out_bytes: number;
  readonly subscriptions: number;
  readonly compression?: string;
}

export interface Healthz {
  readonly status: string;
  readonly status_code?: number;
  readonly error?: string;
  readonly errors?: readonly { readonly type: string; readonly error: string }[];
}
