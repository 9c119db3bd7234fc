import { fromPublicKey } from '../../nkeys/create.ts';
import type { KeyPair } from '../../nkeys/keypair.ts';
import type { Account } from '../account/account.ts';
import type { ConnectionType, UserOptions } from '../options/authorization.ts';
import type { PermissionsOptions } from '../options/permissions.ts';
import type { PermissionSets } from './permission-sets.ts';
import type { Permissions } from './permissions.ts';

/** Somebody who is known. */
export interface User {
  readonly name: string;
  /** In clear, hashed, or empty. */
  readonly password: string;
  readonly account: Account;
  /** Undefined for who may do everything. */
  readonly permissions: Permissions | undefined;
  readonly proxyRequired: boolean;
  /** Whether it may come this way. */
  mayUse(type: ConnectionType): boolean;
}

/** Somebody who is known by a key. */
export type NkeyUser = User & { readonly key: KeyPair };

/** The users that are configured, by name and by public key. */
export class Users {
  readonly byName = new Map<string, User>();
  readonly byNkey = new Map<string, NkeyUser>();
  readonly #sets: PermissionSets;

  constructor(sets: PermissionSets) {
    this.#sets = sets;
  }

  /** Adds users of `account`; those without permissions get `defaults`. */
  add(
    users: readonly UserOptions[],
    account: Account,
    defaults: PermissionsOptions | undefined,
  ): void {
    for (const options of users) {
      const permissions = options.permissions ?? defaults;
      const { user = '', password = '', nkey = '', allowedConnectionTypes: types = [] } = options;
      const known: User = {
        name: nkey === '' ? user : nkey,
        password,
        account,
        permissions: permissions === undefined ? undefined : this.#sets.of(permissions),
        proxyRequired: options.proxyRequired,
        mayUse: (type) => types.length === 0 || types.includes(type),
      };
      if (nkey === '') this.byName.set(user, known);
      else this.byNkey.set(nkey, { ...known, key: fromPublicKey(nkey) });
    }
  }
}
