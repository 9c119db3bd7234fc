/** What an account server can be told, and nats-account-server's configuration file, which says it. */
import { ConfError } from '../conf/conf-error.ts';
import type { ConfMap, ConfProblem, ConfValue } from '../conf/value.ts';

/** Files of a TLS connection. */
export interface TlsFileOptions {
  readonly cert: string;
  readonly key: string;
  /** Certificates of those who may have signed the peer's. */
  readonly root: string;
  /** Of the HTTP side: whether clients must show a certificate that `root` has signed. Default false. */
  readonly verify: boolean;
}

export interface HttpOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Time in ms that a client has for its request. */
  readonly readTimeoutMs: number;
  /** Time in ms that a client may let an answer wait. */
  readonly writeTimeoutMs: number;
  readonly tls: TlsFileOptions;
  /** Whoever reads must say one of them. Default none: anybody may read. */
  readonly readTokens: readonly string[];
}

export interface NatsOptions {
  /** Without any, nobody is told of changes. */
  readonly servers: readonly string[];
  readonly connectTimeoutMs: number;
  /** Time in ms between attempts to connect, and between requests for what others have. */
  readonly reconnectWaitMs: number;
  /** -1 for no end. */
  readonly maxReconnects: number;
  readonly userCredentials: string;
  readonly tls: TlsFileOptions;
}

interface StoreOptions {
  readonly dir: string;
  /** Whether files are spread over folders by the last two letters of the account. */
  readonly shard: boolean;
  /** How often expired JWTs are forgotten, in ms; 0 for never. */
  readonly cleanupIntervalMs: number;
  /** Folder of an operator in a store of nsc, served in place of `dir`; never written. */
  readonly nsc: string;
  readonly readOnly: boolean;
  /** Whether accounts can be deleted by who has the operator's key. */
  readonly allowDelete: boolean;
}

interface LoggingOptions {
  readonly time: boolean;
  readonly debug: boolean;
  readonly trace: boolean;
  readonly colors: boolean;
  readonly pid: boolean;
}

export interface AccountServerOptions {
  readonly operatorJwtPath: string;
  /** Served for the system account while the store has none. */
  readonly systemAccountJwtPath: string;
  /** Base URL of the account server that this one takes its first content from. */
  readonly primary: string;
  readonly replicationTimeoutMs: number;
  /** The most JWTs in a pack; negative for no limit. */
  readonly maxReplicationPack: number;
  /** Where somebody signs accounts that sign themselves. */
  readonly signRequestSubject: string;
  readonly signRequestTimeoutMs: number;
  readonly http: HttpOptions;
  readonly nats: NatsOptions;
  readonly store: StoreOptions;
  readonly logging: LoggingOptions;
}

const NO_TLS: TlsFileOptions = { cert: '', key: '', root: '', verify: false };

/** The original's (conf.go, DefaultServerConfig). */
export const DEFAULT_OPTIONS: AccountServerOptions = {
  operatorJwtPath: '',
  systemAccountJwtPath: '',
  primary: '',
  replicationTimeoutMs: 5000,
  maxReplicationPack: 10_000,
  signRequestSubject: '',
  signRequestTimeoutMs: 1000,
  http: {
    host: 'localhost',
    port: 9090,
    readTimeoutMs: 5000,
    writeTimeoutMs: 5000,
    tls: NO_TLS,
    readTokens: [],
  },
  nats: {
    servers: [],
    connectTimeoutMs: 5000,
    reconnectWaitMs: 1000,
    maxReconnects: -1,
    userCredentials: '',
    tls: NO_TLS,
  },
  store: {
    dir: '.',
    shard: false,
    cleanupIntervalMs: 0,
    nsc: '',
    readOnly: false,
    allowDelete: false,
  },
  logging: { time: true, debug: false, trace: false, colors: true, pid: false },
};

/** Lays what a configuration file says over `options`; keys that nobody knows are told to `unknown`. */
export function readOptions(
  conf: ConfMap,
  options: AccountServerOptions,
  unknown: (key: string) => void = () => undefined,
): AccountServerOptions {
  const problems: ConfProblem[] = [];
  // What `overlay` returns has the shape of what it was given.
  const read = overlay(conf, options as unknown as Tree, '', problems, unknown);
  if (problems.length > 0) throw new ConfError(problems);
  return read as unknown as AccountServerOptions;
}

type Leaf = string | number | boolean | readonly string[];
interface Tree {
  readonly [name: string]: Leaf | Tree;
}

function overlay(
  conf: ConfMap,
  defaults: Tree,
  prefix: string,
  problems: ConfProblem[],
  unknown: (key: string) => void,
): Tree {
  const names = new Map(Object.keys(defaults).map((name) => [keyOf(name), name]));
  const read: Record<string, Leaf | Tree> = { ...defaults };
  for (const { key, value, position, isVariable } of conf.entries.values()) {
    const name = names.get(key.toLowerCase());
    if (name === undefined) {
      if (!isVariable) unknown(prefix + key);
      continue;
    }
    const before = defaults[name]!;
    const isTree = typeof before === 'object' && !Array.isArray(before);
    const text = isTree ? undefined : readLeaf(value, before as Leaf);
    if (isTree && value.type === 'map') {
      read[name] = overlay(value, before as Tree, `${prefix}${key}.`, problems, unknown);
    } else if (text !== undefined) read[name] = text;
    else problems.push({ position, text: `error parsing ${prefix}${key} option` });
  }
  return read;
}

/** `readTimeoutMs` is `readtimeout` in a file. */
function keyOf(name: string): string {
  return name.replace(/Ms$/, '').toLowerCase();
}

/** As the original converts (load.go): a text may stand for a number or a boolean, one text for a list. */
function readLeaf(value: ConfValue, like: Leaf): Leaf | undefined {
  if (Array.isArray(like)) return readTexts(value);
  const text = value.type === 'string' ? value.value : undefined;
  if (typeof like === 'string') return text;
  if (typeof like === 'boolean') {
    return value.type === 'boolean'
      ? value.value
      : text === undefined
        ? undefined
        : text.toLowerCase() === 'true';
  }
  if (value.type === 'integer') return Number(value.value);
  return text !== undefined && /^[+-]?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function readTexts(value: ConfValue): readonly string[] | undefined {
  const items = value.type === 'array' ? value.items : [value];
  const texts = items.flatMap((item) => (item.type === 'string' ? [item.value] : []));
  return texts.length === items.length ? texts : undefined;
}
