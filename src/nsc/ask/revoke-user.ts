import { ALL_KEYS } from '../../jwt/revocations.ts';
import { quoteText } from '../../jwt/validation.ts';
import { isValidPublicKey } from '../../nkeys/strkey.ts';
import type { Prompter } from '../prompter.ts';
import { parseAt, type UserRevocationInput } from '../revocations.ts';
import type { Workspace } from '../store/workspace.ts';
import { complaintOf, startingWith } from './answers.ts';
import { chooseAccount } from './choose.ts';
import { askAccountSigner } from './keys.ts';

/** Which user of which account is revoked, and from when on back. */
export async function ask<I extends UserRevocationInput>(
  workspace: Workspace,
  input: I,
  prompter: Prompter,
): Promise<I> {
  const account = await chooseAccount(workspace, input.account, prompter);
  const userPublicKey = await askUser(workspace, account, input, prompter);
  const at = input.at ?? (await askAt(prompter, workspace.now));
  const privateKey = await askAccountSigner(workspace, { ...input, account }, prompter);
  return { ...input, account, name: undefined, userPublicKey, at, privateKey };
}

async function askUser(
  workspace: Workspace,
  account: string,
  input: UserRevocationInput,
  prompter: Prompter,
): Promise<string> {
  const store = workspace.store();
  const names = store.userNames(account);
  if (names.length > 0 && (await prompter.confirm('Revoke a user by name', true))) {
    const name = await prompter.select('select user to revoke', names, input.name);
    return store.user(account, name).sub;
  }
  return prompter.text("user-public-key public key or '*' to match any user-public-key", {
    ...startingWith(input.userPublicKey),
    complaint: (answer) =>
      answer === ALL_KEYS || isValidPublicKey(answer, 'user')
        ? undefined
        : `${quoteText(answer)} is not a valid "user" public key`,
  });
}

/** What was issued up to then is void. */
export async function askAt(prompter: Prompter, now: Date): Promise<string> {
  const formats = '0 is now, formats are RFC3339 or #seconds since epoch';
  return prompter.text(`revoke all credentials created before (${formats})`, {
    byDefault: '0',
    complaint: complaintOf((answer) => parseAt(answer, now)),
  });
}
