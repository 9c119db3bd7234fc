import { encodeInfo, type Info } from '../../protocol/info.ts';
import type { Account } from '../account/account.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { Transport } from '../connection/transport.ts';
import type { ServerOptions } from '../options/options.ts';
import { advertised } from '../ports/own-urls.ts';
import type { WayInfo } from '../ports/client-ports.ts';
import { COMPATIBILITY_VERSION, goVersionText } from '../version.ts';
import type { ClientConnection } from './client-connection.ts';
import type { InfoOccasion } from './client-context.ts';

/** The server that INFO is about. */
export interface InfoServer {
  readonly id: string;
  readonly name: string;
  /** Seals what clients and services send it. */
  readonly curveKey: string;
  readonly authenticator: Authenticator;
  /** Of the cluster that it is in; undefined if it is in none. */
  clusterName(): string | undefined;
  isSystemAccount(account: Account): boolean;
}

/** Those who are greeted by it. */
export interface InfoDoor {
  readonly options: ServerOptions;
  /** The port that clients connect to. */
  readonly port: number;
  /** Whether the server is about to go. */
  readonly isLameDuck: boolean;
  /** What is said of the way that somebody came. */
  wayInfo(transport: Transport): WayInfo;
  /** Other places for those who came that way. */
  connectUrlsFor(transport: Transport): readonly string[];
}

/** INFO for `client`: what the server is, and how it goes on. */
export function infoLine(
  server: InfoServer,
  door: InfoDoor,
  client: ClientConnection,
  occasion: InfoOccasion,
): string {
  const isConnectInfo = occasion === 'connected';
  const { account, connectionType, transport, nonce } = client;
  // A client that came without CONNECT, as no_auth_user, is told in the second INFO that others must not.
  const mustLogIn = isConnectInfo
    ? server.authenticator.isRequired(connectionType)
    : server.authenticator.isAdvertised(connectionType);
  const urls = door.connectUrlsFor(transport);
  const cluster = server.clusterName();
  return encodeInfo({
    server_id: server.id,
    server_name: server.name,
    version: COMPATIBILITY_VERSION,
    proto: 1,
    go: goVersionText,
    ...infoForAll(door.options, door.port),
    max_payload: client.maxPayload,
    ...door.wayInfo(transport),
    ...(mustLogIn ? { auth_required: true } : {}),
    client_id: client.id,
    client_ip: transport.remoteHost,
    ...(cluster === undefined ? {} : { cluster }),
    ...(nonce === '' ? {} : { nonce }),
    ...(urls.length === 0 ? {} : { connect_urls: urls }),
    ...(door.isLameDuck || occasion === 'leaving' ? { ldm: true } : {}),
    ...(isConnectInfo ? { connect_info: true, remote_account: account.name } : {}),
    ...(isConnectInfo && server.isSystemAccount(account) ? { acc_is_sys: true } : {}),
    xkey: server.curveKey,
  });
}

/** What a reload may change for those who are connected. */
export function infoForAll(
  { clientAdvertise, host, noHeaderSupport, maxPayload }: ServerOptions,
  port: number,
): Pick<Info, 'host' | 'port' | 'headers' | 'max_payload'> {
  const place = clientAdvertise === undefined ? { host, port } : advertised(clientAdvertise, port);
  return { ...place, headers: !noHeaderSupport, max_payload: maxPayload };
}
