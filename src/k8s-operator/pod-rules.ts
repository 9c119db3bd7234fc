/** What `spec.pod` and `spec.template` of a NatsCluster may not say: what the operator says itself, and what a StatefulSet can't be told. */
import type { Problem } from './check.ts';
import type { NatsClusterSpec } from './cluster-schema.ts';
import type { Container, PodSpec } from './kubernetes.ts';
import { CERTIFICATES, VOLUMES } from './names.ts';

export function podProblems({ pod = {}, template = {} }: NatsClusterSpec): Problem[] {
  return [
    ...labelProblems(pod.labels ?? {}, 'spec.pod.labels'),
    ...labelProblems(template.metadata?.labels ?? {}, 'spec.template.metadata.labels'),
    ...podSpecProblems(template.spec ?? {}, 'spec.template.spec'),
    ...environmentProblems(pod.natsEnv ?? [], 'spec.pod.natsEnv'),
    ...mountProblems(pod.volumeMounts ?? [], template.spec ?? {}),
    ...hostPortProblems(pod),
  ];
}

/** nats-operator: spec: pod labels contains reserved label. */
function* labelProblems(
  labels: Readonly<Record<string, string>>,
  path: string,
): Generator<Problem> {
  for (const label of Object.keys(labels)) {
    if (label !== 'app' && !label.startsWith('nats_')) continue;
    yield {
      path: `${path}.${label}`,
      text: 'reserved label, by which the pods are found; remove it.',
    };
  }
}

/** Fields of a pod, with what stands in their way. */
const NOT_IN_POD: Readonly<Record<string, string>> = {
  hostname: 'the StatefulSet says it',
  subdomain: 'the StatefulSet says it',
  nodeName: 'it would put all pods on one node; use spec.pod.nodeSelector',
};

/** Fields of the container of the server, with what stands in their way. */
const NOT_IN_SERVER: Readonly<Record<string, string>> = {
  image: 'spec.serverImage and spec.version say it',
  command: 'the operator says it, and adds args of the container to it',
  restartPolicy: 'pods of a StatefulSet are always restarted',
};

/** The containers of the operator beside that of the server. */
const CONTAINERS = ['reloader', 'metrics', 'bootconfig'];

function* podSpecProblems(spec: PodSpec, path: string): Generator<Problem> {
  yield* forbidden(spec, NOT_IN_POD, path);
  if (spec['restartPolicy'] !== undefined && spec['restartPolicy'] !== 'Always') {
    const text = 'pods of a StatefulSet are always restarted; remove it.';
    yield { path: `${path}.restartPolicy`, text };
  }
  const [server, ...others] = spec.containers ?? [];
  if (server !== undefined) yield* serverProblems(server, `${path}.containers[0]`);
  for (const [at, { name }] of others.entries()) {
    if (name !== 'nats' && !CONTAINERS.includes(name)) continue;
    yield {
      path: `${path}.containers[${at + 1}].name`,
      text: 'is a name of the operator; write another.',
    };
  }
  for (const [at, { name }] of (spec.initContainers ?? []).entries()) {
    if (!CONTAINERS.includes(name)) continue;
    yield {
      path: `${path}.initContainers[${at}].name`,
      text: 'is a name of the operator; write another.',
    };
  }
  for (const [at, { name }] of (spec.volumes ?? []).entries()) {
    if (!OURS.has(name)) continue;
    yield {
      path: `${path}.volumes[${at}].name`,
      text: 'is a volume of the operator; write another name.',
    };
  }
}

const OURS: ReadonlySet<string> = new Set([
  ...Object.values(VOLUMES),
  ...CERTIFICATES.map(({ volume }) => volume),
]);

function* serverProblems(server: Container, path: string): Generator<Problem> {
  yield* forbidden(server, NOT_IN_SERVER, path);
  if (server.name !== 'nats')
    yield { path: `${path}.name`, text: 'the first container is the server; name it nats.' };
  yield* environmentProblems(server.env ?? [], `${path}.env`);
}

function* forbidden(
  value: Readonly<Record<string, unknown>>,
  reasons: Readonly<Record<string, string>>,
  path: string,
): Generator<Problem> {
  for (const [field, reason] of Object.entries(reasons)) {
    if (value[field] !== undefined)
      yield { path: `${path}.${field}`, text: `${reason}; remove it.` };
  }
}

function* environmentProblems(
  env: readonly { readonly name: string }[],
  path: string,
): Generator<Problem> {
  for (const [at, { name }] of env.entries()) {
    if (name !== 'POD_NAME') continue;
    yield { path: `${path}[${at}].name`, text: 'is set by the operator; write another.' };
  }
}

function* mountProblems(
  mounts: readonly { readonly name: string }[],
  { volumes = [] }: PodSpec,
): Generator<Problem> {
  const names = new Set(volumes.map(({ name }) => name));
  for (const [at, { name }] of mounts.entries()) {
    if (names.has(name)) continue;
    const text = 'there is no such volume in spec.template.spec.volumes; add it there.';
    yield { path: `spec.pod.volumeMounts[${at}].name`, text };
  }
}

function* hostPortProblems(pod: NonNullable<NatsClusterSpec['pod']>): Generator<Problem> {
  if (pod.advertiseExternalIP !== true) return;
  const fields = [
    'disableGatewaysHostPort',
    'disableLeafnodesHostPort',
    'disableWebsocketsHostPort',
  ] as const;
  for (const field of fields) {
    if (pod[field] !== true) continue;
    const text =
      'with spec.pod.advertiseExternalIP others come to the port of the node; remove one of the two.';
    yield { path: `spec.pod.${field}`, text };
  }
}
