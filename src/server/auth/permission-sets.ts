import type { PermissionsOptions } from '../options/permissions.ts';
import { Permissions } from './permissions.ts';

/** One `Permissions` for all who may do the same: they share its caches, and their messages are treated alike. */
export class PermissionSets {
  readonly #byContent = new Map<string, WeakRef<Permissions>>();
  readonly #unused = new FinalizationRegistry<string>((content) => {
    if (this.#byContent.get(content)?.deref() === undefined) this.#byContent.delete(content);
  });

  of(options: PermissionsOptions): Permissions {
    const content = JSON.stringify(options);
    const known = this.#byContent.get(content)?.deref();
    if (known !== undefined) return known;
    const permissions = new Permissions(options);
    this.#byContent.set(content, new WeakRef(permissions));
    this.#unused.register(permissions, content);
    return permissions;
  }
}
