import { sortKey } from '../../../cli/system/system-command.ts';
import { reportCommand, shortKey, sortedBy } from '../../../cli/system/reports/report.ts';
import { tableText } from '../../../cli/table.ts';
import { formatByteSize } from '../../../nats-client/bench/byte-size.ts';
import { formatCount } from '../../../nats-client/bench/format.ts';
import type { LeafInfo } from '../../../system-client/endpoints.ts';
import type { ServerIdentity } from '../../../system-client/server-identity.ts';

interface Row {
  readonly server: ServerIdentity;
  readonly leaf: LeafInfo;
}

const ORDERS = {
  server: ({ server }: Row) => server.name,
  name: ({ leaf }: Row) => leaf.name,
  account: ({ leaf }: Row) => leaf.account,
  subs: ({ leaf }: Row) => leaf.subscriptions,
  'in-bytes': ({ leaf }: Row) => leaf.in_bytes,
  'out-bytes': ({ leaf }: Row) => leaf.out_bytes,
  'in-msgs': ({ leaf }: Row) => leaf.in_msgs,
  'out-msgs': ({ leaf }: Row) => leaf.out_msgs,
};
const KEYS = Object.keys(ORDERS) as (keyof typeof ORDERS)[];

export default reportCommand({
  name: 'leafnodes',
  summary: 'Report on leafnode connections',
  aliases: ['leaf', 'leafz'],
  examples: ['leafnodes --context sys', 'leafnodes --account ACME --sort subs'],
  flags: {
    account: { type: 'string', value: 'name', description: 'Only those of this account' },
    sort: {
      type: 'string',
      value: 'key',
      description: `Sort by ${KEYS.join(', ')}`,
      default: 'server',
    },
  },
  ask: async ({ flags, every }) => {
    const by = ORDERS[sortKey(flags.sort, KEYS)];
    const options = flags.account === undefined ? {} : { account: flags.account };
    const answers = await every('LEAFZ', options);
    const rows = answers.flatMap(({ server, data }) =>
      (data.leafs ?? []).map((leaf) => ({ server, leaf })),
    );
    return sortedBy(rows, by, flags.reverse);
  },
  text: (rows, _flags, { isAscii }) =>
    tableText(
      {
        title: 'Leafnode Report',
        columns: COLUMNS,
        rows: rows.map(({ server, leaf }) => [
          server.name,
          leaf.name,
          shortKey(leaf.account),
          `${leaf.ip}:${leaf.port}`,
          leaf.rtt ?? '',
          formatCount(leaf.in_msgs),
          formatCount(leaf.out_msgs),
          formatByteSize(leaf.in_bytes),
          formatByteSize(leaf.out_bytes),
          formatCount(leaf.subscriptions),
          leaf.compression ?? '',
          String(leaf.is_spoke ?? false),
        ]),
      },
      isAscii,
    ),
});

const COLUMNS = [
  'Server',
  'Name',
  'Account',
  'Address',
  'RTT',
  'Msgs In',
  'Msgs Out',
  'Bytes In',
  'Bytes Out',
  'Subs',
  'Compressed',
  'Spoke',
];
