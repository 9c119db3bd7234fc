/** What all commands do that change an account: find it, find who signs, look whether it still holds, keep it. */
import type { AccountClaims } from '../jwt/account-claims.ts';
import { encode } from '../jwt/codec.ts';
import { validate } from '../jwt/validate.ts';
import { NscError } from './errors.ts';
import { Report } from './report.ts';
import { saveAccount } from './save-account.ts';
import { accountSigner } from './signer.ts';
import type { Workspace } from './store/workspace.ts';

export interface AccountChoice {
  readonly account?: string | undefined;
  readonly privateKey?: string | undefined;
}

/** `edit` makes the account what it is to be; its reports stand above those of keeping it. */
export async function changeAccount(
  workspace: Workspace,
  choice: AccountChoice,
  edit: (
    account: AccountClaims,
    report: Report,
    name: string,
  ) => AccountClaims | Promise<AccountClaims>,
): Promise<Report> {
  const store = workspace.store();
  const name = workspace.resolveAccount(choice.account);
  const before = store.account(name);
  const { now, keystore } = workspace;
  const report = new Report();
  const after = await edit(before, report, name);
  refuseInvalid(before, after, now);
  const signing = { named: choice.privateKey, preferred: before.iss };
  const signer = accountSigner(workspace, store, signing, keystore.find(before.sub));
  await saveAccount(store, name, encode(after, signer, { now }), report);
  return report;
}

/** An edit must not make an account wrong; one that was wrong before may be repaired step by step. */
export function refuseInvalid(before: AccountClaims, after: AccountClaims, now: Date): void {
  const known = new Set(validate(before, { now }).map(({ description }) => description));
  const fresh = validate(after, { now }).find(
    ({ level, description }) => level === 'error' && !known.has(description),
  );
  if (fresh !== undefined) throw new NscError('ERR_NSC_INPUT', fresh.description);
}
