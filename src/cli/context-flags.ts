/**
 * How every natsx command that connects learns where to, and as whom: flags and environment variables go before the
 * context, field by field, and that before the defaults, as in natscli. The programs that mirror the old Go examples
 * (`nats-sub` …) use a context only when one is named.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { NatsxError } from '../base/errors.ts';
import type { ConnectionSettings } from '../nats-client/connect.ts';
import { EMPTY_CONTEXT, type ContextFields } from '../nats-client/context.ts';
import { Contexts, projectContext } from '../nats-client/contexts.ts';
import {
  expandPath,
  readNscProfile,
  readReference,
  type ReferenceSurroundings,
} from '../nats-client/references.ts';
import { connectionFlags, connectionSettings, durationFlag } from './connection-flags.ts';
import { contextFolder } from './context-folder.ts';
import type { GoFlagTable, GoFlagValues } from './go-flags.ts';
import type { Surroundings } from './surroundings.ts';

/** The connection flags, and those of contexts. */
export const clientFlags = {
  ...connectionFlags,
  jwt: { type: 'string', value: 'jwt or file', description: 'JWT of a user' },
  seed: { type: 'string', value: 'seed or file', description: 'Seed that belongs to the JWT' },
  tlsfirst: {
    type: 'boolean',
    aliases: ['tls-first'],
    description: 'Start TLS before the server says a word',
  },
  'inbox-prefix': {
    type: 'string',
    value: 'prefix',
    description: 'What reply subjects begin with',
  },
  context: { type: 'string', value: 'name', description: 'Context to use (natsx context ls)' },
  'no-context': { type: 'boolean', description: 'Use no context, not the selected one either' },
} as const satisfies GoFlagTable;

export type ClientFlags = GoFlagValues<typeof clientFlags>;

/** What was typed: the values, and which flags were really given. */
interface ClientLine {
  readonly flags: ClientFlags;
  readonly given: ReadonlySet<string>;
}

export interface ClientUse {
  /** The connection's name, unless a flag gives one. */
  readonly name: string;
  readonly reconnects: number;
  /** Whether only a context that is named counts, and no environment variable. */
  readonly isMirror?: boolean | undefined;
}

/** The settings for one connection. Throws NatsxError: ERR_CONTEXT… for a context that can't be used. */
export async function clientSettings(
  line: ClientLine,
  io: Surroundings,
  { name, reconnects, isMirror = false }: ClientUse,
): Promise<ConnectionSettings> {
  const references = referencesOf(io);
  const said = isMirror ? line.flags : withEnvironment(line, io.env);
  const context = await contextOf(said, io, isMirror);
  const isGiven = (flag: string) =>
    line.given.has(flag) || (!isMirror && hasVariable(flag, io.env));
  const flags = await withContext(said, isGiven, context, references);
  const settings = connectionSettings(flags, name, reconnects);
  const secret = (text: string | undefined) => secretOf(text, references);
  return {
    ...settings,
    password: await secret(flags.password),
    token: await secret(flags.token),
    userJwt: flags.jwt,
    userSeed: flags.seed,
    isTlsFirst: flags.tlsfirst,
    inboxPrefix: flags['inbox-prefix'],
    readFile: (reference, prefix) => readReference(reference, prefix, references),
  };
}

/** The folder of contexts: that of the `nats` command line. */
export function contextsOf(io: Pick<Surroundings, 'env' | 'home'>): Contexts {
  return new Contexts(contextFolder(io));
}

/** The name of the context that is used unless another is named, and by which file; undefined if there is none. */
export async function usedContext(
  io: Pick<Surroundings, 'env' | 'home' | 'currentDirectory'>,
): Promise<{ readonly name: string; readonly by: 'project' | 'selection' } | undefined> {
  const project = await projectContext(io.currentDirectory);
  if (project !== undefined) return { name: project.name, by: 'project' };
  const name = await contextsOf(io).selected();
  return name === undefined ? undefined : { name, by: 'selection' };
}

export function referencesOf(io: Pick<Surroundings, 'env' | 'home'>): ReferenceSurroundings {
  return { env: io.env, home: io.home, run: (program, args) => runProgram(program, args, io.env) };
}

/** natscli's variables, and the flags that they stand for. */
const VARIABLES = {
  NATS_URL: 'server',
  NATS_USER: 'user',
  NATS_PASSWORD: 'password',
  NATS_TOKEN: 'token',
  NATS_CREDS: 'creds',
  NATS_NKEY: 'nkey',
  NATS_JWT: 'jwt',
  NATS_SEED: 'seed',
  NATS_CERT: 'tlscert',
  NATS_KEY: 'tlskey',
  NATS_CA: 'tlscacert',
  NATS_TIMEOUT: 'timeout',
  NATS_CONTEXT: 'context',
} as const satisfies Record<string, keyof ClientFlags>;

/** Flags that say who one is: whoever gives one does not mean the context's. */
const WHO = ['creds', 'nkey', 'jwt', 'token', 'user'] as const;

function withEnvironment({ flags, given }: ClientLine, env: Surroundings['env']): ClientFlags {
  const said: Record<string, unknown> = { ...flags };
  const isSomebody = WHO.some((flag) => given.has(flag));
  for (const [variable, flag] of Object.entries(VARIABLES)) {
    const value = env[variable];
    if (value === undefined || value === '' || given.has(flag)) continue;
    if (isSomebody && isWho(flag) && !(flag === 'password' && given.has('user'))) continue;
    said[flag] = value;
  }
  return said as ClientFlags;
}

function hasVariable(flag: string, env: Surroundings['env']): boolean {
  const [variable] = Object.entries(VARIABLES).find(([, each]) => each === flag) ?? [];
  return variable !== undefined && (env[variable] ?? '') !== '';
}

function isWho(flag: string): boolean {
  return (WHO as readonly string[]).includes(flag) || flag === 'password' || flag === 'seed';
}

async function contextOf(
  flags: ClientFlags,
  io: Surroundings,
  isMirror: boolean,
): Promise<ContextFields | undefined> {
  if (flags['no-context']) return undefined;
  const name = flags.context ?? (isMirror ? undefined : (await usedContext(io))?.name);
  return name === undefined ? undefined : contextsOf(io).load(name);
}

/** The flags with what the context says where they say nothing. */
async function withContext(
  flags: ClientFlags,
  isGiven: (flag: string) => boolean,
  context: ContextFields | undefined,
  references: ReferenceSurroundings,
): Promise<ClientFlags> {
  if (context === undefined) return flags;
  const said = <T>(value: T | undefined, inContext: string) =>
    value ?? (inContext === '' ? undefined : inContext);
  if (context.socks_proxy !== '') {
    throw new NatsxError('ERR_CONTEXT', 'natsx does not connect through SOCKS proxies', {
      suggestions: ['use another context, or --no-context'],
    });
  }
  const isSomebody = WHO.some((flag) => flags[flag] !== undefined);
  const who = isSomebody ? EMPTY_CONTEXT : context;
  // natscli's order: a user with password, creds, an nkey, a JWT; a token besides.
  const user = who.user !== '' && (who.password !== '' || who.creds === '') ? who.user : '';
  const creds = user === '' ? who.creds : '';
  const nkey = user === '' && creds === '' ? who.nkey : '';
  const jwt = user === '' && creds === '' && nkey === '' ? who.user_jwt : '';
  const url = isGiven('server') ? '' : await serversOf(context, creds, references);
  const file = (path: string) => (path === '' ? '' : expandPath(path, references));
  return {
    ...flags,
    ...(url === '' ? {} : { server: url }),
    user: said(flags.user, user),
    password: said(flags.password, who.password),
    creds: said(flags.creds, creds),
    nkey: said(flags.nkey, nkey),
    jwt: said(flags.jwt, jwt),
    seed: said(flags.seed, jwt === '' ? '' : who.user_seed),
    token: said(flags.token, who.token),
    tlscert: said(flags.tlscert, file(context.cert)),
    tlskey: said(flags.tlskey, file(context.key)),
    tlscacert: said(flags.tlscacert, file(context.ca)),
    tlsfirst: flags.tlsfirst || context.tls_first,
    'inbox-prefix': said(flags['inbox-prefix'], context.inbox_prefix),
  };
}

/** A password or token may be a reference, too; one that merely looks like a path is what it is. */
async function secretOf(
  text: string | undefined,
  references: ReferenceSurroundings,
): Promise<string | undefined> {
  if (text === undefined || !/^(env|op|file):\/\/|^data:[^,]*;base64,/.test(text)) return text;
  return (await readReference(text, 'nats', references)).toString().trimEnd();
}

/** A context that names a user of nsc alone means the servers of its operator. */
async function serversOf(
  { url }: ContextFields,
  creds: string,
  references: ReferenceSurroundings,
): Promise<string> {
  if (url !== '' || !creds.startsWith('nsc://')) return url;
  return (await readNscProfile(creds, 'nats', references)).servers.join(',');
}

/** The timeout of a command's own requests, ms. */
export function timeoutOf(flags: Pick<ClientFlags, 'timeout'>): number {
  return durationFlag('timeout', flags.timeout);
}

/** The program of the PATH; where there is no `nsc`, our own. Rejects with the last line of its stderr. */
async function runProgram(
  program: string,
  args: readonly string[],
  env: Surroundings['env'],
): Promise<string> {
  try {
    return await runFile(program, args, env);
  } catch (error) {
    if (!(error instanceof NotFound) || program !== 'nsc') throw error;
    const ours = fileURLToPath(new URL('../../bin/nsc.js', import.meta.url));
    return runFile(process.execPath, [ours, ...args], env);
  }
}

class NotFound extends Error {}

function runFile(file: string, args: readonly string[], env: Surroundings['env']): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(file, args, { timeout: 30_000, encoding: 'utf8', env }, (error, stdout, stderr) => {
      if (error === null) {
        resolve(stdout);
        return;
      }
      const { code } = error as NodeJS.ErrnoException;
      const said = stripVTControlCharacters(stderr).trim().split('\n').at(-1)!;
      // Not the message: it repeats the command line with what stands in it.
      const why = said === '' ? `exit status ${String(code)}` : said.replace(/^Error: /, '');
      reject(code === 'ENOENT' ? new NotFound('not found on the PATH') : new Error(why));
    });
  });
}
