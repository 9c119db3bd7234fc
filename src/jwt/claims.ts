/** What all claims have. Their names are those of the wire, so that what a token says is what a program sees. */
import { text, whole, type Fields, type Int64 } from './fields.ts';
import type { Issues } from './validation.ts';

/** The registered claims (RFC 7519), in the order of the wire. */
export interface CommonClaims {
  /** Whom the token is for. */
  readonly aud: string;
  /** The last second, since 1970, in which the claims hold; 0 for no end. */
  readonly exp: number;
  /** A hash over the common claims; `encode` makes it. It does not cover `nats`. */
  readonly jti: string;
  /** When it was issued, in seconds since 1970; `encode` sets it. */
  readonly iat: number;
  /** The public key that signed; `encode` sets it. */
  readonly iss: string;
  readonly name: string;
  /** The first second, since 1970, in which the claims hold; 0 for no beginning. */
  readonly nbf: number;
  /** Whom the claims are about: a public key, but for generic claims. */
  readonly sub: string;
}

/** What every body has, last on the wire; its `type` is in between. */
export interface CommonBody {
  /** In lower case; `addTags` sees to it. */
  readonly tags: readonly string[];
  /** The version the claims were read from, 1 or 2. They are written as version 2. */
  readonly version: number;
}

/** Claims of one type. */
export interface TypedClaims<Type extends string, Body extends object> extends CommonClaims {
  /** What the token calls `nats.type`; it stands out here so that TypeScript tells claims apart by it. */
  readonly type: Type;
  readonly nats: Body;
}

/** The version of the claims that are written. */
export const VERSION = 2;

export const COMMON_CLAIMS: Fields<CommonClaims> = {
  aud: text,
  exp: whole,
  jti: text,
  iat: whole,
  iss: text,
  name: text,
  nbf: whole,
  sub: text,
};

/** Claims about `sub`, issued by nobody yet. */
export function commonClaims(sub: string): CommonClaims {
  return { aud: '', exp: 0, jti: '', iat: 0, iss: '', name: '', nbf: 0, sub };
}

/** Whether the claims were signed by the key that they are about. */
export function isSelfSigned({ iss, sub }: CommonClaims): boolean {
  return iss === sub;
}

/** Checks the claims' time against `now`, seconds since 1970. In its last second a token still holds. */
export function validateTime({ exp, nbf }: CommonClaims, now: Int64, issues: Issues): void {
  if (exp > 0 && now > exp) issues.time('claim is expired');
  if (nbf > 0 && nbf > now) issues.time('claim is not yet valid');
}
