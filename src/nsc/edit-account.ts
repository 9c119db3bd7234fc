import type { Account, AccountClaims } from '../jwt/account-claims.ts';
import { encode } from '../jwt/codec.ts';
import type { OperatorLimits } from '../jwt/limits.ts';
import type { SigningKeys } from '../jwt/scope.ts';
import { quoteText } from '../jwt/validation.ts';
import { refuseInvalid } from './change-account.ts';
import { editCommon, type CommonInput } from './common-claims.ts';
import { NscError } from './errors.ts';
import { editJetStream, namesJetStream, type JetStreamInput } from './jetstream-limits.ts';
import { addedKey } from './new-keys.ts';
import { editPermissions, type PermissionInput } from './permissions.ts';
import { Report } from './report.ts';
import type { Result } from './result.ts';
import { saveAccount } from './save-account.ts';
import { accountSigner } from './signer.ts';
import type { OperatorStore } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';

export interface EditAccountInput extends CommonInput, PermissionInput, JetStreamInput {
  readonly name?: string | undefined;
  readonly conns?: number | undefined;
  readonly leafConns?: number | undefined;
  readonly data?: number | undefined;
  readonly exports?: number | undefined;
  readonly imports?: number | undefined;
  readonly payload?: number | undefined;
  readonly subscriptions?: number | undefined;
  readonly wildcardExports?: boolean | undefined;
  readonly disallowBearer?: boolean | undefined;
  readonly sk: readonly string[];
  readonly rmSk: readonly string[];
  readonly description?: string | undefined;
  readonly infoUrl?: string | undefined;
  readonly traceContextSubject?: string | undefined;
  readonly traceContextSampling?: number | undefined;
  readonly hostClusterTraffic?: boolean | undefined;
  readonly privateKey?: string | undefined;
}

/** Changes what is named, and nothing else: Go's nsc resets some limits that are not. */
export async function editAccount(workspace: Workspace, input: EditAccountInput): Promise<Result> {
  const store = workspace.store();
  const name = workspace.resolveAccount(input.name);
  const before = store.account(name);
  const own = workspace.keystore.find(before.sub);
  const choice = { named: input.privateKey, preferred: before.iss };
  const signer = accountSigner(workspace, store, choice, own);
  refuseForSystemAccount(store, before, input);
  if (input.disallowBearer === true) refuseBearerUsers(store, name);
  const report = new Report();
  const keys = editSigningKeys(workspace, before, input, report);
  const { nats, ...common } = editCommon(before, input, workspace.now, report);
  const limits = editJetStream(editLimits(nats.limits, input, report), input, report);
  const edited: AccountClaims = {
    ...common,
    nats: {
      ...nats,
      signing_keys: keys,
      limits,
      ...editInfo(nats, input, report),
      default_permissions: editPermissions(nats.default_permissions, input, report),
      trace: editTrace(nats, input, report),
      cluster_traffic: editTraffic(nats, input, report),
    },
  };
  refuseInvalid(before, edited, workspace.now);
  await saveAccount(store, name, encode(edited, signer, { now: workspace.now }), report);
  report.ok(`edited account "${name}"`);
  return { report };
}

function editSigningKeys(
  workspace: Workspace,
  { nats }: AccountClaims,
  { sk, rmSk }: EditAccountInput,
  report: Report,
): SigningKeys {
  const keys = new Map(nats.signing_keys);
  for (const text of sk) {
    const key = addedKey(workspace, text, 'account');
    if (!keys.has(key)) keys.set(key, undefined);
    report.ok(`added signing key "${key}"`);
  }
  for (const key of rmSk) {
    if (!keys.delete(key)) {
      throw new NscError('ERR_NSC_NOT_FOUND', `"${key}" is no signing key of the account`);
    }
    report.ok(`removed signing key "${key}"`);
  }
  return keys;
}

/** Which flag sets which limit, and what the report calls it; some end in a unit. */
const LIMITS = [
  ['conns', 'conn', 'max connections'],
  ['leafConns', 'leaf', 'leaf node connections'],
  ['data', 'data', 'max data', ' bytes'],
  ['exports', 'exports', 'max exports'],
  ['wildcardExports', 'wildcards', 'wild card exports'],
  ['disallowBearer', 'disallow_bearer', 'disallow bearer'],
  ['imports', 'imports', 'max imports'],
  ['payload', 'payload', 'max payload size'],
  ['subscriptions', 'subs', 'max subscriptions'],
] as const;

function editLimits(
  limits: OperatorLimits,
  input: EditAccountInput,
  report: Report,
): OperatorLimits {
  const changed: Record<string, number | boolean> = {};
  for (const [flag, limit, name, unit = ''] of LIMITS) {
    const value = input[flag];
    if (value === undefined) continue;
    changed[limit] = value;
    report.ok(`changed ${name} to ${value}${unit}`);
  }
  return { ...limits, ...changed };
}

function editInfo(
  nats: Account,
  { description, infoUrl }: EditAccountInput,
  report: Report,
): Pick<Account, 'description' | 'info_url'> {
  if (description !== undefined) report.ok(`changed description to ${quoteText(description)}`);
  if (infoUrl !== undefined) report.ok(`changed info url to ${quoteText(infoUrl)}`);
  return { description: description ?? nats.description, info_url: infoUrl ?? nats.info_url };
}

function editTrace(
  { trace }: Account,
  { traceContextSubject: subject, traceContextSampling: sampling }: EditAccountInput,
  report: Report,
): Account['trace'] {
  let edited = trace;
  if (subject === '') {
    if (sampling !== undefined) {
      const text = 'cannot set context sampling rate when disabling the trace context';
      throw new NscError('ERR_NSC_INPUT', text);
    }
    report.ok('disabled trace context');
    return undefined;
  }
  if (subject !== undefined) {
    if (/(^|\.)[*>](\.|$)/.test(subject)) {
      throw new NscError(
        'ERR_NSC_INPUT',
        `tracing subjects cannot contain wildcards: "${subject}"`,
      );
    }
    edited = { dest: subject, sampling: trace?.sampling ?? 0 };
    report.ok(`changed trace context subject to "${subject}"`);
  }
  if (sampling === undefined) return edited;
  if (edited === undefined) {
    throw new NscError('ERR_NSC_INPUT', 'trace-context-sampling requires a subject');
  }
  if (sampling < 0 || sampling > 100) {
    throw new NscError('ERR_NSC_INPUT', 'tracing sampling rate must be between 1-100');
  }
  report.ok(`changed trace context sampling to ${sampling}%`);
  return { ...edited, sampling };
}

function editTraffic(
  { cluster_traffic: traffic }: Account,
  { hostClusterTraffic: isHosted }: EditAccountInput,
  report: Report,
): string {
  if (isHosted === undefined) return traffic;
  const verb = isHosted ? 'enabled' : 'disabled';
  report.ok(`${verb} routing of JetStream cluster traffic through this account`);
  return isHosted ? 'owner' : '';
}

const JETSTREAM_FLAGS = {
  jsTier: '--js-tier',
  jsMemStorage: '--js-mem-storage',
  jsDiskStorage: '--js-disk-storage',
  jsStreams: '--js-streams',
  jsConsumer: '--js-consumer',
  jsMaxMemStream: '--js-max-mem-stream',
  jsMaxDiskStream: '--js-max-disk-stream',
  jsMaxBytesRequired: '--js-max-bytes-required',
  jsMaxAckPending: '--js-max-ack-pending',
} as const;

/** Servers give the system account no JetStream. */
function refuseForSystemAccount(
  store: OperatorStore,
  { sub, nats }: AccountClaims,
  input: EditAccountInput,
): void {
  if (store.operator().nats.system_account !== sub || input.jsDisable === true) return;
  const hasTiers = nats.limits.tiered_limits.size > 0;
  if (hasTiers || (input.jsEnable !== undefined && input.jsEnable !== -1)) {
    const text = 'system account cannot have JetStream limits - please rerun with --js-disable';
    throw new NscError('ERR_NSC_REFUSED', text);
  }
  if (!namesJetStream(input)) return;
  const named = Object.entries(JETSTREAM_FLAGS).filter(
    ([flag]) => input[flag as keyof JetStreamInput],
  );
  if (named.length === 0) return;
  const flags = named.map(([, flag]) => flag).join(' ');
  const text = `system account cannot have jetstream related settings - please rerun without: ${flags}`;
  throw new NscError('ERR_NSC_REFUSED', text);
}

function refuseBearerUsers(store: OperatorStore, account: string): void {
  for (const name of store.userNames(account)) {
    if (!store.user(account, name).nats.bearer_token) continue;
    const text = `user "${name}" in account "${account}" uses bearer token (needs to be deleted/changed first)`;
    throw new NscError('ERR_NSC_REFUSED', text);
  }
}
