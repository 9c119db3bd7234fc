/** Users connect. */
import { commonClaims, VERSION, type CommonBody, type TypedClaims } from './claims.ts';
import { list, object, text, whole, type Fields } from './fields.ts';
import { NATS_UNLIMITED, validateUserLimits } from './limits.ts';
import { validatePermissions } from './permissions.ts';
import {
  isEmptyPermissionLimits,
  USER_PERMISSION_LIMITS,
  type UserPermissionLimits,
} from './user-permission-limits.ts';
import { isPublicKey, type Issues } from './validation.ts';

export interface User extends UserPermissionLimits, CommonBody {
  /** The account's key, where one of its signing keys issued the user. */
  readonly issuer_account: string;
}

export type UserClaims = TypedClaims<'user', User>;

export const USER_FIELDS: Fields<User> = {
  ...USER_PERMISSION_LIMITS.fields,
  issuer_account: text,
  tags: list(text),
  version: whole,
};

/** Claims of the user with that public key, without permissions set and without limits. */
export function newUserClaims(sub: string): UserClaims {
  const nats = { ...object(USER_FIELDS).zero(), ...NATS_UNLIMITED, version: VERSION };
  return { ...commonClaims(sub), type: 'user', nats };
}

/**
 * The same user for a scoped key to issue: permissions and limits are the key's, and servers refuse a user that has any
 * of its own, be it "no limit".
 */
export function asScopedUser(user: UserClaims): UserClaims {
  return { ...user, nats: { ...user.nats, ...USER_PERMISSION_LIMITS.zero() } };
}

/** Whether the user leaves all permissions and limits to the key that issued it. */
export function hasEmptyPermissions({ nats }: UserClaims): boolean {
  return isEmptyPermissionLimits(nats);
}

export function validateUser({ nats }: UserClaims, issues: Issues): void {
  validatePermissions(nats, issues);
  validateUserLimits(nats, issues);
  if (nats.issuer_account !== '' && !isPublicKey(nats.issuer_account, 'account')) {
    issues.error('account_id is not an account public key');
  }
}
