/** Who lets the users of an account in, if not the server itself: a service that the server asks (auth callout). */
import { ANY_ACCOUNT, type ExternalAuthorization } from '../jwt/external-authorization.ts';
import { addTo, removeFrom } from '../jwt/lists.ts';
import { quoteText } from '../jwt/validation.ts';
import type { KeyKind } from '../nkeys/prefix.ts';
import { changeAccount, type AccountChoice } from './change-account.ts';
import { NscError } from './errors.ts';
import { resolveKey } from './key-text.ts';
import { addedKey } from './new-keys.ts';
import type { Result } from './result.ts';
import type { Workspace } from './store/workspace.ts';

export interface EditAuthCalloutInput extends AccountChoice {
  /** The service's own users, whom nobody is asked about. */
  readonly authUser: readonly string[];
  readonly rmAuthUser: readonly string[];
  /** Where the service may put users; `*` is every account. */
  readonly allowedAccount: readonly string[];
  readonly rmAllowedAccount: readonly string[];
  /** What requests are sealed to: a key, a file, or `generate`. */
  readonly curve?: string | undefined;
  readonly rmCurve?: boolean | undefined;
  /** Removes all of it. */
  readonly disable?: boolean | undefined;
}

const NOBODY: ExternalAuthorization = { auth_users: [], allowed_accounts: [], xkey: '' };

export async function editAuthCallout(
  workspace: Workspace,
  input: EditAuthCalloutInput,
): Promise<Result> {
  const lines: string[] = [];
  const report = await changeAccount(workspace, input, (account) => {
    const before = account.nats.authorization;
    const authorization = input.disable === true ? NOBODY : edit(workspace, before, input, lines);
    return { ...account, nats: { ...account.nats, authorization } };
  });
  if (input.disable === true) lines.push('removed external authorization configuration');
  for (const line of lines) report.ok(line);
  return { report };
}

function edit(
  workspace: Workspace,
  before: ExternalAuthorization,
  input: EditAuthCalloutInput,
  lines: string[],
): ExternalAuthorization {
  const keys = (texts: readonly string[], kind: KeyKind) =>
    texts.map((text) => publicKey(workspace, text, kind));
  const [users, rmUsers] = [keys(input.authUser, 'user'), keys(input.rmAuthUser, 'user')];
  const accounts = keys(input.allowedAccount, 'account');
  const rmAccounts = keys(input.rmAllowedAccount, 'account');
  // As Go's nsc: what is added is there before anything is removed.
  const addedUsers = added(before.auth_users, users, 'user', lines);
  const auth_users = removed(addedUsers, rmUsers, 'user', lines);
  const addedAccounts = added(before.allowed_accounts, accounts, 'account', lines);
  const allowed_accounts = removed(addedAccounts, rmAccounts, 'account', lines);
  return { auth_users, allowed_accounts, xkey: editCurve(workspace, before.xkey, input, lines) };
}

function added(
  list: readonly string[],
  keys: readonly string[],
  what: string,
  lines: string[],
): readonly string[] {
  for (const key of keys) {
    lines.push(
      list.includes(key)
        ? `skipped adding ${what} ${quoteText(key)} - as it's already set`
        : `added ${what} ${quoteText(key)}`,
    );
  }
  return addTo(list, ...keys);
}

function removed(
  list: readonly string[],
  keys: readonly string[],
  what: string,
  lines: string[],
): readonly string[] {
  for (const key of keys) {
    lines.push(
      list.includes(key)
        ? `deleted ${what} ${quoteText(key)}`
        : `skipping ${what} ${quoteText(key)} - as it's not currently set`,
    );
  }
  return removeFrom(list, ...keys);
}

function editCurve(
  workspace: Workspace,
  before: string,
  { curve, rmCurve }: EditAuthCalloutInput,
  lines: string[],
): string {
  if (rmCurve === true) {
    lines.push(
      before === ''
        ? "remove curve key didn't do anything as the curve key was not set"
        : `removed ${before} curve key`,
    );
  }
  if (curve === undefined) return rmCurve === true ? '' : before;
  const key = addedKey(workspace, curve, 'x25519');
  lines.push(`set curve key ${key}`);
  return key;
}

function publicKey(workspace: Workspace, text: string, kind: KeyKind): string {
  if (text === ANY_ACCOUNT) return text;
  const pair = resolveKey(text, workspace);
  if (pair?.kind === kind) return pair.publicKey;
  throw new NscError('ERR_NSC_INPUT', `${quoteText(text)} is not a valid ${kind} key`);
}
