/** Who vouches for whom: operators for accounts, accounts for users and activations. */
import type { AccountClaims } from './account-claims.ts';
import { JwtError } from './errors.ts';
import type { Claims } from './kinds.ts';
import type { OperatorClaims } from './operator-claims.ts';
import type { UserScope } from './scope.ts';
import { hasEmptyPermissions } from './user-claims.ts';

/**
 * Whether `signer`, with its own key or one of its signing keys, issued `claims`. A strict operator signs nothing but
 * itself with its own key.
 */
export function didSign(signer: OperatorClaims | AccountClaims, claims: Claims): boolean {
  return signer.type === 'operator'
    ? didOperatorSign(signer, claims)
    : didAccountSign(signer, claims);
}

/** The scope of the account's key that issued `claims`; undefined for keys without one. */
export function scopeOf(account: AccountClaims, { iss }: Claims): UserScope | undefined {
  return account.nats.signing_keys.get(iss);
}

/** Throws unless the scoped key may have issued `claims`: a user of its own without permissions or limits. */
export function checkScope(scope: UserScope, claims: Claims): void {
  if (claims.type !== 'user') {
    throw scopeError('not an user claim - scoped signing key requires user claim');
  }
  if (claims.iss !== scope.key) throw scopeError('issuer not the scoped signer');
  if (!hasEmptyPermissions(claims)) {
    throw scopeError('scoped users require no permissions or limits set');
  }
}

function didOperatorSign({ sub, nats }: OperatorClaims, claims: Claims): boolean {
  if (claims.iss !== sub) return nats.signing_keys.includes(claims.iss);
  return !nats.strict_signing_key_usage || claims.sub === sub;
}

function didAccountSign({ sub, nats }: AccountClaims, claims: Claims): boolean {
  if (claims.iss === sub) return true;
  if (claims.type !== 'user' && claims.type !== 'activation') return false;
  return claims.nats.issuer_account === sub && nats.signing_keys.has(claims.iss);
}

function scopeError(complaint: string): JwtError {
  return new JwtError('ERR_JWT_SCOPE', complaint);
}
