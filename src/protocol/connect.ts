import { isComplaint, readFields, type Complaint, type FieldTypes } from './json-fields.ts';

/** CONNECT's fields. All are optional on the wire; a second CONNECT is laid over the first. */
export interface ConnectOptions {
  /** `+OK` after every accepted operation. */
  verbose: boolean;
  /** Publish subjects are checked, too. */
  pedantic: boolean;
  /** Whether the connection hears its own messages. */
  echo: boolean;
  headers: boolean;
  no_responders: boolean;
  /** 1: understands an INFO at any time. */
  protocol: number;
  tls_required: boolean;
  name: string;
  lang: string;
  version: string;
  /** Obsolete; refused when set. */
  account: string;
  new_account: boolean;
  user: string;
  pass: string;
  auth_token: string;
  jwt: string;
  nkey: string;
  sig: string;
}

/** What holds before the first CONNECT (nats-server client.go, defaultOpts). */
export const CONNECT_DEFAULTS: Readonly<ConnectOptions> = {
  verbose: true,
  pedantic: true,
  echo: true,
  headers: false,
  no_responders: false,
  protocol: 0,
  tls_required: false,
  name: '',
  lang: '',
  version: '',
  account: '',
  new_account: false,
  user: '',
  pass: '',
  auth_token: '',
  jwt: '',
  nkey: '',
  sig: '',
};

const FIELDS: FieldTypes = {
  verbose: 'boolean',
  pedantic: 'boolean',
  echo: 'boolean',
  headers: 'boolean',
  no_responders: 'boolean',
  protocol: 'integer',
  tls_required: 'boolean',
  name: 'string',
  lang: 'string',
  version: 'string',
  account: 'string',
  new_account: 'boolean',
  user: 'string',
  pass: 'string',
  auth_token: 'string',
  jwt: 'string',
  nkey: 'string',
  sig: 'string',
  // Said by routes and leafnodes, and by proxies: a client's are only checked.
  proxy_sig: 'string',
  remote_account: 'string',
  import: 'object',
  export: 'object',
};

/** Lays the JSON text of a CONNECT over `before`; says what is wrong with it if it can't be. */
export function readConnect(
  json: string,
  before: Readonly<ConnectOptions>,
): ConnectOptions | Complaint {
  const fields = readFields('CONNECT', json, FIELDS);
  if (isComplaint(fields)) return fields;
  const options: ConnectOptions = { ...before };
  for (const name of Object.keys(CONNECT_DEFAULTS)) {
    if (name in fields) Object.assign(options, { [name]: fields[name] });
  }
  return options;
}
