/** A look at the servers of a deployment, and at what connects them. */
import { NatsxError } from '../base/errors.ts';
import type { Session } from '../nats-client/session.ts';
import { askAll, type EndpointAnswer, type EndpointQuestion } from '../system-client/ask.ts';
import type { Endpoints, LeafInfo } from '../system-client/endpoints.ts';
import type { Deployment } from './deployment.ts';
import type { PlannedServer } from './layout.ts';

export interface TopologyLook {
  /** In the order of the layout. */
  readonly servers: readonly ServerLook[];
}

export interface ServerLook {
  readonly server: PlannedServer;
  /** Of those that should be there, and those that are. */
  readonly routes: Links;
  readonly gateways: Links;
  readonly leafnodes: Links;
  /** What it says of itself; undefined if it has ended or does not answer. */
  readonly load: ServerLoad | undefined;
  readonly hasEnded: boolean;
}

/** Names of servers; of clusters for gateways. */
export interface Links {
  readonly there: readonly string[];
  readonly missing: readonly string[];
}

interface ServerLoad {
  readonly connections: number;
  readonly subscriptions: number;
  /** Messages per second; undefined at the first look. */
  readonly inRate: number | undefined;
  readonly outRate: number | undefined;
  readonly slowConsumers: number;
  /** Bytes. */
  readonly memory: number;
  /** Percent of one core. */
  readonly cpu: number;
}

type Pinged = EndpointAnswer<'STATSZ'>;

/** How long servers may take to answer, ms; one that has hung shows by then. */
const TIMEOUT_MS = 1_000;

export class TopologyWatch {
  readonly #deployment: Deployment;
  readonly #session: Session;
  #before = new Map<string, Pinged>();

  constructor(deployment: Deployment, session: Session) {
    this.#deployment = deployment;
    this.#session = session;
  }

  async look(): Promise<TopologyLook> {
    const { layout, alive } = this.#deployment;
    const question = { timeoutMs: TIMEOUT_MS, expect: alive.length };
    const hasLeaves = layout.topology.leafnodes > 0;
    const [pings, leafz] = await Promise.all([
      this.#ask({ ...question, endpoint: 'STATSZ' }),
      hasLeaves ? this.#ask({ ...question, endpoint: 'LEAFZ' }) : [],
    ]);
    const byName = new Map(pings.map((each) => [each.server.name, each]));
    const leaves = new Map(
      leafz.map(({ server, data }) => [
        server.name,
        (data.leafs ?? []).map((leaf) => nameOf(leaf, layout.servers)),
      ]),
    );
    const running = new Set(alive.map(({ server }) => server.name));
    const servers = layout.servers.map((server) => {
      const ping = byName.get(server.name);
      return {
        server,
        hasEnded: !running.has(server.name),
        load: ping && loadOf(ping, this.#before.get(server.name)),
        ...linksOf(server, layout.servers, ping, leaves.get(server.name) ?? []),
      };
    });
    // One that misses a look has its rates since it last answered.
    this.#before = new Map([...this.#before, ...byName]);
    return { servers };
  }

  /** None answers while the session goes from a server that has ended to another one. */
  async #ask<E extends keyof Endpoints>(
    question: EndpointQuestion<E>,
  ): Promise<EndpointAnswer<E>[]> {
    try {
      return await askAll(this.#session, question);
    } catch (error) {
      if (!(error instanceof NatsxError)) throw error;
      return [];
    }
  }
}

/** Up to 2.9, nats-server tells addresses alone; the leafnode's end of a connection has no port that we know. */
function nameOf(
  { name, ip, port }: Omit<LeafInfo, 'name'> & { readonly name?: string },
  servers: readonly PlannedServer[],
): string {
  return name ?? servers.find(({ ports }) => ports.leafnode === port)?.name ?? `${ip}:${port}`;
}

function linksOf(
  server: PlannedServer,
  servers: readonly PlannedServer[],
  ping: Pinged | undefined,
  leaves: readonly string[],
): Pick<ServerLook, 'routes' | 'gateways' | 'leafnodes'> {
  const members = servers.filter(({ leafOf }) => leafOf === undefined);
  const isMember = server.leafOf === undefined;
  const peers = isMember
    ? members.filter(({ name, cluster }) => cluster === server.cluster && name !== server.name)
    : [];
  const clusters = new Set(members.flatMap(({ cluster }) => cluster ?? []));
  clusters.delete(server.cluster ?? '');
  const hubs = isMember ? [] : members.filter(({ cluster = '' }) => cluster === server.leafOf);
  const { routes = [], gateways = [] } = ping?.data ?? {};
  return {
    routes: links(
      routes.flatMap(({ name }) => name ?? []),
      peers.map(({ name }) => name),
    ),
    gateways: links(
      gateways.flatMap(({ name }) => name ?? []),
      isMember ? [...clusters] : [],
    ),
    leafnodes: hubs.length === 0 ? links(leaves, []) : oneOf(leaves, hubs),
  };
}

/** Connections to the same server are one link. */
function links(names: readonly string[], expected: readonly string[]): Links {
  const there = new Set(names);
  return { there: [...there].sort(), missing: expected.filter((name) => !there.has(name)) };
}

/** A leafnode needs one of the servers of its cluster. */
function oneOf(names: readonly string[], hubs: readonly PlannedServer[]): Links {
  const there = [...new Set(names)].sort();
  const isLinked = there.length > 0;
  return { there, missing: isLinked ? [] : [hubs.map(({ name }) => name).join('|')] };
}

function loadOf({ server, data }: Pinged, before: Pinged | undefined): ServerLoad {
  const isSame = before?.data.start === data.start;
  // By the server's own clock: how long its answers were under way does not matter.
  const seconds = isSame ? (Date.parse(server.time) - Date.parse(before.server.time)) / 1000 : 0;
  const rate = (now: number, then: number | undefined) =>
    seconds > 0 && then !== undefined ? Math.max(0, now - then) / seconds : undefined;
  return {
    connections: data.connections,
    subscriptions: data.subscriptions,
    inRate: rate(data.received.msgs, before?.data.received.msgs),
    outRate: rate(data.sent.msgs, before?.data.sent.msgs),
    slowConsumers: data.slow_consumers,
    memory: data.mem,
    cpu: data.cpu,
  };
}
