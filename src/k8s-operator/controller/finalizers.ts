/** Finalizers: what has to happen before a resource may go. */
import type { Manifest } from '../kubernetes.ts';
import type { KubeApi } from './kube-api.ts';
import { kindOf } from './kinds.ts';

export function hasFinalizer({ metadata: { finalizers } }: Manifest, finalizer: string): boolean {
  return finalizers?.includes(finalizer) === true;
}

/** Fails with a conflict where somebody changed the resource since it was read. */
export async function addFinalizer(
  api: KubeApi,
  resource: Manifest,
  finalizer: string,
): Promise<void> {
  if (hasFinalizer(resource, finalizer)) return;
  await write(api, resource, [...(resource.metadata.finalizers ?? []), finalizer]);
}

export async function removeFinalizer(
  api: KubeApi,
  resource: Manifest,
  finalizer: string,
): Promise<void> {
  if (!hasFinalizer(resource, finalizer)) return;
  const kept = (resource.metadata.finalizers ?? []).filter((each) => each !== finalizer);
  await write(api, resource, kept);
}

async function write(
  api: KubeApi,
  resource: Manifest,
  finalizers: readonly string[],
): Promise<void> {
  // The list is replaced whole: of two who do that at once, one has to read again.
  const { resourceVersion } = resource.metadata;
  await api.merge(kindOf(resource), resource, { metadata: { finalizers, resourceVersion } });
}
