import { isComplaint, readFields, type Complaint, type FieldTypes } from './json-fields.ts';

/**
 * CONNECT as a server says it to the one that it hangs off: wire spelling, in nats-server's order (leafnode.go,
 * leafConnectInfo). What is undefined is left out.
 */
export interface LeafConnect {
  readonly version?: string | undefined;
  readonly nkey?: string | undefined;
  readonly jwt?: string | undefined;
  /** The nonce of INFO, signed. */
  readonly sig?: string | undefined;
  readonly user?: string | undefined;
  readonly pass?: string | undefined;
  readonly auth_token?: string | undefined;
  readonly server_id?: string | undefined;
  /** Its JetStream domain. */
  readonly domain?: string | undefined;
  /** The server's name. */
  readonly name?: string | undefined;
  /** Whether it is the hub of the two, although it connects. */
  readonly is_hub?: boolean | undefined;
  /** Its cluster's name, or its own if it is in none. */
  readonly cluster?: string | undefined;
  readonly headers?: boolean | undefined;
  readonly jetstream?: boolean | undefined;
  /** What must not be sent to it. */
  readonly deny_pub?: readonly string[] | undefined;
  /** Whether what other leafnodes are interested in is to be kept from it. */
  readonly isolate?: boolean | undefined;
  /** How it compresses. */
  readonly compress_mode?: string | undefined;
  /** Of a gateway, which is at the wrong port. */
  readonly gateway?: string | undefined;
  /** The account that it is bound to on its side. */
  readonly remote_account?: string | undefined;
  readonly protocol?: number | undefined;
}

/** The same as it came in; a client on the wrong port says its language. */
export interface ReceivedLeafConnect extends LeafConnect {
  readonly lang: string;
}

type Field = keyof LeafConnect;

const FIELDS: FieldTypes & Record<Field, FieldTypes[string]> = {
  version: 'string',
  nkey: 'string',
  jwt: 'string',
  sig: 'string',
  user: 'string',
  pass: 'string',
  auth_token: 'string',
  server_id: 'string',
  domain: 'string',
  name: 'string',
  is_hub: 'boolean',
  cluster: 'string',
  headers: 'boolean',
  jetstream: 'boolean',
  deny_pub: 'strings',
  isolate: 'boolean',
  compress_mode: 'string',
  gateway: 'string',
  remote_account: 'string',
  protocol: 'integer',
};
const ORDER = Object.keys(FIELDS) as Field[];

/** The line of a CONNECT, a byte string. */
export function encodeLeafConnect(connect: LeafConnect): string {
  const ordered = Object.fromEntries(ORDER.map((name) => [name, connect[name]]));
  return `CONNECT ${Buffer.from(JSON.stringify(ordered)).toString('latin1')}\r\n`;
}

/** Reads the JSON text of a CONNECT; says what is wrong with it if it can't be read. */
export function readLeafConnect(json: string): ReceivedLeafConnect | Complaint {
  const fields = readFields('CONNECT', json, { ...FIELDS, lang: 'string' });
  if (isComplaint(fields)) return fields;
  return { lang: '', ...fields };
}
