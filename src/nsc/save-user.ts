/** Issuing a user: signing, storing, and writing its creds. */
import type { AccountClaims } from '../jwt/account-claims.ts';
import { encode } from '../jwt/codec.ts';
import { checkScope, scopeOf } from '../jwt/trust.ts';
import type { UserClaims } from '../jwt/user-claims.ts';
import { JwtError } from '../jwt/errors.ts';
import type { KeyPair } from '../nkeys/keypair.ts';
import { NscError } from './errors.ts';
import type { Report } from './report.ts';
import type { OperatorStore } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';

export interface Issue {
  readonly store: OperatorStore;
  /** The account's name in the store, and its claims. */
  readonly accountName: string;
  readonly account: AccountClaims;
  readonly name: string;
  readonly claims: UserClaims;
  readonly signer: KeyPair;
}

/** Signs and stores a user, and writes its creds if its seed is in the keystore. */
export function saveUser(workspace: Workspace, issue: Issue, report: Report): void {
  const { store, accountName, account, name, claims, signer } = issue;
  const isOwn = signer.publicKey === account.sub;
  const iss = signer.publicKey;
  const nats = { ...claims.nats, issuer_account: isOwn ? '' : account.sub };
  const issued = { ...claims, iss, nats };
  refuseOutOfScope(account, issued);
  const token = encode(issued, signer, { now: workspace.now });
  store.setUser(accountName, name, token);
  const pair = workspace.keystore.find(claims.sub);
  if (pair === undefined) {
    report.ok('skipped generating creds file - user private key is not available');
    return;
  }
  const path = workspace.keystore.addCreds(store.name, accountName, name, token, pair);
  report.ok(`generated user creds file ${workspace.show(path)}`);
}

/** Whether users of that key get all they may from its scope. */
export function isScoped(account: AccountClaims, signer: KeyPair): boolean {
  return account.nats.signing_keys.get(signer.publicKey) !== undefined;
}

/** The account's rule about bearer tokens. */
export function refuseBearer({ nats }: AccountClaims, claims: UserClaims, text: string): void {
  if (nats.limits.disallow_bearer && claims.nats.bearer_token) {
    throw new NscError('ERR_NSC_REFUSED', text);
  }
}

function refuseOutOfScope(account: AccountClaims, claims: UserClaims): void {
  const scope = scopeOf(account, claims);
  if (scope === undefined) return;
  try {
    checkScope(scope, claims);
  } catch (cause) {
    if (!(cause instanceof JwtError)) throw cause;
    throw new NscError('ERR_NSC_REFUSED', cause.message, {
      cause,
      suggestions: [
        'user was NOT edited as the edits conflict with signing key scope',
        `the role's permissions are changed by nsc edit signing-key --sk ${scope.key}`,
      ],
    });
  }
}
