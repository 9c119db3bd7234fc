/** Resources of natsx on a running API server, and the operator that looks after them. */
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { silentLogger, type Logger } from '../../src/base/logger.ts';
import { Controller } from '../../src/k8s-operator/controller/controller.ts';
import { KubeApi } from '../../src/k8s-operator/controller/kube-api.ts';
import { kindNamed, kindOf, type Kind } from '../../src/k8s-operator/controller/kinds.ts';
import { Metrics } from '../../src/k8s-operator/controller/metrics.ts';
import type { Manifest } from '../../src/k8s-operator/kubernetes.ts';
import { installation } from '../../src/k8s-operator/install.ts';
import { KINDS, type KindName } from '../../src/k8s-operator/resources.ts';
import { OPERATOR } from '../../src/k8s-operator/roles.ts';
import type { RunningKube } from './kube.ts';

export const NAMESPACE: Kind = { apiVersion: 'v1', kind: 'Namespace', plural: 'namespaces' };
/** Makes the API server know our kinds, and what `natsx k8s install` says the operator may. */
export async function installOperator(api: KubeApi, namespace: string): Promise<void> {
  for (const manifest of installation({ namespace })) {
    const kind = INSTALLED.find((each) => each.kind === manifest.kind);
    if (kind !== undefined) await api.apply(kind, manifest);
    else if (manifest.kind !== 'Deployment') await api.apply(kindOf(manifest), manifest);
  }
  for (const name of Object.keys(KINDS) as KindName[]) {
    await eventually(`the API has ${name}`, async () => {
      await api.list(kindNamed(name), undefined);
      return true;
    });
  }
}

const RBAC = 'rbac.authorization.k8s.io/v1';
const INSTALLED: readonly Kind[] = [
  NAMESPACE,
  { apiVersion: RBAC, kind: 'Role', plural: 'roles' },
  { apiVersion: RBAC, kind: 'RoleBinding', plural: 'rolebindings' },
  { apiVersion: RBAC, kind: 'ClusterRole', plural: 'clusterroles' },
  { apiVersion: RBAC, kind: 'ClusterRoleBinding', plural: 'clusterrolebindings' },
  {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    plural: 'customresourcedefinitions',
  },
];

/** A token of the operator's service account, with which it may what it was installed for and nothing else. */
export async function operatorToken(api: KubeApi, namespace: string): Promise<string> {
  const { status } = await api.post<{ readonly status: { readonly token: string } }>(
    kindNamed('ServiceAccount'),
    namespace,
    OPERATOR,
    'token',
    { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
  );
  return status.token;
}

/** A namespace of its own for a test. */
export async function makeNamespace(api: KubeApi, name: string): Promise<string> {
  await api.apply(NAMESPACE, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  return name;
}

export interface RunningOperator {
  readonly controller: Controller;
  readonly metrics: Metrics;
  /** Ends it as a signal does. */
  stop(): Promise<void>;
}

/** Starts the operator in this process. */
export function startOperator(
  kube: RunningKube,
  namespaces: readonly string[] | undefined,
  { logger = silentLogger, driftMs = 60_000, api = kube.api }: OperatorChoices = {},
): RunningOperator {
  const end = new AbortController();
  const metrics = new Metrics();
  const controller = new Controller({
    ...{ api, namespaces, logger, metrics, driftMs },
    settings: {},
    identity: 'test',
    resyncMs: 600_000,
  });
  const watching = controller.watch(end.signal);
  const working = controller.work(end.signal);
  return {
    controller,
    metrics,
    stop: async () => {
      end.abort();
      await Promise.all([watching, working]);
    },
  };
}

interface OperatorChoices {
  readonly logger?: Logger;
  readonly driftMs?: number;
  readonly api?: KubeApi;
}

/** Resolves with what `look` gives once that is neither undefined nor false; says what was waited for otherwise. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  withinMs = 60_000,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  let last = 'nothing';
  for (;;) {
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      last = (error as Error).message;
    }
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what} (${last})`);
    await pause(50);
  }
}

interface WithStatus extends Manifest {
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status?: string;
      readonly reason?: string;
      readonly message?: string;
    }[];
  };
}

/** Waits until the resource says `Ready` with that status of what it is now; answers with it. */
export async function untilReady<T extends Manifest>(
  api: KubeApi,
  resource: {
    readonly kind: keyof typeof KINDS;
    readonly namespace: string;
    readonly name: string;
  },
  expected: { readonly status?: 'True' | 'False'; readonly reason?: string } = { status: 'True' },
): Promise<T> {
  const { kind, namespace, name } = resource;
  let last: unknown;
  return eventually(`${kind} ${namespace}/${name} is ready`, async () => {
    const found = await api.get<WithStatus>(kindNamed(kind), namespace, name);
    const ready = found?.status?.conditions?.find(({ type }) => type === 'Ready');
    last = ready;
    const isSo = Object.entries(expected).every(([key, value]) =>
      isDeepStrictEqual(ready?.[key as 'status'], value),
    );
    const { generation } = found?.metadata ?? {};
    const observed = (found?.status as { observedGeneration?: number } | undefined)
      ?.observedGeneration;
    if (isSo && observed === generation) return found as unknown as T;
    throw new Error(`it says ${JSON.stringify(last)} of ${observed ?? 0}, is ${generation ?? 0}`);
  });
}

export function applyAll(api: KubeApi, objects: readonly Manifest[]): Promise<Manifest[]> {
  return Promise.all(objects.map((object) => api.apply(kindOf(object), object)));
}

/** A Secret of texts. */
export function secretOf(
  namespace: string,
  name: string,
  texts: Readonly<Record<string, string>>,
): Manifest {
  return {
    ...{ apiVersion: 'v1', kind: 'Secret', type: 'Opaque' },
    metadata: { namespace, name },
    data: Object.fromEntries(
      Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString('base64')]),
    ),
  };
}
