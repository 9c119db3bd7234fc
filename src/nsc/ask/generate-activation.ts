import { isContainedIn } from '../../jwt/subjects.ts';
import { quoteText } from '../../jwt/validation.ts';
import { isValidPublicKey } from '../../nkeys/strkey.ts';
import { NscError } from '../errors.ts';
import type { GenerateActivationInput } from '../generate-activation.ts';
import type { Prompter } from '../prompter.ts';
import type { Workspace } from '../store/workspace.ts';
import { askValidity, startingWith } from './answers.ts';
import { chooseAccount, chooseItem } from './choose.ts';
import { complaintOfSubject } from './exports.ts';
import { askActivationSigner } from './keys.ts';
import { exportLabel } from './labels.ts';

/** Which export is activated, what of it, for whom, and for how long. */
export async function ask<I extends GenerateActivationInput>(
  workspace: Workspace,
  input: I,
  prompter: Prompter,
): Promise<I> {
  const account = await chooseAccount(workspace, input.account, prompter);
  const store = workspace.store();
  const closed = store.account(account).nats.exports.filter((each) => each.token_req);
  if (closed.length === 0) {
    const text = `account "${account}" doesn't have exports that require an activation token`;
    throw new NscError('ERR_NSC_NOT_FOUND', text);
  }
  const labelOf = (each: (typeof closed)[0]) => exportLabel(account, each);
  const chosen = await chooseItem(prompter, 'select the export', closed, labelOf, closed[0]);
  const subject = await prompter.text('subject', {
    byDefault: input.subject ?? chosen.subject,
    complaint: (answer) =>
      complaintOfSubject(answer) ??
      (isContainedIn(answer, chosen.subject)
        ? undefined
        : `${quoteText(chosen.subject)} doesn't contain ${quoteText(answer)}`),
  });
  const targetAccount = await prompter.text('target-account public key', {
    ...startingWith(input.targetAccount),
    complaint: (answer) =>
      isValidPublicKey(answer, 'account') || store.hasAccount(answer)
        ? undefined
        : `${quoteText(answer)} is not a valid "account" public key`,
  });
  const times = await askValidity(input, prompter, workspace.now);
  const choice = { account, privateKey: input.privateKey };
  const privateKey = await askActivationSigner(workspace, choice, prompter);
  const { account_server_url: server } = store.operator().nats;
  const push =
    /^https?:/i.test(server) &&
    (await prompter.confirm(`push the activation to ${quoteText(server)}`, input.push === true));
  return { ...input, account, subject, targetAccount, ...times, privateKey, push };
}
