/** What a JWT lets its user do in an account: by the JWT itself, or by the template of the key that issued it. */
import {
  checkScope,
  expandTemplate,
  JwtError,
  type UserClaims,
  type UserPermissionLimits,
} from '../../jwt/index.ts';
import { limitOf, permissionsOf, type AccountStanding } from '../account/from-claims.ts';
import type { ConnectionType } from '../options/authorization.ts';
import type { PermissionsOptions } from '../options/permissions.ts';
import type { ClientLimits } from './credentials.ts';
import { Networks } from './networks.ts';
import type { PermissionSets } from './permission-sets.ts';
import type { Permissions } from './permissions.ts';

/** What a user may. */
export interface Grant {
  /** Undefined if everything. */
  readonly permissions: Permissions | undefined;
  readonly limits: ClientLimits;
  /** Whether the JWT alone lets in, without a signature. */
  readonly isBearer: boolean;
  readonly proxyRequired: boolean;
  /** The ways to connect; undefined for all. */
  readonly connectionTypes: ReadonlySet<string> | undefined;
  /** Where from; undefined for anywhere. */
  readonly networks: Networks | undefined;
  readonly times: UserPermissionLimits['times'];
  readonly timeZone: string;
}

/** Makes grants, each once for as long as user and account are what they are. */
export class UserGrants {
  readonly #sets: PermissionSets;
  readonly #known = new WeakMap<UserClaims, { readonly of: object; readonly grant: Grant }>();

  constructor(sets: PermissionSets) {
    this.#sets = sets;
  }

  /** What is wrong, as text, with a user whom a scoped key may not have issued so. */
  of(user: UserClaims, account: AccountStanding): Grant | string {
    const known = this.#known.get(user);
    if (known?.of === account.claims) return known.grant;
    const limits = limitsFor(user, account);
    if (typeof limits === 'string') return limits;
    const grant = this.#make(limits, account.defaultPermissions);
    this.#known.set(user, { of: account.claims, grant });
    return grant;
  }

  /** What the JWT alone says, of a user in an account that has none. */
  alone({ nats }: UserClaims): Grant {
    return this.#make(nats, undefined);
  }

  #make(limits: UserPermissionLimits, defaults: PermissionsOptions | undefined): Grant {
    const permissions = permissionsOf(limits) ?? defaults;
    const { allowed_connection_types: types, src } = limits;
    return {
      permissions: permissions === undefined ? undefined : this.#sets.of(permissions),
      limits: { maxSubscriptions: limitOf(limits.subs), maxPayload: limitOf(limits.payload) },
      isBearer: limits.bearer_token,
      proxyRequired: limits.proxy_required,
      // A name that nobody knows allows nothing, but does not make the others void.
      connectionTypes:
        types.length === 0 ? undefined : new Set(types.map((type) => type.toUpperCase())),
      networks: src.length === 0 ? undefined : new Networks(src),
      times: limits.times,
      timeZone: limits.times_location,
    };
  }
}

function limitsFor(
  user: UserClaims,
  { claims, issuers }: AccountStanding,
): UserPermissionLimits | string {
  const scope = issuers.get(user.iss);
  if (scope === undefined) return user.nats;
  try {
    checkScope(scope, user);
  } catch (error) {
    if (error instanceof JwtError) return `User JWT is not valid: ${error.message}`;
    throw error;
  }
  try {
    return expandTemplate(scope.template, user, { name: claims.name, tags: claims.nats.tags });
  } catch (error) {
    if (error instanceof JwtError) return 'User JWT generated invalid permissions';
    throw error;
  }
}

/** Whether a grant lets connect in that way. */
export function mayUse({ connectionTypes }: Grant, type: ConnectionType): boolean {
  return connectionTypes === undefined || connectionTypes.has(type);
}
