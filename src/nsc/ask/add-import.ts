import { isValidPublicKey } from '../../nkeys/strkey.ts';
import { newActivation } from '../generate-activation.ts';
import { loadActivation, type AddImportInput } from '../imports.ts';
import { quoteText } from '../../jwt/validation.ts';
import { hasWildcards } from '../../jwt/subjects.ts';
import type { Export } from '../../jwt/exports.ts';
import { NscError } from '../errors.ts';
import type { Prompter } from '../prompter.ts';
import type { Workspace } from '../store/workspace.ts';
import { askName, startingWith } from './answers.ts';
import { chooseAccount, chooseItem } from './choose.ts';
import { complaintOfSubject } from './exports.ts';
import { askAccountSigner, askActivationSigner } from './keys.ts';
import { exportLabel } from './labels.ts';

/** What is imported: an export that is here, or one that is described. */
export async function ask<I extends AddImportInput>(
  workspace: Workspace,
  input: I,
  prompter: Prompter,
): Promise<I> {
  const account = await chooseAccount(workspace, input.account, prompter);
  const begun: AddImportInput = { ...input, account };
  const found = await askImport(workspace, account, begun, prompter);
  const name = await askName('name', found.name ?? found.remoteSubject, prompter);
  const localSubject = await prompter.text('local subject', {
    ...startingWith(found.localSubject),
    complaint: (answer) => (answer === '' ? undefined : complaintOfSubject(answer)),
  });
  const allowTrace = found.service !== true && (await prompter.confirm('allow tracing', false));
  const privateKey = await askAccountSigner(workspace, { ...begun, account }, prompter);
  return { ...input, ...found, account, name, localSubject, allowTrace, privateKey };
}

async function askImport(
  workspace: Workspace,
  account: string,
  input: AddImportInput,
  prompter: Prompter,
): Promise<AddImportInput> {
  const available = exportsOfOthers(workspace, account);
  const question = 'pick from locally available exports';
  if (available.length === 0 || !(await prompter.confirm(question, true))) {
    return describeImport(workspace, account, input, prompter);
  }
  const picked = await pickExport(workspace, account, available, input, prompter);
  if (picked.service !== true) return picked;
  const share = await prompter.confirm('share information when tracking latency?', false);
  return { ...picked, share };
}

interface AvailableExport {
  readonly account: string;
  readonly key: string;
  readonly each: Export;
}

function exportsOfOthers(workspace: Workspace, account: string): AvailableExport[] {
  const store = workspace.store();
  return store
    .accountNames()
    .filter((name) => name !== account)
    .flatMap((name) => {
      const { sub, nats } = store.account(name);
      return nats.exports.map((each) => ({ account: name, key: sub, each }));
    });
}

async function pickExport(
  workspace: Workspace,
  account: string,
  available: readonly AvailableExport[],
  input: AddImportInput,
  prompter: Prompter,
): Promise<AddImportInput> {
  const chosen = await chooseItem(prompter, 'select the export', available, (one) =>
    exportLabel(one.account, one.each),
  );
  const { each, key: srcAccount } = chosen;
  const service = each.type === 'service';
  const own = withOwnToken(each, workspace.store().account(account).sub);
  let remoteSubject = own.subject;
  if (service && hasWildcards(each.subject)) {
    const complaint = complaintOfSubject;
    remoteSubject = await prompter.text('export subject', { byDefault: own.subject, complaint });
  }
  const local = input.localSubject ?? own.local;
  const localSubject = local === undefined && service ? remoteSubject : local;
  const found = { ...input, service, name: input.name ?? each.name, localSubject };
  if (!each.token_req) return { ...found, srcAccount, remoteSubject };
  const token = await makeActivation(workspace, account, chosen, remoteSubject, prompter);
  return { ...found, token };
}

/** The importer's key in the place where the exporter wants it; the subject in the importer's account has none. */
function withOwnToken(
  { subject, account_token_position: position }: Export,
  importer: string,
): { readonly subject: string; readonly local: string | undefined } {
  const at = Number(position) - 1;
  if (at < 0) return { subject, local: undefined };
  const tokens = subject.split('.');
  return {
    subject: tokens.with(at, importer).join('.'),
    local: tokens.filter((_, each) => each !== at).join('.'),
  };
}

/** The exporter is here, too, so its activation is signed at once. */
async function makeActivation(
  workspace: Workspace,
  importer: string,
  { account, key, each }: AvailableExport,
  subject: string,
  prompter: Prompter,
): Promise<string> {
  const question = `select the signing key for account ${quoteText(account)} [${key}]`;
  const privateKey = await askActivationSigner(workspace, { account }, prompter, question);
  const target = workspace.store().account(importer).sub;
  return newActivation(workspace, { account, export: each, subject, target, privateKey }).token;
}

async function describeImport(
  workspace: Workspace,
  account: string,
  input: AddImportInput,
  prompter: Prompter,
): Promise<AddImportInput> {
  if (!(await prompter.confirm('is the export public?', true))) {
    return describePrivateImport(workspace, account, input, prompter);
  }
  const srcAccount = await prompter.text('src-account public key', {
    ...startingWith(input.srcAccount),
    complaint: (answer) =>
      isValidPublicKey(answer, 'account')
        ? undefined
        : `${quoteText(answer)} is not a valid "account" public key`,
  });
  const remoteSubject = await prompter.text('remote subject', {
    ...startingWith(input.remoteSubject),
    complaint: complaintOfSubject,
  });
  const service = await prompter.confirm('is import a service', true);
  return { ...input, token: undefined, srcAccount, remoteSubject, service };
}

async function describePrivateImport(
  workspace: Workspace,
  account: string,
  input: AddImportInput,
  prompter: Prompter,
): Promise<AddImportInput> {
  const { sub } = workspace.store().account(account);
  const token = await prompter.text('token path or url', {
    ...startingWith(input.token),
    complaint: async (answer) => {
      try {
        await loadActivation(workspace, answer);
        return undefined;
      } catch (error) {
        return (error as Error).message;
      }
    },
  });
  const { nats, name, sub: target } = await loadActivation(workspace, token);
  if (target !== 'public' && target !== sub) {
    const text = `activation is not intended for this account - it is for ${quoteText(target)}`;
    throw new NscError('ERR_NSC_REFUSED', text);
  }
  const service = nats.kind === 'service';
  const localSubject = input.localSubject ?? (service ? nats.subject : undefined);
  return { ...input, token, service, localSubject, name: input.name ?? name };
}
