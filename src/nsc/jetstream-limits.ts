/** An account's JetStream limits, as the flags of `edit account` change them. */
import type { JetStreamLimits, OperatorLimits } from '../jwt/limits.ts';
import { NscError } from './errors.ts';
import type { Report } from './report.ts';

export interface JetStreamInput {
  /** Which tier is meant: 0 for all replicas, else how many. */
  readonly jsTier?: number | undefined;
  readonly rmJsTier?: number | undefined;
  readonly jsMemStorage?: number | undefined;
  readonly jsDiskStorage?: number | undefined;
  readonly jsStreams?: number | undefined;
  readonly jsConsumer?: number | undefined;
  readonly jsMaxMemStream?: number | undefined;
  readonly jsMaxDiskStream?: number | undefined;
  readonly jsMaxBytesRequired?: boolean | undefined;
  readonly jsMaxAckPending?: number | undefined;
  readonly jsEnable?: number | undefined;
  readonly jsDisable?: boolean | undefined;
}

const NO_JETSTREAM: JetStreamLimits = {
  mem_storage: 0,
  disk_storage: 0,
  streams: 0,
  consumer: 0,
  max_ack_pending: 0,
  mem_max_stream_bytes: 0,
  disk_max_stream_bytes: 0,
  max_bytes_required: false,
};

/** Which flag sets which limit, and what the report calls it. */
const LIMITS = [
  ['jsStreams', 'streams', 'max streams'],
  ['jsConsumer', 'consumer', 'max consumer'],
  ['jsMemStorage', 'mem_storage', 'max mem storage'],
  ['jsMaxMemStream', 'mem_max_stream_bytes', 'max memory stream'],
  ['jsDiskStorage', 'disk_storage', 'max disk storage'],
  ['jsMaxDiskStream', 'disk_max_stream_bytes', 'max disk stream'],
  ['jsMaxAckPending', 'max_ack_pending', 'max ack pending'],
  ['jsMaxBytesRequired', 'max_bytes_required', 'max bytes required'],
] as const;

/** The limits as `input` changes them. What is not named stays. */
export function editJetStream(
  limits: OperatorLimits,
  input: JetStreamInput,
  report: Report,
): OperatorLimits {
  refuseMixtures(input);
  if (input.jsDisable === true) return disable(limits, report);
  if (input.rmJsTier !== undefined && input.rmJsTier !== -1)
    return removeTier(limits, input.rmJsTier, report);
  if (input.jsEnable !== undefined && input.jsEnable !== -1)
    return enableTier(limits, input.jsEnable, report);
  if (!setsLimits(input)) return limits;
  const tier = input.jsTier ?? 0;
  refuseBothKinds(limits, tier);
  return withTier(limits, tier, editTier(tierOf(limits, tier), labelOf(tier), input, report));
}

/** Whether anything about JetStream is named, but for switching it off. */
export function namesJetStream(input: JetStreamInput): boolean {
  return setsLimits(input) || (input.jsEnable !== undefined && input.jsEnable !== -1);
}

function setsLimits(input: JetStreamInput): boolean {
  return LIMITS.some(([flag]) => input[flag] !== undefined) || input.jsTier !== undefined;
}

function refuseMixtures(input: JetStreamInput): void {
  const named = {
    'rm-js-tier': input.rmJsTier !== undefined,
    'js-disable': input.jsDisable === true,
    'js-enable': input.jsEnable !== undefined,
  };
  for (const [flag, isNamed] of Object.entries(named)) {
    const others =
      setsLimits(input) || Object.entries(named).some(([each, is]) => is && each !== flag);
    if (isNamed && others) {
      throw new NscError('ERR_NSC_INPUT', `${flag} is exclusive of all other js options`);
    }
  }
}

function refuseBothKinds({ tiered_limits: tiers, ...flat }: OperatorLimits, tier: number): void {
  if (tiers.size > 0 && tier === 0) {
    const names = Array.from(tiers.keys()).join(',');
    const text = `cannot set a jetstream global limit when a configuration has tiered limits '${names}'`;
    throw new NscError('ERR_NSC_REFUSED', text);
  }
  if (tier > 0 && hasLimits(flat)) {
    const text = 'cannot set a jetstream tier limit when a configuration has a global limit';
    throw new NscError('ERR_NSC_REFUSED', text, {
      suggestions: ['nsc edit account --rm-js-tier 0 removes the global limit'],
    });
  }
}

function editTier(
  limits: JetStreamLimits,
  label: string,
  input: JetStreamInput,
  report: Report,
): JetStreamLimits {
  const changed: Record<string, number | boolean> = {};
  for (const [flag, limit, name] of LIMITS) {
    const value = input[flag];
    if (value === undefined) continue;
    changed[limit] = value;
    report.ok(`changed ${label} ${name} to ${value}`);
  }
  const edited = { ...limits, ...changed };
  return isOn(limits) || !isOn(edited) ? edited : { ...UNLIMITED, ...nonZero(edited) };
}

/** What JetStream that is switched on may as long as nobody says less, beside its storage. */
const UNLIMITED: JetStreamLimits = {
  ...NO_JETSTREAM,
  streams: -1,
  consumer: -1,
  max_ack_pending: -1,
  mem_max_stream_bytes: -1,
  disk_max_stream_bytes: -1,
};

function nonZero(limits: JetStreamLimits): Partial<JetStreamLimits> {
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== 0));
}

function disable(limits: OperatorLimits, report: Report): OperatorLimits {
  for (const tier of limits.tiered_limits.keys()) report.ok(`disabled tier limit ${tier}`);
  if (hasLimits(limits)) report.ok('deleted global limit');
  return { ...limits, ...NO_JETSTREAM, tiered_limits: new Map() };
}

function removeTier(limits: OperatorLimits, tier: number, report: Report): OperatorLimits {
  if (tier === 0) {
    report.ok('deleted global limit');
    return { ...limits, ...NO_JETSTREAM };
  }
  const label = labelOf(tier);
  if (limits.tiered_limits.size === 0) {
    throw new NscError('ERR_NSC_NOT_FOUND', "account doesn't have tier limits");
  }
  if (!limits.tiered_limits.has(label)) {
    throw new NscError('ERR_NSC_NOT_FOUND', `account doesn't have tier ${label} limit`);
  }
  const tiers = new Map(limits.tiered_limits);
  tiers.delete(label);
  report.ok(`deleted tier limit ${label}`);
  return { ...limits, tiered_limits: tiers };
}

function enableTier(limits: OperatorLimits, tier: number, report: Report): OperatorLimits {
  const there = tierOf(limits, tier);
  const label = labelOf(tier);
  // Without storage it is off, whatever else an older nsc wrote there.
  if (there.mem_storage !== 0 || there.disk_storage !== 0) {
    throw new NscError('ERR_NSC_REFUSED', `jetstream tier ${label} is already enabled`);
  }
  refuseBothKinds({ ...limits, ...(tier > 0 && !isOn(limits) ? NO_JETSTREAM : {}) }, tier);
  report.ok(`enabled ${tier === 0 ? 'global limit' : `tier limit ${label}`}`);
  const cleared = tier > 0 ? { ...limits, ...NO_JETSTREAM } : limits;
  return withTier(cleared, tier, { ...NO_JETSTREAM, mem_storage: -1, disk_storage: -1 });
}

/** The limits of a tier; 0 is that of all replicas. */
export function tierOf(limits: OperatorLimits, tier: number): JetStreamLimits {
  if (tier > 0) return limits.tiered_limits.get(labelOf(tier)) ?? NO_JETSTREAM;
  const { mem_storage, disk_storage, streams, consumer, max_ack_pending } = limits;
  const { mem_max_stream_bytes, disk_max_stream_bytes, max_bytes_required } = limits;
  return {
    mem_storage,
    disk_storage,
    streams,
    consumer,
    max_ack_pending,
    mem_max_stream_bytes,
    disk_max_stream_bytes,
    max_bytes_required,
  };
}

function withTier(limits: OperatorLimits, tier: number, edited: JetStreamLimits): OperatorLimits {
  if (tier === 0) return { ...limits, ...edited };
  return { ...limits, tiered_limits: new Map(limits.tiered_limits).set(labelOf(tier), edited) };
}

function labelOf(tier: number): string {
  return tier > 0 ? `R${tier}` : 'global';
}

function isOn({ mem_storage: memory, disk_storage: disk }: JetStreamLimits): boolean {
  return memory !== 0 || disk !== 0;
}

function hasLimits(limits: JetStreamLimits): boolean {
  return (Object.keys(NO_JETSTREAM) as (keyof JetStreamLimits)[]).some(
    (name) => limits[name] !== NO_JETSTREAM[name],
  );
}
