/** The servers of a ping as lines: the columns of the talk that natsx comes from, more of them if asked for. */
import { formatDuration } from '../../base/duration.ts';
import type { MissingServer, Overview, PingedServer } from '../../system-client/overview.ts';
import { plainColumns } from '../plain-columns.ts';
import type { Cell } from '../table.ts';
import { between, shortBytes, shortCount, shortRtt } from './units.ts';

/** What the wide table needs beside the pings. */
export interface Details {
  /** Leafnodes of each server, by its id. */
  readonly leafnodes: ReadonlyMap<string, number>;
  /** An earlier look, for rates, and how long ago it was. */
  readonly before: Overview;
  readonly seconds: number;
}

/** Heading, servers, those that are missing, totals. */
export function pingLines(
  { servers, missing }: Overview,
  details: Details | undefined,
  isAscii = false,
): string[] {
  const columns = details === undefined ? COLUMNS : wideColumns(details, isAscii);
  return plainColumns([
    columns.map(({ heading }) => heading),
    ...servers.map((server) => columns.map(({ cell }) => cell(server))),
    ...missing.map((server) => columns.map(({ missing: cell }) => cell?.(server) ?? '-')),
    ...(servers.length + missing.length > 1
      ? [columns.map(({ total }) => total?.(servers) ?? '')]
      : []),
  ]);
}

/** What is wrong with a deployment, a sentence each. */
export function complaintsOf(
  { servers, missing, unnamed }: Overview,
  expect: number | undefined,
  isFiltered: boolean,
): string[] {
  const complaints = missing.map(
    ({ id, name, cluster, knownBy }) =>
      `Missing: ${name ?? id}${cluster === undefined ? '' : ` of cluster ${cluster}`}, known to ${knownBy}, did not answer`,
  );
  if (unnamed > 0) {
    complaints.push(
      `Missing: ${unnamed} server${unnamed === 1 ? '' : 's'} that others have heard of within the last minutes`,
    );
  }
  const lack = expect === undefined ? 0 : expect - servers.length;
  if (lack > 0) complaints.push(`Missing ${lack} server(s)`);
  if (lack < 0) complaints.push(`${-lack} server(s) more than expected`);
  if (servers.length === 0 && lack <= 0) {
    complaints.push(isFiltered ? 'No server matches' : 'No server has answered');
  }
  return complaints;
}

/** Messages a second between two looks; undefined for a server that is new or was started anew. */
export function ratesOf(
  { server, statsz }: PingedServer,
  { before, seconds }: Details,
): { readonly in: number; readonly out: number } | undefined {
  const old = before.servers.find((each) => each.server.id === server.id)?.statsz;
  if (old === undefined || seconds <= 0) return undefined;
  const rate = (now: number, then: number) => Math.max(0, now - then) / seconds;
  return {
    in: rate(statsz.received.msgs, old.received.msgs),
    out: rate(statsz.sent.msgs, old.sent.msgs),
  };
}

interface Column {
  readonly heading: string;
  readonly cell: (server: PingedServer) => Cell;
  readonly missing?: (server: MissingServer) => Cell;
  readonly total?: (servers: readonly PingedServer[]) => Cell;
}

const CLUSTER: Column = {
  heading: 'Cluster',
  cell: ({ server }) => server.cluster ?? '-',
  missing: ({ cluster }) => cluster ?? '-',
  total: (servers) => {
    const clusters = new Set(servers.map(({ server }) => server.cluster)).size;
    const counted = `${servers.length} server${servers.length === 1 ? '' : 's'}`;
    return clusters > 1 ? `${counted}, ${clusters} clusters` : counted;
  },
};
const IP: Column = {
  heading: 'IP',
  cell: ({ server }) => server.host,
  missing: ({ host }) => host ?? '-',
};
const VERSION: Column = {
  heading: 'Ver',
  cell: ({ server }) => server.ver,
  missing: () => 'missing',
};
const CONNECTIONS = summed('Conns', ({ statsz }) => statsz.connections);
const MEMORY: Column = {
  heading: 'Mem',
  cell: ({ statsz }) => shortBytes(statsz.mem),
  total: (servers) => shortBytes(sum(servers, ({ statsz }) => statsz.mem)),
};
const UPTIME: Column = {
  heading: 'Uptime',
  cell: ({ server, statsz }) => formatDuration(between(statsz.start, server.time)),
};

const COLUMNS: readonly Column[] = [CLUSTER, IP, VERSION, CONNECTIONS, MEMORY, UPTIME];

function wideColumns(details: Details, isAscii: boolean): Column[] {
  const rate = (direction: 'in' | 'out') => (each: PingedServer) =>
    ratesOf(each, details)?.[direction];
  return [
    CLUSTER,
    {
      heading: 'Name',
      cell: ({ server }) => server.name,
      missing: ({ name, id }) => name ?? id,
    },
    IP,
    VERSION,
    CONNECTIONS,
    summed('Subs', ({ statsz }) => statsz.subscriptions),
    summed('Routes', ({ statsz }) => statsz.routes?.length ?? 0),
    summed('GWs', ({ statsz }) => statsz.gateways?.length ?? 0),
    summed('Leafs', ({ server }) => details.leafnodes.get(server.id) ?? 0),
    summed('In/s', rate('in'), shortCount),
    summed('Out/s', rate('out'), shortCount),
    { heading: 'CPU', cell: ({ statsz }) => `${statsz.cpu.toFixed(0)}%` },
    MEMORY,
    { heading: 'RTT', cell: ({ rttMs }) => shortRtt(rttMs).replace('µ', isAscii ? 'u' : 'µ') },
    summed('Slow', ({ statsz }) => statsz.slow_consumers),
    UPTIME,
  ];
}

function summed(
  heading: string,
  value: (server: PingedServer) => number | undefined,
  shown: (value: number) => Cell = (number) => number,
): Column {
  return {
    heading,
    cell: (server) => {
      const number = value(server);
      return number === undefined ? '-' : shown(number);
    },
    total: (servers) => shown(sum(servers, (server) => value(server) ?? 0)),
  };
}

function sum(servers: readonly PingedServer[], value: (server: PingedServer) => number): number {
  return servers.reduce((total, server) => total + value(server), 0);
}
