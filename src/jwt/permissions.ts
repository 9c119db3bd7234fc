/** Who may publish and subscribe where. */
import { always, int64, list, object, optional, text, type Fields, type Int64 } from './fields.ts';
import { validateSubject } from './subjects.ts';
import type { Issues } from './validation.ts';

/** With both lists empty everything is allowed. */
export interface Permission {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

/** Publishing to the reply subjects of requests that were received. */
export interface ResponsePermission {
  /** Messages a request. */
  readonly max: Int64;
  /** For so many nanoseconds. */
  readonly ttl: Int64;
}

export interface Permissions {
  /** Plain subjects. */
  readonly pub: Permission;
  /** Subjects, or a subject and a queue group with a blank between them. */
  readonly sub: Permission;
  readonly resp: ResponsePermission | undefined;
}

const PERMISSION = object<Permission>({ allow: list(text), deny: list(text) });

export const PERMISSIONS: Fields<Permissions> = {
  pub: PERMISSION,
  sub: PERMISSION,
  resp: optional(object<ResponsePermission>({ max: always(int64), ttl: always(int64) })),
};

export function validatePermissions({ pub, sub }: Permissions, issues: Issues): void {
  for (const entry of [...sub.allow, ...sub.deny]) validateEntry(entry, true, issues);
  for (const entry of [...pub.allow, ...pub.deny]) validateEntry(entry, false, issues);
}

function validateEntry(entry: string, mayHaveQueue: boolean, issues: Issues): void {
  const parts = entry.split(' ');
  if (parts.length > 2) {
    issues.error(`Permission Subject "${entry}" contains too many spaces`);
    return;
  }
  for (const part of parts) validateSubject(part, issues);
  if (parts.length === 2 && !mayHaveQueue) {
    issues.error(`Permission Subject "${entry}" is not allowed to contain queue`);
  }
}
