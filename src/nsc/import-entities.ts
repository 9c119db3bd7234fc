/** Accounts and users that were made elsewhere, from their JWTs. */
import type { AccountClaims } from '../jwt/account-claims.ts';
import { isSelfSigned } from '../jwt/claims.ts';
import { decode, encode } from '../jwt/codec.ts';
import type { Claims, ClaimsOf } from '../jwt/kinds.ts';
import { didSign } from '../jwt/trust.ts';
import { validate } from '../jwt/validate.ts';
import { parseDecoratedJwt, parseDecoratedUserNkey } from '../nkeys/creds.ts';
import { NscError } from './errors.ts';
import { Report } from './report.ts';
import type { Result } from './result.ts';
import { accountSigner } from './signer.ts';
import { abbreviateHome } from './store/directories.ts';
import { checkName, subjectOf, type OperatorStore } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';

export interface ImportEntityInput {
  readonly file: string;
  readonly overwrite?: boolean | undefined;
  /** Takes it though it is not valid. */
  readonly skip?: boolean | undefined;
  readonly privateKey?: string | undefined;
}

/** Takes an account; with `force` one that another operator signed is signed anew. */
export function importAccount(
  workspace: Workspace,
  input: ImportEntityInput & { readonly force?: boolean | undefined },
): Result {
  const store = workspace.store();
  const { token, claims } = load(workspace, input, 'account');
  checkName(claims.name, 'account');
  if (store.hasAccount(claims.name)) {
    refuseReplacing('account', subjectOf(store.accountToken(claims.name)), claims.sub, input);
  }
  const kept = didSign(store.operator(), claims)
    ? token
    : signAnew(workspace, store, claims, input);
  store.setAccount(claims.name, kept);
  return { report: new Report().ok(`account ${claims.name} was successfully imported`) };
}

/** Takes a user, whose account must be here; from creds its seed, too. */
export function importUser(workspace: Workspace, input: ImportEntityInput): Result {
  const store = workspace.store();
  const { token, claims, text } = load(workspace, input, 'user');
  checkName(claims.name, 'user');
  const issuer = claims.nats.issuer_account === '' ? claims.iss : claims.nats.issuer_account;
  const account = store.accountNameOf(issuer);
  if (account === undefined) {
    throw new NscError('ERR_NSC_NOT_FOUND', `referenced user account ${issuer} not found`);
  }
  if (!didSign(store.account(account), claims)) {
    const complaint = `user "${claims.name}" is not issued by account or account signing keys`;
    throw new NscError('ERR_NSC_REFUSED', complaint);
  }
  if (store.hasUser(account, claims.name)) {
    refuseReplacing('user', subjectOf(store.userToken(account, claims.name)), claims.sub, input);
  }
  store.setUser(account, claims.name, token);
  const report = new Report();
  if (text.includes('USER NKEY SEED')) {
    const pair = parseDecoratedUserNkey(text);
    const path = workspace.keystore.add(pair);
    workspace.keystore.addCreds(store.name, account, claims.name, token, pair);
    report.ok(`key stored ${abbreviateHome(path, workspace.directories.home)}`);
  } else {
    report.warning(`failed to parse decorated key in \`${input.file}\`: no nkey seed found`);
  }
  report.ok(`user ${claims.name} was successfully imported`);
  return { report, sums: true };
}

function load<Type extends 'account' | 'user'>(
  workspace: Workspace,
  { file, skip }: ImportEntityInput,
  type: Type,
): { token: string; claims: ClaimsOf<Type>; text: string } {
  const text = workspace.files.read(workspace.expand(file));
  if (text === undefined) {
    throw new NscError('ERR_NSC_NOT_FOUND', `error reading \`${file}\`: no such file or directory`);
  }
  const token = parseDecoratedJwt(text).trim();
  const claims: Claims = decode(token);
  if (claims.type !== type) {
    throw new NscError('ERR_NSC_INPUT', `failed to decode \`${file}\`: not ${type} claim`);
  }
  const wrong = validate(claims, { now: workspace.now }).find(({ level }) => level !== 'warning');
  if (wrong !== undefined && skip !== true) {
    throw new NscError('ERR_NSC_REFUSED', `validation resulted in: ${wrong.description}`, {
      suggestions: ['--skip takes it as it is'],
    });
  }
  return { token, claims: claims as ClaimsOf<Type>, text }; // By the comparison above.
}

function refuseReplacing(
  kind: 'account' | 'user',
  there: string,
  imported: string,
  { overwrite }: ImportEntityInput,
): void {
  if (there !== imported) {
    const text = `existing ${kind} has a name collision only: it is ${there}, and not ${imported}`;
    throw new NscError('ERR_NSC_EXISTS', text);
  }
  if (overwrite === true) return;
  throw new NscError('ERR_NSC_EXISTS', `${kind} already exists, overwrite with --overwrite`);
}

function signAnew(
  workspace: Workspace,
  store: OperatorStore,
  claims: AccountClaims,
  { force, privateKey }: { force?: boolean | undefined; privateKey?: string | undefined },
): string {
  const isOwn = isSelfSigned(claims);
  if (store.isManaged && isOwn) {
    const text = 'only a non managed store can import a self signed account';
    throw new NscError('ERR_NSC_REFUSED', text);
  }
  if (store.isManaged || (!isOwn && force !== true)) {
    const text = 'can only import account signed by same operator. Possibly update your operator';
    throw new NscError('ERR_NSC_REFUSED', text, {
      suggestions: store.isManaged ? [] : ['--force signs it anew'],
    });
  }
  const signer = accountSigner(workspace, store, { named: privateKey });
  return encode(claims, signer, { now: workspace.now });
}
