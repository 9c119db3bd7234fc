import { COMMON_CLAIMS, type CommonClaims } from '../jwt/claims.ts';
import { JwtError } from '../jwt/errors.ts';
import { object } from '../jwt/fields.ts';
import { openToken } from '../jwt/token.ts';

/** What a store must know of a JWT. Nobody has verified it. */
export type Headline = Pick<CommonClaims, 'sub' | 'jti' | 'iat' | 'exp' | 'name'>;

const COMMON = object(COMMON_CLAIMS);

/** The headline of a token; undefined if it is none. */
export function headlineOf(token: string): Headline | undefined {
  try {
    const { sub, jti, iat, exp, name } = COMMON.read(openToken(token).claims, '');
    return { sub, jti, iat, exp, name };
  } catch (error) {
    if (error instanceof JwtError) return undefined;
    throw error;
  }
}

/** Whether the last second in which the claims hold is over. */
export function isExpired({ exp }: Pick<Headline, 'exp'>, nowMs = Date.now()): boolean {
  return exp > 0 && exp < Math.floor(nowMs / 1000);
}
