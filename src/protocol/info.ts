import { isComplaint, readFields, type FieldTypes } from './json-fields.ts';

/** INFO as clients get it; wire spelling, in the order in which nats-server writes the fields. */
export interface Info {
  readonly server_id: string;
  readonly server_name: string;
  /** The level of nats-server that we are compatible with: client libraries switch features by it. */
  readonly version: string;
  readonly proto: 1;
  readonly go: string;
  readonly host: string;
  readonly port: number;
  readonly headers: boolean;
  readonly auth_required?: true;
  readonly tls_required?: true;
  /** Whether the client must show a certificate. */
  readonly tls_verify?: true;
  /** Whether the client may start TLS though it need not. */
  readonly tls_available?: true;
  readonly max_payload: number;
  readonly client_id?: number;
  readonly client_ip?: string;
  /** What a client that has a key is to sign. */
  readonly nonce?: string;
  /** The name of the cluster that the server is in. */
  readonly cluster?: string;
  /** Other servers that take the client. */
  readonly connect_urls?: readonly string[];
  /** Lame duck mode: the server will send the client away. */
  readonly ldm?: true;
  /** Set in the INFO that follows the first PING of a client with protocol 1 (nats-server 2.12). */
  readonly connect_info?: true;
  readonly remote_account?: string;
  /** Whether that is the system account. */
  readonly acc_is_sys?: true;
  readonly xkey: string;
}

const ORDER: readonly (keyof Info)[] = [
  'server_id',
  'server_name',
  'version',
  'proto',
  'go',
  'host',
  'port',
  'headers',
  'auth_required',
  'tls_required',
  'tls_verify',
  'tls_available',
  'max_payload',
  'client_id',
  'client_ip',
  'nonce',
  'cluster',
  'connect_urls',
  'ldm',
  'connect_info',
  'remote_account',
  'acc_is_sys',
  'xkey',
];

/** The line of an INFO, a byte string; there is a blank before its CR LF, as nats-server writes it to clients. */
export function encodeInfo(info: Info): string {
  // Not as the list of names that JSON.stringify takes, too: that is ten times as slow.
  const ordered = Object.fromEntries(ORDER.map((name) => [name, info[name]]));
  return `INFO ${Buffer.from(JSON.stringify(ordered)).toString('latin1')} \r\n`;
}

/** The types of INFO's fields, those of servers among themselves included (nats-server, server.go, Info). */
const FIELDS: FieldTypes = {
  server_id: 'string',
  server_name: 'string',
  version: 'string',
  proto: 'integer',
  git_commit: 'string',
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
  xkey: 'string',
};

/** What is wrong with the JSON text of an INFO that is otherwise ignored; undefined if nothing. */
export function checkInfo(json: string): string | undefined {
  const fields = readFields('INFO', json, FIELDS);
  return isComplaint(fields) ? fields.complaint : undefined;
}
