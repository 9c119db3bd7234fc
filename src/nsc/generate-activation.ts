/** A token that lets another account import a private export. */
import { activationHashId, newActivationClaims } from '../jwt/activation-claims.ts';
import { decodeAs, encode } from '../jwt/codec.ts';
import { decorateToken } from '../jwt/creds.ts';
import type { Export } from '../jwt/exports.ts';
import type { OperatorClaims } from '../jwt/operator-claims.ts';
import { isContainedIn } from '../jwt/subjects.ts';
import { isValidPublicKey } from '../nkeys/strkey.ts';
import { postToken, reasonOf, reportPush, urlBelow } from './account-server.ts';
import { validity, type ValidityInput } from './common-claims.ts';
import type { Description } from './describe.ts';
import { NscError } from './errors.ts';
import { Report } from './report.ts';
import { userSigner } from './signer.ts';
import { subjectOf } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';
import { formatDistance, formatTime } from './values/validity.ts';

export interface GenerateActivationInput extends ValidityInput {
  readonly account?: string | undefined;
  readonly subject?: string | undefined;
  /** Who may import it, by public key or by its name here. */
  readonly targetAccount?: string | undefined;
  readonly outputFile: string;
  /** Shows it to the operator's account server. */
  readonly push?: boolean | undefined;
  readonly privateKey?: string | undefined;
}

export async function generateActivation(
  workspace: Workspace,
  input: GenerateActivationInput,
): Promise<Description> {
  const store = workspace.store();
  const name = workspace.resolveAccount(input.account);
  const account = store.account(name);
  const { exports } = account.nats;
  if (exports.length === 0) {
    throw new NscError('ERR_NSC_NOT_FOUND', `account "${name}" doesn't have exports`);
  }
  const closed = exports.filter((each) => each.token_req);
  if (closed.length === 0) {
    const text = `account "${name}" doesn't have exports that require an activation token`;
    throw new NscError('ERR_NSC_NOT_FOUND', text);
  }
  const subject = input.subject ?? (closed.length === 1 ? closed[0]!.subject : '');
  if (subject === '') throw new NscError('ERR_NSC_INPUT', 'a subject is required');
  const found = closed.find((each) => isContainedIn(subject, each.subject));
  if (found === undefined) {
    const text = `a private export for "${subject}" was not found in account "${name}"`;
    throw new NscError('ERR_NSC_NOT_FOUND', text);
  }
  const target = targetKey(workspace, input.targetAccount);
  const { now } = workspace;
  const choice = { ...input, account: name, export: found, subject, target };
  const { token, times } = newActivation(workspace, choice);
  const report = new Report().ok(`generated "${found.name}" activation for account "${target}"`);
  const { nbf = 0, exp = 0 } = times;
  if (nbf > 0) report.ok(`token valid ${formatTime(nbf)} - ${formatDistance(nbf, now)}`);
  if (exp > 0) report.ok(`token expires ${formatTime(exp)} - ${formatDistance(exp, now)}`);
  const text = decorateToken(token);
  const data = { activation: { token, subject, account: name, target } };
  const path = input.outputFile === '--' ? undefined : workspace.expand(input.outputFile);
  if (path !== undefined)
    report.ok(`wrote activation token to ${workspace.show(input.outputFile)}`);
  if (input.push === true) await push(store.operator(), token, report);
  if (path === undefined) return { text, report, sums: true, data };
  return { text, outputFile: path, report, sums: true, data };
}

async function push({ name, nats }: OperatorClaims, token: string, report: Report): Promise<void> {
  const server = nats.account_server_url;
  if (server === '') {
    const text = `operator ${name} doesn't have an account server url configured`;
    throw new NscError('ERR_NSC_REFUSED', text);
  }
  if (!/^https?:/i.test(server)) {
    const text =
      'activation push is only supported for http base account server not nats-resolver enabled nats-server';
    throw new NscError('ERR_NSC_REFUSED', text);
  }
  const hashId = activationHashId(decodeAs('activation', token));
  try {
    if (!reportPush(await postToken(urlBelow(server, 'activations'), token), report)) return;
    report.ok(`activation accessible at "${urlBelow(server, `activations/${hashId}`)}"`);
  } catch (error) {
    report.error(`error pushing the activation: ${reasonOf(error)}`);
  }
}

/** Signs an activation of an export of the account. */
export function newActivation(
  workspace: Workspace,
  choice: ValidityInput & {
    readonly account: string;
    readonly export: Export;
    /** What of the export may be imported. */
    readonly subject: string;
    /** Who may, by public key. */
    readonly target: string;
    readonly privateKey?: string | undefined;
  },
): { readonly token: string; readonly times: { readonly nbf?: number; readonly exp?: number } } {
  const { now } = workspace;
  const store = workspace.store();
  const account = store.account(choice.account);
  const signer = userSigner(workspace, store, account, { named: choice.privateKey });
  const { target, subject } = choice;
  const fresh = newActivationClaims(target);
  const times = validity(choice, now);
  const issuer_account = signer.publicKey === account.sub ? '' : account.sub;
  const nats = { ...fresh.nats, subject, kind: choice.export.type, issuer_account };
  return { token: encode({ ...fresh, ...times, name: subject, nats }, signer, { now }), times };
}

function targetKey(workspace: Workspace, given: string | undefined): string {
  if (given === undefined || given === '') {
    throw new NscError('ERR_NSC_INPUT', 'target-account cannot be empty');
  }
  if (isValidPublicKey(given, 'account')) return given;
  return subjectOf(workspace.store().accountToken(given));
}
