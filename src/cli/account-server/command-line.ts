/** nats-account-server's command line: flags over a configuration file over defaults. */
import { resolve } from 'node:path';
import {
  DEFAULT_OPTIONS,
  readOptions,
  type AccountServerOptions,
} from '../../account-server/options.ts';
import { NatsxError } from '../../base/errors.ts';
import { parseConfFile, type ConfSurroundings } from '../../conf/parser.ts';
import { expandHome } from '../expand-home.ts';
import type { GoFlagTable, GoFlagValues } from '../go-flags.ts';

export const accountServerFlags = {
  c: {
    type: 'string',
    value: 'file',
    description: 'configuration filepath, other flags take precedent over the config file',
  },
  dir: {
    type: 'string',
    value: 'folder',
    description: 'the directory to store/host accounts with, mutually exclusive from nsc',
  },
  nsc: {
    type: 'string',
    value: 'folder',
    description: "an operator's folder in a store of nsc, to host its accounts read-only",
  },
  ro: { type: 'boolean', description: 'never write to the directory: accounts can not be pushed' },
  operator: {
    type: 'string',
    value: 'file',
    description: 'operator JWT path for the operator this account server is set up for',
  },
  nats: {
    type: 'string',
    value: 'url',
    description: 'the NATS server to use for notifications, the default is no notifications',
  },
  creds: {
    type: 'string',
    value: 'file',
    description: 'the creds file for connecting to NATS',
  },
  primary: {
    type: 'string',
    value: 'url',
    description: 'the URL for the primary server, in the form http(s)://host:port/',
  },
  hp: {
    type: 'string',
    value: 'host:port',
    description: 'http hostport, defaults to localhost:9090',
  },
  D: { type: 'boolean', description: 'turn on debug logging' },
  V: { type: 'boolean', description: 'turn on verbose logging' },
  DV: { type: 'boolean', description: 'turn on debug and verbose logging' },
  dump: { type: 'boolean', description: 'print config' },
} as const satisfies GoFlagTable;

export type AccountServerFlags = GoFlagValues<typeof accountServerFlags>;

export interface LoadedAccountServerOptions {
  readonly options: AccountServerOptions;
  /** Keys of the file that mean nothing. */
  readonly unknownKeys: readonly string[];
}

/** The options that flags and file say; throws a NatsxError that says what is wrong. */
export function loadAccountServerOptions(
  flags: AccountServerFlags,
  surroundings: ConfSurroundings,
): LoadedAccountServerOptions {
  const unknownKeys: string[] = [];
  const file = pathOf(flags.c);
  const ofFile =
    file === undefined
      ? DEFAULT_OPTIONS
      : readOptions(parseConfFile(file, surroundings), DEFAULT_OPTIONS, (key) => {
          unknownKeys.push(key);
        });
  return { options: withFlags(ofFile, flags), unknownKeys };
}

function withFlags(options: AccountServerOptions, flags: AccountServerFlags): AccountServerOptions {
  const { http, nats, store, logging } = options;
  const [dir, nsc] = [pathOf(flags.dir), pathOf(flags.nsc)];
  if (dir !== undefined && nsc !== undefined) {
    throw new NatsxError('ERR_USAGE', '-dir and -nsc are two places for the same: give one');
  }
  return {
    ...options,
    operatorJwtPath: pathOf(flags.operator) ?? home(options.operatorJwtPath),
    systemAccountJwtPath: home(options.systemAccountJwtPath),
    primary: given(flags.primary) ?? options.primary,
    http: {
      ...http,
      ...hostPort(flags.hp),
      tls: tlsHome(http.tls),
    },
    nats: {
      ...nats,
      servers: given(flags.nats) === undefined ? nats.servers : [flags.nats!],
      userCredentials: pathOf(flags.creds) ?? home(nats.userCredentials),
      tls: tlsHome(nats.tls),
    },
    store: {
      ...store,
      // As in the original, a directory that is named takes the place of all that the file says of the store.
      ...(dir === undefined ? {} : { shard: false, cleanupIntervalMs: 0 }),
      dir: dir ?? home(store.dir),
      nsc: dir === undefined ? (nsc ?? home(store.nsc)) : '',
      readOnly: flags.ro || store.readOnly,
    },
    logging: {
      ...logging,
      debug: logging.debug || flags.D || flags.DV,
      trace: logging.trace || flags.V || flags.DV,
    },
  };
}

function tlsHome<Tls extends AccountServerOptions['http']['tls']>(tls: Tls): Tls {
  return { ...tls, cert: home(tls.cert), key: home(tls.key), root: home(tls.root) };
}

function home(path: string): string {
  return expandHome(path) ?? '';
}

function pathOf(flag: string | undefined): string | undefined {
  const path = given(flag);
  return path === undefined ? undefined : resolve(home(path));
}

/** An empty flag is as good as none. */
function given(flag: string | undefined): string | undefined {
  return flag === '' ? undefined : flag;
}

function hostPort(text: string | undefined): { host?: string; port?: number } {
  if (text === undefined || text === '') return {};
  const match = /^(?:\[([^\]]*)\]|([^:]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) {
    throw new NatsxError('ERR_USAGE', `error parsing hostport: ${JSON.stringify(text)}`, {
      suggestions: ['write host:port, as in -hp localhost:9090'],
    });
  }
  return { host: match[1] ?? match[2] ?? '', port };
}
