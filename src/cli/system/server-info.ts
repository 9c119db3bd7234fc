/** What `natsx server info` shows of a server's VARZ: natscli's sections and labels. */
import { formatByteSize } from '../../nats-client/bench/byte-size.ts';
import { formatCount } from '../../nats-client/bench/format.ts';
import type { Varz } from '../../system-client/endpoints.ts';
import { oneLine } from '../table.ts';
import { sectionsText, type Rows, type Section } from './sections.ts';

export function serverInfoText(varz: Varz): string {
  const { server_id: id, server_name: name } = varz;
  const who = id === name ? id : `${name} (${id})`;
  const sections: Section[] = [
    ['Process Details', processRows(varz)],
    ['Connection Details', connectionRows(varz)],
    ...optional('JetStream', jetStreamRows(varz)),
    ['Limits', limitRows(varz)],
    ['Statistics', statisticsRows(varz)],
    ...optional('Cluster', clusterRows(varz)),
    ...optional('Super Cluster', gatewayRows(varz)),
  ];
  return `Server information for ${oneLine(who)}\n\n${sectionsText(sections)}`;
}

function optional(title: string, rows: Rows | undefined): Section[] {
  return rows === undefined ? [] : [[title, rows]];
}

function processRows(varz: Varz): Rows {
  return [
    ['Version', varz.version],
    ['Git Commit', varz.git_commit],
    ['Go Version', varz.go],
    ['Start Time', localTime(varz.start)],
    ['Configuration Load Time', localTime(varz.config_load_time)],
    ['Configuration Digest', varz.config_digest],
    ['Uptime', varz.uptime],
  ];
}

function connectionRows(varz: Varz): Rows {
  const { host, port, ip = '' } = varz;
  return [
    ['Auth Required', String(varz.auth_required ?? false)],
    ['TLS Required', String(varz.tls_required ?? false)],
    ['Host', `${host}:${port}${ip === '' ? '' : ` (${ip})`}`],
    ['Client URLs', varz.connect_urls],
    ['WebSocket URLs', varz.ws_connect_urls],
  ];
}

function jetStreamRows({ jetstream: { config, stats } = {} }: Varz): Rows | undefined {
  if (config?.store_dir === undefined) return undefined;
  return [
    ['Domain', config.domain],
    ['Storage Directory', config.store_dir],
    ['Active Accounts', formatCount(stats?.accounts ?? 0)],
    ['Memory In Use', formatByteSize(stats?.memory ?? 0)],
    ['File In Use', formatByteSize(stats?.storage ?? 0)],
    ['API Requests', formatCount(stats?.api?.total ?? 0)],
    ['API Errors', formatCount(stats?.api?.errors ?? 0)],
  ];
}

function limitRows(varz: Varz): Rows {
  return [
    ['Maximum Connections', formatCount(varz.max_connections)],
    ['Maximum Subscriptions', formatCount(varz.max_subscriptions ?? 0)],
    ['Maximum Payload', formatByteSize(varz.max_payload)],
    ['TLS Timeout', `${varz.tls_timeout.toFixed(2)}s`],
    ['Write Deadline', `${(varz.write_deadline / 1e9).toFixed(2)}s`],
  ];
}

function statisticsRows(varz: Varz): Rows {
  const bytes = `${formatByteSize(varz.in_bytes)} in ${formatByteSize(varz.out_bytes)} out`;
  return [
    ['CPU Cores', `${varz.cores} ${varz.cpu.toFixed(2)}%`],
    ['GOMAXPROCS', varz.gomaxprocs === undefined ? undefined : String(varz.gomaxprocs)],
    ['Memory', formatByteSize(varz.mem)],
    ['Connections', formatCount(varz.connections)],
    ['Subscriptions', formatCount(varz.subscriptions)],
    ['Messages', `${formatCount(varz.in_msgs)} in ${formatCount(varz.out_msgs)} out`],
    ['Bytes', bytes],
    ['Slow Consumers', formatCount(varz.slow_consumers)],
  ];
}

function clusterRows({ cluster = {}, tags = [] }: Varz): Rows | undefined {
  if (cluster.urls === undefined || cluster.urls.length === 0) return undefined;
  return [
    ['Name', cluster.name],
    ['Tags', tags.join(', ')],
    ['Host', `${cluster.addr ?? ''}:${cluster.cluster_port ?? ''}`],
    ['URLs', cluster.urls],
  ];
}

function gatewayRows({ gateway = {} }: Varz): Rows | undefined {
  if (gateway.gateways === undefined || gateway.gateways.length === 0) return undefined;
  return [
    ['Name', gateway.name],
    ['Host', `${gateway.host ?? ''}:${gateway.port ?? ''}`],
    ['Clusters', gateway.gateways.map(({ name }) => name).sort()],
  ];
}

/** `2026-11-22 17:37:58`, where whoever reads it lives. */
function localTime(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  const two = (number: number) => String(number).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
