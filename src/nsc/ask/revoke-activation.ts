import { ALL_KEYS } from '../../jwt/revocations.ts';
import { quoteText } from '../../jwt/validation.ts';
import { isValidPublicKey } from '../../nkeys/strkey.ts';
import type { Prompter } from '../prompter.ts';
import type { ActivationRevocationInput } from '../revocations.ts';
import type { Workspace } from '../store/workspace.ts';
import { startingWith } from './answers.ts';
import { askAccountSigner } from './keys.ts';
import { chooseRevocableExport } from './revocable-export.ts';
import { askAt } from './revoke-user.ts';

/** Whose activation of which export is revoked, and from when on back. */
export async function ask<I extends ActivationRevocationInput>(
  workspace: Workspace,
  input: I,
  prompter: Prompter,
): Promise<I> {
  const { choice } = await chooseRevocableExport(workspace, input, prompter);
  const store = workspace.store();
  const targetAccount = await prompter.text(
    "target-account public key or '*' to match any target-account",
    {
      ...startingWith(input.targetAccount),
      complaint: (answer) =>
        answer === ALL_KEYS || isValidPublicKey(answer, 'account') || store.hasAccount(answer)
          ? undefined
          : `${quoteText(answer)} is not a valid "account" public key`,
    },
  );
  const at = input.at ?? (await askAt(prompter, workspace.now));
  const privateKey = await askAccountSigner(workspace, { ...input, ...choice }, prompter);
  return { ...input, ...choice, targetAccount, at, privateKey };
}
