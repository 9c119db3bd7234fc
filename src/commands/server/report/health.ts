import { reportCommand, sortedBy } from '../../../cli/system/reports/report.ts';
import { tableText } from '../../../cli/table.ts';
import type { Healthz } from '../../../system-client/endpoints.ts';

/** More are counted only. */
const SHOWN_ERRORS = 10;

export default reportCommand({
  name: 'health',
  summary: 'Report on whether servers are well',
  examples: ['health --context sys', 'health 3 --server-only', 'health --json'],
  flags: {
    'js-enabled': { type: 'boolean', aliases: ['J'], description: 'JetStream must be on' },
    'server-only': {
      type: 'boolean',
      aliases: ['S'],
      description: 'JetStream alone, not its streams and consumers',
    },
    account: { type: 'string', value: 'name', description: 'Only this account' },
    stream: { type: 'string', value: 'name', description: 'Only this stream' },
    consumer: { type: 'string', value: 'name', description: 'Only this consumer' },
  },
  ask: async ({ flags, every }) => {
    const answers = await every('HEALTHZ', {
      'js-enabled-only': flags['js-enabled'],
      'js-server-only': flags['server-only'],
      account: flags.account,
      stream: flags.stream,
      consumer: flags.consumer,
      details: true,
    });
    return sortedBy(answers, ({ server }) => server.name, flags.reverse);
  },
  text: (answers, _flags, { isAscii }) => {
    const errors = answers.map(({ data }) => errorsOf(data));
    const isWell = answers.filter(({ data }) => data.status === 'ok').length;
    const clusters = new Set(answers.map(({ server }) => server.cluster ?? '')).size;
    return tableText(
      {
        title: 'Health Report',
        columns: ['Server', 'Cluster', 'Domain', 'Status', 'Type', 'Error'],
        rows: answers.flatMap(({ server, data }, at) => [
          [server.name, server.cluster ?? '', server.domain ?? '', statusOf(data), '', ''],
          ...errors[at]!.slice(0, SHOWN_ERRORS).map(({ type, error }) => [
            '',
            '',
            '',
            '',
            type,
            error,
          ]),
          ...(errors[at]!.length > SHOWN_ERRORS
            ? [['', '', '', `${errors[at]!.length - SHOWN_ERRORS} more errors`, '', '']]
            : []),
        ]),
        footer: [
          answers.length,
          clusters,
          '',
          `ok: ${isWell} / err: ${answers.length - isWell}`,
          '',
          errors.reduce((sum, each) => sum + each.length, 0),
        ],
      },
      isAscii,
    );
  },
});

/** Older servers send no code. */
function statusOf({ status, status_code: code }: Healthz): string {
  return code === undefined ? status : `${status} (${code})`;
}

function errorsOf({ error, errors }: Healthz): readonly { type: string; error: string }[] {
  return errors ?? (error === undefined ? [] : [{ type: '', error }]);
}
