/** The report on connections: of all accounts, or of one's own. */
import { sortKey } from '../system-command.ts';
import {
  shortKey,
  sortedBy,
  type ReportFlags,
  type ReportLook,
  type ReportQuestion,
} from './report.ts';
import { between, shortDuration } from '../units.ts';
import type { GoFlagTable } from '../../go-flags.ts';
import { tableText } from '../../table.ts';
import { formatByteSize } from '../../../nats-client/bench/byte-size.ts';
import { formatCount } from '../../../nats-client/bench/format.ts';
import { everyConnection, type ServerConnection } from '../../../system-client/connections.ts';

const ORDERS = {
  'in-bytes': ({ connection }: ServerConnection) => connection.in_bytes,
  'out-bytes': ({ connection }: ServerConnection) => connection.out_bytes,
  'in-msgs': ({ connection }: ServerConnection) => connection.in_msgs,
  'out-msgs': ({ connection }: ServerConnection) => connection.out_msgs,
  uptime: (each: ServerConnection) => uptimeOf(each),
  cid: ({ connection }: ServerConnection) => connection.cid,
  subs: ({ connection }: ServerConnection) => connection.subscriptions,
};
const KEYS = Object.keys(ORDERS) as (keyof typeof ORDERS)[];
const STATES = { open: 0, closed: 1, all: 2 } as const;

export const connectionFlags = {
  sort: {
    type: 'string',
    value: 'key',
    description: `Sort by ${KEYS.join(', ')}`,
    default: 'subs',
  },
  top: { type: 'integer', value: 'n', description: 'Only the biggest so many', default: 1000 },
  subject: { type: 'string', value: 'subject', description: 'Only those that hear this subject' },
  username: { type: 'string', value: 'user', description: 'Only those of this user' },
  state: { type: 'string', value: 'state', description: 'open, closed or all', default: 'open' },
  'closed-reason': { type: 'string', value: 'text', description: 'Only those closed so' },
  filter: {
    type: 'string',
    value: 'text',
    description: 'Only those with this in their name, address, account, user, language or version',
  },
} as const satisfies GoFlagTable;

interface Found {
  /** How many there are. */
  readonly of: number;
  /** Those that are shown. */
  readonly connections: readonly ServerConnection[];
}

export async function findConnections(
  { flags, every }: Pick<ReportQuestion<typeof connectionFlags>, 'flags' | 'every'>,
  account?: string,
): Promise<Found> {
  const by = ORDERS[sortKey(flags.sort, KEYS)];
  const state = STATES[sortKey(flags.state, ['open', 'closed', 'all'])];
  const all = await everyConnection(every, {
    state,
    ...(account === undefined ? {} : { acc: account }),
    ...(flags.username === undefined ? {} : { user: flags.username }),
    ...(flags.subject === undefined ? {} : { filter_subject: flags.subject, subscriptions: true }),
  });
  const { 'closed-reason': reason, filter } = flags;
  const meant = all.filter(
    ({ connection }) =>
      (reason === undefined || contains(connection.reason, reason)) &&
      (filter === undefined || describes(connection, filter)),
  );
  const top = sortedBy(meant, by, false).slice(-flags.top);
  return { of: meant.length, connections: flags.reverse ? top.reverse() : top };
}

/** natscli's JSON. */
export function connectionsJson({ connections }: Found): object[] {
  return connections.map(({ server, connection }) => ({ ...connection, server }));
}

export function connectionsText(
  { of, connections }: Found,
  flags: ReportFlags<typeof connectionFlags>,
  { isAscii }: ReportLook,
): string {
  const hasReason = flags.state !== 'open';
  const sum = (value: (each: ServerConnection) => number) =>
    connections.reduce((total, each) => total + value(each), 0);
  const table = tableText(
    {
      title: `Top ${connections.length} Connections out of ${formatCount(of)} by ${flags.sort}`,
      columns: [...COLUMNS, ...(hasReason ? ['Reason'] : [])],
      rows: connections.map((each) => {
        const { server, connection } = each;
        return [
          connection.cid,
          connection.name ?? '',
          server.name,
          server.cluster ?? '',
          `${connection.ip}:${connection.port}`,
          shortKey(connection.account ?? ''),
          shortDuration(uptimeOf(each)),
          formatCount(connection.in_msgs),
          formatCount(connection.out_msgs),
          formatByteSize(connection.in_bytes),
          formatByteSize(connection.out_bytes),
          formatCount(connection.subscriptions),
          ...(hasReason ? [connection.reason ?? ''] : []),
        ];
      }),
      footer: [
        '',
        `Totals for ${formatCount(connections.length)} connections`,
        '',
        '',
        '',
        '',
        '',
        formatCount(sum(({ connection }) => connection.in_msgs)),
        formatCount(sum(({ connection }) => connection.out_msgs)),
        formatByteSize(sum(({ connection }) => connection.in_bytes)),
        formatByteSize(sum(({ connection }) => connection.out_bytes)),
        formatCount(sum(({ connection }) => connection.subscriptions)),
        ...(hasReason ? [''] : []),
      ],
    },
    isAscii,
  );
  return `${table}\n${perServer(connections, isAscii)}`;
}

const COLUMNS = [
  'CID',
  'Name',
  'Server',
  'Cluster',
  'IP',
  'Account',
  'Uptime',
  'In Msgs',
  'Out Msgs',
  'In Bytes',
  'Out Bytes',
  'Subs',
];

function perServer(connections: readonly ServerConnection[], isAscii: boolean): string {
  const servers = new Map<string, { name: string; cluster: string; count: number }>();
  for (const { server } of connections) {
    const before = servers.get(server.id);
    const count = (before?.count ?? 0) + 1;
    servers.set(server.id, { name: server.name, cluster: server.cluster ?? '', count });
  }
  return tableText(
    {
      title: 'Connections per server',
      columns: ['Server', 'Cluster', 'Connections'],
      rows: sortedBy([...servers.values()], ({ count }) => count, false).map(
        ({ name, cluster, count }) => [name, cluster, count],
      ),
    },
    isAscii,
  );
}

function uptimeOf({ server, connection }: ServerConnection): number {
  return between(connection.start, connection.stop ?? server.time);
}

function contains(text: string | undefined, part: string): boolean {
  return (text ?? '').toLowerCase().includes(part.toLowerCase());
}

function describes(connection: ServerConnection['connection'], part: string): boolean {
  const { name, ip, port, account, authorized_user: user, lang, version } = connection;
  return [name, `${ip}:${port}`, account, user, lang, version].some((text) => contains(text, part));
}
