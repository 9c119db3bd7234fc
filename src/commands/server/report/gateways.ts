import { sortKey } from '../../../cli/system/system-command.ts';
import { reportCommand, sortedBy } from '../../../cli/system/reports/report.ts';
import { tableText, type Cell } from '../../../cli/table.ts';
import { formatByteSize } from '../../../nats-client/bench/byte-size.ts';
import type { EndpointAnswer } from '../../../system-client/ask.ts';
import type { Gatewayz } from '../../../system-client/endpoints.ts';

const ORDERS = {
  cluster: ({ server }: Pick<EndpointAnswer<'GATEWAYZ'>, 'server' | 'data'>) =>
    `${server.cluster ?? ''}\0${server.name}`,
  server: ({ server }: Pick<EndpointAnswer<'GATEWAYZ'>, 'server' | 'data'>) =>
    `${server.name}\0${server.cluster ?? ''}`,
};

export default reportCommand({
  name: 'gateways',
  summary: 'Report on the gateways between clusters',
  aliases: ['super', 'gateway'],
  examples: ['gateways --context sys', 'gateways --filter-name east --sort server'],
  flags: {
    'filter-name': {
      type: 'string',
      value: 'cluster',
      description: 'Only gateways to this cluster',
    },
    sort: {
      type: 'string',
      value: 'key',
      description: 'Sort by server or cluster',
      default: 'cluster',
    },
  },
  ask: async ({ flags, every }) => {
    const by = ORDERS[sortKey(flags.sort, ['server', 'cluster'])];
    const options = { name: flags['filter-name'] ?? '', accounts: true };
    return sortedBy(await every('GATEWAYZ', options), by, flags.reverse);
  },
  text: (answers, _flags, { isAscii }) => {
    const remotes = answers.map(({ data }) => remotesOf(data));
    const all = remotes.flat();
    return tableText(
      {
        title: 'Super Cluster Report',
        columns: COLUMNS,
        rows: answers.flatMap(({ server, data }, at): Cell[][] => [
          [server.name, server.cluster ?? '', data.port ?? 0, '', '', '', '', '', '', ''],
          ...remotes[at]!.map(({ kind, cluster, remote, bytes }, index, these) => {
            const { connection } = remote;
            return [
              '',
              '',
              '',
              these[index - 1]?.kind === kind ? '' : kind,
              `${cluster} ${connection?.ip ?? ''}:${connection?.port ?? ''}`,
              `gid:${connection?.cid ?? ''}`,
              connection?.uptime ?? '',
              connection?.rtt ?? '',
              formatByteSize(bytes),
              remote.accounts?.length ?? 0,
            ];
          }),
        ]),
        footer: [
          answers.length,
          new Set(answers.map(({ server }) => server.cluster)).size,
          '',
          '',
          all.length,
          '',
          '',
          '',
          formatByteSize(all.reduce((sum, { bytes }) => sum + bytes, 0)),
          '',
        ],
      },
      isAscii,
    );
  },
});

const COLUMNS = [
  'Server',
  'Name',
  'Port',
  'Kind',
  'Connection',
  'ID',
  'Uptime',
  'RTT',
  'Bytes',
  'Accounts',
];

function remotesOf({ inbound_gateways: inbound = {}, outbound_gateways: outbound = {} }: Gatewayz) {
  return [
    ...Object.entries(inbound).flatMap(([cluster, remotes]) =>
      remotes.map((remote) => ({
        kind: 'Inbound',
        cluster,
        remote,
        bytes: remote.connection?.in_bytes ?? 0,
      })),
    ),
    ...Object.entries(outbound).map(([cluster, remote]) => ({
      kind: 'Outbound',
      cluster,
      remote,
      bytes: remote.connection?.out_bytes ?? 0,
    })),
  ];
}
