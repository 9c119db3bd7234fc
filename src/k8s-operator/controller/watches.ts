/** All that the controller watches, in all of its namespaces: what is ours whole, of what is others' the names alone. */
import { setMaxListeners } from 'node:events';
import type { Logger } from '../../base/logger.ts';
import type { Manifest } from '../kubernetes.ts';
import type {
  NatsAccount,
  NatsCluster,
  NatsOperator,
  NatsServiceRole,
  NatsUser,
} from '../resources.ts';
import type { KubeApi, Selection } from './kube-api.ts';
import { kindNamed, type Kind } from './kinds.ts';
import { Watched } from './watched.ts';

export interface StatefulSet extends Manifest {
  readonly spec: {
    readonly replicas?: number;
    readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly updatedReplicas?: number;
    readonly currentRevision?: string;
    readonly updateRevision?: string;
  };
}

/** The objects of one kind in all namespaces that are looked at. */
export interface View<T extends Manifest> {
  readonly kind: Kind;
  get(namespace: string, name: string): T | undefined;
  values(): Iterable<T>;
  /** Those of one namespace. */
  in(namespace: string): Iterable<T>;
  onChange(listener: (now: T | undefined, before: T | undefined) => void): void;
}

class Namespaces<T extends Manifest> implements View<T> {
  readonly kind: Kind;
  readonly #parts: ReadonlyMap<string | undefined, Watched<T>>;

  constructor(kind: Kind, parts: ReadonlyMap<string | undefined, Watched<T>>) {
    this.kind = kind;
    this.#parts = parts;
  }

  get(namespace: string, name: string): T | undefined {
    const part = this.#parts.get(undefined) ?? this.#parts.get(namespace);
    return part?.get(namespace, name);
  }

  *values(): Generator<T> {
    for (const part of this.#parts.values()) yield* part.values();
  }

  *in(namespace: string): Generator<T> {
    for (const each of this.values()) {
      if (each.metadata.namespace === namespace) yield each;
    }
  }

  onChange(listener: (now: T | undefined, before: T | undefined) => void): void {
    for (const part of this.#parts.values()) part.onChange(listener);
  }
}

export interface WatchesOptions {
  readonly api: KubeApi;
  /** Undefined: all of them. */
  readonly namespaces: readonly string[] | undefined;
  readonly logger: Logger;
}

export class Watches {
  readonly clusters: View<NatsCluster>;
  readonly serviceRoles: View<NatsServiceRole>;
  readonly operators: View<NatsOperator>;
  readonly accounts: View<NatsAccount>;
  readonly users: View<NatsUser>;
  readonly statefulSets: View<StatefulSet>;
  readonly secrets: View<Manifest>;
  readonly serviceAccounts: View<Manifest>;
  /** Kinds of which a cluster has objects beside its StatefulSet. */
  readonly parts: readonly View<Manifest>[];
  /** Undefined: all namespaces. */
  readonly namespaces: readonly string[] | undefined;
  readonly #options: WatchesOptions;
  readonly #all: { isSynced: boolean; run(signal: AbortSignal): Promise<void> }[] = [];

  constructor(options: WatchesOptions) {
    this.#options = options;
    this.namespaces = options.namespaces;
    this.clusters = this.#view('NatsCluster');
    this.serviceRoles = this.#view('NatsServiceRole');
    this.operators = this.#view('NatsOperator');
    this.accounts = this.#view('NatsAccount');
    this.users = this.#view('NatsUser');
    this.statefulSets = this.#view('StatefulSet', { labelSelector: OF_CLUSTERS });
    this.secrets = this.#view('Secret', { metadataOnly: true });
    this.serviceAccounts = this.#view('ServiceAccount', { metadataOnly: true });
    const ofClusters = { labelSelector: OF_CLUSTERS, metadataOnly: true };
    const names = ['Service', 'PodDisruptionBudget'] as const;
    const others = names.map((name) => this.#view<Manifest>(name, ofClusters));
    this.parts = [...others, this.secrets];
  }

  /** Whether all that there is has been seen once. */
  get isSynced(): boolean {
    return this.#all.every(({ isSynced }) => isSynced);
  }

  /** Watches until `signal` ends it. */
  async run(signal: AbortSignal): Promise<void> {
    setMaxListeners(0, signal); // Each watch listens, and each stops.
    await Promise.all(this.#all.map((each) => each.run(signal)));
  }

  #view<T extends Manifest>(
    name: Parameters<typeof kindNamed>[0],
    selection: Selection = {},
  ): View<T> {
    const { api, logger, namespaces = [undefined] } = this.#options;
    const kind = kindNamed(name);
    const parts = new Map<string | undefined, Watched<T>>();
    for (const namespace of namespaces) {
      const part = new Watched<T>({ api, kind, namespace, logger, ...selection });
      parts.set(namespace, part);
      this.#all.push(part);
    }
    return new Namespaces(kind, parts);
  }
}

/** nats-operator's label, which all objects of a cluster have. */
export const CLUSTER_LABEL = 'nats_cluster';
const OF_CLUSTERS = CLUSTER_LABEL;
