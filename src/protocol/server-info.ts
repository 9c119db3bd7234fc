import { isComplaint, readFields, type Complaint, type FieldTypes } from './json-fields.ts';

/** Which subjects may pass, as servers tell each other. */
export interface SubjectPermissionInfo {
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
}

/**
 * INFO as servers tell it each other, on routes, gateways and leafnodes: wire spelling, in nats-server's order
 * (server.go, Info). What is undefined is left out.
 */
export interface ServerInfo {
  readonly server_id: string;
  readonly server_name: string;
  readonly version: string;
  /** What the other side may be told: 1 knows INFO at any time, 2 accounts, 3 traced messages. */
  readonly proto: number;
  readonly go: string;
  readonly host: string;
  readonly port: number;
  readonly headers: boolean;
  readonly auth_required?: boolean | undefined;
  readonly tls_required?: boolean | undefined;
  readonly tls_verify?: boolean | undefined;
  readonly tls_available?: boolean | undefined;
  readonly max_payload: number;
  readonly jetstream?: boolean | undefined;
  /** Where it is reached: `nats-route://host:port/`. */
  readonly ip?: string | undefined;
  readonly client_id?: number | undefined;
  readonly client_ip?: string | undefined;
  readonly nonce?: string | undefined;
  readonly cluster?: string | undefined;
  /** Whether its cluster's name was made up, and gives way to one that was not. */
  readonly cluster_dynamic?: boolean | undefined;
  readonly domain?: string | undefined;
  /** Where clients reach it. */
  readonly connect_urls?: readonly string[] | undefined;
  readonly ws_connect_urls?: readonly string[] | undefined;
  /** It is about to go: clients should not be sent there. */
  readonly ldm?: boolean | undefined;
  readonly compression?: string | undefined;
  readonly connect_info?: boolean | undefined;
  readonly remote_account?: string | undefined;
  readonly acc_is_sys?: boolean | undefined;
  readonly import?: SubjectPermissionInfo | undefined;
  readonly export?: SubjectPermissionInfo | undefined;
  /** Whether it knows which leafnode cluster interest and messages come from, and whether so when interest ends. */
  readonly lnoc?: boolean | undefined;
  readonly lnocu?: boolean | undefined;
  /** Of a leafnode: whether CONNECT is answered by INFO. */
  readonly info_on_connect?: boolean | undefined;
  readonly route_pool_size?: number | undefined;
  readonly route_pool_idx?: number | undefined;
  readonly route_account?: string | undefined;
  readonly route_acc_add_reqid?: string | undefined;
  /** 1: the other servers know of it already; 2: they must be told. */
  readonly gossip_mode?: number | undefined;
  readonly gateway?: string | undefined;
  readonly gateway_urls?: readonly string[] | undefined;
  readonly gateway_url?: string | undefined;
  readonly gateway_cmd?: number | undefined;
  /** In base64. */
  readonly gateway_cmd_payload?: string | undefined;
  readonly gateway_nrp?: boolean | undefined;
  readonly gateway_iom?: boolean | undefined;
  readonly leafnode_urls?: readonly string[] | undefined;
  readonly xkey?: string | undefined;
}

type Field = keyof ServerInfo;

/** In the order in which they are written. */
const FIELDS: FieldTypes & Record<Field, FieldTypes[string]> = {
  server_id: 'string',
  server_name: 'string',
  version: 'string',
  proto: 'integer',
  go: 'string',
  host: 'string',
  port: 'integer',
  headers: 'boolean',
  auth_required: 'boolean',
  tls_required: 'boolean',
  tls_verify: 'boolean',
  tls_available: 'boolean',
  max_payload: 'integer',
  jetstream: 'boolean',
  ip: 'string',
  client_id: 'integer',
  client_ip: 'string',
  nonce: 'string',
  cluster: 'string',
  cluster_dynamic: 'boolean',
  domain: 'string',
  connect_urls: 'strings',
  ws_connect_urls: 'strings',
  ldm: 'boolean',
  compression: 'string',
  connect_info: 'boolean',
  remote_account: 'string',
  acc_is_sys: 'boolean',
  import: 'object',
  export: 'object',
  lnoc: 'boolean',
  lnocu: 'boolean',
  info_on_connect: 'boolean',
  route_pool_size: 'integer',
  route_pool_idx: 'integer',
  route_account: 'string',
  route_acc_add_reqid: 'string',
  gossip_mode: 'integer',
  gateway: 'string',
  gateway_urls: 'strings',
  gateway_url: 'string',
  gateway_cmd: 'integer',
  gateway_cmd_payload: 'string',
  gateway_nrp: 'boolean',
  gateway_iom: 'boolean',
  leafnode_urls: 'strings',
  xkey: 'string',
};
const ORDER = Object.keys(FIELDS) as Field[];

/** An INFO that says nothing. */
export const BARE_INFO: ServerInfo = {
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

/** The line of an INFO, a byte string. nats-server writes a blank before its CR LF, except on gateways. */
export function encodeServerInfo(info: ServerInfo, end = ' '): string {
  const ordered = Object.fromEntries(ORDER.map((name) => [name, info[name]]));
  return `INFO ${Buffer.from(JSON.stringify(ordered)).toString('latin1')}${end}\r\n`;
}

/** Reads the JSON text of an INFO; says what is wrong with it if it can't be read. */
export function readServerInfo(json: string): ServerInfo | Complaint {
  const fields = readFields('INFO', json, FIELDS);
  if (isComplaint(fields)) return fields;
  return { ...BARE_INFO, ...fields };
}
