/** References from one resource to another, which may be in another namespace if that one agrees. */
import type { NatsAccount, NatsOperator } from '../../resources.ts';
import type { Manifest } from '../../kubernetes.ts';
import type { View } from '../watches.ts';
import { NotReady } from './not-ready.ts';

export interface Reference {
  readonly name: string;
  readonly namespace?: string;
}

/** What the reference of `from` means; says what is missing if it means nothing. */
export function resolve<T extends NatsAccount | NatsOperator>(
  view: View<T>,
  from: Manifest,
  { name, namespace = from.metadata.namespace ?? '' }: Reference,
): T {
  const found = view.get(namespace, name);
  const place = `${view.kind.kind} ${namespace}/${name}`;
  if (found === undefined)
    throw new NotReady(`No${view.kind.kind.slice(4)}`, `There is no ${place}`);
  const allowed = found.spec.allowedNamespaces ?? [];
  const home = from.metadata.namespace ?? '';
  if (home === namespace || allowed.includes('*') || allowed.includes(home)) return found;
  throw new NotReady('NotAllowed', `${place} does not list ${home} in allowedNamespaces`);
}

/** Its key in the queue, whether it is there or not. */
export function keyOfReference(
  kind: string,
  from: Manifest,
  { name, namespace }: Reference,
): string {
  return `${kind}/${namespace ?? from.metadata.namespace ?? ''}/${name}`;
}
