/** Rows that the tables of several kinds of claims share; labels and wording are those of Go's nsc, which people grep. */
import { formatDuration } from '../../base/duration.ts';
import type { Claims } from '../../jwt/kinds.ts';
import type { Permissions } from '../../jwt/permissions.ts';
import type { UserPermissionLimits } from '../../jwt/user-permission-limits.ts';
import type { Int64 } from '../../jwt/fields.ts';
import { listRows, type Row } from '../table.ts';
import { formatBytes } from '../values/number.ts';
import { formatTime } from '../values/validity.ts';

type Described = Extract<Claims, { type: 'operator' | 'account' | 'user' | 'activation' }>;

const ID_LABEL = {
  operator: 'Operator ID',
  account: 'Account ID',
  user: 'User ID',
  activation: 'Account ID',
};

export function commonRows(claims: Described): Row[] {
  const { type, name, sub, iss, iat, exp, nats } = claims;
  const issuer = 'issuer_account' in nats ? nats.issuer_account : '';
  return [
    ...(name === '' ? [] : [['Name', name]]),
    [ID_LABEL[type], sub],
    ['Issuer ID', iss],
    ...(issuer === '' ? [] : [['Issuer Account', issuer]]),
    ['Issued', formatTime(iat)],
    ['Expires', formatTime(exp)],
    ...listRows('Tags', nats.tags),
  ];
}

export function permissionRows({ pub, sub, resp }: Permissions): Row[] {
  const lists = [
    ...listRows('Pub Allow', pub.allow),
    ...listRows('Pub Deny', pub.deny),
    ...listRows('Sub Allow', sub.allow),
    ...listRows('Sub Deny', sub.deny),
  ];
  return [
    ...(lists.length === 0 ? [] : (['line'] as const)),
    ...lists,
    ...(resp === undefined
      ? [['Response Permissions', 'Not Set']]
      : [
          ['Max Responses', String(resp.max)],
          ['Response Permission TTL', formatDuration(Number(resp.ttl) / 1e6)],
        ]),
  ];
}

/** What a user may use, from where and when. */
export function limitRows(limits: UserPermissionLimits): Row[] {
  const { payload, data, subs, src, times } = limits;
  const bytes = (value: Int64) => `${value} bytes (≈${formatBytes(value)})`;
  const ranges = times.map(({ start, end }) => `${start}-${end}`);
  return [
    ['Max Msg Payload', payload > 0 ? bytes(payload) : 'Unlimited'],
    ['Max Data', data > 0 ? bytes(data) : 'Unlimited'],
    ['Max Subs', subs > 0 ? String(subs) : 'Unlimited'],
    ['Network Src', src.length === 0 ? 'Any' : `[${src.join(' ')}]`],
    ...(ranges.length === 0 ? [['Time', 'Any']] : listRows('Time', ranges)),
  ];
}

export function connectionTypeRows({
  allowed_connection_types: types,
}: UserPermissionLimits): Row[] {
  return types.length === 0 ? [] : ['line', ...listRows('Allowed Connection Types', types)];
}

export function yesNo(value: boolean): string {
  return value ? 'Yes' : 'No';
}

/** `service` as `Service`. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
