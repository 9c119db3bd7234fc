/**
 * Contexts of the `nats` command line: named files that say how to reach a deployment, and as whom. The same files, byte
 * for byte, as natscli and jsm.go write them, so that both tools share them.
 */
import { NatsxError } from '../base/errors.ts';

/** What a context file can say. Empty texts say nothing. The keys are the file's. */
export interface ContextFields {
  readonly description: string;
  /** Server URLs, separated by commas. */
  readonly url: string;
  readonly socks_proxy: string;
  readonly token: string;
  readonly user: string;
  readonly password: string;
  /** Path of a creds file, or another reference (references.ts), as `nkey`, `cert`, `key` and `ca`. */
  readonly creds: string;
  /** Of a seed file. */
  readonly nkey: string;
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
  /** `nsc://operator/account/user`, from before `creds` took it. */
  readonly nsc: string;
  readonly jetstream_domain: string;
  readonly jetstream_api_prefix: string;
  readonly jetstream_event_prefix: string;
  readonly inbox_prefix: string;
  readonly user_jwt: string;
  readonly user_seed: string;
  readonly color_scheme: string;
  /** Whether TLS comes before the server says a word. */
  readonly tls_first: boolean;
  readonly windows_cert_store: string;
  readonly windows_cert_match_by: string;
  readonly windows_cert_match: string;
  readonly windows_ca_certs_match: readonly string[] | null;
}

/** A context that says nothing; its keys in the order of the file. */
export const EMPTY_CONTEXT: ContextFields = {
  description: '',
  url: '',
  socks_proxy: '',
  token: '',
  user: '',
  password: '',
  creds: '',
  nkey: '',
  cert: '',
  key: '',
  ca: '',
  nsc: '',
  jetstream_domain: '',
  jetstream_api_prefix: '',
  jetstream_event_prefix: '',
  inbox_prefix: '',
  user_jwt: '',
  user_seed: '',
  color_scheme: '',
  tls_first: false,
  windows_cert_store: '',
  windows_cert_match_by: '',
  windows_cert_match: '',
  windows_ca_certs_match: null,
};

/** The text of a context file. */
export function encodeContext(context: ContextFields): string {
  return JSON.stringify({ ...EMPTY_CONTEXT, ...context }, undefined, 2);
}

/** What a context file says; `file` is for the error. Throws NatsxError ERR_CONTEXT, which never shows the text itself. */
export function decodeContext(text: string, file: string): ContextFields {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    // Without the cause: it quotes the text, in which there may be a password.
    const where = /position \d+/.exec((cause as Error).message)?.[0];
    throw badContext(file, `it is not JSON${where === undefined ? '' : ` (${where})`}`);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw badContext(file, 'it is not a JSON object');
  }
  // null says nothing, as in Go.
  const said = Object.entries(json).filter(([, value]) => value !== null);
  for (const [key, value] of said) checkField(file, key, value);
  const context: ContextFields = { ...EMPTY_CONTEXT, ...Object.fromEntries(said) };
  const { nsc, creds } = context;
  // What older tools have written under its own key, newer ones take as creds.
  return nsc !== '' && creds === '' ? { ...context, nsc: '', creds: nsc } : context;
}

function checkField(file: string, key: string, value: unknown): void {
  const known = EMPTY_CONTEXT[key as keyof ContextFields] as unknown;
  if (known === undefined) return; // Of a newer tool; it is kept.
  const isRight = known === null ? Array.isArray(value) : typeof value === typeof known;
  if (isRight) return;
  const wanted = { string: 'a text', boolean: 'true or false' }[typeof known as 'string'];
  throw badContext(file, `"${key}" must be ${known === null ? 'a list of texts' : wanted}`);
}

function badContext(file: string, reason: string): NatsxError {
  return new NatsxError(
    'ERR_CONTEXT',
    `could not read context ${JSON.stringify(file)}: ${reason}`,
    {
      suggestions: ['mend the file, or write it anew with `natsx context add`'],
    },
  );
}
