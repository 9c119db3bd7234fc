import { claimsToJson, decode } from '../../../jwt/codec.ts';
import type { Claims } from '../../../jwt/kinds.ts';

/** Whether a token says what `claims` say and was issued by the key `issuer`; when it was issued, and its end, aside. */
export function saysSame(token: string | undefined, claims: Claims, issuer: string): boolean {
  if (token === undefined) return false;
  let there: Claims;
  try {
    there = decode(token);
  } catch {
    return false; // Whatever it is, another takes its place.
  }
  return there.iss === issuer && comparable(there) === comparable(claims);
}

function comparable(claims: Claims): string {
  return claimsToJson({ ...claims, iss: '', iat: 0, jti: '', exp: 0 });
}
