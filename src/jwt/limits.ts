/**
 * Limits of accounts and users. −1 stands for "no limit", 0 for "none at all" unless said otherwise; since 0 is not
 * written, an absent limit is 0.
 */
import {
  flag,
  int64,
  list,
  map,
  object,
  text,
  type Field,
  type Fields,
  type Int64,
} from './fields.ts';
import type { JsonValue } from './json-reader.ts';
import { addTags } from './lists.ts';
import { quoteText, type Issues } from './validation.ts';
import { isCidr, isClockTime, isTimeZone } from './user-restrictions.ts';

export const NO_LIMIT = -1;

/** Limits of a connection. */
export interface NatsLimits {
  /** Subscriptions. */
  readonly subs: Int64;
  /** Bytes; no server counts them. */
  readonly data: Int64;
  /** Bytes of one message. */
  readonly payload: Int64;
}

export interface AccountLimits {
  readonly imports: Int64;
  readonly exports: Int64;
  /** Whether exports may have wildcards. */
  readonly wildcards: boolean;
  /** Whether bearer users are refused. */
  readonly disallow_bearer: boolean;
  /** Client connections. */
  readonly conn: Int64;
  /** Leafnode connections. */
  readonly leaf: Int64;
}

/** JetStream is off where both storages are 0. The other zeros mean "no limit". */
export interface JetStreamLimits {
  /** Bytes of streams in memory. */
  readonly mem_storage: Int64;
  /** Bytes of streams on disk. */
  readonly disk_storage: Int64;
  readonly streams: Int64;
  readonly consumer: Int64;
  readonly max_ack_pending: Int64;
  /** Bytes of one stream in memory. */
  readonly mem_max_stream_bytes: Int64;
  /** Bytes of one stream on disk. */
  readonly disk_max_stream_bytes: Int64;
  /** Whether every stream must say how large it may become. */
  readonly max_bytes_required: boolean;
}

/** What an operator grants to an account. */
export interface OperatorLimits extends NatsLimits, AccountLimits, JetStreamLimits {
  /** By tier, `R1` or `R3`: how many replicas a stream has. If there is one, the flat JetStream limits must be 0. */
  readonly tiered_limits: ReadonlyMap<string, JetStreamLimits>;
}

/** A daily span of time in which a user may connect, as `15:04:05`. */
export interface TimeRange {
  readonly start: string;
  readonly end: string;
}

/** From where and when a user may connect. */
export interface UserLimits {
  /** Networks, as `192.0.2.0/24`; none for anywhere. */
  readonly src: readonly string[];
  /** None for always. */
  readonly times: readonly TimeRange[];
  /** The time zone of `times`, by its IANA name; the server's if empty. */
  readonly times_location: string;
}

export const NATS_LIMITS: Fields<NatsLimits> = { subs: int64, data: int64, payload: int64 };

export const NATS_UNLIMITED: NatsLimits = { subs: NO_LIMIT, data: NO_LIMIT, payload: NO_LIMIT };

export const ACCOUNT_LIMITS: Fields<AccountLimits> = {
  imports: int64,
  exports: int64,
  wildcards: flag,
  disallow_bearer: flag,
  conn: int64,
  leaf: int64,
};

const JETSTREAM_LIMITS = object<JetStreamLimits>({
  mem_storage: int64,
  disk_storage: int64,
  streams: int64,
  consumer: int64,
  max_ack_pending: int64,
  mem_max_stream_bytes: int64,
  disk_max_stream_bytes: int64,
  max_bytes_required: flag,
});

const FLAT_LIMITS = object<OperatorLimits>({
  ...NATS_LIMITS,
  ...ACCOUNT_LIMITS,
  ...JETSTREAM_LIMITS.fields,
  tiered_limits: map(JETSTREAM_LIMITS),
});

/** An operator's limits as they are read: where there are tiers, flat JetStream limits do not count (jwt, loadAccount). */
export const OPERATOR_LIMITS: Field<OperatorLimits> = {
  ...FLAT_LIMITS,
  read: (json, path) => {
    const limits = FLAT_LIMITS.read(json, path);
    return limits.tiered_limits.size === 0 ? limits : { ...limits, ...JETSTREAM_LIMITS.zero() };
  },
};

/** The networks of `src`: a list, or text with commas as JWTs of version 1 had it. */
const NETWORKS: Field<readonly string[]> = {
  ...list(text),
  read: (json: JsonValue, path) =>
    typeof json === 'string' ? addTags([], ...json.split(',')) : list(text).read(json, path),
};

export const USER_LIMITS: Fields<UserLimits> = {
  src: NETWORKS,
  times: list(object<TimeRange>({ start: text, end: text })),
  times_location: text,
};

/** What a new account is granted: no limits, but no JetStream. */
export function unlimited(): OperatorLimits {
  return {
    ...FLAT_LIMITS.zero(),
    ...NATS_UNLIMITED,
    imports: NO_LIMIT,
    exports: NO_LIMIT,
    wildcards: true,
    conn: NO_LIMIT,
    leaf: NO_LIMIT,
  };
}

/** Whether no limit was ever set. */
export function isEmptyLimits(limits: OperatorLimits): boolean {
  return FLAT_LIMITS.write(limits, 'limits') === '{}';
}

/** Whether an account has JetStream: storage in one of its tiers, or without tiers at all. */
export function isJetStreamEnabled(limits: OperatorLimits): boolean {
  const tiers =
    limits.tiered_limits.size > 0 ? Array.from(limits.tiered_limits.values()) : [limits];
  return tiers.some((tier) => !isZero(tier.mem_storage) || !isZero(tier.disk_storage));
}

export function validateOperatorLimits(limits: OperatorLimits, issues: Issues): void {
  if (limits.tiered_limits.size === 0) return;
  const { fields } = JETSTREAM_LIMITS;
  // Picks what belongs to JetStream alone, which is all this table writes.
  if (object(fields).write(limits, 'limits') !== '{}') {
    issues.error('JetStream Limits and tiered JetStream Limits are mutually exclusive');
  }
  if (limits.tiered_limits.has('')) {
    issues.error('Tiered JetStream Limits can not contain a blank "" tier name');
  }
}

export function validateUserLimits(limits: UserLimits, issues: Issues): void {
  for (const network of limits.src) {
    if (!isCidr(network)) issues.error(`invalid cidr ${quoteText(network)} in user src limits`);
  }
  for (const { start, end } of limits.times) {
    if (start === '') issues.error('time ranges start must contain a start');
    else if (!isClockTime(start))
      issues.error(`start in time range is invalid ${quoteText(start)}`);
    if (end === '') issues.error('time ranges end must contain an end');
    else if (!isClockTime(end)) issues.error(`end in time range is invalid ${quoteText(end)}`);
  }
  const zone = limits.times_location;
  if (zone === '' || isTimeZone(zone)) return;
  const complaint = /^[/\\]|\.\./.test(zone)
    ? 'time: invalid location name'
    : `unknown time zone ${zone}`;
  issues.error(`could not parse iana time zone by name: ${complaint}`);
}

function isZero(limit: Int64): boolean {
  return int64.isOmitted(limit);
}
