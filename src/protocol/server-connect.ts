import { isComplaint, readFields, type Complaint, type FieldTypes } from './json-fields.ts';

/**
 * CONNECT as a server says it on a route or a gateway: wire spelling, in nats-server's order (route.go, connectInfo).
 * What is undefined is left out.
 */
export interface ServerConnect {
  readonly echo: boolean;
  readonly verbose: boolean;
  readonly pedantic: boolean;
  readonly user?: string | undefined;
  readonly pass?: string | undefined;
  readonly tls_required: boolean;
  readonly headers: boolean;
  /** The server's id. */
  readonly name: string;
  readonly cluster: string;
  readonly cluster_dynamic?: boolean | undefined;
  readonly lnoc?: boolean | undefined;
  readonly lnocu?: boolean | undefined;
  /** The cluster's name, on a gateway. */
  readonly gateway?: string | undefined;
}

/** The same as it came in; a client on the wrong port says its language. */
export interface ReceivedConnect extends ServerConnect {
  readonly lang: string;
}

type Field = keyof ServerConnect;

const FIELDS: FieldTypes & Record<Field, FieldTypes[string]> = {
  echo: 'boolean',
  verbose: 'boolean',
  pedantic: 'boolean',
  user: 'string',
  pass: 'string',
  tls_required: 'boolean',
  headers: 'boolean',
  name: 'string',
  cluster: 'string',
  cluster_dynamic: 'boolean',
  lnoc: 'boolean',
  lnocu: 'boolean',
  gateway: 'string',
};
const ORDER = Object.keys(FIELDS) as Field[];

const NOTHING_SAID: ReceivedConnect = {
  echo: false,
  verbose: false,
  pedantic: false,
  tls_required: false,
  headers: false,
  name: '',
  cluster: '',
  lang: '',
};

/** The line of a CONNECT, a byte string. */
export function encodeServerConnect(connect: ServerConnect): string {
  const ordered = Object.fromEntries(ORDER.map((name) => [name, connect[name]]));
  return `CONNECT ${Buffer.from(JSON.stringify(ordered)).toString('latin1')}\r\n`;
}

/** Reads the JSON text of a CONNECT; says what is wrong with it if it can't be read. */
export function readServerConnect(json: string): ReceivedConnect | Complaint {
  const fields = readFields('CONNECT', json, { ...FIELDS, lang: 'string' });
  if (isComplaint(fields)) return fields;
  return { ...NOTHING_SAID, ...fields };
}
