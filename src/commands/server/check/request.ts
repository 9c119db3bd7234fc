import { NatsxError } from '../../../base/errors.ts';
import { formatDuration } from '../../../base/duration.ts';
import { durationFlag } from '../../../cli/connection-flags.ts';
import { GoFlagError } from '../../../cli/go-flags.ts';
import { timeoutOf } from '../../../cli/context-flags.ts';
import { UsageError } from '../../../cli/program.ts';
import { checkCommand } from '../../../cli/system/check-command.ts';
import { withSession } from '../../../cli/system/system-command.ts';
import { parseHeaderLines } from '../../../nats-client/header-lines.ts';
import { request } from '../../../nats-client/request.ts';

export default checkCommand({
  name: 'request',
  suite: 'request',
  summary: 'Check that a service answers, in time and as it should',
  aliases: ['req'],
  examples: [
    'request --subject help.please --payload ping --match-payload "^pong$"',
    'request --subject orders.status --response-warn 100ms --response-critical 1s',
  ],
  flags: {
    subject: { type: 'string', value: 'subject', description: 'Where to ask' },
    payload: { type: 'string', value: 'text', description: 'What to send', default: '' },
    headers: {
      type: 'string',
      value: 'K:V',
      multiple: true,
      aliases: ['header', 'H'],
      description: 'Header to send',
    },
    'match-payload': { type: 'string', value: 'regexp', description: 'What the answer must match' },
    'match-headers': {
      type: 'string',
      value: 'K:V',
      multiple: true,
      description: 'Header that the answer must have',
    },
    'response-warn': { type: 'string', value: 'duration', description: 'Warn if it takes so long' },
    'response-critical': {
      type: 'string',
      value: 'duration',
      description: 'Critical if it takes so long',
    },
  },
  item: ({ flags }) => {
    if (flags.subject === undefined) throw new UsageError('required flag --subject not provided');
    return 'Request';
  },
  check: async (line, result, io) => {
    const { flags } = line;
    const ms = (flag: 'response-warn' | 'response-critical') => {
      const text = flags[flag];
      return text === undefined ? 0 : durationFlag(flag, text);
    };
    const [warningMs, criticalMs] = [ms('response-warn'), ms('response-critical')];
    const pattern = patternOf(flags['match-payload']);
    const wanted = parseHeaderLines(flags['match-headers']);
    const headers = parseHeaderLines(flags.headers);
    const payload = Buffer.from(flags.payload);
    await withSession(line, io, async (session) => {
      const startMs = performance.now();
      const measure = () => {
        const value = (performance.now() - startMs) / 1000;
        const [warning, critical] = [warningMs / 1000, criticalMs / 1000];
        const help = 'How long the request took';
        result.measured({ name: 'time', value, warning, critical, unit: 's', help });
        return value * 1000;
      };
      const question = {
        subject: flags.subject!, // Checked by item().
        payload,
        headers,
        timeoutMs: timeoutOf(flags),
        replies: 1,
      };
      try {
        for await (const reply of request(session, question)) {
          const tookMs = measure();
          if (pattern !== undefined && !pattern.test(reply.string())) {
            result.critical('response does not match regexp');
          }
          for (const key of wanted?.keys() ?? []) {
            const value = reply.headers?.get(key) ?? '';
            if (value === wanted?.get(key)) continue;
            result.critical(`invalid header ${JSON.stringify(key)} = ${JSON.stringify(value)}`);
          }
          const took = `response took ${formatDuration(Math.round(tookMs))}`;
          if (criticalMs > 0 && tookMs > criticalMs) result.critical(took);
          else if (warningMs > 0 && tookMs > warningMs) result.warning(took);
          if (!result.hasComplaints) result.ok('Valid response');
        }
      } catch (error) {
        if (!(error instanceof NatsxError)) throw error;
        measure();
        result.critical(`could not send request: ${error.message}`);
      }
    });
  },
});

function patternOf(text: string | undefined): RegExp | undefined {
  if (text === undefined) return undefined;
  try {
    return new RegExp(text);
  } catch (cause) {
    throw new GoFlagError(`invalid value for flag -match-payload: ${(cause as Error).message}`);
  }
}
