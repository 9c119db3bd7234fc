/** From what the user has said (servers, files, passwords) to an open connection of the official client. */
import {
  connect,
  errors,
  type NatsConnection,
  type NodeConnectionOptions,
} from '@nats-io/transport-node';
import { formatDuration } from '../base/duration.ts';
import { NatsxError } from '../base/errors.ts';
import { toNatsxError } from './client-error.ts';
import { readCredentials, readUserJwt, readUserSeed } from './credentials.ts';
import { readNamedFile, type NamedFileReader } from './named-file.ts';
import { parseServerList, type ServerAddress } from './server-list.ts';
import { readTlsFiles, type TlsFiles } from './tls-files.ts';

export interface ConnectionSettings {
  /** Comma-separated URLs. */
  readonly servers: string;
  /** What the server lists the connection as. */
  readonly name: string;
  readonly credentialsFile?: string | undefined;
  readonly seedFile?: string | undefined;
  /** A user JWT or its file, and the seed or its file; without a seed it is a bearer token. */
  readonly userJwt?: string | undefined;
  readonly userSeed?: string | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly token?: string | undefined;
  readonly tls: TlsFiles;
  /** Whether TLS comes before the server says a word. Default: no. */
  readonly isTlsFirst?: boolean | undefined;
  /** What reply subjects begin with. Default: _INBOX. */
  readonly inboxPrefix?: string | undefined;
  /** Reads the files named here. Default: names are paths. */
  readonly readFile?: NamedFileReader | undefined;
  /** How long to wait for a server to answer. */
  readonly timeoutMs: number;
  /** How often to dial each server again, a second apart, when a connection is lost; 0 = once, at once. */
  readonly reconnects: number;
  /** Time in ms between two rounds of dialling. Default 1000. */
  readonly reconnectWaitMs?: number;
  /** Whether the connection does not hear what it says itself. Default false. */
  readonly noEcho?: boolean;
}

/** Opens a connection; throws NatsxError with nats.go's text and what to do next. */
export async function openConnection(settings: ConnectionSettings): Promise<NatsConnection> {
  const servers = parseServerList(settings.servers);
  const options = await clientOptions(settings, servers);
  let connection: NatsConnection;
  try {
    const isWebSocket = servers[0]?.isWebSocket === true;
    connection = isWebSocket
      ? await (await import('./websocket.ts')).connectWebSocket(options, servers)
      : await connect(options);
  } catch (error) {
    throw connectError(error, servers, settings);
  }
  if (settings.seedFile !== undefined && connection.info?.nonce === undefined) {
    await connection.close();
    throw new NatsxError('ERR_AUTHORIZATION', 'nats: nkeys not supported by the server');
  }
  return connection;
}

async function clientOptions(
  settings: ConnectionSettings,
  servers: readonly ServerAddress[],
): Promise<NodeConnectionOptions> {
  const { isTlsFirst = false, inboxPrefix, readFile = readNamedFile } = settings;
  const tls = await readTlsFiles(settings.tls, readFile);
  const wantsTls =
    isTlsFirst || Object.keys(tls).length > 0 || servers.some((server) => server.isTls);
  return {
    servers: servers.map(({ host, port }) => `${host}:${port}`),
    name: settings.name,
    timeout: settings.timeoutMs,
    // Never `reconnect: false`: the library then gives up at the first of several servers that refuses us.
    // Of several servers it forgets two, the one that refuses us at first and the next, unless it may dial twice.
    maxReconnectAttempts:
      servers.length > 1 && settings.reconnects >= 0
        ? Math.max(settings.reconnects, 2)
        : settings.reconnects,
    reconnectTimeWait: settings.reconnectWaitMs ?? 1000,
    noEcho: settings.noEcho ?? false,
    noAsyncTraces: true,
    // With several servers, one that refuses us does not speak for the others.
    ignoreAuthErrorAbort: servers.length > 1,
    ...(wantsTls ? { tls: { ...tls, ...(isTlsFirst ? { handshakeFirst: true } : {}) } } : {}),
    ...(inboxPrefix === undefined ? {} : { inboxPrefix }),
    ...(await authentication(settings, servers)),
  };
}

type Authentication = Pick<
  NodeConnectionOptions,
  'authenticator' | 'user' | 'pass' | 'token' | 'reconnectToServer'
>;

/** What the settings name goes before what stands in the URLs. */
async function authentication(
  settings: ConnectionSettings,
  servers: readonly ServerAddress[],
): Promise<Authentication> {
  const { credentialsFile, seedFile, userJwt, userSeed, user, password, token } = settings;
  const { readFile = readNamedFile } = settings;
  if (credentialsFile !== undefined && seedFile !== undefined) {
    throw new NatsxError('ERR_CREDENTIALS', 'specify -seed or -creds');
  }
  if (password !== undefined && user === undefined) {
    throw new NatsxError('ERR_CREDENTIALS', 'specify -user with -password');
  }
  if (credentialsFile !== undefined)
    return { authenticator: await readCredentials(credentialsFile, readFile) };
  if (seedFile !== undefined) return { authenticator: await readUserSeed(seedFile, readFile) };
  if (userJwt !== undefined)
    return { authenticator: await readUserJwt(userJwt, userSeed, readFile) };
  if (user !== undefined) return { user, pass: password ?? '' };
  if (token !== undefined) return { token };
  return byServer(servers);
}

/**
 * Sends each server the credentials of its own URL. The library asks the authenticator without saying for which server,
 * so the handler it calls before each dial notes that. A server learnt from the cluster gets those used last, as in
 * nats.go (addURLToPool).
 */
function byServer(servers: readonly ServerAddress[]): Authentication {
  if (servers.every((server) => server.credentials === undefined)) return {};
  let credentials: ServerAddress['credentials'];
  return {
    reconnectToServer: (pool) => {
      const next = pool[0];
      const known = servers.find(
        (server) => bare(server.host) === bare(next?.hostname ?? '') && server.port === next?.port,
      );
      if (known !== undefined) credentials = known.credentials;
      return null;
    },
    authenticator: () => {
      if (credentials?.token !== undefined) return { auth_token: credentials.token };
      if (credentials === undefined) return undefined;
      return { user: credentials.user ?? '', pass: credentials.password ?? '' };
    },
  };
}

/** IPv6 addresses come with and without brackets. */
function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

function connectError(
  error: unknown,
  servers: readonly ServerAddress[],
  settings: ConnectionSettings,
): NatsxError {
  const where = servers.map(({ host, port }) => `${host}:${port}`).join(', ');
  const cause = error as Error & { code?: string; hostname?: string };
  const failed = (message: string, ...suggestions: string[]) =>
    new NatsxError('ERR_CONNECT', message, { cause, suggestions });
  if (cause instanceof errors.TimeoutError) {
    const waited = formatDuration(settings.timeoutMs);
    return failed('nats: timeout', `no NATS server at ${where} has answered within ${waited}`);
  }
  if (cause.code === 'ENOTFOUND' || cause.code === 'EAI_AGAIN') {
    const host = cause.hostname ?? where;
    return failed(`dial tcp: lookup ${host}: no such host`, 'check the name of the server');
  }
  if (cause.message === 'connection refused' || cause.message.includes('ECONNREFUSED')) {
    return failed(
      'nats: no servers available for connection',
      `nothing listens on ${where}: start a server (natsx-server) or name another`,
    );
  }
  if (cause.message.includes("does not support 'tls'")) {
    return failed('nats: secure connection not available', `${where} offers no TLS`);
  }
  if (/undefined error|unexpected response/.test(cause.message)) {
    return failed(
      'nats: protocol exception, INFO not received',
      `what answers on ${where} does not speak NATS, or hung up`,
    );
  }
  const { code, message } = toNatsxError(error);
  return new NatsxError(code, message, { cause });
}
