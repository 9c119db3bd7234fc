/** Where the JWTs of accounts come from, and by whose keys they are signed where no operator says so. */
import { parseDuration } from '../../base/duration.ts';
import { NatsxError } from '../../base/errors.ts';
import { decodeAs } from '../../jwt/codec.ts';
import { JwtError } from '../../jwt/errors.ts';
import { isValidPublicKey } from '../../nkeys/strkey.ts';
import type { Kind, Source } from './kind.ts';
import { list, map, text } from './kinds.ts';

/** Where account JWTs are looked up. */
export type ResolverOptions =
  /** In `resolver_preload` alone. */
  | { readonly type: 'memory' }
  /** At an account server: the URL and the account's key after it. */
  | { readonly type: 'url'; readonly url: string }
  /** In a directory that holds all of them, synchronized with the other servers. */
  | {
      readonly type: 'full';
      readonly dir: string;
      /** JWTs that the directory may hold; 0 is unlimited. */
      readonly limit: number;
      /** Time in ms between synchronizations. */
      readonly intervalMs: number;
      /** Time in ms that a lookup may take. */
      readonly timeoutMs: number;
      readonly delete: 'refused' | 'renamed' | 'deleted';
    }
  /** In a directory that keeps what was used last. */
  | {
      readonly type: 'cache';
      readonly dir: string;
      readonly limit: number;
      /** Time in ms after which a JWT is looked up again; 0 is never. */
      readonly ttlMs: number;
      readonly timeoutMs: number;
    };

const NO_RESOLVER =
  'error parsing account resolver, should be MEM or  URL("url") or a map containing dir and type state=[FULL|CACHE])';

/** nats-server: a minute between synchronizations, 1.9 s for a lookup. */
const DEFAULT_INTERVAL_MS = 60_000;
const DEFAULT_TIMEOUT_MS = 1_900;

export const resolver: Kind<ResolverOptions> = {
  name: 'MEMORY, URL(url) or block',
  read(source) {
    if (source.is('string')) return readShort(source, source.value.value);
    if (source.is('map')) return readDirectory(source, source.entries());
    return source.error(`error parsing operator resolver, wrong type ${source.value.type}`);
  },
  complete: (given) => given,
};

function readShort(source: Source, word: string): ResolverOptions | undefined {
  if (/mem(ory)?/i.test(word)) return { type: 'memory' };
  const [, url] = /url(?:\(\s*"?([^\s"]*?)"?\s*\))?/i.exec(word) ?? [];
  if (url === undefined) return source.error(NO_RESOLVER);
  if (!URL.canParse(url)) return source.error('error parsing account resolver url ["…"]');
  return { type: 'url', url };
}

interface DirectoryFields {
  readonly type?: string;
  readonly dir?: string;
  readonly allow_delete?: boolean;
  readonly hard_delete?: boolean;
  readonly limit?: number;
  readonly ttl?: number;
  readonly interval?: number;
  readonly timeout?: number;
}

/** Fields that nats-server does not know are none of its business here. */
const fieldTypes: Readonly<
  Record<keyof DirectoryFields, 'string' | 'boolean' | 'integer' | 'duration'>
> = {
  type: 'string',
  dir: 'string',
  allow_delete: 'boolean',
  hard_delete: 'boolean',
  limit: 'integer',
  ttl: 'duration',
  interval: 'duration',
  timeout: 'duration',
};

function readDirectory(source: Source, entries: readonly Source[]): ResolverOptions | undefined {
  const fields: Record<string, unknown> = {};
  for (const entry of entries) {
    const type = fieldTypes[entry.key as keyof DirectoryFields] as string | undefined;
    if (type !== undefined) fields[entry.key] = readField(entry, type);
  }
  const { type = '', ...rest } = fields as DirectoryFields;
  switch (type.toUpperCase()) {
    case 'FULL':
      return fullDirectory(source, rest);
    case 'CACHE':
      return cacheDirectory(source, rest);
    case 'MEM':
    case 'MEMORY':
      return { type: 'memory' };
    default:
      return source.error(NO_RESOLVER);
  }
}

function readField(entry: Source, type: string): unknown {
  if (type === 'integer' && entry.is('integer')) return Number(entry.value.value);
  if (type === 'boolean' && entry.is('boolean')) return entry.value.value;
  if (type === 'string' && entry.is('string')) return entry.value.value;
  if (type !== 'duration' || !entry.is('string')) {
    return entry.expected(type === 'integer' ? 'an integer' : `a ${type}`);
  }
  try {
    return parseDuration(entry.value.value);
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    return entry.error(error.message);
  }
}

function fullDirectory(source: Source, fields: DirectoryFields): ResolverOptions | undefined {
  const { dir = '', limit = 0, allow_delete = false, hard_delete } = fields;
  if (dir === '') return source.error('dir has no value and needs to point to a directory');
  if ((fields.ttl ?? 0) !== 0) return source.error('FULL does not accept ttl');
  if (hard_delete !== undefined && !allow_delete) {
    return source.error('hard_delete has no effect without delete');
  }
  return {
    type: 'full',
    dir,
    limit,
    intervalMs: unlessZero(fields.interval) ?? DEFAULT_INTERVAL_MS,
    timeoutMs: unlessZero(fields.timeout) ?? DEFAULT_TIMEOUT_MS,
    delete: !allow_delete ? 'refused' : hard_delete === true ? 'deleted' : 'renamed',
  };
}

function cacheDirectory(source: Source, fields: DirectoryFields): ResolverOptions | undefined {
  const { dir = '', limit = 0, ttl = 0 } = fields;
  if (dir === '') return source.error('dir has no value and needs to point to a directory');
  if ((fields.interval ?? 0) !== 0) return source.error('CACHE does not accept sync');
  if (fields.allow_delete === true) return source.error('CACHE does not accept allow_delete');
  if (fields.hard_delete !== undefined) return source.error('CACHE does not accept hard_delete');
  const timeoutMs = unlessZero(fields.timeout) ?? DEFAULT_TIMEOUT_MS;
  return { type: 'cache', dir, limit, ttlMs: ttl, timeoutMs };
}

function unlessZero(number: number | undefined): number | undefined {
  return number === 0 ? undefined : number;
}

export const trustedKeys = list(
  text({
    name: 'operator key',
    check: (key) =>
      isValidPublicKey(key, 'operator')
        ? undefined
        : `trust key ${JSON.stringify(key)} required to be a valid public operator nkey`,
  }),
  { single: true },
);

/** JWTs of accounts by their public keys. */
export const preload: Kind<Readonly<Record<string, string>>> = {
  ...map(text({ name: 'JWT', check: accountJwtProblem })),
  read(source) {
    if (!source.is('map')) {
      return source.error('preload should be a map of account_public_key:account_jwt');
    }
    const jwts = source.entries().flatMap((entry): [string, string][] => {
      if (!entry.is('string')) return entry.error('preload map value should be a string JWT') ?? [];
      const problem = preloadProblem(entry.value.value);
      return problem === undefined
        ? [[entry.key, entry.value.value]]
        : (entry.error(problem) ?? []);
    });
    return Object.fromEntries(jwts);
  },
};

/** Whether it is one that somebody signed: trust and times are looked at when the account is used. */
function preloadProblem(jwt: string): string | undefined {
  try {
    decodeAs('account', jwt);
    return undefined;
  } catch (error) {
    if (error instanceof JwtError) return 'invalid account JWT';
    throw error;
  }
}

/** A glance will do where a program, which made it, says it. */
function accountJwtProblem(jwt: string): string | undefined {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(jwt.trim()) ? undefined : 'invalid account JWT';
}
