/** What the operator, and servers that look for the external IP of their node, may do in a cluster of Kubernetes. */
import type { Manifest } from './kubernetes.ts';
import { NODE_READER } from './pod.ts';
import { GROUP, KINDS } from './resources.ts';

export const OPERATOR = 'natsx-operator';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

interface Account {
  readonly name: string;
  readonly namespace: string;
}

const READ = ['get', 'list', 'watch'];
const CHANGE = [...READ, 'create', 'update', 'patch', 'delete'];

const plurals = Object.values(KINDS).map(({ plural }) => plural);

/** Each rule is something that the controller does. */
const RULES: readonly Rule[] = [
  { apiGroups: [GROUP], resources: plurals, verbs: [...READ, 'update', 'patch'] },
  {
    apiGroups: [GROUP],
    resources: plurals.flatMap((plural) => [`${plural}/status`, `${plural}/finalizers`]),
    verbs: ['get', 'update', 'patch'],
  },
  { apiGroups: [''], resources: ['secrets', 'services'], verbs: CHANGE },
  { apiGroups: ['apps'], resources: ['statefulsets'], verbs: CHANGE },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: CHANGE },
  { apiGroups: [''], resources: ['serviceaccounts'], verbs: READ },
  { apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] },
  { apiGroups: ['', 'events.k8s.io'], resources: ['events'], verbs: ['create', 'patch'] },
];

const LEASES: Rule = {
  apiGroups: ['coordination.k8s.io'],
  resources: ['leases'],
  verbs: ['get', 'create', 'update', 'patch'],
};

/** The rights of the operator in all namespaces, or in those of `namespaces` alone. */
export function operatorRights(
  namespace: string,
  namespaces: readonly string[] | undefined,
): Manifest[] {
  const account = { name: OPERATOR, namespace };
  const rights =
    namespaces === undefined
      ? [
          role('ClusterRole', OPERATOR, undefined, RULES),
          binding('ClusterRole', OPERATOR, undefined, account),
        ]
      : namespaces.flatMap((each) => [
          role('Role', OPERATOR, each, RULES),
          binding('Role', OPERATOR, each, account),
        ]);
  const leader = `${OPERATOR}-leader`;
  return [
    serviceAccount(OPERATOR, namespace),
    ...rights,
    role('Role', leader, namespace, [LEASES]),
    binding('Role', leader, namespace, account),
  ];
}

/** The service account of servers with `advertiseExternalIP`, in each of `namespaces`: it may read nodes. */
export function nodeReaders(namespaces: readonly string[]): Manifest[] {
  if (namespaces.length === 0) return [];
  const rules = [{ apiGroups: [''], resources: ['nodes'], verbs: ['get'] }];
  return [
    ...namespaces.map((namespace) => serviceAccount(NODE_READER, namespace)),
    role('ClusterRole', NODE_READER, undefined, rules),
    // One for each namespace: who prints them for another does not take them from this one.
    ...namespaces.map((namespace) => {
      const account = { name: NODE_READER, namespace };
      return binding('ClusterRole', NODE_READER, undefined, account, `${NODE_READER}-${namespace}`);
    }),
  ];
}

const RBAC = 'rbac.authorization.k8s.io';

function serviceAccount(name: string, namespace: string): Manifest {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } };
}

function role(
  kind: 'Role' | 'ClusterRole',
  name: string,
  namespace: string | undefined,
  rules: readonly Rule[],
): Manifest {
  const metadata = namespace === undefined ? { name } : { name, namespace };
  return { apiVersion: `${RBAC}/v1`, kind, metadata, rules };
}

/** Gives a role to a service account, which may be of another namespace. */
function binding(
  of: 'Role' | 'ClusterRole',
  role: string,
  namespace: string | undefined,
  account: Account,
  name = role,
): Manifest {
  const metadata = namespace === undefined ? { name } : { name, namespace };
  const roleRef = { apiGroup: RBAC, kind: of, name: role };
  const subjects = [{ kind: 'ServiceAccount', ...account }];
  return { apiVersion: `${RBAC}/v1`, kind: `${of}Binding`, metadata, roleRef, subjects };
}
