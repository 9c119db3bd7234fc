/** From a NatsCluster of nats-operator to one of ours, and what is not as it was. */
import { check, type Problem } from './check.ts';
import { clusterProblems } from './cluster-rules.ts';
import { CLUSTER_SPEC, DEFAULT_VERSION } from './cluster-schema.ts';
import { withoutField } from './field-path.ts';
import type { Difference, Imported } from './imported.ts';
import { FIRST_POD } from './names.ts';
import type { NatsCluster } from './resources.ts';
import { isAtLeast } from './versions.ts';

/** Images of sidecars that are no longer kept, as nats-operator took them by default. */
const OLD_IMAGES = /^(connecteverything|synadia)\//;

const IMAGES = [
  ['reloaderImage', 'reloaderImageTag'],
  ['metricsImage', 'metricsImageTag'],
  ['bootconfigImage', 'bootconfigImageTag'],
] as const;

export function importCluster(given: NatsCluster): Imported {
  const differences: Difference[] = [];
  let cluster = asDeclared(given);
  cluster = withVersion(cluster, differences);
  cluster = withImages(cluster, differences);
  cluster = withLameDuck(cluster, differences);
  cluster = withContainerName(cluster, differences);
  cluster = withoutRefused(cluster, differences);
  return { manifests: [cluster], differences: [...differences, ...otherwise(cluster)] };
}

/** What people declare, without what an API server and nats-operator add. */
function asDeclared({ apiVersion, kind, metadata, spec }: NatsCluster): NatsCluster {
  const { name, namespace, labels, annotations = {} } = metadata;
  const own = Object.entries(annotations).filter(
    ([key]) => !key.startsWith('nats.io/') && !key.startsWith('kubectl.kubernetes.io/'),
  );
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels }),
      ...(own.length === 0 ? {} : { annotations: Object.fromEntries(own) }),
    },
    spec,
  };
}

function withVersion(cluster: NatsCluster, differences: Difference[]): NatsCluster {
  const { version } = cluster.spec;
  const path = 'spec.version';
  if (version === undefined) {
    differences.push({ path, text: `2.1.9 by default becomes ${DEFAULT_VERSION} by default` });
    return cluster;
  }
  if (typeof version !== 'string' || isAtLeast(version, 2, 2)) return cluster;
  differences.push({
    path,
    text: `${version} becomes ${DEFAULT_VERSION}: it must be 2.2 or later`,
  });
  return { ...cluster, spec: { ...cluster.spec, version: DEFAULT_VERSION } };
}

function withImages(cluster: NatsCluster, differences: Difference[]): NatsCluster {
  const { pod } = cluster.spec;
  if (pod === undefined) return cluster;
  const old = new Set<string>();
  for (const [image, tag] of IMAGES) {
    const name = pod[image];
    if (name !== undefined && !OLD_IMAGES.test(name)) continue;
    for (const field of [image, tag] as const) {
      if (pod[field] === undefined) continue;
      old.add(field);
      const text = `${pod[field]} is left out: it is no longer kept, the one of today takes its place`;
      differences.push({ path: `spec.pod.${field}`, text });
    }
  }
  const kept = Object.fromEntries(Object.entries(pod).filter(([field]) => !old.has(field)));
  return { ...cluster, spec: { ...cluster.spec, pod: kept } };
}

const LEAST_LAME_DUCK_SECONDS = 30;

function withLameDuck(cluster: NatsCluster, differences: Difference[]): NatsCluster {
  const { lameDuckDurationSeconds: seconds } = cluster.spec;
  if (typeof seconds !== 'number' || seconds >= LEAST_LAME_DUCK_SECONDS) return cluster;
  const text = `${seconds} becomes ${LEAST_LAME_DUCK_SECONDS}, the least that servers take`;
  differences.push({ path: 'spec.lameDuckDurationSeconds', text });
  return {
    ...cluster,
    spec: { ...cluster.spec, lameDuckDurationSeconds: LEAST_LAME_DUCK_SECONDS },
  };
}

/** nats-operator called the first container so, whatever its name. */
function withContainerName(cluster: NatsCluster, differences: Difference[]): NatsCluster {
  const { template } = cluster.spec;
  const [server, ...others] = template?.spec?.containers ?? [];
  if (server === undefined || server.name === 'nats') return cluster;
  const path = 'spec.template.spec.containers[0].name';
  differences.push({ path, text: 'becomes nats: the first container is the server' });
  const containers = [{ ...server, name: 'nats' }, ...others];
  const spec = { ...template?.spec, containers };
  return { ...cluster, spec: { ...cluster.spec, template: { ...template, spec } } };
}

/** What we refuse is left out, if that helps: nats-operator did not look at it, or overwrote it. */
function withoutRefused(given: NatsCluster, differences: Difference[]): NatsCluster {
  let cluster = given;
  let problems = problemsOf(cluster);
  while (problems.length > 0) {
    const removable = problems.map(({ path }) =>
      path.startsWith('spec.') ? withoutField(cluster, path) : undefined,
    );
    const at = removable.findIndex((without) => without !== undefined);
    if (at < 0) break;
    const { path, text } = problems[at]!;
    differences.push({ path, text: `is left out: ${text}` });
    cluster = removable[at]!;
    problems = problemsOf(cluster);
  }
  for (const { path, text } of problems) differences.push({ path, text, isToDo: true });
  return cluster;
}

function problemsOf(cluster: NatsCluster): Problem[] {
  const problems = check(CLUSTER_SPEC, cluster.spec, 'spec');
  return problems.length > 0 ? problems : clusterProblems(cluster);
}

/** The last pod whose name nats-operator, which counted in hexadecimal digits, wrote as we do. */
const LAST_COMMON_POD = 9;

/** What is done otherwise without a field that says so. */
function otherwise({ metadata: { name }, spec }: NatsCluster): Difference[] {
  const differences = [
    {
      path: 'spec',
      text: 'pods are those of a StatefulSet: what is changed in the resource changes them too, one after the other',
    },
  ];
  if (spec.size > LAST_COMMON_POD) {
    const [before, now] = [`${name}-a`, `${name}-${LAST_COMMON_POD + FIRST_POD}`];
    differences.push({
      path: 'spec.size',
      text: `pods count in decimal digits: ${before} becomes ${now}`,
    });
  }
  return differences;
}
