import { isDeepStrictEqual } from 'node:util';
import type { Manifest } from '../kubernetes.ts';
import type { KubeApi } from './kube-api.ts';
import { kindOf } from './kinds.ts';

/** Writes the status of a resource if it says something else now; the fields of `others` are none of the writer's. */
export async function writeStatus(
  api: KubeApi,
  resource: Manifest & { readonly status?: object },
  status: object,
  others: readonly string[] = [],
): Promise<void> {
  const now = withoutAbsent(status);
  const before = Object.entries(resource.status ?? {}).filter(([name]) => !others.includes(name));
  if (isDeepStrictEqual(Object.fromEntries(before), now)) return;
  // In a merge patch, what is to go is null.
  const gone = before.map(([name]) => name).filter((name) => !(name in now));
  const nulls = Object.fromEntries(gone.map((name) => [name, null]));
  await api.merge(kindOf(resource), resource, { status: { ...now, ...nulls } }, 'status');
}

/** As JSON has it. */
function withoutAbsent(status: object): object {
  return JSON.parse(JSON.stringify(status)) as object;
}
