/** What a directory must know of a JWT that it keeps. Nobody has verified it. */
export interface KeptJwt {
  /** Whose it is. */
  readonly accountKey: string;
  readonly id: string;
  /** Seconds since 1970. */
  readonly issuedAt: number;
  /** The last second, since 1970, in which it holds; Infinity for no end. */
  readonly expiresAt: number;
}

/** 64 bytes in base64url. */
const SIGNATURE_LETTERS = 86;
/** By how much the clock of who signs may be ahead. */
const CLOCK_SKEW_S = 300;

/**
 * Takes a JWT apart; says what is wrong with it if that can't be done. Nothing is proved by it: whoever uses the JWT
 * decodes it, which takes twenty times as long, and a hundred thousand of them are read when a server starts.
 */
export function readKeptJwt(jwt: string): KeptJwt | string {
  const [, claims, signature, ...more] = jwt.trim().split('.', 4);
  if (claims === undefined || signature === undefined || more.length > 0)
    return 'expected 3 chunks';
  // The last part is the first to be lost.
  if (signature.length !== SIGNATURE_LETTERS) return 'its signature is not whole';
  const { sub, jti, iat, exp } = parseClaims(claims);
  if (typeof sub !== 'string') return 'its claims name nobody';
  const expiresAt = wholeOf(exp);
  return {
    accountKey: sub,
    id: typeof jti === 'string' ? jti : '',
    issuedAt: wholeOf(iat),
    expiresAt: expiresAt === 0 ? Infinity : expiresAt,
  };
}

/** Whether the one was issued after the other. One from the future is not: a clock that was wrong would never be right. */
export function isNewer(one: KeptJwt, other: KeptJwt): boolean {
  return one.issuedAt > other.issuedAt && one.issuedAt <= Date.now() / 1000 + CLOCK_SKEW_S;
}

/** Whether its time is over. */
export function isExpired({ expiresAt }: KeptJwt): boolean {
  return expiresAt < Date.now() / 1000;
}

/** When it was issued, for people. */
export function dateOf({ issuedAt }: KeptJwt): string {
  return new Date(issuedAt * 1000).toISOString();
}

function parseClaims(part: string): Readonly<Record<string, unknown>> {
  try {
    const claims: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    // Any object has names and values of some kind.
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

function wholeOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
