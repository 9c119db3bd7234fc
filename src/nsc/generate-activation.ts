/** A token that lets another account import a private export. */
import { newActivationClaims } from '../jwt/activation-claims.ts';
import { encode } from '../jwt/codec.ts';
import { decorateToken } from '../jwt/creds.ts';
import { isContainedIn } from '../jwt/subjects.ts';
import { isValidPublicKey } from '../nkeys/strkey.ts';
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
  readonly privateKey?: string | undefined;
}

export function generateActivation(
  workspace: Workspace,
  input: GenerateActivationInput,
): Description {
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
  const signer = userSigner(workspace, store, account, { named: input.privateKey });
  const { now } = workspace;
  const fresh = newActivationClaims(target);
  const times = validity(input, now);
  const issuer = signer.publicKey === account.sub ? '' : account.sub;
  const nats = { ...fresh.nats, subject, kind: found.type, issuer_account: issuer };
  const token = encode({ ...fresh, ...times, name: subject, nats }, signer, { now });
  const report = new Report().ok(`generated "${found.name}" activation for account "${target}"`);
  const { nbf = 0, exp = 0 } = times;
  if (nbf > 0) report.ok(`token valid ${formatTime(nbf)} - ${formatDistance(nbf, now)}`);
  if (exp > 0) report.ok(`token expires ${formatTime(exp)} - ${formatDistance(exp, now)}`);
  const text = decorateToken(token);
  const data = { activation: { token, subject, account: name, target } };
  if (input.outputFile === '--') return { text, report, data };
  const path = workspace.expand(input.outputFile);
  report.ok(`wrote activation token to ${workspace.show(path)}`);
  return { text, outputFile: path, report, sums: true, data };
}

function targetKey(workspace: Workspace, given: string | undefined): string {
  if (given === undefined || given === '') {
    throw new NscError('ERR_NSC_INPUT', 'target-account cannot be empty');
  }
  if (isValidPublicKey(given, 'account')) return given;
  return subjectOf(workspace.store().accountToken(given));
}
