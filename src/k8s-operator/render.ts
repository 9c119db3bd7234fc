/**
 * From a NatsCluster to the objects of Kubernetes that make it: the same input gives the same output, byte for byte, and
 * nothing is asked of an API server.
 */
import { check, ResourceError, type Problem } from './check.ts';
import { clusterProblems } from './cluster-rules.ts';
import { CLUSTER_SPEC, type NatsClusterSpec } from './cluster-schema.ts';
import type { Manifest, PodTemplate } from './kubernetes.ts';
import {
  clusterLabels,
  clusterName,
  CONFIG_FILE,
  FIRST_POD,
  headlessName,
  type ClusterName,
} from './names.ts';
import { volumeClaims } from './pod-volumes.ts';
import { podTemplate } from './pod.ts';
import type { NatsCluster } from './resources.ts';
import { serverConf } from './server-conf.ts';
import { clientService, headlessService } from './services.ts';
import type { OperatorTrust, RenderSettings } from './settings.ts';

export type { OperatorTrust, RenderSettings } from './settings.ts';

/**
 * In the order in which they are to be applied: the Secret with `nats.conf`, the Services, the PodDisruptionBudget, the
 * StatefulSet. Throws a ResourceError that names each field for which the cluster can't be had as it is written.
 */
export function renderCluster(cluster: NatsCluster, settings: RenderSettings = {}): Manifest[] {
  const problems = check(CLUSTER_SPEC, cluster.spec, 'spec');
  if (problems.length === 0) problems.push(...clusterProblems(cluster));
  refuse(cluster, problems);
  const name = clusterName(cluster, settings.namespace);
  const { spec } = cluster;
  const trust = operatorTrust(spec, settings, problems);
  const { text, restartHash } = serverConf(name, spec, trust, settings, problems);
  refuse(cluster, problems);
  const jwtSecret = trust?.jwtSecret ?? spec.operatorConfig?.secret;
  const template = podTemplate(name, spec, { restartHash, jwtSecret }, settings);
  const manifests = [
    configSecret(name, text),
    headlessService(name, spec),
    clientService(name, spec),
    disruptionBudget(name),
    statefulSet(name, spec, template),
  ];
  // As it is sent: fields that are undefined are not there.
  return JSON.parse(JSON.stringify(manifests)) as Manifest[];
}

function refuse({ metadata: { name } }: NatsCluster, problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ResourceError(`NatsCluster ${name}`, problems);
}

function operatorTrust(
  { operatorConfig: { operator } = {} }: NatsClusterSpec,
  settings: RenderSettings,
  problems: Problem[],
): OperatorTrust | undefined {
  if (operator === undefined) return undefined;
  const trust = settings.operator?.(operator);
  if (trust === undefined) {
    const text = `there is no NatsOperator ${operator} with a JWT and a system account yet; natsx k8s operator makes them of it.`;
    problems.push({ path: 'spec.operatorConfig.operator', text });
  }
  return trust;
}

function configSecret({ name, namespace }: ClusterName, conf: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace, labels: clusterLabels(name) },
    type: 'Opaque',
    data: { [CONFIG_FILE]: Buffer.from(conf).toString('base64') },
  };
}

/** Whoever drains nodes takes one server at a time. */
function disruptionBudget({ name, namespace }: ClusterName): Manifest {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace, labels: clusterLabels(name) },
    spec: { maxUnavailable: 1, selector: { matchLabels: clusterLabels(name) } },
  };
}

function statefulSet(
  { name, namespace }: ClusterName,
  spec: NatsClusterSpec,
  template: PodTemplate,
): Manifest {
  const claims = volumeClaims(spec);
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name, namespace, labels: clusterLabels(name) },
    spec: {
      replicas: spec.size,
      // Pods keep the names that they had with nats-operator.
      ordinals: { start: FIRST_POD },
      serviceName: headlessName(name),
      // All at once at the start, since they wait for each other; changes still go one by one.
      podManagementPolicy: 'Parallel',
      updateStrategy: { type: 'RollingUpdate' },
      selector: { matchLabels: clusterLabels(name) },
      template,
      ...(claims.length === 0 ? {} : { volumeClaimTemplates: claims }),
    },
  };
}
