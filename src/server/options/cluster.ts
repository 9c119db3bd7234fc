/** The `cluster` block: the servers that this one shares all its subjects with. */
import { peerAuthorization } from './authorization.ts';
import { block, partOf } from './block.ts';
import { boolean, duration, integer, list, port, text } from './kinds.ts';
import { listen } from './listen.ts';
import { option, type GivenOf, type OptionsOf } from './option.ts';
import { compression, peerUrls, writeTimeoutPolicy, type GivenCompression } from './peers.ts';
import { permissions } from './permissions.ts';
import { tls } from './tls.ts';

const clusterTable = {
  listen,
  /** Name of the cluster, equal on all its servers. Default: made up, and agreed upon. */
  name: option(
    text({
      check: (name) => (name.includes(' ') ? 'cluster name cannot contain spaces' : undefined),
    }),
    { reload: 'now' },
  ),
  /** Address on which routes are accepted. Default 127.0.0.1; the natsx-server program says 0.0.0.0. */
  host: option(text(), { aliases: ['net'], default: '127.0.0.1' }),
  /** Port on which routes are accepted; -1 takes a free one. Default: none are. */
  port: option(port, { zeroIsDefault: true }),
  /** `host` or `host:port` told to other servers in place of our own address. */
  advertise: option(text(), { aliases: ['cluster_advertise'], reload: 'now' }),
  /** Whether the servers' addresses are kept from clients. Default false. */
  noAdvertise: option(boolean, { default: false, reload: 'now' }),
  /** URLs of the servers to connect to, perhaps with user and password. */
  routes: option(peerUrls('route'), { default: [], reload: 'now', secret: true }),
  /** Attempts to connect to a server that another one told of. Default 0: one. */
  connectRetries: option(integer({ min: 0 }), { default: 0, reload: 'now' }),
  /** Whether the pause between attempts grows. Default false. */
  connectBackoff: option(boolean, { default: false, reload: 'now', since: '2.11' }),
  /** The user as whom routes must connect. */
  authorization: option(peerAuthorization('Cluster'), { reload: 'new connections' }),
  /** The subjects that may be imported and exported over routes. Default all. */
  permissions: option(permissions, { reload: 'now' }),
  /** How routes are encrypted; both sides then show a certificate. */
  tls: option(tls({ peer: true }), { reload: 'reread' }),
  /** Connections between two servers for all accounts together; below 0 none is pooled. Default 3. */
  poolSize: option(integer(), { default: 3, since: '2.10', reload: 'now', zeroIsDefault: true }),
  /** Accounts with a connection of their own. */
  accounts: option(list(text(), { single: true }), { default: [], since: '2.10', reload: 'now' }),
  /** How routes are compressed. Default "accept": as the other side wants it. */
  compression: option(compression('s2_fast'), {
    default: { mode: 'accept', rttThresholds: [] },
    since: '2.10',
    reload: 'now',
    unserved: {
      warns: 'S2 is not spoken: routes are not compressed',
      when: (given) => !['off', 'accept', false].includes(modeOf(given)),
    },
  }),
  /** Silence in ms after which a route is sent PING. Default 30000. */
  pingIntervalMs: option(duration(), { since: '2.11', reload: 'now', zeroIsDefault: true }),
  /** Unanswered PINGs after which a route is closed. Default that of the clients. */
  pingMax: option(integer(), { since: '2.11', reload: 'now', zeroIsDefault: true }),
  /** Time in ms a write to a route may take. Default that of the clients. */
  writeDeadlineMs: option(duration(), { since: '2.12', reload: 'now', zeroIsDefault: true }),
  /** What becomes of a route that a write takes too long to. Default "default": it is written to again. */
  writeTimeout: option(writeTimeoutPolicy, { default: 'default', since: '2.14', reload: 'now' }),
};

function modeOf(given: GivenCompression): boolean | string {
  return typeof given === 'object' ? (given.mode ?? true) : given;
}

/** The servers that this one shares all its subjects with. */
export type ClusterOptions = OptionsOf<typeof clusterTable>;
export type GivenCluster = GivenOf<typeof clusterTable>;

/** nats-server: a route is never silent for longer. */
const LONGEST_ROUTE_PING_MS = 30_000;

export const cluster = block(clusterTable, {
  noMap: (source) => `Expected map to define cluster, got ${source.value.type}`,
  check: ({ permissions: given }) =>
    given?.allowResponses === undefined || given.allowResponses === false
      ? []
      : [{ text: 'Cluster permissions do not support dynamic responses', of: 'permissions' }],
  warn({ authorization, pingIntervalMs = 0 }, source) {
    if (!source.is('map')) return;
    if (authorization?.defaultPermissions !== undefined) {
      partOf(clusterTable, source, 'authorization')?.warn(
        'setting "permissions" within cluster authorization block is deprecated',
      );
    }
    if (pingIntervalMs > LONGEST_ROUTE_PING_MS) {
      partOf(clusterTable, source, 'pingIntervalMs')?.remark(
        "Cluster 'ping_interval' will reset to 30s which is the max for routes",
      );
    }
  },
});
