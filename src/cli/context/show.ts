/** How a context is shown: natscli's labels, and no secret. */
import { access, constants } from 'node:fs/promises';
import { NatsxError } from '../../base/errors.ts';
import type { ContextFields } from '../../nats-client/context.ts';
import { expandPath, isFileReference, readReference } from '../../nats-client/references.ts';
import { Session } from '../../nats-client/session.ts';
import { clientSettings, contextsOf, referencesOf, type ClientFlags } from '../context-flags.ts';
import type { Surroundings } from '../surroundings.ts';
import { columnsText } from '../table.ts';

/** As long for every secret: how long one is, is nobody's business. */
const HIDDEN = '********';

/** Fields whose values are secrets, or may hold one. */
const SECRET: ReadonlySet<string> = new Set(['password', 'token', 'user_seed', 'user_jwt']);

/** What is wrong with a context, and how long a server took to answer. */
export interface Verdict {
  readonly problems: readonly string[];
  /** OK, or why there is none; undefined if nobody tried. */
  readonly connection: string | undefined;
}

/** The lines about one context. */
export async function contextText(
  name: string,
  context: ContextFields,
  verdict: Verdict | undefined,
  io: Surroundings,
): Promise<string> {
  const file = (reference: string) => shownFile(reference, io);
  const rows: [string, string | undefined][] = [
    ['Description', context.description],
    ['Server URLs', withoutSecrets(context.url)],
    ['SOCKS5 Proxy', withoutSecrets(context.socks_proxy)],
    ['Username', context.user],
    ['Password', context.password === '' ? '' : HIDDEN],
    ['Token', context.token === '' ? '' : HIDDEN],
    ['Credentials', await file(context.creds)],
    ['User JWT', await file(context.user_jwt)],
    ['User Seed', await file(context.user_seed)],
    ['NKey', await file(context.nkey)],
    ['Certificate', await file(context.cert)],
    ['Key', await file(context.key)],
    ['Certificate Store', context.windows_cert_store],
    ['Certificate Store Match', context.windows_cert_match],
    ['Certificate Store Match By', context.windows_cert_match_by],
    ['CA', await file(context.ca)],
    ['TLS First', context.tls_first ? 'true' : ''],
    ['JS API Prefix', context.jetstream_api_prefix],
    ['JS Event Prefix', context.jetstream_event_prefix],
    ['JS Domain', context.jetstream_domain],
    ['Inbox Prefix', context.inbox_prefix],
    ['Path', contextsOf(io).path(name)],
    ['Color Scheme', context.color_scheme],
    ['Connection', verdict?.connection],
  ];
  return `NATS Configuration Context ${JSON.stringify(name)}\n\n${columnsText(rows)}\n`;
}

/** A context without its secrets, for `--json`. */
export function contextJson(
  name: string,
  context: ContextFields,
  verdict?: Verdict,
): Record<string, unknown> {
  const entries = Object.entries(context).map(([key, value]): [string, unknown] => {
    if (typeof value !== 'string' || value === '') return [key, value];
    if (key === 'url' || key === 'socks_proxy') return [key, withoutSecrets(value)];
    return [key, SECRET.has(key) || value.startsWith('data:') ? HIDDEN : value];
  });
  return {
    name,
    ...Object.fromEntries(entries),
    ...(verdict === undefined ? {} : { valid: isValid(verdict), ...verdict }),
  };
}

/** Looks at all that a context names, and connects with it if asked to. */
export async function checkContext(
  name: string,
  context: ContextFields,
  { connects, flags, io }: { connects: boolean; flags: ClientFlags; io: Surroundings },
): Promise<Verdict> {
  const problems: string[] = [];
  const references = referencesOf(io);
  for (const key of ['creds', 'nkey', 'cert', 'key', 'ca'] as const) {
    if (context[key] === '') continue;
    try {
      await readReference(context[key], key, references);
    } catch (error) {
      if (!(error instanceof NatsxError)) throw error;
      problems.push(error.message);
    }
  }
  if (!connects) return { problems, connection: undefined };
  const line = { flags: { ...flags, context: name }, given: new Set(['context']) };
  try {
    const use = { name: 'natsx context', reconnects: 0 };
    const session = await Session.open(await clientSettings(line, { ...io, env: {} }, use));
    await session.finish();
    return { problems, connection: 'OK' };
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    return { problems, connection: error.message };
  }
}

export function isValid({ problems, connection }: Verdict): boolean {
  return problems.length === 0 && (connection === undefined || connection === 'OK');
}

/** `/a.creds (OK)`; what is embedded stays where it is. */
async function shownFile(reference: string, io: Surroundings): Promise<string> {
  if (reference === '') return '';
  if (reference.startsWith('data:')) return 'embedded data';
  if (/^(eyJ|SU)/.test(reference)) return HIDDEN;
  if (!isFileReference(reference)) return reference;
  const path = expandPath(reference.replace(/^file:\/\//, ''), referencesOf(io));
  return access(path, constants.R_OK).then(
    () => `${reference} (OK)`,
    () => `${reference} (ERROR)`,
  );
}

/** Server URLs without what stands before their `@`. */
function withoutSecrets(urls: string): string {
  return urls
    .split(',')
    .map((url) => url.replace(/^((?:\w+:\/\/)?)[^/]*@/, `$1${HIDDEN}@`))
    .join(',');
}
