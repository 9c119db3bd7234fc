/** What `natsx account info` shows: natscli's labels. */
import { formatByteSize } from '../../nats-client/bench/byte-size.ts';
import { formatCount } from '../../nats-client/bench/format.ts';
import { tlsSocketOf } from '../../nats-client/encryption.ts';
import type { Session } from '../../nats-client/session.ts';
import type { StorageInfo, SubjectPermission, UserInfo } from '../../system-client/user-info.ts';
import { rowsText, widthOf, type Rows, type Section } from './sections.ts';
import { shortDuration, shortRtt } from './units.ts';

/** All that is known of a connection, its user and its account. */
export interface AccountView {
  readonly user: UserInfo | undefined;
  readonly storage: StorageInfo | { readonly reason: string };
  readonly connection: ConnectionView;
}

interface ConnectionView {
  readonly clientId: number;
  readonly clientIp: string;
  /** Only the servers since 2.12 say so, after CONNECT. */
  readonly isSystemAccount: boolean | undefined;
  readonly rttMs: number;
  readonly hasHeaders: boolean;
  readonly maxPayload: number;
  readonly cluster: string | undefined;
  readonly address: string;
  readonly serverId: string;
  readonly serverName: string;
  readonly serverVersion: string;
  readonly tls: TlsView | undefined;
}

interface TlsView {
  readonly version: string;
  readonly cipher: string;
  readonly serverName: string;
  /** Who has issued the certificate of the server; undefined if it was not verified. */
  readonly issuer: string | undefined;
}

export function connectionView({ connection }: Session, rttMs: number): ConnectionView {
  // A connection that is open has its INFO; the library's type lacks what newer servers add after CONNECT.
  const info = connection.info as NonNullable<typeof connection.info> & {
    readonly connect_info?: boolean;
    readonly acc_is_sys?: boolean;
  };
  return {
    clientId: info.client_id,
    clientIp: info.client_ip ?? '',
    isSystemAccount: info.connect_info === true ? info.acc_is_sys === true : undefined,
    rttMs,
    hasHeaders: info.headers === true,
    maxPayload: info.max_payload,
    cluster: info.cluster,
    address: connection.getServer(),
    serverId: info.server_id,
    serverName: info.server_name,
    serverVersion: info.version,
    tls: tlsView(connection),
  };
}

function tlsView(connection: Session['connection']): TlsView | undefined {
  const socket = tlsSocketOf(connection);
  if (socket === undefined) return undefined;
  const { issuer } = socket.getPeerCertificate();
  return {
    version: (socket.getProtocol() ?? '').replace(/^TLSv/, ''),
    cipher: socket.getCipher().standardName,
    serverName: (socket as { servername?: string }).servername ?? '',
    // From the most special part on, as Go prints names (RFC 2253).
    issuer: socket.authorized
      ? Object.entries(issuer)
          .reverse()
          .map(([part, value]) => `${part}=${String(value)}`)
          .join(',')
      : undefined,
  };
}

export function accountInfoText(view: AccountView): string {
  const rows = [...userRows(view), ...connectionRows(view.connection)];
  const permissions = view.user?.permissions;
  const sections: Section[] = [
    ...permissionSection('Publish', permissions?.publish),
    ...permissionSection('Subscribe', permissions?.subscribe),
    ...storageSections(view.storage, view.connection),
  ];
  const width = widthOf([...rows, ...sections.flatMap(([, each]) => each)]);
  const below = sections.map(([title, each]) => `\n${title}:\n\n${rowsText(each, width)}`);
  const reason = 'reason' in view.storage ? `\n   ${view.storage.reason}\n` : '';
  return `Account Information\n\n${rowsText(rows, width)}${below.join('')}${reason}`;
}

function userRows({ user, connection }: AccountView): Rows {
  if (user === undefined) return [];
  const { user_name: name, account_name: accountName } = user;
  const named = (label: string | undefined, key: string) =>
    label === undefined || label === '' ? key : `${label} (${key})`;
  return [
    ['User', named(name, user.user)],
    ['Account', named(accountName, user.account)],
    ['System Account', connection.isSystemAccount?.toString()],
    ['Expires', user.expires === undefined ? 'never' : shortDuration(user.expires / 1e6)],
  ];
}

function connectionRows(connection: ConnectionView): Rows {
  const { serverName, serverId } = connection;
  return [
    ['Client ID', String(connection.clientId)],
    ['Client IP', connection.clientIp],
    ['RTT', shortRtt(connection.rttMs)],
    ['Headers Supported', String(connection.hasHeaders)],
    ['Maximum Payload', formatByteSize(connection.maxPayload)],
    ['Connected Cluster', connection.cluster],
    ['Connected URL', `nats://${connection.address}`],
    ['Connected Address', connection.address],
    ['Connected Server ID', serverId],
    ['Connected Server Version', connection.serverVersion],
    ['Connected Server Name', serverName === serverId ? undefined : serverName],
    ...tlsRows(connection.tls),
  ];
}

function tlsRows(tls: TlsView | undefined): Rows {
  if (tls === undefined) return [['TLS Connection', 'no']];
  return [
    ['TLS Version', `${tls.version} using ${tls.cipher}`],
    ['TLS Server Name', tls.serverName],
    ['TLS Verified', tls.issuer === undefined ? 'no' : `issuer ${tls.issuer}`],
  ];
}

function permissionSection(what: string, permission: SubjectPermission | undefined): Section[] {
  const { allow = [], deny = [] } = permission ?? {};
  if (allow.length + deny.length === 0) return [];
  const rows: Rows = [
    ['Allow', [...allow].sort()],
    ['Deny', [...deny].sort()],
  ];
  return [[`${what} Permissions`, rows]];
}

function storageSections(storage: AccountView['storage'], { maxPayload }: ConnectionView) {
  if ('reason' in storage) return [];
  const limit = (value: number | undefined, text: (value: number) => string) =>
    value === undefined || value < 0 ? 'Unlimited' : text(value);
  const { limits } = storage;
  const usage: Rows = [
    ['Domain', storage.domain],
    ['Storage', formatByteSize(storage.storage)],
    ['Memory', formatByteSize(storage.memory)],
    ['Streams', formatCount(storage.streams)],
    ['Consumers', formatCount(storage.consumers)],
  ];
  const most: Rows = [
    ['Max Message Payload', formatByteSize(maxPayload)],
    ['Max Storage', limit(limits?.max_storage, formatByteSize)],
    ['Max Memory', limit(limits?.max_memory, formatByteSize)],
    ['Max Streams', limit(limits?.max_streams, formatCount)],
    ['Max Consumers', limit(limits?.max_consumers, formatCount)],
  ];
  return [['Account Usage', usage] as const, ['Account Limits', most] as const];
}
