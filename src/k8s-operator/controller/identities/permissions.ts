/** From permissions and limits as resources say them to those of claims. */
import { parseDuration } from '../../../base/duration.ts';
import { NO_LIMIT } from '../../../jwt/limits.ts';
import type { Permission, Permissions } from '../../../jwt/permissions.ts';
import type { UserPermissionLimits } from '../../../jwt/user-permission-limits.ts';
import type { NatsUserSpec } from '../../user-schema.ts';

type PermissionsSpec = NonNullable<NatsUserSpec['permissions']>;
type SubjectsSpec = PermissionsSpec['publish'];

/** What a NatsUser and the template of a signing key have in common. */
export type UserLimitsSpec = Pick<
  NatsUserSpec,
  'permissions' | 'subscriptions' | 'payload' | 'bearer' | 'connectionTypes' | 'sourceNetworks'
> &
  Partial<Pick<NatsUserSpec, 'data' | 'times' | 'timesLocation'>>;

export function permissionsOf(spec: PermissionsSpec | undefined): Permissions {
  const { responses } = spec ?? {};
  return {
    pub: permissionOf(spec?.publish),
    sub: permissionOf(spec?.subscribe),
    resp:
      responses === undefined
        ? undefined
        : { max: responses.max ?? 1, ttl: nanoseconds(responses.expires) },
  };
}

export function userLimitsOf(spec: UserLimitsSpec): UserPermissionLimits {
  return {
    ...permissionsOf(spec.permissions),
    subs: spec.subscriptions ?? NO_LIMIT,
    data: spec.data ?? NO_LIMIT,
    payload: spec.payload ?? NO_LIMIT,
    src: spec.sourceNetworks ?? [],
    times: spec.times ?? [],
    times_location: spec.timesLocation ?? '',
    bearer_token: spec.bearer ?? false,
    proxy_required: false,
    allowed_connection_types: spec.connectionTypes ?? [],
  };
}

/** 0 for none. */
export function nanoseconds(duration: string | undefined): number {
  return duration === undefined ? 0 : Math.round(parseDuration(duration) * 1e6);
}

function permissionOf(spec: SubjectsSpec): Permission {
  return { allow: spec?.allow ?? [], deny: spec?.deny ?? [] };
}
