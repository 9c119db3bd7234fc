/** What a user may do: in the claims of the user, or in the template of the scoped key that issued it. */
import { flag, list, object, text } from './fields.ts';
import { NATS_LIMITS, USER_LIMITS, type NatsLimits, type UserLimits } from './limits.ts';
import { PERMISSIONS, type Permissions } from './permissions.ts';

/** How a user may connect. */
export type ConnectionType =
  'STANDARD' | 'WEBSOCKET' | 'LEAFNODE' | 'LEAFNODE_WS' | 'MQTT' | 'MQTT_WS' | 'IN_PROCESS';

export interface UserPermissionLimits extends Permissions, UserLimits, NatsLimits {
  /** Whether the JWT alone lets its bearer in, without a signature by the user's key. */
  readonly bearer_token: boolean;
  /** Whether the user must come through a trusted proxy. */
  readonly proxy_required: boolean;
  /** `ConnectionType`s, in any case; none for all. A name that the server does not know is no error here. */
  readonly allowed_connection_types: readonly string[];
}

export const USER_PERMISSION_LIMITS = object<UserPermissionLimits>({
  ...PERMISSIONS,
  ...USER_LIMITS,
  ...NATS_LIMITS,
  bearer_token: flag,
  proxy_required: flag,
  allowed_connection_types: list(text),
});

/** Whether nothing at all is set. A limit of −1 is set. */
export function isEmptyPermissionLimits(limits: UserPermissionLimits): boolean {
  const { write, zero } = USER_PERMISSION_LIMITS;
  return write(limits, 'nats') === write(zero(), 'nats');
}
