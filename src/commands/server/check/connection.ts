import { randomBytes } from 'node:crypto';
import { formatDuration } from '../../../base/duration.ts';
import { durationFlag } from '../../../cli/connection-flags.ts';
import { clientSettings } from '../../../cli/context-flags.ts';
import { checkCommand } from '../../../cli/system/check-command.ts';
import type { CheckResult } from '../../../cli/system/check-result.ts';
import { request } from '../../../nats-client/request.ts';
import { Session } from '../../../nats-client/session.ts';

const threshold = (description: string, value: string) =>
  ({ type: 'string', value: 'duration', description, default: value }) as const;

export default checkCommand({
  name: 'connection',
  suite: 'connections',
  summary: 'Check that one can connect, and how fast messages go there and back',
  aliases: ['conn'],
  examples: [
    'connection --server nats://n1:4222 --creds joe.creds',
    'connection --rtt-warn 10ms --rtt-critical 50ms --format prometheus',
  ],
  flags: {
    'connect-warn': threshold('Warn if connecting takes so long', '500ms'),
    'connect-critical': threshold('Critical if connecting takes so long', '1s'),
    'rtt-warn': threshold('Warn if a ping takes so long', '500ms'),
    'rtt-critical': threshold('Critical if a ping takes so long', '1s'),
    'req-warn': threshold('Warn if a message takes so long', '500ms'),
    'req-critical': threshold('Critical if a message takes so long', '1s'),
  },
  item: () => 'Connection',
  check: async (line, result, io) => {
    const { flags } = line;
    const limits = (name: 'connect' | 'rtt' | 'req') => ({
      warningMs: durationFlag(`${name}-warn`, flags[`${name}-warn`]),
      criticalMs: durationFlag(`${name}-critical`, flags[`${name}-critical`]),
    });
    const settings = await clientSettings(line, io, { name: 'natsx check', reconnects: 0 });
    const [connect, rtt, round] = [limits('connect'), limits('rtt'), limits('req')];
    const startMs = performance.now();
    const session = await Session.open(settings);
    try {
      const connectedMs = performance.now() - startMs;
      const url = `nats://${session.connection.getServer()}`;
      compare(result, connectedMs, connect, {
        name: 'connect_time',
        help: 'Time taken to connect to NATS',
        ok: `connected to ${url} in ${formatDuration(connectedMs)}`,
        exceeded: `connected to ${url}, connect time exceeded`,
      });
      const pingMs = performance.now();
      await session.connection.flush();
      const rttMs = performance.now() - pingMs;
      compare(result, rttMs, rtt, {
        name: 'rtt',
        help: 'The round-trip-time of the connection',
        ok: `rtt time ${formatDuration(rttMs)}`,
        exceeded: 'rtt time exceeded',
      });
      const roundMs = await roundTrip(session, settings.timeoutMs);
      compare(result, roundMs, round, {
        name: 'request_time',
        help: 'Time taken for a full Request-Reply operation',
        ok: `round trip took ${(roundMs / 1000).toFixed(6)}s`,
        exceeded: 'round trip request took more than',
      });
    } finally {
      await session.close();
    }
  },
});

interface Limits {
  readonly warningMs: number;
  readonly criticalMs: number;
}

interface Words {
  readonly name: string;
  readonly help: string;
  readonly ok: string;
  readonly exceeded: string;
}

function compare(result: CheckResult, ms: number, limits: Limits, words: Words): void {
  const { warningMs, criticalMs } = limits;
  const { name, help, ok, exceeded } = words;
  const [warning, critical] = [warningMs / 1000, criticalMs / 1000];
  result.measured({ name, value: ms / 1000, warning, critical, unit: 's', help });
  if (ms >= criticalMs) result.critical(`${exceeded} ${formatDuration(criticalMs)}`);
  else if (ms >= warningMs) result.warning(`${exceeded} ${formatDuration(warningMs)}`);
  else result.ok(ok);
}

/** A message that we send to ourselves, and hear. */
async function roundTrip(session: Session, timeoutMs: number): Promise<number> {
  const subject = session.newInbox();
  const payload = randomBytes(50);
  const echo = session.connection.subscribe(subject, {
    max: 1,
    callback: (_error, message) => {
      message.respond(message.data);
    },
  });
  await session.flush();
  const startMs = performance.now();
  try {
    for await (const reply of request(session, { subject, payload, timeoutMs, replies: 1 })) {
      if (Buffer.compare(reply.data, payload) === 0) break;
    }
    return performance.now() - startMs;
  } finally {
    echo.unsubscribe();
  }
}
