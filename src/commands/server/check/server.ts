import { NatsxError } from '../../../base/errors.ts';
import { durationFlag } from '../../../cli/connection-flags.ts';
import { timeoutOf } from '../../../cli/context-flags.ts';
import { UsageError } from '../../../cli/program.ts';
import { checkCommand } from '../../../cli/system/check-command.ts';
import { judge, type CheckResult } from '../../../cli/system/check-result.ts';
import { withSession } from '../../../cli/system/system-command.ts';
import { between, shortDuration } from '../../../cli/system/units.ts';
import { askAll } from '../../../system-client/ask.ts';
import type { Varz } from '../../../system-client/endpoints.ts';

const count = (description: string) =>
  ({ type: 'integer', value: 'n', description, default: 0 }) as const;
const time = (description: string) => ({ type: 'string', value: 'duration', description }) as const;

export default checkCommand({
  name: 'server',
  suite: 'server',
  summary: 'Check how one server is doing',
  examples: [
    'server --name n1 --context sys --cpu-warn 80 --cpu-critical 95',
    'server --name n1 --conn-warn 1000 --conn-critical 5000 --tls-cert-warn 720h --tls-cert-crit 168h',
  ],
  flags: {
    name: { type: 'string', value: 'name', description: 'The name of the server' },
    'cpu-warn': count('Warn at this CPU usage, in percent'),
    'cpu-critical': count('Critical at this CPU usage, in percent'),
    'mem-warn': count('Warn at so many bytes of memory'),
    'mem-critical': count('Critical at so many bytes of memory'),
    'conn-warn': count('Warn at so many connections; at so few, if it is above the critical one'),
    'conn-critical': count('Critical at so many connections; at so few, if it is below the other'),
    'subs-warn': count('Warn at so many subscriptions; at so few, if it is above the critical one'),
    'subs-critical': count(
      'Critical at so many subscriptions; at so few, if it is below the other',
    ),
    'uptime-warn': time('Warn if it was started so lately'),
    'uptime-critical': time('Critical if it was started so lately'),
    'auth-required': { type: 'boolean', description: 'Critical if it asks for no login' },
    'tls-required': { type: 'boolean', description: 'Critical if it does not insist on TLS' },
    'js-required': { type: 'boolean', description: 'Critical if it has no JetStream' },
    'tls-cert-warn': time('Warn if a certificate expires within this time'),
    'tls-cert-crit': time('Critical if a certificate expires within this time'),
  },
  item: ({ flags }) => {
    if (flags.name === undefined) throw new UsageError('required flag --name not provided');
    return flags.name;
  },
  check: async (line, result, io) => {
    const { flags } = line;
    const name = flags.name!; // Checked by item().
    const ms = (flag: TimeFlag) => {
      const text = flags[flag];
      return text === undefined ? 0 : durationFlag(flag, text);
    };
    const uptime = { warningMs: ms('uptime-warn'), criticalMs: ms('uptime-critical') };
    const expiry = { warningMs: ms('tls-cert-warn'), criticalMs: ms('tls-cert-crit') };
    const [answer] = await withSession(line, io, (session) =>
      askAll(session, {
        endpoint: 'VARZ',
        options: { server_name: name, exact_match: true },
        timeoutMs: timeoutOf(flags),
        expect: 1,
      }),
    );
    if (answer === undefined) {
      throw new NatsxError('ERR_NOT_FOUND', `no server ${JSON.stringify(name)} has answered`);
    }
    const { data: varz } = answer;
    if (flags['js-required']) {
      require(result, varz.jetstream?.config !==
        undefined, 'JetStream enabled', 'JetStream not enabled');
    }
    if (flags['tls-required']) {
      require(result, varz.tls_required === true, 'TLS required', 'TLS not required');
    }
    if (flags['auth-required']) {
      const is = varz.auth_required === true;
      require(result, is, 'Authentication required', 'Authentication not required');
    }
    checkCertificates(result, varz, expiry);
    checkUptime(result, varz, uptime);
    const figures = [
      {
        what: 'CPU',
        name: 'cpu',
        value: varz.cpu,
        unit: '%',
        help: 'NATS Server CPU usage in percentage',
        flag: 'cpu',
      },
      {
        what: 'Memory',
        name: 'mem',
        value: varz.mem,
        unit: '',
        help: 'NATS Server memory usage in bytes',
        flag: 'mem',
      },
      {
        what: 'Connections',
        name: 'connections',
        value: varz.connections,
        unit: '',
        help: 'Active connections',
        flag: 'conn',
      },
      {
        what: 'Subscriptions',
        name: 'subscriptions',
        value: varz.subscriptions,
        unit: '',
        help: 'Active subscriptions',
        flag: 'subs',
      },
    ] as const;
    for (const { what, name: key, value, unit, help, flag } of figures) {
      const [warning, critical] = [flags[`${flag}-warn`], flags[`${flag}-critical`]];
      result.measured({ name: key, value, warning, critical, unit, help });
      const lowIsBad = flag === 'conn' || flag === 'subs' ? 'if critical is lower' : 'never';
      judge(result, { what, value, warning, critical }, lowIsBad);
    }
    if (!result.hasComplaints) result.ok(`Up ${shortDuration(between(varz.start, varz.now))}`);
  },
});

type TimeFlag = 'uptime-warn' | 'uptime-critical' | 'tls-cert-warn' | 'tls-cert-crit';

interface Thresholds {
  readonly warningMs: number;
  readonly criticalMs: number;
}

function require(result: CheckResult, isSo: boolean, yes: string, no: string): void {
  if (isSo) result.ok(yes);
  else result.critical(no);
}

function checkUptime(result: CheckResult, varz: Varz, { warningMs, criticalMs }: Thresholds): void {
  const upMs = between(varz.start, varz.now);
  const [warning, critical] = [warningMs / 1000, criticalMs / 1000];
  const help = 'NATS Server uptime in seconds';
  result.measured({ name: 'uptime', value: upMs / 1000, warning, critical, unit: 's', help });
  if (warningMs > 0 && criticalMs > warningMs) result.critical('Up invalid thresholds');
  else if (upMs <= criticalMs) result.critical(`Up ${shortDuration(upMs)}`);
  else if (upMs <= warningMs) result.warning(`Up ${shortDuration(upMs)}`);
}

function checkCertificates(
  result: CheckResult,
  varz: Varz,
  { warningMs, criticalMs }: Thresholds,
): void {
  if (warningMs === 0 && criticalMs === 0) return;
  if (warningMs === 0 || criticalMs === 0) {
    result.critical('TLS certificate expiry requires both warning and critical thresholds');
    return;
  }
  const { cluster, gateway, leaf, websocket } = varz;
  const certificates = Object.entries({ server: varz, cluster, gateway, leafnode: leaf, websocket })
    .map(([where, listener]) => ({ where, end: listener?.tls_cert_not_after }))
    // Go's zero time is none.
    .filter(({ end }) => end !== undefined && !end.startsWith('0001-'));
  if (certificates.length === 0) {
    result.critical('TLS certificate expiry thresholds configured but no TLS certificates found');
  }
  for (const { where, end } of certificates) {
    const leftMs = Date.parse(end!) - Date.parse(varz.now);
    const text = `${where} TLS certificate ${leftMs <= 0 ? 'expired' : `expires in ${shortDuration(leftMs)}`}`;
    if (leftMs <= criticalMs) result.critical(text);
    else if (leftMs <= warningMs) result.warning(text);
    else result.ok(text);
  }
}
