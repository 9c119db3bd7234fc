/** A context of what the connection flags say, as natscli's `context add` and `copy` store it. */
import { NatsxError } from '../../base/errors.ts';
import type { ContextFields } from '../../nats-client/context.ts';
import { isFileReference, readReference } from '../../nats-client/references.ts';
import { parseServerList } from '../../nats-client/server-list.ts';
import { clientFlags, referencesOf, type ClientFlags } from '../context-flags.ts';
import type { GoFlagTable, GoFlagValues } from '../go-flags.ts';
import type { Surroundings } from '../surroundings.ts';

/** What a context is made from. */
export const contextFlags = {
  ...clientFlags,
  description: { type: 'string', value: 'text', description: 'Description for this context' },
  'js-api-prefix': { type: 'string', value: 'prefix', description: 'Prefix of the JetStream API' },
  'js-event-prefix': {
    type: 'string',
    value: 'prefix',
    description: 'Prefix of JetStream advisories',
  },
  'js-domain': { type: 'string', value: 'domain', description: 'JetStream domain' },
  'socks-proxy': { type: 'string', value: 'url', description: 'SOCKS5 proxy (of natscli alone)' },
  colors: { type: 'string', value: 'scheme', description: 'Colour scheme (of natscli alone)' },
  select: { type: 'boolean', description: 'Select it' },
  embed: { type: 'boolean', description: 'Keep what files hold, not where they are' },
} as const satisfies GoFlagTable;

type Flags = GoFlagValues<typeof contextFlags>;

/** `before` with what the flags say instead. */
export async function contextFromFlags(
  before: ContextFields,
  flags: Flags,
  given: ReadonlySet<string>,
  io: Surroundings,
): Promise<ContextFields> {
  const said = (flag: keyof Flags, old: string) =>
    typeof flags[flag] === 'string' && given.has(flag) ? flags[flag] : old;
  const url = said('server', before.url);
  // Before it is written: a context that can't be used helps nobody.
  if (url !== '') parseServerList(url);
  const file = (flag: keyof Flags, old: string) => {
    const reference = said(flag, old);
    return flags.embed ? embedded(reference, flag, io) : reference;
  };
  return {
    ...before,
    description: said('description', before.description),
    url: url === '' ? clientFlags.server.default : url,
    socks_proxy: said('socks-proxy', before.socks_proxy),
    ...who(flags, before),
    creds: await file('creds', before.creds),
    nkey: await file('nkey', before.nkey),
    cert: await file('tlscert', before.cert),
    key: await file('tlskey', before.key),
    ca: await file('tlscacert', before.ca),
    jetstream_domain: said('js-domain', before.jetstream_domain),
    jetstream_api_prefix: said('js-api-prefix', before.jetstream_api_prefix),
    jetstream_event_prefix: said('js-event-prefix', before.jetstream_event_prefix),
    inbox_prefix: said('inbox-prefix', before.inbox_prefix),
    user_jwt: said('jwt', before.user_jwt),
    user_seed: said('seed', before.user_seed),
    color_scheme: said('colors', before.color_scheme),
    tls_first: flags.tlsfirst || before.tls_first,
  };
}

/** natscli: a user without a password is a token. */
function who(
  { user, password, token }: ClientFlags,
  before: ContextFields,
): Pick<ContextFields, 'user' | 'password' | 'token'> {
  const isToken = user !== undefined && password === undefined && before.password === '';
  if (isToken) return { user: '', password: '', token: user };
  return {
    user: user ?? before.user,
    password: password ?? before.password,
    token: token ?? before.token,
  };
}

async function embedded(reference: string, flag: string, io: Surroundings): Promise<string> {
  if (reference === '' || !isFileReference(reference)) return reference;
  const content = await readReference(reference, `could not embed --${flag}`, referencesOf(io));
  if (content.length > 64 * 1024) {
    throw new NatsxError('ERR_CONTEXT', `could not embed --${flag}: it is larger than 64 KiB`);
  }
  return `data:;base64,${content.toString('base64')}`;
}
