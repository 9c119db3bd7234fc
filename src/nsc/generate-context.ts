/** A context for the nats command line: where to connect, and as whom. */
import { join } from 'node:path';
import type { Description } from './describe.ts';
import { NscError } from './errors.ts';
import { Report } from './report.ts';
import type { Workspace } from './store/workspace.ts';

export interface GenerateContextInput {
  readonly account?: string | undefined;
  readonly user?: string | undefined;
  /** The context's name. */
  readonly context?: string | undefined;
}

export function generateContext(workspace: Workspace, input: GenerateContextInput): Description {
  const { context = '' } = input;
  if (context === '') throw new NscError('ERR_NSC_INPUT', 'context name is required');
  if (/[/\\]/.test(context)) {
    throw new NscError('ERR_NSC_INPUT', 'context name cannot contain filepath separators');
  }
  const store = workspace.store();
  const account = workspace.resolveAccount(input.account);
  const names = store.userNames(account);
  if (names.length === 0)
    throw new NscError('ERR_NSC_NOT_FOUND', `account "${account}" has no users`);
  const user = input.user ?? (names.length === 1 ? names[0]! : '');
  if (user === '') throw new NscError('ERR_NSC_INPUT', 'user is required');
  if (!store.hasUser(account, user)) {
    throw new NscError('ERR_NSC_NOT_FOUND', `user "${user}" not found in "${account}"`);
  }
  const creds = workspace.keystore.credsPathOf(store.name, account, user);
  if (!workspace.files.has(creds)) {
    const text = `creds file "${creds}" - doesn't exist - nsc generate creds first`;
    throw new NscError('ERR_NSC_NOT_FOUND', text);
  }
  const [url] = store.operator().nats.operator_service_urls;
  const nsc = `nsc://${store.name}/${account}/${user}`;
  const path = join(workspace.directories.contexts, context.replace(/(\.json)?$/, '.json'));
  if (workspace.files.has(path)) {
    const text = `failed to write context file: ${workspace.show(path)} already exists`;
    throw new NscError('ERR_NSC_EXISTS', text, { suggestions: [`remove it first: rm ${path}`] });
  }
  return {
    text: JSON.stringify({ nsc, ...(url === undefined ? {} : { url }), creds }),
    outputFile: path,
    report: new Report().ok(`wrote nats cli context file to ${workspace.show(path)}`),
    notes: [path],
    data: { context: { name: context, path } },
  };
}
