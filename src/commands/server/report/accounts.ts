import { sortKey } from '../../../cli/system/system-command.ts';
import { reportCommand, sortedBy } from '../../../cli/system/reports/report.ts';
import { tableText } from '../../../cli/table.ts';
import { formatByteSize } from '../../../nats-client/bench/byte-size.ts';
import { formatCount } from '../../../nats-client/bench/format.ts';
import { accountTotals, type AccountTotals } from '../../../system-client/account-totals.ts';
import { everyConnection } from '../../../system-client/connections.ts';

const ORDERS = {
  'in-bytes': ({ in_bytes: bytes }: AccountTotals) => bytes,
  'out-bytes': ({ out_bytes: bytes }: AccountTotals) => bytes,
  'in-msgs': ({ in_msgs: msgs }: AccountTotals) => msgs,
  'out-msgs': ({ out_msgs: msgs }: AccountTotals) => msgs,
  conns: ({ connections }: AccountTotals) => connections,
  subs: ({ subscriptions }: AccountTotals) => subscriptions,
};
const KEYS = Object.keys(ORDERS) as (keyof typeof ORDERS)[];

export default reportCommand({
  name: 'accounts',
  summary: 'Report on the connections and the traffic of each account',
  aliases: ['acct'],
  examples: ['accounts --context sys', 'accounts ACME --sort out-bytes', 'accounts --json'],
  first: { 'account?': 'only this account' },
  flags: {
    sort: {
      type: 'string',
      value: 'key',
      description: `Sort by ${KEYS.join(', ')}`,
      default: 'subs',
    },
    top: { type: 'integer', value: 'n', description: 'Only the biggest so many', default: 1000 },
  },
  ask: async ({ flags, argument, every }) => {
    const by = ORDERS[sortKey(flags.sort, KEYS)];
    const connections = await everyConnection(every, { acc: argument ?? '' });
    return sortedBy(accountTotals(connections), by, false)
      .slice(-flags.top)
      [flags.reverse ? 'reverse' : 'slice']();
  },
  text: (accounts, _flags, { isAscii }) =>
    tableText(
      {
        title: `${accounts.length} Accounts Overview`,
        columns: ['Account', 'Connections', 'In Msgs', 'Out Msgs', 'In Bytes', 'Out Bytes', 'Subs'],
        rows: accounts.map((each) => [
          each.account,
          formatCount(each.connections),
          formatCount(each.in_msgs),
          formatCount(each.out_msgs),
          formatByteSize(each.in_bytes),
          formatByteSize(each.out_bytes),
          formatCount(each.subscriptions),
        ]),
      },
      isAscii,
    ),
});
