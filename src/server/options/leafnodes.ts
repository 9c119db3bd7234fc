/** The `leafnodes` block: servers that hang off this one, and those that this one hangs off. */
import { isValidSeed } from '../../nkeys/strkey.ts';
import { leafAuthorization } from './authorization.ts';
import { block, blocks, partOf } from './block.ts';
import type { Kind } from './kind.ts';
import { boolean, duration, path, port, text } from './kinds.ts';
import { listen } from './listen.ts';
import { option, type GivenOf, type OptionsOf } from './option.ts';
import { compression, isWebsocketUrl, peerUrls, shownUrl, writeTimeoutPolicy } from './peers.ts';
import { subjects } from './permissions.ts';
import { tls } from './tls.ts';

const proxyTable = {
  /** URL of the HTTP proxy: `http://host:port`. */
  url: option(text({ name: 'URL' })),
  /** User at the proxy. */
  username: option(text()),
  /** Password at the proxy. */
  password: option(text(), { secret: true }),
  /** Time in ms that it may take to connect through the proxy. Default that of dialing. */
  timeoutMs: option(
    duration({ unreadable: (_, reason) => `error parsing proxy timeout: ${reason}` }),
  ),
};

const migrateTable = {
  /** Time in ms before leaders are moved away. */
  leaderMigrateDelayMs: option(duration(), {}),
};

const migrateBlock = block(migrateTable);

const migrate: Kind<
  OptionsOf<typeof migrateTable> | boolean,
  GivenOf<typeof migrateTable> | boolean
> = {
  name: 'boolean or block',
  read: (source) => (source.is('boolean') ? source.value.value : migrateBlock.read(source)),
  complete: (given, place) =>
    typeof given === 'boolean' ? given : migrateBlock.complete(given, place),
};

const leafRemoteTable = {
  /** URLs of the servers to connect to; the port is 7422 unless said. */
  urls: option(peerUrls('leafnode', { single: true }), {
    aliases: ['url'],
    default: [],
    secret: true,
  }),
  /** Account of this server that is bound to the other. Default $G. */
  account: option(text(), { aliases: ['local'] }),
  /** File with the user's JWT and seed. */
  credentials: option(path, { aliases: ['creds'] }),
  /** Seed of the user that signs the other server's nonce. */
  nkey: option(
    text({
      check: (seed) =>
        isValidSeed(seed, 'user') ? undefined : 'Remote leafnode nkey is not a valid seed',
    }),
    { aliases: ['seed'], since: '2.10', secret: true },
  ),
  /** How the connection is encrypted. */
  tls: option(tls(), { reload: 'reread' }),
  /** Whether this server is the hub of the two. Default false. */
  hub: option(boolean, { default: false }),
  /** Subjects whose messages are not let in. */
  denyImports: option(subjects(), { aliases: ['deny_import'], default: [] }),
  /** Subjects whose messages are not let out. */
  denyExports: option(subjects(), { aliases: ['deny_export'], default: [] }),
  /** Whether the URLs are tried in their order. Default false. */
  noRandomize: option(boolean, { aliases: ['dont_randomize'], default: false }),
  /** Whether a websocket connection is compressed. Default false. */
  wsCompression: option(boolean, {
    aliases: ['ws_compress', 'websocket_compress', 'websocket_compression'],
    default: false,
  }),
  /** Whether frames of a websocket connection are not masked. Default false. */
  wsNoMasking: option(boolean, { aliases: ['websocket_no_masking'], default: false }),
  /** How the connection is compressed. Default "s2_auto": by its round trip time. */
  compression: option(compression('s2_auto'), {
    default: { mode: 's2_auto', rttThresholds: [10, 50, 100] },
    since: '2.10',
    reload: 'now',
  }),
  /** Time in ms in which the other server must have sent its INFO. Default 1000. */
  firstInfoTimeoutMs: option(duration(), { default: 1000, zeroIsDefault: true, since: '2.10' }),
  /** Time in ms that it may take to connect. Default 1000. */
  dialTimeoutMs: option(duration(), { default: 1000, zeroIsDefault: true, since: '2.12' }),
  /** Whether the connection is not made, or ended. Default false. */
  disabled: option(boolean, { default: false, since: '2.12', reload: 'now' }),
  /** Whether only the configured URLs are connected to. Default false. */
  ignoreDiscoveredServers: option(boolean, { default: false, since: '2.14' }),
  /** Whether what other leafnodes are interested in is kept from this one. Default false. */
  isolate: option(boolean, {
    aliases: ['isolate_leafnode_interest'],
    default: false,
    since: '2.12',
  }),
  /** Whether the other server is asked to keep from this one what its leafnodes are interested in. Default false. */
  requestIsolation: option(boolean, { default: false, since: '2.12' }),
  /** HTTP proxy to connect a websocket through. */
  proxy: option(block(proxyTable), { since: '2.12' }),
  /** Whether JetStream's leaders move away while the connection is down. Default false. */
  jetstreamClusterMigrate: option(migrate, { aliases: ['js_cluster_migrate'], default: false }),
};

/** A server that this one hangs off. */
export type LeafRemoteOptions = OptionsOf<typeof leafRemoteTable>;

type GivenRemote = GivenOf<typeof leafRemoteTable>;

const remoteBlock = block(leafRemoteTable, {
  name: 'remote leafnode',
  noMap: () => 'Expected remote leafnode entry to be a map/struct',
  check: ({ credentials = '', nkey = '', urls = [], proxy, tls: remoteTls }) => {
    if (credentials !== '' && nkey !== '') {
      return ['Remote leafnode can not have both creds and nkey defined'];
    }
    const text = proxy && proxyProblem(proxy, urls, remoteTls !== undefined);
    return text === undefined ? [] : [{ text, of: 'proxy' }];
  },
  warn({ urls = [], proxy }, source) {
    if (!source.is('map') || proxy?.url === undefined) return;
    const sockets = urls.filter(isWebsocketUrl);
    const place = partOf(leafRemoteTable, source, 'proxy');
    if (urls.length > 0 && sockets.length === 0) {
      place?.remark(
        'proxy configuration will be ignored: proxy settings only apply to WebSocket connections (ws:// or wss://), but all configured URLs use TCP connections (nats://)',
      );
    } else if (sockets.length < urls.length) {
      place?.remark(
        'proxy configuration will only be used for WebSocket URLs: proxy settings do not apply to TCP connections (nats://)',
      );
    }
  },
});

/** nats-server leafnode.go, validateLeafNodeProxyOptions. */
function proxyProblem(
  { url = '', username = '', password = '' }: GivenOf<typeof proxyTable>,
  remotes: readonly string[],
  hasTls: boolean,
): string | undefined {
  if (url === '') return undefined;
  const [, scheme = '', rest] = /^([a-z][a-z\d+.-]*):(.*)$/i.exec(url) ?? [];
  if (scheme !== 'http' && scheme !== 'https') {
    return `proxy URL scheme must be http or https, got: ${scheme}`;
  }
  if (!/^\/\/[^/]/.test(rest ?? '')) return 'proxy URL must specify a host';
  if ((username === '') !== (password === '')) {
    return 'proxy username and password must both be specified or both be empty';
  }
  const secure = hasTls ? undefined : remotes.find((remote) => /^wss:/i.test(remote));
  return secure === undefined
    ? undefined
    : `proxy is configured but remote URL ${shownUrl(secure)} requires TLS and no TLS configuration is provided. When using proxy with TLS endpoints, ensure TLS is properly configured for the leafnode remote`;
}

const remoteBlocks = blocks(remoteBlock);

/** The same account may not be bound to the same server twice. */
const remotes: typeof remoteBlocks = {
  ...remoteBlocks,
  read(source) {
    if (!source.is('array')) return source.expected('an array');
    const seen = new Set<string>();
    return source.items().flatMap((item) => {
      const remote = remoteBlock.read(item);
      if (remote === undefined) return [];
      const name = remoteName(remote);
      if (seen.has(name)) item.error(`duplicate remote ${name}`);
      seen.add(name);
      return [remote];
    });
  },
};

/** As nats-server names it, without passwords. */
function remoteName({ urls = [], account = '', credentials, nkey }: GivenRemote): string {
  const shown = urls.map((url) => JSON.stringify(shownUrl(url))).join(' ');
  const key = credentials === undefined ? '' : `, credentials=${JSON.stringify(credentials)}`;
  const seed = nkey === undefined ? '' : ', nkey="[REDACTED]"';
  return `urls=[${shown}], account=${JSON.stringify(account === '' ? '$G' : account)}${key}${seed}`;
}

const leafnodesTable = {
  listen,
  /** Address on which leafnodes are accepted. Default 127.0.0.1; the natsx-server program says 0.0.0.0. */
  host: option(text(), { aliases: ['net'], default: '127.0.0.1' }),
  /** Port on which leafnodes are accepted, 7422 by habit; -1 takes a free one. Default: none are. */
  port: option(port, { zeroIsDefault: true }),
  /** `host` or `host:port` told to leafnodes in place of our own address. */
  advertise: option(text(), { aliases: ['leafnode_advertise'] }),
  /** Whether the addresses of the cluster's servers are kept from leafnodes. Default false. */
  noAdvertise: option(boolean, { default: false }),
  /** Who may connect as a leafnode. Default who may as a client. */
  authorization: option(leafAuthorization, { reload: 'now' }),
  /** How leafnodes are encrypted. */
  tls: option(tls(), { reload: 'reread' }),
  /** Oldest version of a nats-server that may connect, at least 2.8.0. */
  minVersion: option(text({ check: minVersionProblem }), { aliases: ['minimum_version'] }),
  /** How connections are compressed. Default "s2_auto": by their round trip time. */
  compression: option(compression('s2_auto'), {
    default: { mode: 's2_auto', rttThresholds: [10, 50, 100] },
    since: '2.10',
    reload: 'now',
  }),
  /** Whether what one leafnode is interested in is kept from the others. Default false. */
  isolate: option(boolean, {
    aliases: ['isolate_leafnode_interest'],
    default: false,
    since: '2.12',
  }),
  /** Time in ms between attempts to connect. Default 1000. */
  reconnectMs: option(
    duration({ unreadable: (_, reason) => `error parsing reconnect: ${reason}` }),
    {
      aliases: ['reconnect_delay', 'reconnect_interval'],
      default: 1000,
      zeroIsDefault: true,
    },
  ),
  /** Time in ms that it may take to connect. Default 1000. */
  dialTimeoutMs: option(duration(), { default: 1000, zeroIsDefault: true, since: '2.12' }),
  /** Time in ms a write to a leafnode may take. Default that of the clients. */
  writeDeadlineMs: option(duration(), { since: '2.12', zeroIsDefault: true }),
  /** What becomes of a leafnode that a write takes too long to. Default "default": it is written to again. */
  writeTimeout: option(writeTimeoutPolicy, { default: 'default', since: '2.14' }),
  /** The servers that this one hangs off. */
  remotes: option(remotes, { default: [], reload: 'now' }),
};

/** Servers that hang off this one, and those that this one hangs off. */
export type LeafnodesOptions = OptionsOf<typeof leafnodesTable>;

export const leafnodes = block(leafnodesTable, {
  noMap: (source) => `Expected map to define a leafnode, got ${source.value.type}`,
});

/** Older ones do not tell their version. */
function minVersionProblem(version: string): string | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined) return "invalid leafnode's minimum version: invalid semver";
  const isYoung = Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 8);
  return isYoung ? undefined : 'the minimum version should be at least 2.8.0';
}
