import type { AccountClaims } from '../../jwt/account-claims.ts';
import { decodeAs } from '../../jwt/codec.ts';
import type { Int64 } from '../../jwt/fields.ts';
import type { Export } from '../../jwt/exports.ts';
import type { Import } from '../../jwt/imports.ts';
import { isJetStreamEnabled, type JetStreamLimits } from '../../jwt/limits.ts';
import { weightOf, type Mappings } from '../../jwt/mappings.ts';
import type { UserScope } from '../../jwt/scope.ts';
import { listRows, type Row, type Table } from '../table.ts';
import { formatBytes } from '../values/number.ts';
import { formatTime } from '../values/validity.ts';
import {
  capitalized,
  commonRows,
  connectionTypeRows,
  limitRows,
  permissionRows,
  yesNo,
} from './common-rows.ts';

/** What an account's key is shown as: its name, where it is known. */
export type AccountNamer = (publicKey: string) => string;

export function describeAccount(claims: AccountClaims, nameOf: AccountNamer): Table[] {
  const { exports, imports, mappings, signing_keys: keys } = claims.nats;
  return [
    { title: 'Account Details', rows: accountRows(claims) },
    ...(exports.length === 0 ? [] : exportTables(exports)),
    ...(imports.length === 0 ? [] : [importTable(imports, nameOf)]),
    ...(mappings.size === 0 ? [] : [mappingTable(mappings)]),
    ...Array.from(keys.values())
      .filter((scope) => scope !== undefined)
      .map(describeScope),
  ];
}

export function describeScope({ key, role, description, template }: UserScope): Table {
  return {
    title: 'Scoped Signing Key - Details',
    rows: [
      ['Key', key],
      ['Role', role],
      ['Description', description],
      ...permissionRows(template),
      ...limitRows(template),
      ['Bearer Token', yesNo(template.bearer_token)],
      ...connectionTypeRows(template),
    ],
  };
}

function accountRows(claims: AccountClaims): Row[] {
  const { nats } = claims;
  const { authorization, limits, revocations, trace } = nats;
  const info: Row[] = [
    ...(nats.description === '' ? [] : [['Description', oneLine(nats.description)]]),
    ...(nats.info_url === '' ? [] : [['Info Url', nats.info_url]]),
  ];
  const callout: Row[] =
    authorization.auth_users.length === 0
      ? []
      : [
          ...listRows('Auth Callout Users', authorization.auth_users),
          ...listRows('Allowed Accounts', authorization.allowed_accounts),
          ...(authorization.xkey === '' ? [] : [['Encrypt For', authorization.xkey]]),
        ];
  const shares: Row[] = [
    ...(nats.imports.length === 0 ? [['Imports', 'None']] : []),
    ...(nats.exports.length === 0 ? [['Exports', 'None']] : []),
  ];
  return groups(
    commonRows(claims),
    info,
    listRows('Signing Keys', Array.from(nats.signing_keys.keys()).sort()),
    callout,
    [
      ['Max Connections', limit(limits.conn)],
      ['Max Leaf Node Connections', limits.leaf === 0 ? 'Not Allowed' : limit(limits.leaf)],
      ['Max Data', bytesLimit(limits.data)],
      ['Max Exports', limit(limits.exports)],
      ['Max Imports', limit(limits.imports)],
      ['Max Msg Payload', bytesLimit(limits.payload)],
      ['Max Subscriptions', limit(limits.subs)],
      ['Exports Allows Wildcards', trueFalse(limits.wildcards)],
      ['Disallow Bearer Token', trueFalse(limits.disallow_bearer)],
      ...permissionRows(nats.default_permissions),
    ],
    jetStreamRows(claims),
    shares,
    revocations.size === 0 ? [] : [['Revocations', String(revocations.size)]],
    trace === undefined
      ? [['Tracing Context', 'Disabled']]
      : [
          ['Tracing Context', 'Enabled'],
          ['Subject', trace.dest],
          ['Sampling', `${trace.sampling === 0 ? 100 : trace.sampling}%`],
        ],
  );
}

/** Groups of rows with lines between them. */
function groups(...all: readonly (readonly Row[])[]): Row[] {
  return all
    .filter((rows) => rows.length > 0)
    .flatMap((rows, at) => (at === 0 ? [...rows] : ['line' as const, ...rows]));
}

function jetStreamRows({ nats: { limits } }: AccountClaims): Row[] {
  if (!isJetStreamEnabled(limits)) return [['Jetstream', 'Disabled']];
  const tiers = Array.from(limits.tiered_limits).sort(([a], [b]) => (a < b ? -1 : 1));
  if (tiers.length === 0) return [['Jetstream', 'Enabled'], ...tierRows(limits)];
  return groups(...tiers.map(([name, tier]) => [['Jetstream Tier', name], ...tierRows(tier)]));
}

function tierRows(tier: JetStreamLimits): Row[] {
  const storage = (bytes: Int64) =>
    bytes === 0 ? 'Disabled' : bytes > 0 ? formatBytes(bytes) : 'Unlimited';
  // Here 0 is no limit, too.
  const orUnlimited = (value: Int64, text: string) => (value > 0 ? text : 'Unlimited');
  const perStream = (bytes: Int64) => orUnlimited(bytes, bytesLimit(bytes));
  return [
    ['Max Disk Storage', storage(tier.disk_storage)],
    ['Max Mem Storage', storage(tier.mem_storage)],
    ['Max Streams', orUnlimited(tier.streams, String(tier.streams))],
    ['Max Consumers', orUnlimited(tier.consumer, String(tier.consumer))],
    [
      'Max Ack Pending',
      tier.max_ack_pending > 0 ? String(tier.max_ack_pending) : 'Consumer Setting',
    ],
    ['Max Bytes', `${tier.max_bytes_required ? 'required' : 'optional'} (Stream setting)`],
    ['Max Memory Stream', perStream(tier.mem_max_stream_bytes)],
    ['Max Disk Stream', perStream(tier.disk_max_stream_bytes)],
  ];
}

function exportTables(exports: readonly Export[]): Table[] {
  const described = exports.filter((each) => each.description !== '' || each.info_url !== '');
  const table: Table = {
    title: 'Exports',
    columns: [
      'Name',
      'Type',
      'Subject',
      'Account Token Position',
      'Public',
      'Revocations',
      'Tracking',
      'Allow Trace',
    ],
    rows: exports.map(exportRow),
  };
  if (described.length === 0) return [table];
  const rows = described.map((each) => [each.name, oneLine(each.description), each.info_url]);
  return [
    table,
    { title: 'Exports - Descriptions', columns: ['Name', 'Description', 'Info Url'], rows },
  ];
}

function exportRow(each: Export): Row {
  const isService = each.type === 'service';
  const isMany = isService && ['Stream', 'Chunked'].includes(each.response_type);
  const { service_latency: latency, account_token_position: position } = each;
  const sampling = latency?.sampling === 'headers' ? 0 : (latency?.sampling ?? 0);
  const tracked = latency === undefined ? '-' : `${latency.results} (${sampling}%)`;
  return [
    each.name,
    `${capitalized(each.type ?? 'unknown')}${isMany ? ` [${each.response_type}]` : ''}`,
    each.subject,
    position > 0 ? String(position) : '-',
    yesNo(!each.token_req),
    String(each.revocations.size),
    isService ? tracked : 'N/A',
    isService ? yesNo(each.allow_trace) : 'N/A',
  ];
}

function importTable(imports: readonly Import[], nameOf: AccountNamer): Table {
  const columns = [
    'Name',
    'Type',
    'Remote',
    'Local',
    'Expires',
    'From Account',
    'Public',
    'Allow Trace',
  ];
  return { title: 'Imports', columns, rows: imports.map((each) => importRow(each, nameOf)) };
}

function importRow(each: Import, nameOf: AccountNamer): Row {
  const isService = each.type === 'service';
  // In older tokens a service has its subject in `to`, and the local one in `subject`.
  const isOld = isService && each.to !== '';
  return [
    each.name,
    capitalized(each.type ?? 'unknown'),
    isOld ? each.to : each.subject,
    isOld ? each.subject : each.local_subject,
    each.token === '' ? '' : expiryOf(each.token),
    nameOf(each.account),
    yesNo(each.token === ''),
    isService ? 'N/A' : yesNo(each.allow_trace),
  ];
}

function expiryOf(token: string): string {
  try {
    return formatTime(decodeAs('activation', token).exp);
  } catch (error) {
    return `error decoding: ${(error as Error).message}`;
  }
}

function mappingTable(mappings: Mappings): Table {
  const rows = Array.from(mappings).flatMap(([from, targets]): Row[] => {
    const sum = targets.reduce((total, target) => total + weightOf(target), 0);
    const weights = targets.map((target, at) => [
      at === 0 ? from : '',
      target.cluster === '' ? target.subject : `${target.subject} (${target.cluster})`,
      String(weightOf(target)),
    ]);
    return [...weights, ['', '', `sum=${sum}`]];
  });
  return { title: 'Mappings', columns: ['From', 'To', 'Weight (%)'], rows };
}

function limit(value: Int64): string {
  return value > -1 ? String(value) : 'Unlimited';
}

function bytesLimit(value: Int64): string {
  return value > -1 ? `${formatBytes(value)} (${value} bytes)` : 'Unlimited';
}

function trueFalse(value: boolean): string {
  return value ? 'True' : 'False';
}

function oneLine(text: string): string {
  return text.replaceAll('\n', ' ');
}
