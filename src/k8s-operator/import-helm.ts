/** From the values of a release of the Helm chart `nats` (1.x and later) to a NatsCluster, and what is not as it was. */
import { NatsxError } from '../base/errors.ts';
import { clusterProblems } from './cluster-rules.ts';
import { check } from './check.ts';
import { CLUSTER_SPEC, type NatsClusterSpec } from './cluster-schema.ts';
import { defined } from './defined.ts';
import { helmConfig } from './helm-config.ts';
import { helmPod } from './helm-pod.ts';
import { HelmValues } from './helm-values.ts';
import type { Difference, HelmImport, Imported } from './imported.ts';
import { headlessName } from './names.ts';
import type { NatsCluster } from './resources.ts';

/** `release` is the name of the release, as the chart makes its names of it. */
export function importHelm(
  given: Readonly<Record<string, unknown>>,
  release: string,
  namespace: string | undefined,
): Imported {
  refuseOldChart(given);
  const values = new HelmValues(given);
  const name = fullName(values, release);
  const where = values.text('namespaceOverride') ?? namespace;
  const imported: HelmImport = { values, name, namespace: where, secrets: [], differences: [] };
  const config = helmConfig(imported);
  const { template, pod, ...around } = helmPod(imported);
  const spec = defined({
    size: values.isOn('config.cluster.enabled')
      ? (values.number('config.cluster.replicas') ?? 3)
      : 1,
    ...around,
    ...config,
    pod: defined(pod),
    template,
  }) as unknown as NatsClusterSpec; // What the schema says of it is said below.
  const cluster: NatsCluster = {
    apiVersion: 'nats.io/v1alpha2',
    kind: 'NatsCluster',
    metadata: { name, ...(where === undefined ? {} : { namespace: where }) },
    spec,
  };
  return {
    manifests: [...imported.secrets, cluster],
    differences: [
      ...names(name),
      ...imported.differences,
      ...leftOut(values),
      ...problems(cluster),
    ],
  };
}

/** Before 1.0 the chart had other values, `nats` and `cluster` at the top. */
function refuseOldChart(given: Readonly<Record<string, unknown>>): void {
  const old = ['nats', 'cluster', 'natsbox', 'exporter'].find((key) => Object.hasOwn(given, key));
  if (old === undefined) return;
  throw new NatsxError(
    'ERR_HELM_VALUES',
    `"${old}" is a value of charts before 1.0, which have others`,
    {
      suggestions: [
        'upgrade the release to a chart of 1.0 or later first, as its UPGRADING.md says',
      ],
    },
  );
}

/** The chart's `nats.fullname`. */
function fullName(values: HelmValues, release: string): string {
  const override = values.text('fullnameOverride');
  if (override !== undefined) return override.slice(0, 63).replace(/-+$/, '');
  const chart = values.text('nameOverride') ?? 'nats';
  const name = release.includes(chart) ? release : `${release}-${chart}`;
  return name.slice(0, 63).replace(/-+$/, '');
}

function names(name: string): Difference[] {
  const text = (before: string, now: string): string => `${before} becomes ${now}`;
  return [
    { path: 'StatefulSet', text: text(`pods ${name}-0, ${name}-1, …`, `${name}-1, ${name}-2, …`) },
    { path: 'Service', text: text(`${name}-headless`, headlessName(name)) },
    { path: 'ConfigMap', text: text(`${name}-config`, `the Secret ${name}`) },
  ];
}

/** What stands for itself: paths inside of pods, and what a NatsCluster always has. */
const MEANINGLESS = [
  ...['nats', 'cluster', 'leafnodes', 'websocket', 'mqtt', 'gateway'].map(
    (each) => `config.${each}.tls.dir`,
  ),
  'config.cluster.replicas',
  'config.leafnodes.port',
  'config.websocket.port',
  'config.gateway.port',
  'tlsCA.key',
  'config.resolver.dir',
  'tlsCA.dir',
  'reloader.natsVolumeMountPrefixes',
  'promExporter.monitorDomain',
  'podDisruptionBudget.enabled',
  'podDisruptionBudget.name',
  'service.enabled',
  'service.name',
  'service.ports',
  'statefulSet.name',
  'headlessService.name',
  'configMap.name',
  'config.cluster.routeURLs.useFQDN',
  'config.cluster.routeURLs.k8sClusterDomain',
];

/** Parts of the chart that a NatsCluster does not have, each with the value that says whether the release has it. */
const PARTS: readonly (readonly [path: string, isOn: string, text: string])[] = [
  [
    'config.jetstream',
    'config.jetstream.enabled',
    'a NatsCluster has no JetStream: keep the release for its streams',
  ],
  ['config.mqtt', 'config.mqtt.enabled', 'a NatsCluster has no MQTT'],
  ['config.profiling', 'config.profiling.enabled', 'a NatsCluster has no profiling port'],
  [
    'config.websocket.ingress',
    'config.websocket.ingress.enabled',
    'make the Ingress yourself, for the Service of the cluster',
  ],
  [
    'promExporter.podMonitor',
    'promExporter.podMonitor.enabled',
    'make the PodMonitor yourself, for the port metrics',
  ],
  ['natsBox', 'natsBox.enabled', 'is no part of a NatsCluster; natsx itself is such a box'],
];

function leftOut(values: HelmValues): Difference[] {
  values.ignore(...MEANINGLESS);
  const parts = PARTS.filter(([, isOn]) => values.isOn(isOn)).map(([path, , text]) => ({
    path,
    text: `is left out: ${text}`,
  }));
  values.ignore(...PARTS.map(([path]) => path));
  const rest = values
    .unread()
    .map((path) => ({ path, text: 'is left out: a NatsCluster has nothing like it' }));
  return [...parts, ...rest];
}

function problems(cluster: NatsCluster): Difference[] {
  const found = check(CLUSTER_SPEC, cluster.spec, 'spec');
  if (found.length === 0) found.push(...clusterProblems(cluster));
  return found.map(({ path, text }) => ({ path, text, isToDo: true }));
}
