import { join } from 'node:path';
import { removeUser } from './delete-user.ts';
import { NscError } from './errors.ts';
import { Report } from './report.ts';
import type { Result } from './result.ts';
import { MARK_FILE, type OperatorStore } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';

export interface DeleteOperatorInput {
  readonly name?: string | undefined;
  readonly rmNkey?: boolean | undefined;
  readonly rmCreds?: boolean | undefined;
  /** Needed if it has accounts. */
  readonly force?: boolean | undefined;
}

/** Removes an operator with its accounts and users from the store; `nsc undo` brings back all but seeds. */
export function deleteOperator(workspace: Workspace, input: DeleteOperatorInput): Result {
  const store = workspace.store(input.name === '' ? undefined : input.name);
  const accounts = store.accountNames();
  if (accounts.length > 0 && input.force !== true) {
    const text = `operator "${store.name}" has ${accounts.length} accounts, specify --force to delete them, too`;
    throw new NscError('ERR_NSC_REFUSED', text);
  }
  const report = new Report();
  for (const account of accounts) removeAccount(workspace, store, account, input, report);
  if (store.hasOperator()) {
    const { sub, nats } = store.operator();
    if (input.rmNkey === true) removeSeeds(workspace, [sub, ...nats.signing_keys], report);
  }
  const { files } = workspace;
  files.remove(join(store.folder, `${store.name}.jwt`));
  files.remove(join(store.folder, MARK_FILE));
  files.removeFolder(join(store.folder, 'accounts'));
  files.removeFolder(store.folder);
  report.ok(`deleted operator "${store.name}"`);
  workspace.choose({});
  return {
    report,
    notes: ['servers that trust the operator go on doing so: their configuration names it'],
  };
}

function removeAccount(
  workspace: Workspace,
  store: OperatorStore,
  name: string,
  input: DeleteOperatorInput,
  report: Report,
): void {
  const line = report.group(`account ${name}`);
  const account = store.account(name);
  for (const user of store.userNames(name)) {
    removeUser(workspace, store, name, account, user, input, line);
  }
  const { sub, nats } = account;
  if (input.rmNkey === true) {
    removeSeeds(workspace, [sub, ...nats.signing_keys.keys(), nats.authorization.xkey], line);
  }
  store.removeAccount(name);
  line.ok('deleted account');
}

function removeSeeds({ keystore }: Workspace, keys: readonly string[], report: Report): void {
  for (const key of keys.filter((each) => each !== '' && keystore.has(each))) {
    keystore.remove(key);
    report.ok(`deleted private key "${key}"`);
  }
}
