/** The operator from start to end: probes, the caches, the wait for the lead, the work, and leaving it to another. */
import { hostname } from 'node:os';
import { NatsxError } from '../../base/errors.ts';
import type { Logger } from '../../base/logger.ts';
import { uniqueId } from '../../base/unique-id.ts';
import type { ClusterSettings } from './cluster-reconciler.ts';
import { Controller } from './controller.ts';
import { Health } from './health.ts';
import { KubeApi } from './kube-api.ts';
import { loadKubeConfig, namespaceOf, type KubeConfigChoice } from './kube-config.ts';
import { Leader } from './leader.ts';
import { Metrics } from './metrics.ts';

export interface OperateSettings extends KubeConfigChoice {
  /** None: the namespace of the context or of the pod. */
  readonly namespaces: readonly string[];
  readonly allNamespaces: boolean;
  /** Whether one of several operators leads, and the others wait. */
  readonly leaderElection: boolean;
  readonly leaseName: string;
  /** Where the Lease is; the operator's own namespace by default. */
  readonly leaseNamespace?: string | undefined;
  /** All addresses by default. */
  readonly healthHost?: string | undefined;
  /** 0 for no probes and metrics. */
  readonly healthPort: number;
  readonly resyncMs: number;
  readonly driftMs: number;
  readonly cluster: ClusterSettings;
}

/** Works until `signal` ends it. Rejects with what keeps it from that: another that has taken the lead, too. */
export async function operate(
  settings: OperateSettings,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  const config = loadKubeConfig(settings);
  const home = namespaceOf(config);
  // What is under way ends at once where the lead is lost, and ends well where we were asked to stop.
  const lost = new AbortController();
  const api = new KubeApi(config, lost.signal);
  const metrics = new Metrics();
  const identity = `${hostname()}_${uniqueId()}`;
  const controller = new Controller({
    ...{ api, logger, metrics, identity },
    namespaces: namespacesOf(settings, home),
    settings: settings.cluster,
    resyncMs: settings.resyncMs,
    driftMs: settings.driftMs,
  });
  const watching = new AbortController();
  const health = await openHealth(settings, controller, metrics, logger);
  const watches = controller.watch(watching.signal);
  try {
    if (!settings.leaderElection) {
      metrics.set('natsx_operator_leader', 1);
      await controller.work(signal);
      return;
    }
    const namespace = settings.leaseNamespace ?? home;
    const leader = new Leader({
      ...{ api, namespace, identity, logger },
      name: settings.leaseName,
    });
    await lead(leader, controller, { signal, lost, metrics, logger });
  } finally {
    watching.abort();
    await watches;
    await health?.close();
    api.close();
  }
}

interface Leading {
  readonly signal: AbortSignal;
  readonly lost: AbortController;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

async function lead(
  leader: Leader,
  controller: Controller,
  { signal, lost, metrics, logger }: Leading,
): Promise<void> {
  metrics.set('natsx_operator_leader', 0);
  logger.notice('Waiting for the lead');
  if (!(await leader.lead(signal))) return;
  metrics.set('natsx_operator_leader', 1);
  logger.notice('Leading');
  // The Lease is kept until the last piece of work is done.
  const done = new AbortController();
  const keeping = leader.keep(done.signal).catch((error: unknown) => {
    lost.abort(error);
    throw error;
  });
  const working = controller
    .work(AbortSignal.any([signal, lost.signal]))
    .finally(() => done.abort());
  const [kept, worked] = await Promise.allSettled([keeping, working]);
  if (kept.status === 'rejected') {
    const { message } = kept.reason as Error;
    throw new NatsxError('ERR_LEAD_LOST', `The lead was lost: ${message}`, { cause: kept.reason });
  }
  await leader.release();
  if (worked.status === 'rejected') throw worked.reason;
}

function namespacesOf(
  { namespaces, allNamespaces }: OperateSettings,
  home: string,
): readonly string[] | undefined {
  if (allNamespaces) return undefined;
  return namespaces.length === 0 ? [home] : Array.from(new Set(namespaces));
}

async function openHealth(
  { healthHost, healthPort }: OperateSettings,
  controller: Controller,
  metrics: Metrics,
  logger: Logger,
): Promise<Health | undefined> {
  if (healthPort === 0) return undefined;
  const health = await Health.listen(healthHost, healthPort, {
    illness: () => undefined,
    lack: () => (controller.isSynced ? undefined : 'not all resources have been seen yet'),
    metrics: () => {
      controller.measure();
      return metrics.render();
    },
  });
  logger.notice(`Probes and metrics on http://${healthHost ?? 'localhost'}:${health.port}`);
  return health;
}
