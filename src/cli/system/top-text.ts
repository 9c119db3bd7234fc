/** A server and its connections as nats-top shows them: on a screen, or in cells with something between them. */
import type { ConnectionInfo } from '../../system-client/endpoints.ts';
import {
  NO_RATES,
  type Counters,
  type ServerSnapshot,
} from '../../system-client/server-snapshot.ts';
import { oneLine } from '../table.ts';

export interface TopLook {
  /** Numbers as they are, without K and M. */
  readonly isRaw: boolean;
  readonly hasSubscriptions: boolean;
  /** The columns of traffic show what goes through in a second. */
  readonly hasRates: boolean;
  /** The name of an address, once it is known; undefined to show addresses. */
  readonly nameOf?: ((ip: string) => string | undefined) | undefined;
}

/** Lines; `note` stands after the version, `prompt` in the line above the connections. */
export function topText(
  snapshot: ServerSnapshot,
  look: TopLook,
  { note = '', prompt = '' }: { readonly note?: string; readonly prompt?: string } = {},
): string {
  const head = headOf(snapshot, look, note).map((cells) => cells.join(''));
  const [columns, ...rows] = tableOf(snapshot, look, snapshot.connections.some(hasName));
  const widths = columns!.map((_, at) =>
    Math.max(...[columns!, ...rows].map((cells) => cells[at]!.length)),
  );
  const lines = [columns!, ...rows].map((cells) =>
    `  ${cells.map((cell, at) => cell.padEnd(widths[at]!)).join('  ')}`.trimEnd(),
  );
  const polled = `Connections Polled: ${snapshot.connections.length}`;
  return `${[...head, prompt, polled, ...lines].join('\n')}\n`;
}

/** The same with `delimiter` between the cells, quoted where they hold it (RFC 4180): for a spreadsheet. */
export function topCells(snapshot: ServerSnapshot, look: TopLook, delimiter: string): string {
  const lines = [
    ...headOf(snapshot, look, '').map((cells) => cells.map((cell) => cell.trim())),
    [],
    ['Connections Polled:', String(snapshot.connections.length)],
    ...tableOf(snapshot, look, true),
  ];
  const quoted = (cell: string) =>
    cell.includes(delimiter) || cell.includes('"') ? `"${cell.replaceAll('"', '""')}"` : cell;
  return lines.map((cells) => `${cells.map(quoted).join(delimiter)}\n`).join('');
}

/** The lines about the server, in pieces. */
function headOf({ varz, rates }: ServerSnapshot, look: TopLook, note: string): string[][] {
  const count = (value: number) => countText(value, look.isRaw);
  const bytes = (value: number) => bytesText(value, look.isRaw);
  const name = varz.server_name === varz.server_id ? '' : oneLine(varz.server_name);
  const flow = (from: Counters, to: Counters, direction: 'in' | 'out') => [
    'Msgs: ',
    count(from[`${direction}_msgs`]),
    '  Bytes: ',
    bytes(from[`${direction}_bytes`]),
    '  Msgs/Sec: ',
    to[`${direction}_msgs`].toFixed(1),
    '  Bytes/Sec: ',
    bytes(to[`${direction}_bytes`]),
  ];
  const version = oneLine(varz.version);
  const uptime = `(uptime: ${oneLine(varz.uptime)})`;
  return [
    ['NATS server version ', version, ` ${uptime}`, note === '' ? '' : ` ${oneLine(note)}`],
    ['Server: ', name],
    ['  ID:   ', oneLine(varz.server_id)],
    [
      '  Load: ',
      'CPU:  ',
      `${varz.cpu.toFixed(1)}%`,
      '  Memory: ',
      bytesText(varz.mem, false),
      '  Slow Consumers: ',
      String(varz.slow_consumers),
    ],
    ['  In:   ', ...flow(varz, rates, 'in')],
    ['  Out:  ', ...flow(varz, rates, 'out')],
  ];
}

function tableOf(
  { connections, connectionRates }: ServerSnapshot,
  look: TopLook,
  hasNames: boolean,
): string[][] {
  const count = (value: number) => countText(value, look.isRaw);
  const bytes = (value: number) => bytesText(value, look.isRaw);
  const columns = [
    'HOST',
    'CID',
    ...(hasNames ? ['NAME'] : []),
    'SUBS',
    'PENDING',
    'MSGS_TO',
    'MSGS_FROM',
    'BYTES_TO',
    'BYTES_FROM',
    'LANG',
    'VERSION',
    'UPTIME',
    'LAST_ACTIVITY',
    ...(look.hasSubscriptions ? ['SUBSCRIPTIONS'] : []),
  ];
  const rows = connections.map((each) => {
    const flow = look.hasRates ? (connectionRates.get(each.cid) ?? NO_RATES) : each;
    return [
      look.nameOf?.(each.ip) ?? `${each.ip}:${each.port}`,
      each.cid,
      ...(hasNames ? [each.name ?? ''] : []),
      each.subscriptions,
      count(each.pending_bytes),
      count(flow.out_msgs),
      count(flow.in_msgs),
      bytes(flow.out_bytes),
      bytes(flow.in_bytes),
      each.lang ?? '',
      each.version ?? '',
      each.uptime ?? '',
      each.last_activity ?? '',
      ...(look.hasSubscriptions ? [(each.subscriptions_list ?? []).join(', ')] : []),
    ].map(oneLine);
  });
  return [columns, ...rows];
}

function hasName({ name = '' }: ConnectionInfo): boolean {
  return name !== '';
}

/** `1.2K`, of thousands. */
function countText(value: number, isRaw: boolean): string {
  return scaled(value, isRaw, 1000, ['', 'K', 'M', 'B', 'T']);
}

/** `1.2K`, of 1024 bytes. */
function bytesText(value: number, isRaw: boolean): string {
  return scaled(value, isRaw, 1024, ['', 'K', 'M', 'G']);
}

function scaled(value: number, isRaw: boolean, step: number, units: readonly string[]): string {
  if (isRaw || value < step) return value.toFixed(0);
  let unit = 0;
  let rest = value;
  while (rest >= step && unit < units.length - 1) {
    rest /= step;
    unit++;
  }
  return `${rest.toFixed(1)}${units[unit]!}`;
}
