import { formatCreds } from '../jwt/creds.ts';
import { NscError } from './errors.ts';
import { Report } from './report.ts';
import type { Description } from './describe.ts';
import type { Workspace } from './store/workspace.ts';

export interface GenerateCredsInput {
  readonly account?: string | undefined;
  readonly name?: string | undefined;
  readonly outputFile: string;
}

/** The creds of a user, with which it connects. */
export function generateCreds(workspace: Workspace, input: GenerateCredsInput): Description {
  const store = workspace.store();
  const account = workspace.resolveAccount(input.account);
  const names = store.userNames(account);
  if (names.length === 0)
    throw new NscError('ERR_NSC_NOT_FOUND', `account "${account}" has no users`);
  const name = input.name ?? (names.length === 1 ? names[0]! : '');
  if (name === '') throw new NscError('ERR_NSC_INPUT', 'user is required');
  if (!store.hasUser(account, name)) {
    throw new NscError('ERR_NSC_NOT_FOUND', `user "${name}" not found in "${account}"`);
  }
  const { sub } = store.user(account, name);
  const pair = workspace.keystore.find(sub);
  if (pair === undefined) {
    throw new NscError(
      'ERR_NSC_SIGNER',
      `the seed of user "${name}", ${sub}, is not in the keystore`,
    );
  }
  const text = formatCreds(store.userToken(account, name), pair.seed());
  if (input.outputFile === '--') return { text };
  const path = workspace.expand(input.outputFile);
  return {
    text,
    outputFile: path,
    report: new Report().ok(`wrote credentials to ${workspace.show(input.outputFile)}`),
    notes: [`Success!! - generated \`${input.outputFile}\``],
  };
}
