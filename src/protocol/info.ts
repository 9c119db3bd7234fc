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
  readonly max_payload: number;
  readonly client_id?: number;
  readonly client_ip?: string;
  /** Set in the INFO that follows the first PING of a client with protocol 1 (nats-server 2.12). */
  readonly connect_info?: true;
  readonly remote_account?: string;
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
  'max_payload',
  'client_id',
  'client_ip',
  'connect_info',
  'remote_account',
  'xkey',
];

/** The line of an INFO, a byte string; there is a blank before its CR LF, as nats-server writes it to clients. */
export function encodeInfo(info: Info): string {
  const json = Buffer.from(JSON.stringify(info, ORDER as string[])).toString('latin1');
  return `INFO ${json} \r\n`;
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
  xkey: 'string',
};

/** What is wrong with the JSON text of an INFO that is otherwise ignored; undefined if nothing. */
export function checkInfo(json: string): string | undefined {
  const fields = readFields('INFO', json, FIELDS);
  return isComplaint(fields) ? fields.complaint : undefined;
}
