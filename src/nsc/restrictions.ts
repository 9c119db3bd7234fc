/** Changing what a user may do, in its claims or in the template of a scoped key, as flags say. */
import { addTags, addTo, removeFrom, removeTags } from '../jwt/lists.ts';
import type { TimeRange } from '../jwt/limits.ts';
import type { UserPermissionLimits } from '../jwt/user-permission-limits.ts';
import { isCidr, isClockTime, isTimeZone } from '../jwt/user-restrictions.ts';
import { NscError } from './errors.ts';
import { editPermissions, type PermissionInput } from './permissions.ts';
import type { Report } from './report.ts';

export interface RestrictionInput extends PermissionInput {
  readonly bearer?: boolean | undefined;
  readonly connType: readonly string[];
  readonly rmConnType: readonly string[];
  readonly data?: number | undefined;
  readonly payload?: number | undefined;
  readonly subs?: number | undefined;
  readonly sourceNetwork: readonly string[];
  readonly rmSourceNetwork: readonly string[];
  readonly time: readonly string[];
  readonly rmTime: readonly string[];
  readonly locale?: string | undefined;
}

const CONNECTION_TYPES = [
  'LEAFNODE',
  'MQTT',
  'STANDARD',
  'WEBSOCKET',
  'LEAFNODE_WS',
  'MQTT_WS',
  'IN_PROCESS',
];

export function editRestrictions<L extends UserPermissionLimits>(
  limits: L,
  input: RestrictionInput,
  report: Report,
): L {
  return {
    ...limits,
    ...editLimits(limits, input, report),
    ...editBearer(limits, input, report),
    allowed_connection_types: editConnectionTypes(limits.allowed_connection_types, input, report),
    src: editNetworks(limits.src, input, report),
    ...editTimes(limits, input, report),
    ...editPermissions(limits, input, report),
  };
}

function editLimits(
  { payload, data, subs }: UserPermissionLimits,
  input: RestrictionInput,
  report: Report,
): Pick<UserPermissionLimits, 'payload' | 'data' | 'subs'> {
  if (input.payload !== undefined) report.ok(`changed max payload to ${input.payload}`);
  if (input.data !== undefined) report.ok(`changed max data to ${input.data}`);
  if (input.subs !== undefined) report.ok(`changed max number of subs to ${input.subs}`);
  return { payload: input.payload ?? payload, data: input.data ?? data, subs: input.subs ?? subs };
}

function editBearer(
  limits: UserPermissionLimits,
  { bearer }: RestrictionInput,
  report: Report,
): Pick<UserPermissionLimits, 'bearer_token'> {
  if (bearer === undefined) return { bearer_token: limits.bearer_token };
  report.ok(
    bearer === limits.bearer_token
      ? `ignoring change to bearer - value is already ${bearer}`
      : `changed bearer to ${bearer}`,
  );
  return { bearer_token: bearer };
}

function editConnectionTypes(
  types: readonly string[],
  { connType, rmConnType }: RestrictionInput,
  report: Report,
): string[] {
  const known = (type: string, label: string) => {
    if (CONNECTION_TYPES.includes(type.toUpperCase())) return type.toUpperCase();
    throw new NscError('ERR_NSC_INPUT', `unknown ${label}connection type ${type.toUpperCase()}`, {
      suggestions: [`known are ${CONNECTION_TYPES.join(' ')}`],
    });
  };
  const added = connType.map((type) => known(type, ''));
  const removed = rmConnType.map((type) => known(type, 'rm '));
  for (const type of added) report.ok(`added connection type ${type}`);
  for (const type of removed) report.ok(`removed connection type ${type}`);
  const upper = types.map((type) => type.toUpperCase());
  return removeFrom(addTo(upper, ...added), ...removed);
}

function editNetworks(
  networks: readonly string[],
  { sourceNetwork, rmSourceNetwork }: RestrictionInput,
  report: Report,
): readonly string[] {
  for (const network of sourceNetwork) {
    if (!isCidr(network)) {
      throw new NscError('ERR_NSC_INPUT', `invalid cidr "${network}" in user src limits`);
    }
    report.ok(`added src network ${network}`);
  }
  for (const network of rmSourceNetwork) report.ok(`removed src network ${network}`);
  return removeTags(addTags(networks, ...sourceNetwork), ...rmSourceNetwork).sort();
}

function editTimes(
  { times, times_location: zone }: UserPermissionLimits,
  { time, rmTime, locale }: RestrictionInput,
  report: Report,
): Pick<UserPermissionLimits, 'times' | 'times_location'> {
  const added = time.map(parseRange);
  for (const { start, end } of added) report.ok(`added time range ${start}-${end}`);
  const all = [...times, ...added];
  for (const start of rmTime) {
    const at = all.findIndex((range) => range.start === start);
    if (at === -1) {
      report.warning(`no time range starts at ${start}`);
      continue;
    }
    const [{ end }] = all.splice(at, 1) as [TimeRange]; // It was found there.
    report.ok(`removed time range ${start}-${end}`);
  }
  if (locale !== undefined && locale !== '' && !isTimeZone(locale)) {
    throw new NscError(
      'ERR_NSC_INPUT',
      `invalid argument "${locale}" for "--locale" flag: unknown time zone ${locale}`,
    );
  }
  if (locale !== undefined) report.ok(`changed time locale to "${locale}"`);
  return { times: all, times_location: locale ?? zone };
}

function parseRange(text: string): TimeRange {
  const [start = '', end = '', ...more] = text.split('-');
  const format = `invalid argument "${text}" for "--time" flag: require format: "15:04:05-15:04:05"`;
  if (end === '' || more.length > 0) throw new NscError('ERR_NSC_INPUT', `${format} got "${text}"`);
  if (!isClockTime(start)) {
    throw new NscError('ERR_NSC_INPUT', `${format} could not parse start time "${start}"`);
  }
  if (!isClockTime(end)) {
    throw new NscError('ERR_NSC_INPUT', `${format} could not parse end time "${end}"`);
  }
  return { start, end };
}
