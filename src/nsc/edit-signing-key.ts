import type { AccountClaims } from '../jwt/account-claims.ts';
import { encode } from '../jwt/codec.ts';
import { newUserScope } from '../jwt/scope.ts';
import { NscError } from './errors.ts';
import { resolveKey, shownKey } from './key-text.ts';
import { addedKey } from './new-keys.ts';
import { Report } from './report.ts';
import { editRestrictions, type RestrictionInput } from './restrictions.ts';
import type { Result } from './result.ts';
import { saveAccount } from './save-account.ts';
import { accountSigner, scopeOfRole } from './signer.ts';
import type { Workspace } from './store/workspace.ts';

export interface EditSigningKeyInput extends RestrictionInput {
  readonly account?: string | undefined;
  /** The key: public key, role, seed, file; `generate` makes one. */
  readonly sk?: string | undefined;
  readonly role?: string | undefined;
  readonly description?: string | undefined;
  readonly privateKey?: string | undefined;
}

/** Gives a signing key its scope, or changes it. */
export async function editSigningKey(
  workspace: Workspace,
  input: EditSigningKeyInput,
): Promise<Result> {
  const store = workspace.store();
  const name = workspace.resolveAccount(input.account);
  const account = store.account(name);
  const own = workspace.keystore.find(account.sub);
  const choice = { named: input.privateKey, preferred: account.iss };
  const signer = accountSigner(workspace, store, choice, own);
  const key = keyOf(workspace, account, input);
  const before = account.nats.signing_keys.get(key) ?? newUserScope(key);
  const role = input.role ?? before.role;
  refuseSecondRole(account, key, role);
  const report = new Report();
  const scope = {
    ...before,
    role,
    description: input.description ?? before.description,
    template: editRestrictions(before.template, input, report),
  };
  const keys = new Map(account.nats.signing_keys).set(key, scope);
  const edited = { ...account, nats: { ...account.nats, signing_keys: keys } };
  await saveAccount(store, name, encode(edited, signer, { now: workspace.now }), report);
  report.ok(`edited signing key "${key}"`);
  return { report, data: { signing_key: { key, role, account: name } } };
}

function keyOf(
  workspace: Workspace,
  account: AccountClaims,
  { sk, role }: EditSigningKeyInput,
): string {
  if (sk === undefined || sk === '') {
    const scope = role === undefined ? undefined : scopeOfRole(account, role);
    if (scope !== undefined) return scope.key;
    throw new NscError('ERR_NSC_INPUT', 'signing key is required', {
      suggestions: ['name one with --sk; --sk generate makes one'],
    });
  }
  if (sk === 'generate') return addedKey(workspace, sk, 'account');
  const byRole = scopeOfRole(account, sk);
  if (byRole !== undefined) return byRole.key;
  if (account.nats.signing_keys.has(sk)) return sk;
  if (resolveKey(sk, workspace) === undefined) {
    throw new NscError('ERR_NSC_NOT_FOUND', 'a signing key is required', {
      suggestions: [`"${shownKey(sk)}" is no role, no key and no file with one`],
    });
  }
  return addedKey(workspace, sk, 'account');
}

/** `-K role` must mean one key. */
function refuseSecondRole(account: AccountClaims, key: string, role: string): void {
  const other = role === '' ? undefined : scopeOfRole(account, role);
  if (other === undefined || other.key === key) return;
  throw new NscError(
    'ERR_NSC_EXISTS',
    `the role "${role}" is that of the signing key ${other.key}`,
  );
}
