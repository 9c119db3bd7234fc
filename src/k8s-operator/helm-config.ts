/** `config` of the chart's values: what the servers are told. */
import { parseDuration } from '../base/duration.ts';
import { isRecord } from './check.ts';
import { defined } from './defined.ts';
import { helmAuth, helmOperator } from './helm-identity.ts';
import { helmTls } from './helm-tls.ts';
import type { HelmValues } from './helm-values.ts';
import type { HelmImport } from './imported.ts';
import { CLIENT_PORT, METRICS_PORT, MONITOR_PORT, ROUTE_PORT } from './names.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** Fields of a NatsCluster's `spec`. */
export function helmConfig(imported: HelmImport): Fields {
  const { values } = imported;
  fixedPorts(imported);
  return {
    natsConfig: natsConfig(values),
    lameDuckDurationSeconds: lameDuckSeconds(values),
    // The chart names servers as their pods, and has clients come through the Service alone.
    useServerName: true,
    noAdvertise: values.isOn('config.cluster.noAdvertise', true) ? true : undefined,
    tls: helmTls(imported),
    auth: helmAuth(imported),
    operatorConfig: helmOperator(imported),
    gatewayConfig: gateways(imported),
    leafnodeConfig: leafnodes(imported),
    websocketConfig: websocket(values),
  };
}

/** Ports that a NatsCluster does not choose. */
function fixedPorts({ values, differences }: HelmImport): void {
  const ports = [
    ['config.nats.port', CLIENT_PORT],
    ['config.cluster.port', ROUTE_PORT],
    ['config.monitor.port', MONITOR_PORT],
    ['promExporter.port', METRICS_PORT],
  ] as const;
  for (const [path, port] of ports) {
    const given = values.number(path) ?? port;
    if (given !== port) differences.push({ path, text: `${given} becomes ${port}` });
  }
  if (values.isOn('config.monitor.enabled', true)) return;
  differences.push({ path: 'config.monitor.enabled', text: 'becomes true: probes ask that port' });
}

/** Options of nats-server, and the fields of `natsConfig` that they are. */
const OPTIONS = {
  debug: 'debug',
  trace: 'trace',
  write_deadline: 'write_deadline',
  max_connections: 'maxConnections',
  max_payload: 'maxPayload',
  max_pending: 'maxPending',
  max_subscriptions: 'maxSubscriptions',
  max_control_line: 'maxControlLine',
} as const;

function natsConfig(values: HelmValues): Fields | undefined {
  const entries = Object.entries(OPTIONS).map(([option, field]): [string, unknown] => {
    const value = values.take(`config.merge.${option}`);
    return [field, field.startsWith('max') ? amount(value) : value];
  });
  const logtime = values.take('config.merge.logtime');
  const config = defined<unknown>({
    ...Object.fromEntries(entries),
    disableLogtime: logtime === false ? true : undefined,
  });
  return Object.keys(config).length === 0 ? undefined : config;
}

const UNITS = new Map([
  ['', 1],
  ['k', 1000],
  ['m', 1000 ** 2],
  ['g', 1000 ** 3],
  ['kb', 1024],
  ['mb', 1024 ** 2],
  ['gb', 1024 ** 3],
  ['kib', 1024],
  ['mib', 1024 ** 2],
  ['gib', 1024 ** 3],
]);

/** `<< 8MB >>` as the chart has numbers with units written; what is none stays, and is refused by its schema. */
function amount(value: unknown): unknown {
  const found =
    typeof value === 'string' ? /^(?:<< *)?(\d+) *([a-z]*)(?: *>>)?$/i.exec(value) : null;
  const unit = UNITS.get((found?.[2] ?? '').toLowerCase());
  return found === null || unit === undefined ? value : Number(found[1]) * unit;
}

/** The chart has lame ducks take 30 seconds. */
const CHART_LAME_DUCK = '30s';

function lameDuckSeconds(values: HelmValues): number {
  values.ignore('config.merge.lame_duck_grace_period');
  const text = values.text('config.merge.lame_duck_duration') ?? CHART_LAME_DUCK;
  return Math.round(parseDuration(text.replace(/^<< *| *>>$/g, '')) / 1000);
}

function gateways({ values, name, differences }: HelmImport): Fields | undefined {
  if (!values.isOn('config.gateway.enabled')) return undefined;
  const path = 'config.gateway.merge';
  const remotes = values.list(`${path}.gateways`).filter(isRecord);
  for (const [at, { urls }] of remotes.entries()) {
    if (!Array.isArray(urls) || urls.length < 2) continue;
    const text = 'becomes url, the first of them: from there the others are learnt';
    differences.push({ path: `${path}.gateways[${at}].urls`, text });
  }
  const rejects = [`${path}.reject_unknown`, `${path}.reject_unknown_cluster`];
  return defined({
    name: values.text(`${path}.name`) ?? name,
    hostPort: values.number('config.gateway.port') ?? 7222,
    rejectUnknown: rejects.map((each) => values.isOn(each)).includes(true) ? true : undefined,
    gateways: remotes.length === 0 ? undefined : remotes.map(remoteGateway),
  });
}

function remoteGateway({ name, url, urls }: Fields): Fields {
  const first: unknown = Array.isArray(urls) ? urls[0] : undefined;
  return defined({ name, url: url ?? first });
}

function leafnodes({ values, differences }: HelmImport): Fields | undefined {
  const path = 'config.leafnodes.merge.remotes';
  const remotes = values.list(path).filter(isRecord);
  if (!values.isOn('config.leafnodes.enabled') && remotes.length === 0) return undefined;
  for (const [at, remote] of remotes.entries()) {
    for (const option of Object.keys(remote).filter((each) => !REMOTE.includes(each))) {
      differences.push({
        path: `${path}[${at}].${option}`,
        text: 'is left out: a NatsCluster has nothing like it',
      });
    }
  }
  values.ignore('config.leafnodes.merge.no_advertise');
  return defined({
    hostPort: values.number('config.leafnodes.port') ?? 7422,
    remotes:
      remotes.length === 0
        ? undefined
        : remotes.map(({ url, urls, credentials }) => defined({ url, urls, credentials })),
  });
}

/** What a NatsCluster can say of a remote. */
const REMOTE = ['url', 'urls', 'credentials'];

function websocket(values: HelmValues): Fields | undefined {
  if (!values.isOn('config.websocket.enabled')) return undefined;
  values.ignore('config.websocket.merge.no_tls');
  return defined({
    port: values.number('config.websocket.port') ?? 8080,
    handshakeTimeout: values.text('config.websocket.merge.handshake_timeout'),
    compression: values.isOn('config.websocket.merge.compression') ? true : undefined,
  });
}
