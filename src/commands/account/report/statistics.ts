import { reportCommand } from '../../../cli/system/reports/report.ts';
import { tableText } from '../../../cli/table.ts';
import { formatByteSize } from '../../../nats-client/bench/byte-size.ts';
import { formatCount } from '../../../nats-client/bench/format.ts';
import type { Answer } from '../../../system-client/ask.ts';
import { compareServers } from '../../../system-client/overview.ts';

/** What a server says of one account (nats-server events.go, AccountStat). */
interface AccountStatistics {
  readonly acc: string;
  readonly conns: number;
  readonly leafnodes: number;
  readonly total_conns: number;
  readonly num_subscriptions?: number;
  readonly sent: Traffic;
  readonly received: Traffic;
  readonly slow_consumers: number;
}

interface Traffic {
  readonly msgs: number;
  readonly bytes: number;
}

export default reportCommand({
  topic: 'account',
  name: 'statistics',
  summary: 'Report on what each server does for the account of the user',
  aliases: ['stats', 'statsz'],
  examples: ['statistics', 'statistics --context east --json'],
  flags: {},
  ask: async ({ flags, everyAnswer }) => {
    const answers = await everyAnswer('ACCOUNT.PING.STATZ');
    const found = answers.flatMap(statisticsOf);
    found.sort((a, b) => compareServers(a.server, b.server));
    return flags.reverse ? found.reverse() : found;
  },
  text: (found, _flags, { isAscii }) => {
    const sum = (value: (statistics: AccountStatistics) => number) =>
      found.reduce((total, { statistics }) => total + value(statistics), 0);
    return tableText(
      {
        title: 'Server Statistics',
        columns: COLUMNS,
        rows: found.map(({ server, statistics }) => [
          server.name,
          server.cluster ?? '',
          server.ver,
          (server.tags ?? []).join(', '),
          ...numbersOf((value) => value(statistics)),
        ]),
        footer: [`${found.length} servers`, '', '', '', ...numbersOf(sum)],
      },
      isAscii,
    );
  },
});

const COLUMNS = [
  'Server',
  'Cluster',
  'Version',
  'Tags',
  'Connections',
  'Subscriptions',
  'Leafnodes',
  'Sent Bytes',
  'Sent Messages',
  'Received Bytes',
  'Received Messages',
  'Slow Consumers',
];

function numbersOf(total: (value: (statistics: AccountStatistics) => number) => number): string[] {
  return [
    formatCount(total(({ conns }) => conns)),
    formatCount(total((each) => each.num_subscriptions ?? 0)),
    formatCount(total(({ leafnodes }) => leafnodes)),
    formatByteSize(total(({ sent }) => sent.bytes)),
    formatCount(total(({ sent }) => sent.msgs)),
    formatByteSize(total(({ received }) => received.bytes)),
    formatCount(total(({ received }) => received.msgs)),
    formatCount(total((each) => each.slow_consumers)),
  ];
}

/** One account: that of the user. */
function statisticsOf({ server, body }: Answer) {
  const { account_statz: accounts } = (body['data'] ?? {}) as {
    account_statz?: readonly AccountStatistics[] | null;
  };
  return (accounts ?? []).slice(0, 1).map((statistics) => ({ server, statistics }));
}
