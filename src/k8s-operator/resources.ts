/** The resources that the operator knows: their types, and for each kind its names and its schemas. */
import {
  ACCOUNT_SPEC,
  ACCOUNT_STATUS,
  type NatsAccountSpec,
  type NatsAccountStatus,
} from './account-schema.ts';
import {
  CLUSTER_SPEC,
  CLUSTER_STATUS,
  MAX_NAME_LENGTH,
  type NatsClusterSpec,
  type NatsClusterStatus,
} from './cluster-schema.ts';
import type { Manifest, ObjectMeta } from './kubernetes.ts';
import {
  OPERATOR_SPEC,
  OPERATOR_STATUS,
  type NatsOperatorSpec,
  type NatsOperatorStatus,
} from './operator-schema.ts';
import type { Schema } from './schema.ts';
import {
  SERVICE_ROLE_SPEC,
  SERVICE_ROLE_STATUS,
  type NatsServiceRoleSpec,
  type NatsServiceRoleStatus,
} from './service-role-schema.ts';
import { USER_SPEC, USER_STATUS, type NatsUserSpec, type NatsUserStatus } from './user-schema.ts';

export type { Manifest };

interface Resource<K extends string, V extends string, S, T> extends Manifest {
  readonly apiVersion: `nats.io/${V}`;
  readonly kind: K;
  readonly metadata: ObjectMeta;
  readonly spec: S;
  readonly status?: T;
}

export type NatsCluster = Resource<'NatsCluster', 'v1alpha2', NatsClusterSpec, NatsClusterStatus>;
export type NatsServiceRole = Resource<
  'NatsServiceRole',
  'v1alpha2',
  NatsServiceRoleSpec,
  NatsServiceRoleStatus
>;
export type NatsOperator = Resource<
  'NatsOperator',
  'v1alpha1',
  NatsOperatorSpec,
  NatsOperatorStatus
>;
export type NatsAccount = Resource<'NatsAccount', 'v1alpha1', NatsAccountSpec, NatsAccountStatus>;
export type NatsUser = Resource<'NatsUser', 'v1alpha1', NatsUserSpec, NatsUserStatus>;

/** A column of `kubectl get`. */
export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'boolean' | 'date';
  readonly jsonPath: string;
}

export interface ResourceKind {
  readonly kind: string;
  readonly version: 'v1alpha1' | 'v1alpha2';
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  /** What it is for, in one sentence. */
  readonly description: string;
  readonly spec: Schema;
  readonly status: Schema;
  readonly columns: readonly Column[];
  /** Whether `kubectl scale` and autoscalers work on it. */
  readonly scales?: true;
  /** Of its names, where Kubernetes would take longer ones. */
  readonly maxNameLength?: number;
}

export const GROUP = 'nats.io';

const READY: Column = {
  name: 'Ready',
  type: 'string',
  jsonPath: '.status.conditions[?(@.type=="Ready")].status',
};
const AGE: Column = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

function column(name: string, jsonPath: string, type: Column['type'] = 'string'): Column {
  return { name, type, jsonPath };
}

/** All kinds, in the order in which they build on each other. */
export const KINDS = {
  NatsCluster: {
    kind: 'NatsCluster',
    version: 'v1alpha2',
    plural: 'natsclusters',
    singular: 'natscluster',
    shortNames: ['nats'],
    description: 'A cluster of NATS servers.',
    spec: CLUSTER_SPEC,
    status: CLUSTER_STATUS,
    columns: [
      column('Size', '.spec.size', 'integer'),
      column('Servers', '.status.readySize', 'integer'),
      column('Version', '.status.currentVersion'),
      column('Phase', '.status.phase'),
      AGE,
    ],
    scales: true,
    maxNameLength: MAX_NAME_LENGTH,
  },
  NatsServiceRole: {
    kind: 'NatsServiceRole',
    version: 'v1alpha2',
    plural: 'natsserviceroles',
    singular: 'natsservicerole',
    shortNames: [],
    description:
      'What pods that run as the service account of the same name may do in the cluster that the label nats_cluster names.',
    spec: SERVICE_ROLE_SPEC,
    status: SERVICE_ROLE_STATUS,
    columns: [column('Cluster', '.metadata.labels.nats_cluster'), READY, AGE],
  },
  NatsOperator: {
    kind: 'NatsOperator',
    version: 'v1alpha1',
    plural: 'natsoperators',
    singular: 'natsoperator',
    shortNames: [],
    description: 'An operator of NATS: a key that issues accounts, which servers trust.',
    spec: OPERATOR_SPEC,
    status: OPERATOR_STATUS,
    columns: [
      column('Public key', '.status.publicKey'),
      column('Accounts', '.status.accounts', 'integer'),
      READY,
      AGE,
    ],
  },
  NatsAccount: {
    kind: 'NatsAccount',
    version: 'v1alpha1',
    plural: 'natsaccounts',
    singular: 'natsaccount',
    shortNames: [],
    description:
      'An account of NATS: a subject space of its own, with users, limits and what it shares.',
    spec: ACCOUNT_SPEC,
    status: ACCOUNT_STATUS,
    columns: [
      column('Operator', '.spec.operatorRef.name'),
      column('Public key', '.status.publicKey'),
      READY,
      AGE,
    ],
  },
  NatsUser: {
    kind: 'NatsUser',
    version: 'v1alpha1',
    plural: 'natsusers',
    singular: 'natsuser',
    shortNames: [],
    description: 'A user of an account, whose creds are in a Secret.',
    spec: USER_SPEC,
    status: USER_STATUS,
    columns: [
      column('Account', '.spec.accountRef.name'),
      column('Secret', '.status.secretName'),
      column('Expires', '.status.expiresAt', 'date'),
      READY,
      AGE,
    ],
  },
} as const satisfies Readonly<Record<string, ResourceKind>>;

export type KindName = keyof typeof KINDS;
