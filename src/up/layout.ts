/** Which servers a deployment has, and which ports they listen on. */
import { NatsxError } from '../base/errors.ts';

/** How many of each. */
export interface Topology {
  readonly clusters: number;
  /** In each cluster. */
  readonly servers: number;
  readonly leafnodes: number;
}

/** Ports that a server has beside that of its clients; without one it has no such listener. */
interface Ports {
  readonly client: number;
  readonly route?: number;
  readonly gateway?: number;
  readonly leafnode?: number;
}

export interface PlannedServer {
  readonly name: string;
  /** The cluster that it is in; a leafnode and a server alone are in none. */
  readonly cluster: string | undefined;
  /** The cluster that a leafnode connects to; empty for a server that is in none. Undefined if it is no leafnode. */
  readonly leafOf: string | undefined;
  /** Where others reach it. */
  readonly host: string;
  /** Where it listens. */
  readonly listenHost: string;
  readonly ports: Ports;
}

export interface Layout {
  readonly topology: Topology;
  readonly servers: readonly PlannedServer[];
}

/** More than anybody runs on one machine; each takes four ports. */
const MOST_SERVERS = 64;
/** Clusters are called a to z. */
const MOST_CLUSTERS = 26;

/** Each kind of listener begins so far above the port of clients: 4222, 6222, 7222 and 7422 are nats-server's own. */
const DISTANCES = { client: 0, route: 2000, gateway: 3000, leafnode: 3200 } as const;

type PortKind = keyof typeof DISTANCES;

/** A listener that a layout has. */
export interface Listener {
  readonly kind: PortKind;
  /** The number of the server, from 0. */
  readonly server: number;
}

/** Refuses what can't be run, with a NatsxError. */
export function checkTopology({ clusters, servers, leafnodes }: Topology): void {
  const total = clusters * servers + leafnodes;
  if (clusters <= MOST_CLUSTERS && total <= MOST_SERVERS) return;
  throw new NatsxError(
    'ERR_USAGE',
    `${clusters} × ${servers} servers and ${leafnodes} leafnodes are too many`,
    {
      suggestions: [`at most ${MOST_CLUSTERS} clusters, and ${MOST_SERVERS} servers in all`],
    },
  );
}

/** All listeners, server by server. */
export function listenersOf(topology: Topology): Listener[] {
  const { clusters, servers, leafnodes } = topology;
  const kinds: PortKind[] = ['client'];
  if (isClustered(topology)) kinds.push('route');
  if (clusters > 1) kinds.push('gateway');
  if (leafnodes > 0) kinds.push('leafnode');
  const members = clusters * servers;
  return Array.from({ length: members + leafnodes }, (_, server) =>
    (server < members ? kinds : (['client'] as const)).map((kind) => ({ kind, server })),
  ).flat();
}

/** The usual port of a listener, where clients' begin at `first`. */
export function usualPort({ kind, server }: Listener, first: number): number {
  return first + DISTANCES[kind] + server;
}

/** Where servers are. */
interface Addresses {
  readonly portOf: (listener: Listener) => number;
  /** Of each server, by its number. Default: all are on this machine, and nobody else reaches them. */
  readonly hosts?: readonly string[] | undefined;
}

/** The servers of a deployment: a1, a2, … b1, … leaf1, …; a server alone has the deployment's name. */
export function layOut(name: string, topology: Topology, { portOf, hosts }: Addresses): Layout {
  const { clusters, servers, leafnodes } = topology;
  const ports = new Map<number, Partial<Record<PortKind, number>>>();
  for (const listener of listenersOf(topology)) {
    const { kind, server } = listener;
    ports.set(server, { ...ports.get(server), [kind]: portOf(listener) });
  }
  const placed = (number: number) => ({
    host: hosts?.[number] ?? LOCAL,
    listenHost: hosts === undefined ? LOCAL : EVERYWHERE,
    ports: ports.get(number) as Ports, // Each has one for clients.
  });
  const clusterNames = Array.from({ length: clusters }, (_, at) => String.fromCharCode(97 + at));
  const members = clusterNames.flatMap((cluster, row) =>
    Array.from({ length: servers }, (_, at) => ({
      name: isClustered(topology) ? `${cluster}${at + 1}` : name,
      cluster: isClustered(topology) ? cluster : undefined,
      leafOf: undefined,
      ...placed(row * servers + at),
    })),
  );
  const leaves = Array.from({ length: leafnodes }, (_, at) => ({
    name: `leaf${at + 1}`,
    cluster: undefined,
    leafOf: isClustered(topology) ? clusterNames[at % clusters]! : '',
    ...placed(members.length + at),
  }));
  return { topology, servers: [...members, ...leaves] };
}

const LOCAL = '127.0.0.1';
const EVERYWHERE = '0.0.0.0';

function isClustered({ clusters, servers }: Topology): boolean {
  return clusters > 1 || servers > 1;
}

/** `nats://127.0.0.1:4222`, for clients. */
export function clientUrl({ host, ports }: PlannedServer): string {
  return `nats://${host}:${ports.client}`;
}

/** What a client of that cluster is told, or of all that are no leafnodes. */
export function clientUrls({ servers }: Layout, cluster?: string): string[] {
  return servers
    .filter((server) => server.leafOf === undefined)
    .filter((server) => cluster === undefined || server.cluster === cluster)
    .map(clientUrl);
}
