/** The kinds of objects that the controller speaks of, and where the API server has them. */
import { GROUP, KINDS, type KindName } from '../resources.ts';

export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
}

const kubernetes = [
  ['v1', 'Event', 'events'],
  ['v1', 'Secret', 'secrets'],
  ['v1', 'Service', 'services'],
  ['v1', 'ServiceAccount', 'serviceaccounts'],
  ['apps/v1', 'StatefulSet', 'statefulsets'],
  ['policy/v1', 'PodDisruptionBudget', 'poddisruptionbudgets'],
  ['coordination.k8s.io/v1', 'Lease', 'leases'],
] as const;

const known: readonly Kind[] = [
  ...kubernetes.map(([apiVersion, kind, plural]) => ({ apiVersion, kind, plural })),
  ...Object.values(KINDS).map(({ kind, version, plural }) => ({
    apiVersion: `${GROUP}/${version}`,
    kind,
    plural,
  })),
];

type KubernetesName = (typeof kubernetes)[number][1];

/** A kind by its name. */
export function kindNamed(name: KubernetesName | KindName): Kind {
  return known.find(({ kind }) => kind === name)!; // The type has only those of the table.
}

/** The kind of what is to be applied. */
export function kindOf(object: { readonly apiVersion: string; readonly kind: string }): Kind {
  const { apiVersion, kind } = object;
  const found = known.find((each) => each.apiVersion === apiVersion && each.kind === kind);
  if (found === undefined)
    throw new TypeError(`nobody told where the API has ${apiVersion} ${kind}`);
  return found;
}
