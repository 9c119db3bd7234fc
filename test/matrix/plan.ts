// Which deployments are tried: all there are, or a few by chance.
import type { EngineName } from '../support/engines.ts';
import { pick, randomFrom, type Random } from '../support/random.ts';
import { leaves, supercluster, type Security, type Topology } from '../support/topology.ts';
import { ofClusters } from './scenarios.ts';

const { peaceful, faults } = ofClusters;

/** One cluster, and what it goes through. */
export interface ClusterRow {
  /** In the order of their start; the first is the one that the others are told of. */
  readonly engines: readonly EngineName[];
  readonly security: Security;
  /** Names of scenarios. */
  readonly scenarios: readonly string[];
}

/** Several clusters, or a cluster and its leaves; what it goes through follows from its kind. */
export interface WideRow {
  readonly topology: Topology;
  readonly engines: readonly EngineName[];
  readonly security: Security;
}

export interface Plan {
  readonly seed: number;
  readonly isWhole: boolean;
  readonly clusters: readonly ClusterRow[];
  readonly superclusters: readonly WideRow[];
  /** Three clusters of one server each, the third further away than the second. */
  readonly distant: readonly (readonly EngineName[])[];
  /** A cluster of two and one of one, whose network is cut. */
  readonly apart: readonly (readonly EngineName[])[];
  readonly leafnodes: readonly WideRow[];
  /** Clusters in a network that is cut. */
  readonly partitioned: readonly (readonly EngineName[])[];
}

export interface PlanOptions {
  readonly seed: number;
  /** All there are, or a sample for a minute. */
  readonly isWhole: boolean;
  readonly sizes: readonly number[];
  /** Only deployments of these; without natsx among them, the others' own. */
  readonly engines: readonly EngineName[];
  readonly kinds: readonly Kind[];
}

export type Kind = 'clusters' | 'superclusters' | 'leafnodes';

export const everySize = [2, 3, 5];
export const everyKind: readonly Kind[] = ['clusters', 'superclusters', 'leafnodes'];
export const everyEngine: readonly EngineName[] = ['natsx', 'old', 'current'];
const everySecurity: readonly Security[] = ['open', 'password', 'tls', 'tls and password'];
const everyScenario = [...peaceful, ...faults].map(({ name }) => name);

export function planOf(options: PlanOptions): Plan {
  const { seed, isWhole, sizes, engines, kinds } = options;
  const random = randomFrom(seed);
  const isWanted = (row: readonly EngineName[]) =>
    row.every((name) => engines.includes(name)) &&
    (!engines.includes('natsx') || row.includes('natsx'));
  const only = <T>(kind: Kind, rows: readonly T[]) => (kinds.includes(kind) ? rows : []);
  const mixed = sizes
    .flatMap((size) => (size > 3 ? someMixtures(size, random) : mixtures(size)))
    .filter(isWanted);
  const inThrees = mixtures(3).filter((row) => new Set(row).size < 3 && isWanted(row));
  const clusters = only('clusters', mixed);
  const partitioned = only('clusters', inThrees);
  const distant = only('superclusters', inThrees);
  const wide = {
    superclusters: only('superclusters', superclusters()).filter((row) => isWanted(row.engines)),
    leafnodes: only('leafnodes', leafnodes()).filter((row) => isWanted(row.engines)),
  };
  if (isWhole) {
    return {
      seed,
      isWhole,
      clusters: clusters.flatMap(secured),
      partitioned,
      distant,
      apart: distant,
      ...wide,
    };
  }
  const isFar = random(2) === 0;
  return {
    ...{ seed, isWhole, ...sampleOf(clusters, partitioned, random) },
    distant: isFar ? oneOf(distant, random) : [],
    apart: isFar ? [] : oneOf(distant, random),
    superclusters: oneOf(wide.superclusters, random),
    leafnodes: oneOf(wide.leafnodes, random),
  };
}

/** Two and three clusters: of one kind, of one kind each, and mixed inside. */
function superclusters(): WideRow[] {
  const shapes = [
    [1, 1],
    [2, 2],
    [3, 3],
    [1, 1, 1],
    [2, 2, 2],
  ];
  return shapes.flatMap((sizes) => {
    const topology = supercluster(...sizes);
    const clusterAt = sizes.flatMap((size, at) => Array<number>(size).fill(at));
    const rows = pairs().flatMap((pair) => [
      clusterAt.map((at) => pair[at % 2]!),
      clusterAt.map((_, at) => pair[at % 2]!),
    ]);
    return securedInTurn(topology, withoutTwins(rows));
  });
}

/** Hubs of one kind, leaves of the same or another. */
function leafnodes(): WideRow[] {
  const shapes = [
    [1, 1],
    [2, 2],
  ] as const;
  return shapes.flatMap(([hubs, count]) => {
    const rows = pairs().map(([hub, leaf]) => [
      ...Array<EngineName>(hubs).fill(hub),
      ...Array<EngineName>(count).fill(leaf),
    ]);
    return securedInTurn(leaves(hubs, count), withoutTwins(rows));
  });
}

function securedInTurn(topology: Topology, rows: readonly EngineName[][]): WideRow[] {
  return rows.map((engines, at) => ({
    topology,
    engines,
    security: everySecurity[at % everySecurity.length]!,
  }));
}

function pairs(): [EngineName, EngineName][] {
  return everyEngine.flatMap((one) =>
    everyEngine.map((other): [EngineName, EngineName] => [one, other]),
  );
}

function withoutTwins(rows: readonly EngineName[][]): EngineName[][] {
  return [...new Map(rows.map((row) => [row.join(), row])).values()];
}

function oneOf<T>(rows: readonly T[], random: Random): T[] {
  return rows.length === 0 ? [] : [pick(random, rows)];
}

/** Clusters of one kind come with each way to let servers in, others with one each. */
function secured(engines: readonly EngineName[], at: number): ClusterRow[] {
  const isPure = new Set(engines).size === 1;
  const securities = isPure ? everySecurity : [everySecurity[at % everySecurity.length]!];
  return securities.map((security) => ({ engines, security, scenarios: everyScenario }));
}

/** One cluster of ours, one with each kind of nats-server, in some order; each meets one fault. */
function sampleOf(
  clusters: readonly (readonly EngineName[])[],
  partitioned: readonly (readonly EngineName[])[],
  random: Random,
): Pick<Plan, 'clusters' | 'partitioned'> {
  const rows = everyEngine.map((name) =>
    clusters.filter((row) => row.includes(name) && (name !== 'natsx' || isOurs(row))),
  );
  const fault = shuffled(faults, random);
  return {
    clusters: rows
      .filter((choices) => choices.length > 0)
      .map((choices, at) => ({
        engines: pick(random, choices),
        security: pick(random, everySecurity),
        scenarios: [...peaceful, fault[at % fault.length]!].map(({ name }) => name),
      })),
    partitioned: oneOf(partitioned, random),
  };
}

function isOurs(row: readonly EngineName[]): boolean {
  return row.every((name) => name === 'natsx');
}

/** Every row of `size` engines. */
function mixtures(size: number): EngineName[][] {
  if (size === 0) return [[]];
  return mixtures(size - 1).flatMap((row) => everyEngine.map((name) => [...row, name]));
}

/** Each kind alone, each two and all three, in an order by chance. */
function someMixtures(size: number, random: Random): EngineName[][] {
  const kinds: readonly (readonly EngineName[])[] = [
    ...everyEngine.map((name) => [name]),
    ['natsx', 'old'],
    ['natsx', 'current'],
    everyEngine,
  ];
  return kinds.map((names) =>
    shuffled(
      Array.from({ length: size }, (_, at) => names[at % names.length]!),
      random,
    ),
  );
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const left = [...items];
  return items.map(() => left.splice(random(left.length), 1)[0]!);
}
