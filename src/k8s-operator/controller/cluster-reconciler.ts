/**
 * A NatsCluster: what it is made of is rendered, as `natsx k8s render` does, and applied. Pods are the StatefulSet's: it
 * adds them, and takes or replaces one after the other, last first, each through its lame duck, and waits until it is
 * ready. What servers can reload, their sidecar has them reload; only what they can't changes their pods.
 */
import { NatsxError } from '../../base/errors.ts';
import type { Secret } from '../kubernetes.ts';
import { renderCluster, type OperatorTrust, type RenderSettings } from '../render.ts';
import type { Manifest, NatsCluster } from '../resources.ts';
import { Applier } from './applier.ts';
import { clusterStatus, type Refusal } from './cluster-status.ts';
import { kindNamed } from './kinds.ts';
import { keyOf } from './kube-object.ts';
import type { Scene } from './scene.ts';
import type { RoleReconciler } from './role-reconciler.ts';
import { ServiceTokens, type Tokens } from './service-tokens.ts';
import { writeStatus } from './status.ts';
import type { Again } from './work-queue.ts';

const SECRET = kindNamed('Secret');

/** What `operatorConfig.operator` stands for. */
export type FindTrust = (namespace: string, name: string) => OperatorTrust | undefined;

export type ClusterSettings = Pick<RenderSettings, 'server' | 'natsxImage'>;

export class ClusterReconciler {
  readonly #scene: Scene;
  readonly #settings: ClusterSettings;
  readonly #tokens: ServiceTokens;
  readonly #roles: RoleReconciler;
  readonly #findTrust: FindTrust;
  readonly #applier: Applier;
  readonly #refused = new Map<string, string>();

  constructor(
    scene: Scene,
    settings: ClusterSettings,
    tokens: ServiceTokens,
    roles: RoleReconciler,
    findTrust: FindTrust,
  ) {
    this.#scene = scene;
    this.#settings = settings;
    this.#tokens = tokens;
    this.#roles = roles;
    this.#findTrust = findTrust;
    this.#applier = new Applier(scene.api);
  }

  async reconcile(namespace: string, name: string): Promise<Again> {
    const cluster = this.#scene.watches.clusters.get(namespace, name);
    if (cluster === undefined || cluster.metadata.deletionTimestamp !== undefined) {
      // Its objects go with it: they say whose they are.
      this.#forget(`${namespace}/${name}`, cluster?.metadata.uid);
      return undefined;
    }
    if (cluster.spec.paused === true) {
      await this.#tell(cluster, undefined);
      return undefined;
    }
    try {
      const again = await this.#make(cluster);
      this.#refused.delete(keyOf(cluster));
      await this.#tell(cluster, undefined);
      return again;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await this.#refuse(cluster, error);
      return undefined;
    }
  }

  #forget(key: string, uid: string | undefined): void {
    this.#scene.uses.forget(`NatsCluster/${key}`);
    this.#refused.delete(key);
    if (uid !== undefined) this.#applier.forget(uid);
  }

  async #make(cluster: NatsCluster): Promise<Again> {
    const { watches, events, now } = this.#scene;
    const wantsTokens = cluster.spec.auth?.enableServiceAccounts === true;
    const tokens = wantsTokens ? await this.#tokens.ensure(cluster, now()) : NO_TOKENS;
    const manifests = await this.#render(cluster, wantsTokens ? tokens : undefined);
    const views = [watches.statefulSets, ...watches.parts];
    this.#announce(cluster, manifests);
    const changed = await this.#applier.apply(cluster, manifests, views);
    const removed = await this.#applier.prune(cluster, manifests, views);
    if (changed.length > 0) events.normal(cluster, 'Applied', `Applied ${changed.join(', ')}`);
    if (removed.length > 0) events.normal(cluster, 'Removed', `Removed ${removed.join(', ')}`);
    await this.#roles.tell(cluster, tokens);
    return untilNext(tokens, now());
  }

  /** Renders, reads the Secrets that were asked for, and renders again until nothing more is asked for. */
  async #render(cluster: NatsCluster, tokens: Tokens | undefined): Promise<Manifest[]> {
    const { metadata } = cluster;
    const { namespace = '' } = metadata;
    const known = new Map<string, ReadonlyMap<string, string> | undefined>();
    const asked = new Set<string>();
    const operators = new Set<string>();
    const settings: RenderSettings = {
      ...this.#settings,
      namespace,
      secret: (name) => {
        asked.add(name);
        return known.get(name);
      },
      operator: (name) => {
        operators.add(name);
        return this.#findTrust(namespace, name);
      },
      ...(tokens === undefined ? {} : { serviceUsers: tokens.held.map(({ user }) => user) }),
    };
    for (;;) {
      const before = known.size;
      const attempt = tryTo(() => renderCluster(cluster, settings));
      for (const name of asked) {
        if (!known.has(name)) known.set(name, await this.#entriesOf(namespace, name));
      }
      if (known.size > before) continue;
      this.#note(cluster, asked, operators);
      if ('error' in attempt) throw attempt.error;
      return attempt.result;
    }
  }

  /** What it was rendered from: when that changes, it is rendered again. */
  #note(cluster: NatsCluster, secrets: ReadonlySet<string>, operators: ReadonlySet<string>): void {
    const { uses, watches } = this.#scene;
    const { namespace = '' } = cluster.metadata;
    const used = Array.from(secrets, (name) => `Secret/${namespace}/${name}`);
    for (const name of operators) {
      const system = watches.operators.get(namespace, name)?.spec.systemAccount;
      used.push(`NatsOperator/${namespace}/${name}`);
      if (system !== undefined) used.push(`NatsAccount/${namespace}/${system}`);
    }
    uses.note(`NatsCluster/${keyOf(cluster)}`, used);
  }

  async #entriesOf(
    namespace: string,
    name: string,
  ): Promise<ReadonlyMap<string, string> | undefined> {
    const secret = await this.#scene.api.get<Secret>(SECRET, namespace, name);
    if (secret === undefined) return undefined;
    const entries = Object.entries(secret.data ?? {});
    return new Map(entries.map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
  }

  /** Says what is about to begin. */
  #announce(cluster: NatsCluster, manifests: readonly Manifest[]): void {
    const { watches, events } = this.#scene;
    const { namespace = '', name } = cluster.metadata;
    const before = watches.statefulSets.get(namespace, name)?.spec.replicas;
    const wanted = manifests.find(({ kind }) => kind === 'StatefulSet')?.['spec'];
    const { replicas } = (wanted ?? {}) as { replicas?: number };
    if (before !== undefined && replicas !== undefined && before !== replicas) {
      const way = before < replicas ? 'ScalingUp' : 'ScalingDown';
      events.normal(cluster, way, `From ${before} to ${replicas} servers`);
    }
  }

  async #refuse(cluster: NatsCluster, error: NatsxError): Promise<void> {
    const key = keyOf(cluster);
    if (this.#refused.get(key) !== error.message) {
      this.#scene.events.warning(cluster, 'Refused', error.message);
    }
    this.#refused.set(key, error.message);
    await this.#tell(cluster, { code: error.code, message: error.message });
  }

  async #tell(cluster: NatsCluster, refusal: Refusal | undefined): Promise<void> {
    const { api, watches, events, now } = this.#scene;
    const { namespace = '', name } = cluster.metadata;
    const set = watches.statefulSets.get(namespace, name);
    const status = clusterStatus(cluster, set, refusal, now());
    const became = status.phase !== cluster.status?.phase ? status.phase : undefined;
    await writeStatus(api, cluster, status);
    if (became === 'Running')
      events.normal(cluster, 'Running', `${status.readySize ?? 0} servers are ready`);
  }
}

const NO_TOKENS: Tokens = { held: [], idle: [] };

/** A cluster that can't be had as it is written: waiting does not help, a change does. */
function isRefusal(error: unknown): error is NatsxError {
  return error instanceof NatsxError && error.code.startsWith('ERR_RESOURCE');
}

function tryTo<T>(action: () => T): { readonly result: T } | { readonly error: unknown } {
  try {
    return { result: action() };
  } catch (error) {
    return { error };
  }
}

/** When the first of the tokens is to be renewed. */
function untilNext({ held }: Tokens, now: Date): Again {
  if (held.length === 0) return undefined;
  const first = Math.min(...held.map(({ renewAt }) => renewAt.getTime()));
  return Math.max(1_000, first - now.getTime());
}
