import { encode } from '../jwt/codec.ts';
import { addTo, removeFrom } from '../jwt/lists.ts';
import { isJetStreamEnabled } from '../jwt/limits.ts';
import {
  complaintOfServiceUrl,
  type Operator,
  type OperatorClaims,
} from '../jwt/operator-claims.ts';
import { isValidPublicKey } from '../nkeys/strkey.ts';
import { editCommon, type CommonInput } from './common-claims.ts';
import { NscError } from './errors.ts';
import { addedKey } from './new-keys.ts';
import { Report } from './report.ts';
import type { Result } from './result.ts';
import { operatorSigner } from './signer.ts';
import type { OperatorStore } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';

export interface EditOperatorInput extends CommonInput {
  readonly accountJwtServerUrl?: string | undefined;
  readonly rmAccountJwtServerUrl?: boolean | undefined;
  readonly serviceUrl: readonly string[];
  readonly rmServiceUrl: readonly string[];
  /** The system account, by its name or public key. */
  readonly systemAccount?: string | undefined;
  readonly sk: readonly string[];
  readonly rmSk: readonly string[];
  readonly requireSigningKeys?: boolean | undefined;
  readonly privateKey?: string | undefined;
}

export function editOperator(workspace: Workspace, input: EditOperatorInput): Result {
  const store = workspace.store();
  const before = store.operator();
  const signer = operatorSigner(workspace, store, { named: input.privateKey });
  const report = new Report();
  const claims = editCommon(before, input, workspace.now, report);
  const nats: Operator = {
    ...claims.nats,
    ...editSigningKeys(workspace, claims, input, report),
    ...editServer(claims, input, report),
    ...editSystemAccount(store, claims, input, report),
    ...editServiceUrls(claims, input, report),
  };
  const edited = {
    ...claims,
    nats: { ...nats, ...editStrictness(store, nats, before.sub, input, report) },
  };
  store.setOperator(encode(edited, signer, { now: workspace.now }));
  report.ok(`edited operator "${before.name}"`);
  return { report, notes: notesOf(before, edited) };
}

function editSigningKeys(
  workspace: Workspace,
  { nats }: OperatorClaims,
  { sk, rmSk }: EditOperatorInput,
  report: Report,
): Pick<Operator, 'signing_keys'> {
  const added = sk.map((text) => addedKey(workspace, text, 'operator'));
  for (const key of added) report.ok(`added signing key "${key}"`);
  for (const key of rmSk) {
    if (nats.signing_keys.includes(key)) report.ok(`removed signing key "${key}"`);
    else throw new NscError('ERR_NSC_NOT_FOUND', `"${key}" is no signing key of the operator`);
  }
  return { signing_keys: removeFrom(addTo(nats.signing_keys, ...added), ...rmSk) };
}

function editServer(
  { nats }: OperatorClaims,
  { accountJwtServerUrl: url, rmAccountJwtServerUrl: isRemoved }: EditOperatorInput,
  report: Report,
): Pick<Operator, 'account_server_url'> {
  if (isRemoved === true) {
    report.ok('removed account server url');
    return { account_server_url: '' };
  }
  if (url === undefined) return { account_server_url: nats.account_server_url };
  if (url !== '' && !/^(https?|nats|tls|wss?):/i.test(url)) {
    // Go's nsc takes anything here, and refuses to push to it.
    throw new NscError(
      'ERR_NSC_INPUT',
      `account server url "${url}" must begin with http, https, nats, tls, ws or wss`,
    );
  }
  // Emptiness is no URL: there is a flag that removes it.
  const kept = url.trim() === '' ? nats.account_server_url : url.trim();
  report.ok(`set account jwt server url to "${kept}"`);
  return { account_server_url: kept };
}

function editSystemAccount(
  store: OperatorStore,
  { nats }: OperatorClaims,
  { systemAccount: given }: EditOperatorInput,
  report: Report,
): Pick<Operator, 'system_account'> {
  const { system_account: before } = nats;
  if (given === undefined || given === '') return { system_account: before };
  const key = isValidPublicKey(given, 'account') ? given : systemAccountKey(store, given);
  if (key !== before) report.ok(`set system account "${key}"`);
  return { system_account: key };
}

function systemAccountKey(store: OperatorStore, name: string): string {
  const { sub, nats } = store.account(name);
  if (nats.limits.tiered_limits.size === 0 && !isJetStreamEnabled(nats.limits)) return sub;
  const limits =
    nats.limits.tiered_limits.size > 0 ? 'tiered JetStream limits' : 'JetStream limits';
  const command = `nsc edit account ${name} --js-disable`;
  throw new NscError(
    'ERR_NSC_REFUSED',
    `system accounts cannot have ${limits} - run "${command}" first`,
  );
}

function editServiceUrls(
  { nats }: OperatorClaims,
  { serviceUrl, rmServiceUrl }: EditOperatorInput,
  report: Report,
): Pick<Operator, 'operator_service_urls'> {
  const lower = (urls: readonly string[]) => urls.map((url) => url.toLowerCase());
  for (const url of serviceUrl) {
    const complaint = complaintOfServiceUrl(url);
    if (complaint !== undefined) throw new NscError('ERR_NSC_INPUT', complaint);
    report.ok(`added service url "${url}"`);
  }
  for (const url of rmServiceUrl) report.ok(`removed service url "${url}"`);
  const urls = addTo(nats.operator_service_urls, ...lower(serviceUrl));
  return { operator_service_urls: removeFrom(urls, ...lower(rmServiceUrl)) };
}

function editStrictness(
  store: OperatorStore,
  nats: Operator,
  sub: string,
  { requireSigningKeys: isStrict = nats.strict_signing_key_usage }: EditOperatorInput,
  report: Report,
): Pick<Operator, 'strict_signing_key_usage'> {
  if (isStrict !== nats.strict_signing_key_usage) {
    report.ok(`strict signing key usage set to: ${isStrict}`);
    if (isStrict) refuseIdentityIssues(store, sub);
  }
  if (isStrict && nats.signing_keys.length === 0) {
    throw new NscError('ERR_NSC_REFUSED', 'operator requires at least one signing key');
  }
  return { strict_signing_key_usage: isStrict };
}

/** What was signed by an identity key would no longer hold. */
function refuseIdentityIssues(store: OperatorStore, operator: string): void {
  for (const name of store.accountNames()) {
    const account = store.account(name);
    const advice = 'needs to be issued with a signing key first';
    if (account.iss === operator)
      throw new NscError('ERR_NSC_REFUSED', `account "${name}" ${advice}`);
    for (const user of store.userNames(name)) {
      if (store.user(name, user).iss !== account.sub) continue;
      throw new NscError('ERR_NSC_REFUSED', `user "${user}" in account "${name}" ${advice}`);
    }
  }
}

/** What servers have to be told. */
function notesOf(before: OperatorClaims, after: OperatorClaims): string[] {
  const trust = ({ nats }: OperatorClaims) =>
    [nats.signing_keys, nats.system_account, nats.strict_signing_key_usage].join();
  return trust(before) === trust(after)
    ? []
    : [
        'servers know the operator by their configuration: give them the new one (nsc generate config)',
      ];
}
