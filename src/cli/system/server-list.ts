/** `natsx server list`: natscli's overview of servers and clusters. */
import { formatCount } from '../../nats-client/bench/format.ts';
import { formatByteSize } from '../../nats-client/bench/byte-size.ts';
import type { PingedServer } from '../../system-client/overview.ts';
import { tableText } from '../table.ts';
import { compactNames } from './system-command.ts';
import { between, shortDuration, shortRtt } from './units.ts';

/** What servers can be sorted by; each smallest first, but names and clusters backwards, as natscli says them. */
const ORDERS = {
  name: byText(({ server }) => server.name),
  cluster: byText(({ server }) => `${server.cluster ?? ''}\0${server.name}`),
  conns: byNumber(({ statsz }) => statsz.connections),
  subs: byNumber(({ statsz }) => statsz.subscriptions),
  routes: byNumber(({ statsz }) => statsz.routes?.length ?? 0),
  gws: byNumber(({ statsz }) => statsz.gateways?.length ?? 0),
  mem: byNumber(({ statsz }) => statsz.mem),
  cpu: byNumber(({ statsz }) => statsz.cpu),
  slow: byNumber(({ statsz }) => statsz.slow_consumers),
  uptime: byNumber(({ server, statsz }) => between(statsz.start, server.time)),
  rtt: byNumber(({ rttMs }) => -rttMs),
} satisfies Record<string, Order>;

type Order = (a: PingedServer, b: PingedServer) => number;
export type ServerOrder = keyof typeof ORDERS;

/** Other words for the same. */
const WORDS: Readonly<Record<string, ServerOrder>> = {
  conn: 'conns',
  sub: 'subs',
  route: 'routes',
  gw: 'gws',
};

export const SERVER_ORDERS = [...Object.keys(ORDERS), ...Object.keys(WORDS)];

/** Biggest first unless `isReversed`; names from a to z. Equal ones by name. */
export function sortServers(
  servers: readonly PingedServer[],
  by: string,
  isReversed: boolean,
): PingedServer[] {
  const key = WORDS[by] ?? (by as ServerOrder);
  const ascends = key === 'name' || key === 'cluster';
  const sign = ascends === isReversed ? -1 : 1;
  return [...servers].sort((a, b) => sign * ORDERS[key](a, b) || ORDERS.name(a, b));
}

function byText(text: (server: PingedServer) => string): Order {
  return (a, b) => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0);
}

function byNumber(number: (server: PingedServer) => number): Order {
  return (a, b) => number(a) - number(b);
}

/** The table of the servers, and that of their clusters if there are any. */
export function serverListText(
  servers: readonly PingedServer[],
  { isCompact, isAscii }: { readonly isCompact: boolean; readonly isAscii?: boolean | undefined },
): string {
  const clusters = clustersOf(servers);
  const shortened = (names: string[]) => (isCompact ? compactNames(names) : names);
  const names = shortened(servers.map(({ server }) => server.name));
  const hosts = servers.map(({ server }) => server.host);
  const sum = (number: (server: PingedServer) => number) =>
    servers.reduce((total, server) => total + number(server), 0);
  const differs = (value: (server: PingedServer) => unknown, among = servers) =>
    among.some((server) => value(server) !== value(among[0]!));
  const routes = ({ statsz }: PingedServer) => statsz.routes?.length ?? 0;
  const gateways = ({ statsz }: PingedServer) => statsz.gateways?.length ?? 0;
  const overview = tableText(
    {
      title: 'Server Overview',
      columns: COLUMNS,
      rows: servers.map((each, at) => {
        const { server, statsz, rttMs } = each;
        return [
          names[at]!,
          server.cluster ?? '',
          hosts[at]!,
          server.ver,
          server.jetstream === true ? (server.domain ?? 'yes') : 'no',
          formatCount(statsz.connections),
          formatCount(statsz.subscriptions),
          routes(each),
          gateways(each),
          formatByteSize(statsz.mem),
          statsz.cpu.toFixed(0),
          statsz.cores,
          formatCount(statsz.slow_consumers),
          shortDuration(between(statsz.start, server.time)),
          shortRtt(rttMs),
        ];
      }),
      footer: [
        '',
        clusters.length,
        servers.length,
        differs(({ server }) => server.ver) ? 'X' : '',
        sum(({ server }) => (server.jetstream === true ? 1 : 0)),
        formatCount(sum(({ statsz }) => statsz.connections)),
        formatCount(sum(({ statsz }) => statsz.subscriptions)),
        // A cluster whose servers have not as many routes as one another is not whole.
        clusters.some((cluster) => differs(routes, cluster.servers)) ? 'X' : '',
        differs(gateways) ? 'X' : '',
        formatByteSize(sum(({ statsz }) => statsz.mem)),
        '',
        '',
        formatCount(sum(({ statsz }) => statsz.slow_consumers)),
        '',
        '',
      ],
    },
    isAscii,
  );
  return clusters.length === 0 ? overview : `${overview}\n${clustersText(clusters, isAscii)}`;
}

const COLUMNS = [
  'Name',
  'Cluster',
  'Host',
  'Version',
  'JS',
  'Conns',
  'Subs',
  'Routes',
  'GWs',
  'Mem',
  'CPU %',
  'Cores',
  'Slow',
  'Uptime',
  'RTT',
];

interface ClusterRow {
  readonly name: string;
  readonly servers: PingedServer[];
  outgoing: number;
  incoming: number;
  connections: number;
}

function clustersOf(servers: readonly PingedServer[]): ClusterRow[] {
  const clusters = new Map<string, ClusterRow>();
  for (const each of servers) {
    const { cluster: name = '' } = each.server;
    if (name === '') continue;
    const cluster = clusters.get(name) ?? {
      name,
      servers: [],
      outgoing: 0,
      incoming: 0,
      connections: 0,
    };
    clusters.set(name, cluster);
    cluster.servers.push(each);
    cluster.connections += each.statsz.connections;
    for (const { inbound_connections: incoming = 0 } of each.statsz.gateways ?? []) {
      cluster.outgoing++;
      cluster.incoming += incoming;
    }
  }
  return [...clusters.values()].sort(
    (a, b) => a.connections - b.connections || (a.name < b.name ? -1 : 1),
  );
}

function clustersText(clusters: readonly ClusterRow[], isAscii = false): string {
  const total = (number: (cluster: ClusterRow) => number) =>
    clusters.reduce((sum, cluster) => sum + number(cluster), 0);
  return tableText(
    {
      title: 'Cluster Overview',
      columns: ['Cluster', 'Node Count', 'Outgoing Gateways', 'Incoming Gateways', 'Connections'],
      rows: clusters.map(({ name, servers, outgoing, incoming, connections }) => [
        name,
        servers.length,
        outgoing,
        incoming,
        connections,
      ]),
      footer: [
        '',
        total(({ servers }) => servers.length),
        total(({ outgoing }) => outgoing),
        total(({ incoming }) => incoming),
        total(({ connections }) => connections),
      ],
    },
    isAscii,
  );
}
