import { sortKey } from '../../../cli/system/system-command.ts';
import { reportCommand, shortKey, sortedBy } from '../../../cli/system/reports/report.ts';
import { between, shortDuration } from '../../../cli/system/units.ts';
import { tableText } from '../../../cli/table.ts';
import { formatByteSize } from '../../../nats-client/bench/byte-size.ts';
import { formatCount } from '../../../nats-client/bench/format.ts';
import type { RouteInfo } from '../../../system-client/endpoints.ts';
import type { ServerIdentity } from '../../../system-client/server-identity.ts';

interface Row {
  readonly server: ServerIdentity;
  readonly route: RouteInfo;
}

const ORDERS = {
  server: ({ server }: Row) => server.name,
  cluster: ({ server }: Row) => server.cluster ?? '',
  name: ({ route }: Row) => route.remote_name ?? '',
  account: ({ route }: Row) => route.account ?? '',
  subs: ({ route }: Row) => route.subscriptions,
  'in-bytes': ({ route }: Row) => route.in_bytes,
  'out-bytes': ({ route }: Row) => route.out_bytes,
};
const KEYS = Object.keys(ORDERS) as (keyof typeof ORDERS)[];

export default reportCommand({
  name: 'routes',
  summary: 'Report on the routes between the servers of clusters',
  aliases: ['route'],
  examples: ['routes --context sys', 'routes --sort out-bytes', 'routes --json'],
  flags: {
    sort: {
      type: 'string',
      value: 'key',
      description: `Sort by ${KEYS.join(', ')}`,
      default: 'server',
    },
  },
  ask: async ({ flags, every }) => {
    const by = ORDERS[sortKey(flags.sort, KEYS)];
    const answers = await every('ROUTEZ');
    const rows = answers.flatMap(({ server, data }) =>
      (data.routes ?? []).map((route) => ({ server, route })),
    );
    return sortedBy(sortedBy(rows, ORDERS.server, false), by, flags.reverse);
  },
  text: (rows, _flags, { isAscii }) => {
    const sum = (value: (route: RouteInfo) => number) =>
      rows.reduce((total, { route }) => total + value(route), 0);
    const count = (value: (server: ServerIdentity) => unknown) =>
      new Set(rows.map(({ server }) => value(server))).size;
    return tableText(
      {
        title: 'Cluster Report',
        columns: COLUMNS,
        rows: rows.map(({ server, route }, at) => {
          const isSame = rows[at - 1]?.server.id === server.id;
          return [
            isSame ? '' : server.name,
            isSame ? '' : (server.cluster ?? ''),
            route.remote_name ?? '',
            shortKey(route.account ?? ''),
            `${route.ip}:${route.port}`,
            `rid:${route.rid}`,
            shortDuration(between(route.start, server.time)),
            route.rtt ?? '',
            formatCount(route.subscriptions),
            formatByteSize(route.in_bytes),
            formatByteSize(route.out_bytes),
          ];
        }),
        footer: [
          count(({ id }) => id),
          count(({ cluster }) => cluster),
          '',
          '',
          rows.length,
          '',
          '',
          '',
          formatCount(sum(({ subscriptions }) => subscriptions)),
          formatByteSize(sum(({ in_bytes: bytes }) => bytes)),
          formatByteSize(sum(({ out_bytes: bytes }) => bytes)),
        ],
      },
      isAscii,
    );
  },
});

const COLUMNS = [
  'Server',
  'Cluster',
  'Name',
  'Account',
  'Address',
  'ID',
  'Uptime',
  'RTT',
  'Subs',
  'Bytes In',
  'Bytes Out',
];
