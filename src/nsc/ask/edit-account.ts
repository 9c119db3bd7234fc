import type { AccountClaims } from '../../jwt/account-claims.ts';
import { isJetStreamEnabled, type OperatorLimits } from '../../jwt/limits.ts';
import type { EditAccountInput } from '../edit-account.ts';
import { tierOf, type JetStreamInput } from '../jetstream-limits.ts';
import type { Prompter } from '../prompter.ts';
import type { Workspace } from '../store/workspace.ts';
import {
  askCommon,
  askNumber,
  askText,
  complaintOfDescription,
  complaintOfUrl,
} from './answers.ts';
import { chooseAccount } from './choose.ts';
import { askAccountSigner, askSigningKeys } from './keys.ts';

/** What an account is to be; what is answered as it was stays unnamed. */
export async function ask<I extends EditAccountInput>(
  workspace: Workspace,
  input: I,
  prompter: Prompter,
): Promise<I> {
  const name = await chooseAccount(workspace, input.name, prompter);
  const before = workspace.store().account(name);
  const sk = await askSigningKeys(workspace, 'account', input.sk, prompter);
  const limits = await askLimits(before.nats.limits, input, prompter);
  const jetStream = await askJetStream(before.nats.limits, input, prompter);
  const common = await askCommon(before, input, prompter, workspace.now);
  const choice = { account: name, privateKey: input.privateKey };
  const privateKey = await askAccountSigner(workspace, choice, prompter);
  const info = await askInfo(before, input, prompter);
  return { ...input, name, sk, ...limits, ...jetStream, ...common, privateKey, ...info };
}

const LIMITS = [
  ['conns', 'conn', 'max connections (-1 unlimited)'],
  ['leafConns', 'leaf', 'max leaf node connections (-1 unlimited)'],
  ['data', 'data', 'max data (-1 unlimited)'],
  ['exports', 'exports', 'max exports (-1 unlimited)'],
  ['imports', 'imports', 'max imports (-1 unlimited)'],
  ['payload', 'payload', 'max payload (-1 unlimited)'],
  ['subscriptions', 'subs', 'max subscriptions (-1 unlimited)'],
] as const;

async function askLimits(
  limits: OperatorLimits,
  input: EditAccountInput,
  prompter: Prompter,
): Promise<Partial<EditAccountInput>> {
  const answers: Record<string, number | undefined> = {};
  for (const [flag, limit, question] of LIMITS) {
    answers[flag] = await askNumber(question, Number(limits[limit]), input[flag], prompter);
  }
  return answers;
}

const STORAGE = [
  ['jsMemStorage', 'mem_storage', 'max mem storage (-1 unlimited / 0 disabled)'],
  ['jsDiskStorage', 'disk_storage', 'max disk storage (-1 unlimited / 0 disabled)'],
] as const;

const STREAMS = [
  ['jsStreams', 'streams', 'max streams (-1 unlimited)'],
  ['jsConsumer', 'consumer', 'max consumer (-1 unlimited)'],
  ['jsMaxMemStream', 'mem_max_stream_bytes', 'max size for a memory stream (-1 unlimited)'],
  ['jsMaxDiskStream', 'disk_max_stream_bytes', 'max size for a disk stream (-1 unlimited)'],
  ['jsMaxAckPending', 'max_ack_pending', 'max number of pending acks for a consumer'],
] as const;

async function askJetStream(
  limits: OperatorLimits,
  input: EditAccountInput,
  prompter: Prompter,
): Promise<JetStreamInput> {
  if (!(await prompter.confirm('set JetStream limits', false))) return {};
  const answer = await prompter.text('edit tier (0 matches all tiers)', {
    byDefault: String(input.jsTier ?? 0),
    complaint: (text) => complaintOfTier(text, limits),
  });
  const jsTier = Number(answer);
  const before = tierOf(limits, jsTier);
  // Where JetStream was off, nothing about it is limited yet: Go's nsc proposes -1.
  const isNew = !isOn(before);
  const answers: Record<string, number | undefined> = {};
  const askAll = async (questions: typeof STORAGE | typeof STREAMS) => {
    for (const [flag, limit, question] of questions) {
      const proposed = input[flag] ?? (isNew && questions === STREAMS ? -1 : undefined);
      answers[flag] = await askNumber(question, Number(before[limit]), proposed, prompter);
    }
  };
  await askAll(STORAGE);
  const isStored = STORAGE.some(([flag, limit]) => (answers[flag] ?? Number(before[limit])) !== 0);
  if (!isStored) return { jsTier, ...answers };
  await askAll(STREAMS);
  const question = 'require max bytes when creating a stream';
  const isRequired = await prompter.confirm(question, before.max_bytes_required);
  const jsMaxBytesRequired = isRequired === before.max_bytes_required ? undefined : isRequired;
  return { jsTier, ...answers, jsMaxBytesRequired };
}

function isOn({ mem_storage: memory, disk_storage: disk }: ReturnType<typeof tierOf>): boolean {
  return Number(memory) !== 0 || Number(disk) !== 0;
}

function complaintOfTier(text: string, limits: OperatorLimits): string | undefined {
  if (!/^\d{1,3}$/.test(text)) return 'replication must be 0 or greater';
  if (Number(text) === 0) {
    return limits.tiered_limits.size === 0
      ? undefined
      : 'configuration has tier limits - global limits are not allowed';
  }
  return limits.tiered_limits.size === 0 && isJetStreamEnabled(limits)
    ? 'configuration has global limits - tiered limits are not allowed'
    : undefined;
}

async function askInfo(
  { nats }: AccountClaims,
  input: EditAccountInput,
  prompter: Prompter,
): Promise<Partial<EditAccountInput>> {
  const description = await askText(
    'Account Description',
    nats.description,
    input.description,
    prompter,
    complaintOfDescription,
  );
  const infoUrl = await askText('Info url', nats.info_url, input.infoUrl, prompter, complaintOfUrl);
  if (!(await prompter.confirm('Enable context tracing?', false))) return { description, infoUrl };
  const before = nats.trace?.dest ?? 'trace.messages';
  const traceContextSubject = await prompter.text('Trace context subject?', {
    byDefault: input.traceContextSubject ?? before,
  });
  const rate = await askNumber(
    'Trace context sampling rate [1-100]',
    nats.trace?.sampling ?? 0,
    input.traceContextSampling,
    prompter,
  );
  const traceContextSampling = rate === undefined ? undefined : Math.min(Math.max(rate, 0), 100);
  return { description, infoUrl, traceContextSubject, traceContextSampling };
}
