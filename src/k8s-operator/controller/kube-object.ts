/** Small questions to objects of Kubernetes. */
import type { Manifest, OwnerReference, Secret } from '../kubernetes.ts';

/** `namespace/name`, by which caches and queues know an object. */
export function keyOf({ metadata: { namespace = '', name } }: Manifest): string {
  return `${namespace}/${name}`;
}

/** A reference that has Kubernetes delete an object together with `owner`. */
export function ownedBy(owner: Manifest): OwnerReference {
  const { apiVersion, kind, metadata } = owner;
  const { name, uid } = metadata;
  // What came from the API server has one.
  return { apiVersion, kind, name, uid: uid!, controller: true, blockOwnerDeletion: true };
}

/** The owner that controls an object. */
export function controllerOf({ metadata }: Manifest): OwnerReference | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller === true);
}

/** What a value of a Secret says; undefined if it has none of that name. */
export function secretText(secret: Secret, name: string): string | undefined {
  const value = secret.data?.[name];
  return value === undefined ? undefined : Buffer.from(value, 'base64').toString('utf8');
}
