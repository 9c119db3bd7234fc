/** Whom an account server believes: the operator that it serves, and what that operator has signed. */
import { decodeAs } from '../jwt/codec.ts';
import { JwtError } from '../jwt/errors.ts';
import { didSign } from '../jwt/trust.ts';
import { isBlocking } from '../jwt/validation.ts';
import { validate } from '../jwt/validate.ts';
import type { AccountClaims } from '../jwt/account-claims.ts';
import type { OperatorClaims } from '../jwt/operator-claims.ts';
import { parseDecoratedJwt } from '../nkeys/creds.ts';

/** A token with what it says. */
export interface Signed<Claims> {
  readonly token: string;
  readonly claims: Claims;
}

/** The operator of a file, bare or decorated as nsc exports it. */
export function readOperator(text: string): Signed<OperatorClaims> {
  const token = parseDecoratedJwt(text).trim();
  return { token, claims: decodeAs('operator', token) };
}

/** The account of a file. */
export function readAccount(text: string): Signed<AccountClaims> {
  const token = parseDecoratedJwt(text).trim();
  return { token, claims: decodeAs('account', token) };
}

/**
 * Why `token` is not taken as the account `key`, if it is not. The original stores what comes over NATS unseen; whoever
 * may publish in the system account could then change every account.
 */
export function complaintOfAccount(
  operator: OperatorClaims | undefined,
  key: string,
  token: string,
): string | undefined {
  let claims: AccountClaims;
  try {
    claims = decodeAs('account', token);
  } catch (error) {
    if (error instanceof JwtError) return error.message;
    throw error;
  }
  if (claims.sub !== key) return 'subject does not match jwt content';
  if (operator === undefined) return 'no operator is configured that could have signed it';
  if (!didSign(operator, claims)) return 'untrusted issuer';
  // Like nats-server: that it has expired is no reason not to know it.
  const issues = validate(claims);
  return isBlocking(issues, { includesTimeChecks: false })
    ? issues.map(({ description }) => description).join(', ')
    : undefined;
}
