/** Which export of which account it is whose activations are revoked. */
import type { Export } from '../../jwt/exports.ts';
import { NscError } from '../errors.ts';
import type { Prompter } from '../prompter.ts';
import type { ActivationRevocationInput } from '../revocations.ts';
import type { Workspace } from '../store/workspace.ts';
import { chooseAccount, chooseItem } from './choose.ts';

interface ChosenExport {
  /** As the command line would say it. */
  readonly choice: {
    readonly account: string;
    readonly service: boolean;
    readonly subject: string;
  };
  readonly found: Export;
}

export async function chooseRevocableExport(
  workspace: Workspace,
  input: ActivationRevocationInput,
  prompter: Prompter,
): Promise<ChosenExport> {
  const account = await chooseAccount(workspace, input.account, prompter);
  const service = await prompter.confirm('is service', input.service === true);
  const type = service ? 'service' : 'stream';
  const { exports } = workspace.store().account(account).nats;
  const possible = exports.filter((each) => each.type === type);
  if (possible.length === 0) {
    const what = exports.length === 0 ? 'exports' : `${type} exports`;
    throw new NscError('ERR_NSC_NOT_FOUND', `account "${account}" doesn't have ${what}`);
  }
  const proposed = possible.find(({ subject }) => subject === input.subject);
  const question = `select ${type} export`;
  const found = await chooseItem(prompter, question, possible, (each) => each.subject, proposed);
  return { choice: { account, service, subject: found.subject }, found };
}
