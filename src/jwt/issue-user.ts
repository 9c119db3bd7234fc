/** Issuing users for a scoped signing key: what a program does that lets users in. */
import { encode } from './codec.ts';
import { JwtError } from './errors.ts';
import type { Signer } from './token.ts';
import { asScopedUser, newUserClaims } from './user-claims.ts';
import { prefixOf } from '../nkeys/strkey.ts';
import { isPublicKey } from './validation.ts';

export interface IssueUserOptions {
  /** The user's name; its public key unless given. */
  readonly name?: string;
  /** Milliseconds for which the JWT holds; without end unless given. */
  readonly lifetimeMs?: number;
  readonly tags?: readonly string[];
  /** When the token is issued; now unless given. */
  readonly now?: Date;
}

/** The token of the user `user` of `account`, both public keys, signed by one of the account's scoped signing keys. */
export function issueUser(
  signer: Signer,
  account: string,
  user: string,
  options: IssueUserOptions = {},
): string {
  const { name = user, lifetimeMs = 0, tags = [], now = new Date() } = options;
  if (!isPublicKey(account, 'account')) throw wrongKey('accountId', account);
  if (!isPublicKey(user, 'user')) throw wrongKey('publicUserKey', user);
  const claims = asScopedUser(newUserClaims(user));
  const exp = lifetimeMs === 0 ? 0 : Math.floor((now.getTime() + lifetimeMs) / 1000);
  const nats = { ...claims.nats, issuer_account: account, tags };
  return encode({ ...claims, name, exp, nats }, signer, { now });
}

/** Go's sentence, which wants an account key in both places. Only the kind is shown: it may be a seed. */
function wrongKey(parameter: string, key: string): JwtError {
  const wanted = `issueUserJWT requires an account key for the ${parameter} parameter`;
  return new JwtError('ERR_JWT_SUBJECT', `${wanted}, but got ${prefixOf(key)}`);
}
