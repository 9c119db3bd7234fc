/**
 * The controller: watches resources and what is made of them, and looks again at each that something happened to. What it
 * knows it can read again: it may be killed at any time and goes on from what is there.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { NatsxError } from '../../base/errors.ts';
import type { Logger } from '../../base/logger.ts';
import type { NatsAccountStatus } from '../account-schema.ts';
import type { Manifest } from '../kubernetes.ts';
import type { NatsOperatorStatus } from '../operator-schema.ts';
import type { KindName, NatsAccount } from '../resources.ts';
import { ClusterReconciler, type ClusterSettings } from './cluster-reconciler.ts';
import { EventRecorder } from './event-recorder.ts';
import { Identities } from './identities/identities.ts';
import type { KubeApi } from './kube-api.ts';
import { isConflict } from './kube-error.ts';
import { controllerOf, keyOf } from './kube-object.ts';
import type { Metrics } from './metrics.ts';
import { RoleReconciler } from './role-reconciler.ts';
import type { Scene } from './scene.ts';
import { roleOf, ServiceTokens } from './service-tokens.ts';
import { CLUSTER_LABEL, Watches, type View } from './watches.ts';
import { Uses } from './uses.ts';
import { WorkQueue, type Again } from './work-queue.ts';

export interface ControllerOptions {
  readonly api: KubeApi;
  /** Undefined: all of them. */
  readonly namespaces: readonly string[] | undefined;
  readonly settings: ClusterSettings;
  /** Who we are, in events. */
  readonly identity: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** How often everything is looked at without a reason. */
  readonly resyncMs: number;
  /** How often servers are asked which accounts they use. */
  readonly driftMs: number;
}

export class Controller {
  readonly #options: ControllerOptions;
  readonly #watches: Watches;
  readonly #queue: WorkQueue;
  readonly #events: EventRecorder;
  readonly #clusters: ClusterReconciler;
  readonly #roles: RoleReconciler;
  readonly #identities: Identities;
  readonly #uses = new Uses();
  #isWorking = false;

  constructor(options: ControllerOptions) {
    this.#options = options;
    const { api, namespaces, logger, identity, settings, metrics, driftMs } = options;
    this.#watches = new Watches({ api, namespaces, logger });
    this.#events = new EventRecorder(api, identity, logger);
    const scene: Scene = {
      api,
      watches: this.#watches,
      events: this.#events,
      logger,
      uses: this.#uses,
      now: () => new Date(),
    };
    const tokens = new ServiceTokens(api, this.#watches, logger);
    this.#roles = new RoleReconciler(scene, tokens);
    this.#identities = new Identities(scene, metrics, driftMs);
    const trust = (namespace: string, name: string) =>
      this.#identities.operators.trust(namespace, name);
    this.#clusters = new ClusterReconciler(scene, settings, tokens, this.#roles, trust);
    this.#queue = new WorkQueue({
      work: (key) => this.#work(key),
      onFailure: (key, error, againMs) => this.#onFailure(key, error, againMs),
    });
    this.#route();
  }

  get isSynced(): boolean {
    return this.#watches.isSynced;
  }

  /** Whether there is nothing to do at this moment. */
  get isIdle(): boolean {
    return this.#watches.isSynced && this.#isWorking && this.#queue.isIdle;
  }

  /** Numbers as they are now. */
  measure(): void {
    const { metrics } = this.#options;
    metrics.set('natsx_operator_queue_depth', this.#queue.depth);
    for (const view of this.#resources()) {
      const count = Array.from(view.values()).length;
      metrics.set('natsx_operator_resources', count, { kind: view.kind.kind });
    }
  }

  /** Fills the caches until `signal` ends it; nothing is changed before `work`. */
  watch(signal: AbortSignal): Promise<void> {
    return this.#watches.run(signal);
  }

  /** Works until `signal` ends it, and then ends what it has begun. */
  async work(signal: AbortSignal): Promise<void> {
    await this.#untilSynced(signal);
    if (!signal.aborted) this.#queue.start();
    this.#isWorking = true;
    while (!signal.aborted) {
      for (const view of this.#resources()) for (const each of view.values()) this.#add(each);
      // Not all operators of all clusters at the same time.
      await rest(this.#options.resyncMs * (0.9 + Math.random() / 5), signal);
    }
    await this.#queue.stop();
    await this.#identities.close();
    await this.#events.flush();
  }

  /** What has not been seen would be taken for missing. */
  async #untilSynced(signal: AbortSignal): Promise<void> {
    while (!this.#watches.isSynced && !signal.aborted) await rest(20, signal);
  }

  #resources(): View<Manifest>[] {
    const { clusters, serviceRoles, operators, accounts, users } = this.#watches;
    return [operators, accounts, users, clusters, serviceRoles];
  }

  async #work(key: string): Promise<Again> {
    const [kind, namespace, name] = key.split('/') as [KindName, string, string];
    const { metrics } = this.#options;
    const startedAt = performance.now();
    let result = 'failure';
    try {
      const again = await this.#reconcile(kind, namespace, name);
      result = 'success';
      return again;
    } finally {
      metrics.add('natsx_operator_reconciles_total', { kind, result });
      const seconds = (performance.now() - startedAt) / 1000;
      metrics.add('natsx_operator_reconcile_seconds_total', { kind }, seconds);
    }
  }

  #reconcile(kind: KindName, namespace: string, name: string): Promise<Again> {
    switch (kind) {
      case 'NatsCluster':
        return this.#clusters.reconcile(namespace, name);
      case 'NatsServiceRole':
        return this.#roles.reconcile(namespace, name);
      case 'NatsOperator':
        return this.#identities.operators.reconcile(namespace, name);
      case 'NatsAccount':
        return this.#identities.accounts.reconcile(namespace, name);
      case 'NatsUser':
        return this.#identities.users.reconcile(namespace, name);
    }
  }

  #onFailure(key: string, error: unknown, againMs: number): void {
    const { logger } = this.#options;
    // Somebody else was faster; what is there now is looked at again.
    if (isConflict(error)) {
      logger.debug(`${key}: ${(error as Error).message}`);
      return;
    }
    const again = `again in ${(againMs / 1000).toFixed(1)} s`;
    if (!(error instanceof NatsxError)) {
      const { stack } = error as Error;
      logger.error(`${key}, ${again}: ${stack ?? String(error)}`);
      return;
    }
    const [kind, namespace, name] = key.split('/') as [KindName, string, string];
    const resource = this.#resources()
      .find((view) => view.kind.kind === kind)
      ?.get(namespace, name);
    if (resource === undefined) logger.warn(`${key}, ${again}: ${error.message}`);
    else this.#events.warning(resource, 'Failed', error.message);
  }

  #add(resource: Manifest): void {
    this.#queue.add(`${resource.kind}/${keyOf(resource)}`);
  }

  #addSoon(key: string): void {
    this.#queue.gather(key);
  }

  /** From what happened to whom that concerns. */
  #route(): void {
    const { clusters, serviceRoles, operators, accounts, users, statefulSets, secrets, parts } =
      this.#watches;
    for (const view of [clusters, serviceRoles, operators, accounts, users]) {
      view.onChange((now, before) => {
        if (isNews(now, before)) this.#add((now ?? before)!); // One of them is there.
      });
    }
    for (const view of [statefulSets, ...parts]) {
      view.onChange((now, before) => this.#ofOwner(now ?? before!));
    }
    secrets.onChange((now, before) => this.#ofSecret(now ?? before!));
    this.#watches.serviceAccounts.onChange((now, before) => {
      if ((now === undefined) !== (before === undefined)) this.#ofServiceAccount(now ?? before!);
    });
    serviceRoles.onChange((now, before) => {
      if (isNews(now, before)) for (const role of [now, before]) this.#ofRole(role);
    });
    accounts.onChange((now, before) => {
      if (now !== undefined && revokedIn(now) !== revokedIn(before)) this.#add(now);
      if (now === undefined || before === undefined) this.#ofAccount((now ?? before)!);
    });
    clusters.onChange((now, before) => {
      if (isNews(now, before)) this.#rolesOf((now ?? before)!);
    });
    for (const view of [operators, accounts, secrets]) {
      view.onChange((now: Manifest | undefined, before: Manifest | undefined) => {
        const { kind, metadata } = (now ?? before)!;
        const users = this.#uses.of(`${kind}/${metadata.namespace ?? ''}/${metadata.name}`);
        if (users.length === 0 || !hasOtherMeaning(now, before)) return;
        for (const user of users) this.#addSoon(user);
      });
    }
  }

  #ofOwner(object: Manifest): void {
    const owner = controllerOf(object);
    if (owner?.apiVersion.startsWith('nats.io/') !== true) return;
    this.#queue.add(`${owner.kind}/${object.metadata.namespace ?? ''}/${owner.name}`);
  }

  #ofSecret(secret: Manifest): void {
    const [namespace = '', name = ''] = (roleOf(secret) ?? '').split('/');
    this.#ofRole(this.#watches.serviceRoles.get(namespace, name));
  }

  #ofServiceAccount({ metadata: { name } }: Manifest): void {
    for (const role of this.#watches.serviceRoles.values()) {
      if (role.metadata.name === name) this.#ofRole(role);
    }
  }

  #ofRole(role: Manifest | undefined): void {
    const cluster = role?.metadata.labels?.[CLUSTER_LABEL];
    if (cluster === undefined) return;
    this.#addSoon(`NatsCluster/${role?.metadata.namespace ?? ''}/${cluster}`);
  }

  /** The operator counts its accounts. */
  #ofAccount({ spec: { operatorRef }, metadata }: NatsAccount): void {
    const namespace = operatorRef.namespace ?? metadata.namespace ?? '';
    this.#addSoon(`NatsOperator/${namespace}/${operatorRef.name}`);
  }

  #rolesOf({ metadata: { namespace = '', name } }: Manifest): void {
    for (const role of this.#watches.serviceRoles.in(namespace)) {
      if (role.metadata.labels?.[CLUSTER_LABEL] === name) this.#add(role);
    }
  }
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch(() => undefined); // Who waits sees the signal.
}

/** Whether more has changed than what we ourselves have said of it. */
function isNews(now: Manifest | undefined, before: Manifest | undefined): boolean {
  if (now === undefined || before === undefined) return true;
  const told = ({ metadata }: Manifest) =>
    JSON.stringify([
      metadata.uid,
      metadata.generation,
      metadata.labels,
      metadata.annotations,
      metadata.finalizers,
      metadata.deletionTimestamp,
    ]);
  return told(now) !== told(before);
}

/** Whether those who use it may have to change: a status counts as far as others read it. */
function hasOtherMeaning(now: Manifest | undefined, before: Manifest | undefined): boolean {
  if (isNews(now, before) || now?.kind === 'Secret') return true;
  const read = (each: Manifest | undefined) => {
    const status = (each?.['status'] ?? {}) as Partial<NatsOperatorStatus & NatsAccountStatus>;
    const { publicKey, signingKeys, signingKey, jwt, pushedAt, jwtSecret, systemAccount } = status;
    return [publicKey, signingKeys, signingKey, jwt, pushedAt, jwtSecret, systemAccount];
  };
  return JSON.stringify(read(now)) !== JSON.stringify(read(before));
}

function revokedIn(account: NatsAccount | undefined): string {
  return JSON.stringify(account?.status?.revokedUsers ?? {});
}
