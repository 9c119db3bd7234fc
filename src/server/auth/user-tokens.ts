/** JWTs of users, read and verified: the claims are theirs who they name, whoever that is. */
import { createHash } from 'node:crypto';
import { decodeAs, isBlocking, JwtError, validate, type UserClaims } from '../../jwt/index.ts';
import { fromPublicKey } from '../../nkeys/create.ts';
import type { KeyPair } from '../../nkeys/keypair.ts';

/** A user's JWT whose signature is right. */
export interface UserToken {
  readonly jwt: string;
  /** By which it is kept. */
  readonly hash: string;
  readonly claims: UserClaims;
  /** By which the user signs the nonce. */
  readonly key: Pick<KeyPair, 'verify'>;
  /** Whether nothing is wrong with the claims; their time is another question. */
  readonly isSound: boolean;
}

/** Tokens that are kept; a claim has 2 to 5 KB in memory. */
const MOST_KEPT = 4096;

/**
 * Reads tokens, and keeps those of users that were let in: a client that comes back need not be verified again, which
 * takes half the time of a login. Others are not kept, so that nobody pushes out users by inventing some.
 */
export class UserTokens {
  readonly #most: number;
  readonly #kept = new Map<string, UserToken>();

  constructor(most = MOST_KEPT) {
    this.#most = most;
  }

  /** Why a text is no user's JWT, as text. */
  read(jwt: string): UserToken | string {
    const hash = hashOf(jwt);
    const known = this.#kept.get(hash);
    if (known !== undefined) return known;
    try {
      const claims = decodeAs('user', jwt);
      const isSound = !isBlocking(validate(claims), { includesTimeChecks: false });
      return { jwt, hash, claims, key: fromPublicKey(claims.sub), isSound };
    } catch (error) {
      if (error instanceof JwtError) return error.message;
      throw error;
    }
  }

  /** The user has been let in. */
  keep(token: UserToken): void {
    // Those who came last stay longest.
    this.#kept.delete(token.hash);
    this.#kept.set(token.hash, token);
    if (this.#kept.size > this.#most) this.#kept.delete(this.#kept.keys().next().value!);
  }
}

function hashOf(jwt: string): string {
  return createHash('sha256').update(jwt).digest('base64');
}
