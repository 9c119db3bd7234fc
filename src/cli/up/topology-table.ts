/** The servers of a deployment and what connects them, in columns and for programs. */
import { clientUrl } from '../../up/layout.ts';
import type { Links, ServerLook, TopologyLook } from '../../up/topology.ts';
import { plainColumns } from '../plain-columns.ts';
import { shortBytes, shortCount } from '../system/units.ts';
import type { Cell } from '../table.ts';

interface Column {
  readonly heading: string;
  readonly cell: (look: ServerLook) => Cell;
}

export function topologyTable({ servers }: TopologyLook): string {
  const columns = columnsFor(servers);
  const rows = servers.map((look) => columns.map(({ cell }) => cell(look)));
  return `${plainColumns([columns.map(({ heading }) => heading), ...rows]).join('\n')}\n`;
}

/** What nobody has is not shown. */
function columnsFor(servers: readonly ServerLook[]): Column[] {
  const linksOf = (heading: string, of: (look: ServerLook) => Links): Column[] => {
    const isShown = servers.some((look) => of(look).there.length + of(look).missing.length > 0);
    return isShown ? [{ heading, cell: (look) => linksText(of(look), look) }] : [];
  };
  const isClustered = servers.some(({ server }) => server.cluster !== undefined);
  return [
    ...(isClustered ? [{ heading: 'Cluster', cell: clusterText }] : []),
    { heading: 'Server', cell: ({ server }) => server.name },
    { heading: 'Clients', cell: ({ server }) => `${server.host}:${server.ports.client}` },
    ...linksOf('Routes', ({ routes }) => routes),
    ...linksOf('Gateways', ({ gateways }) => gateways),
    ...linksOf('Leafnodes', ({ leafnodes }) => leafnodes),
    { heading: 'Conns', cell: stateOr(({ connections }) => connections) },
    { heading: 'In/s', cell: stateOr(({ inRate }) => rateText(inRate)) },
    { heading: 'Out/s', cell: stateOr(({ outRate }) => rateText(outRate)) },
    { heading: 'CPU', cell: stateOr(({ cpu }) => `${cpu.toFixed(0)}%`) },
    { heading: 'Mem', cell: stateOr(({ memory }) => shortBytes(memory)) },
  ];
}

function clusterText({ server: { cluster, leafOf } }: ServerLook): string {
  return cluster ?? (leafOf === undefined || leafOf === '' ? '-' : `(leaf of ${leafOf})`);
}

/** `a2 a3`; what should be there and is not comes last, `no a3`. */
function linksText({ there, missing }: Links, { load }: ServerLook): string {
  if (load === undefined) return '-';
  return [...there, ...missing.map((name) => `no ${name}`)].join(' ') || '-';
}

/** A server that says nothing has its state in the first column of numbers. */
function stateOr(cell: (load: NonNullable<ServerLook['load']>) => Cell): Column['cell'] {
  return ({ load, hasEnded }) => {
    if (load !== undefined) return cell(load);
    return hasEnded ? 'ended' : 'silent';
  };
}

function rateText(rate: number | undefined): string {
  if (rate === undefined) return '-';
  return rate > 0 && rate < 9.95 ? rate.toFixed(1) : shortCount(Math.round(rate));
}

export function topologyJson({ servers }: TopologyLook, time: Date): object {
  return {
    time: time.toISOString(),
    servers: servers.map(({ server, routes, gateways, leafnodes, load, hasEnded }) => ({
      name: server.name,
      cluster: server.cluster,
      leafnodeOf: server.leafOf,
      url: clientUrl(server),
      state: load === undefined ? (hasEnded ? 'ended' : 'silent') : 'running',
      routes,
      gateways,
      leafnodes,
      ...load,
    })),
  };
}
