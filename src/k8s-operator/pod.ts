/** The template of the pods: that of the resource, and what makes servers of them. */
import type { NatsClusterSpec } from './cluster-schema.ts';
import { DEFAULT_VERSION } from './cluster-schema.ts';
import { defined } from './defined.ts';
import type { Affinity, PodTemplate } from './kubernetes.ts';
import { clusterLabels, type ClusterName } from './names.ts';
import { podVolumes } from './pod-volumes.ts';
import { serverContainer } from './server-container.ts';
import type { RenderSettings } from './settings.ts';
import { bootconfig, metrics, reloader } from './side-containers.ts';
import { versionLabel } from './versions.ts';

/** nats-server: the time over which a lame duck closes its clients, unless it is told another. */
const LAME_DUCK_SECONDS = 120;

/** What a server needs after that to close the rest, with some to spare. */
const SHUTDOWN_SECONDS = 20;

/** The service account that may read the external IP of a node; nats-operator called it so. */
export const NODE_READER = 'nats-server';

export interface PodContents {
  /** Pods change with it. */
  readonly restartHash: string;
  /** The Secret with the JWT of the operator. */
  readonly jwtSecret: string | undefined;
}

export function podTemplate(
  name: ClusterName,
  spec: NatsClusterSpec,
  { restartHash, jwtSecret }: PodContents,
  settings: RenderSettings,
): PodTemplate {
  const { template = {}, pod = {}, version = DEFAULT_VERSION } = spec;
  const { metadata = {}, spec: given = {} } = template;
  const labels = { ...clusterLabels(name.name), nats_version: versionLabel(version) };
  const server = serverContainer(name, spec, settings);
  return {
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, ...pod.labels, ...labels },
      annotations: {
        ...metadata.annotations,
        ...pod.annotations,
        'nats.version': versionLabel(version),
        'nats.io/restart-hash': restartHash,
      },
    },
    spec: defined({
      // Servers find each other by DNS; the variables would only be many.
      enableServiceLinks: false,
      terminationGracePeriodSeconds:
        (spec.lameDuckDurationSeconds ?? LAME_DUCK_SECONDS) + SHUTDOWN_SECONDS,
      serviceAccountName: pod.advertiseExternalIP === true ? NODE_READER : undefined,
      ...given,
      // The reloader signals a process of another container.
      shareProcessNamespace:
        pod.enableConfigReload === true ? true : given['shareProcessNamespace'],
      nodeSelector: merged(given['nodeSelector'], pod.nodeSelector),
      tolerations: joined(given.tolerations, pod.tolerations),
      affinity: pod.antiAffinity === true ? apart(name.name, given.affinity ?? {}) : given.affinity,
      initContainers: joined(asList(bootconfig(spec)), given.initContainers),
      containers: [
        server,
        ...(given.containers ?? []).slice(1),
        ...asList(reloader(spec, server.volumeMounts ?? [])),
        ...asList(metrics(name, spec)),
      ],
      volumes: [...(given.volumes ?? []), ...podVolumes(name.name, spec, jwtSecret)],
    }),
  };
}

/** No two servers of the cluster on one node. */
function apart(cluster: string, given: Affinity): Affinity {
  const { podAntiAffinity = {} } = given;
  const rules = podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const rule = {
    labelSelector: { matchLabels: clusterLabels(cluster) },
    topologyKey: 'kubernetes.io/hostname',
  };
  return {
    ...given,
    podAntiAffinity: {
      ...podAntiAffinity,
      requiredDuringSchedulingIgnoredDuringExecution: [...rules, rule],
    },
  };
}

function asList<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}

function joined<T>(one: readonly T[] = [], other: readonly T[] = []): readonly T[] | undefined {
  return one.length + other.length === 0 ? undefined : [...one, ...other];
}

function merged(one: unknown, other: object | undefined): object | undefined {
  if (one === undefined && other === undefined) return undefined;
  return { ...(one as object | undefined), ...other };
}
