/** Asking for keys: who signs, and which are added. */
import { fromPublicKey } from '../../nkeys/create.ts';
import type { KeyKind } from '../../nkeys/prefix.ts';
import { NscError } from '../errors.ts';
import { canSign, requireKey, resolveKey } from '../key-text.ts';
import type { Prompter } from '../prompter.ts';
import { accountSigners, userSigners } from '../signer.ts';
import type { Workspace } from '../store/workspace.ts';
import { complaintOf, startingWith } from './answers.ts';

const OTHER = 'Other...';
const SIGN = 'select the key to use for signing';

/** Who signs an account, as `--private-key` would say it; undefined leaves it to the command. */
export async function askAccountSigner(
  workspace: Workspace,
  { account, privateKey }: { account?: string | undefined; privateKey?: string | undefined },
  prompter: Prompter,
  question = SIGN,
): Promise<string | undefined> {
  const store = workspace.store();
  const own = account === undefined ? undefined : store.account(account).sub;
  return askSigner(workspace, accountSigners(store, own), privateKey, prompter, question);
}

/** Who signs a user of an account: as in Go's nsc one of the keys that are here. */
export async function askUserSigner(
  workspace: Workspace,
  { account, privateKey }: { account: string; privateKey?: string | undefined },
  prompter: Prompter,
): Promise<string | undefined> {
  const store = workspace.store();
  const candidates = userSigners(store, store.account(account));
  const stored = candidates.filter((key) => workspace.keystore.has(key));
  return askSigner(workspace, stored, privateKey, prompter, 'select the key to sign the user');
}

/** Who signs an activation of an account's export. */
export async function askActivationSigner(
  workspace: Workspace,
  { account, privateKey }: { account: string; privateKey?: string | undefined },
  prompter: Prompter,
  question = SIGN,
): Promise<string | undefined> {
  const store = workspace.store();
  const candidates = userSigners(store, store.account(account));
  return askSigner(workspace, candidates, privateKey, prompter, question);
}

/** Who signs the operator. */
export async function askOperatorSigner(
  workspace: Workspace,
  privateKey: string | undefined,
  prompter: Prompter,
): Promise<string | undefined> {
  return askSigner(workspace, [workspace.store().operator().sub], privateKey, prompter, SIGN);
}

/** A box of the keys whose seeds are here; of one nobody is asked. Other seeds may be somewhere else. */
async function askSigner(
  workspace: Workspace,
  candidates: readonly string[],
  named: string | undefined,
  prompter: Prompter,
  question: string,
): Promise<string | undefined> {
  if (named !== undefined) return named;
  const stored = candidates.filter((key) => workspace.keystore.has(key));
  const areAllStored = stored.length === candidates.length;
  if (stored.length === 1 && areAllStored) return stored[0];
  const choices = areAllStored ? stored : [...stored, OTHER];
  if (choices.length === 0) return undefined; // Whoever signs says what is missing.
  const choice = await prompter.select(question, choices, choices[0]);
  if (choice !== OTHER) return choice;
  const kinds = Array.from(new Set(candidates.map((key) => fromPublicKey(key).kind))).join(' ');
  return prompter.text(`path to signer [${kinds}] nkey or nkey`, {
    complaint: complaintOf((text) => requireSigner(workspace, text, candidates)),
  });
}

function requireSigner(workspace: Workspace, text: string, candidates: readonly string[]): void {
  const pair = resolveKey(text, workspace);
  if (pair === undefined || !canSign(pair)) {
    throw new NscError('ERR_NSC_SIGNER', 'it is neither a seed nor a file with one');
  }
  if (candidates.includes(pair.publicKey)) return;
  throw new NscError('ERR_NSC_SIGNER', `${pair.publicKey} is none of ${candidates.join(', ')}`);
}

/** A key for something new: made, or named; undefined if it is to be made. */
export async function askOwnKey(
  workspace: Workspace,
  kind: 'operator' | 'account' | 'user',
  given: string | undefined,
  prompter: Prompter,
): Promise<string | undefined> {
  if (await prompter.confirm(`generate an ${kind} nkey`, true)) return undefined;
  return prompter.text(`path to an ${kind} nkey or nkey`, {
    ...startingWith(given),
    complaint: complaintOf((text) => requireKey(text, kind, workspace)),
  });
}

/** Signing keys to be added, beside those that were named. */
export async function askSigningKeys(
  workspace: Workspace,
  kind: KeyKind,
  named: readonly string[],
  prompter: Prompter,
): Promise<string[]> {
  const complaint = complaintOf((text) => {
    if (text !== 'generate') requireKey(text, kind, workspace);
  });
  const question = 'path to sk nkey or nkey';
  const keys: string[] = [];
  for (const key of named) keys.push(await prompter.text(question, { byDefault: key, complaint }));
  const another = () => (keys.length > 0 ? 'add another signing key' : 'add a signing key');
  while (await prompter.confirm(another(), false)) {
    keys.push(await prompter.text(question, { complaint }));
  }
  return keys;
}
