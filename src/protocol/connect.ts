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

/** Field names as Go's JSON decoder finds them: in any case. */
const FIELDS = new Map(
  (Object.keys(CONNECT_DEFAULTS) as (keyof ConnectOptions)[]).map((name) => [name as string, name]),
);

/**
 * Lays the JSON text of a CONNECT over `before`. Unknown fields and nulls are passed over.
 * Returns the complaint, without any value in it, if it is not JSON or a field has the wrong type.
 */
export function readConnect(
  json: string,
  before: Readonly<ConnectOptions>,
): ConnectOptions | { readonly complaint: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    // The parser's message quotes the text, and the text may hold a password.
    return { complaint: 'CONNECT is not valid JSON' };
  }
  if (parsed === null) return { ...before };
  if (typeof parsed !== 'object' || Array.isArray(parsed)) {
    return { complaint: 'CONNECT is not a JSON object' };
  }
  const options: ConnectOptions = { ...before };
  for (const [key, value] of Object.entries(parsed)) {
    const field = FIELDS.get(key.toLowerCase());
    if (field === undefined || value === null) continue;
    const wanted = typeof CONNECT_DEFAULTS[field];
    if (typeof value !== wanted || (wanted === 'number' && !Number.isInteger(value))) {
      return {
        complaint: `CONNECT's ${field} must be a ${wanted === 'number' ? 'whole number' : wanted}`,
      };
    }
    Object.assign(options, { [field]: value as unknown });
  }
  return options;
}
