/** Takes an account that came from elsewhere into the store. */
import type { AccountClaims } from '../../jwt/account-claims.ts';
import { decodeAs } from '../../jwt/codec.ts';
import { isSelfSigned } from '../../jwt/claims.ts';
import { JwtError } from '../../jwt/errors.ts';
import { didSign } from '../../jwt/trust.ts';
import { NscError } from '../errors.ts';
import type { Report } from '../report.ts';
import { checkName, subjectOf, type OperatorStore } from '../store/operator-store.ts';
import type { AccountsByKey } from './accounts.ts';
import { reportDifferences } from './compare-servers.ts';

export interface Keeping {
  readonly store: OperatorStore;
  /** The accounts that are there before. */
  readonly local: AccountsByKey;
  /** Whether versions that are older than those in the store replace them. */
  readonly overwritesNewer: boolean;
  /** Whether to say what would change, and change nothing. */
  readonly isDryRun: boolean;
}

/** Notes what became of it, or why it is not kept. */
export function keepAccount(key: string, token: string, keeping: Keeping, report: Report): void {
  try {
    const claims = readAccount(key, token, keeping);
    const name = placeOf(claims, keeping);
    const { store } = keeping;
    const before = store.hasAccount(name) ? store.accountToken(name) : undefined;
    if (keeping.isDryRun) {
      reportDifferences({ name, key, token }, before, report);
      return;
    }
    store.setAccount(name, token);
    report.ok(`stored account "${name}"`);
  } catch (error) {
    if (!(error instanceof NscError || error instanceof JwtError)) throw error;
    report.error(error.message);
  }
}

/** A server tells what it was given; who gave it is another question. */
function readAccount(key: string, token: string, { store }: Keeping): AccountClaims {
  let claims: AccountClaims;
  try {
    claims = decodeAs('account', token);
  } catch (cause) {
    const { message } = cause as Error;
    throw new NscError('ERR_NSC_REMOTE', `error decoding remote token of ${key}: ${message}`, {
      cause,
    });
  }
  if (claims.sub !== key) {
    throw new NscError('ERR_NSC_REMOTE', `what was sent as ${key} is account ${claims.sub}`);
  }
  // In a managed store an account signs itself until the operator has.
  if (didSign(store.operator(), claims) || (store.isManaged && isSelfSigned(claims))) return claims;
  const text = `account "${claims.name}" (${key}) is not signed by the operator "${store.name}": it is not stored`;
  throw new NscError('ERR_NSC_REFUSED', text);
}

/** Where in the store the account is, or will be. */
function placeOf(claims: AccountClaims, { store, local, overwritesNewer }: Keeping): string {
  const known = local.nameOf(claims.sub);
  const name = known ?? claims.name;
  checkName(name, 'account');
  if (!store.hasAccount(name)) return name;
  const key = subjectOf(store.accountToken(name));
  if (key !== claims.sub) {
    const text = `account "${name}" is ${key} here, and ${claims.sub} on the server: it is not stored`;
    throw new NscError('ERR_NSC_REFUSED', text);
  }
  if (store.account(name).iat > claims.iat && !overwritesNewer) {
    const text = `local jwt for "${name}" is newer than remote version - specify --overwrite-newer to overwrite`;
    throw new NscError('ERR_NSC_REFUSED', text);
  }
  return name;
}
