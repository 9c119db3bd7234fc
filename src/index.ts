/** The public API of natsx: re-exports only. */
export { NatsxError } from './base/errors.ts';
export * as jwt from './jwt/index.ts';
export * as nkeys from './nkeys/index.ts';
export type { Logger } from './base/logger.ts';
export type {
  AccountLimits,
  AccountOptions,
  ExportOptions,
  ImportOptions,
} from './server/options/accounts.ts';
export type {
  AuthCalloutOptions,
  AuthorizationOptions,
  LeafAuthorizationOptions,
  UserOptions,
} from './server/options/authorization.ts';
export type { ClusterOptions } from './server/options/cluster.ts';
export type { GatewayOptions, RemoteGatewayOptions } from './server/options/gateway.ts';
export type { LeafnodesOptions, LeafRemoteOptions } from './server/options/leafnodes.ts';
export type { GivenServerOptions, ServerOptions } from './server/options/options.ts';
export type { PermissionsOptions } from './server/options/permissions.ts';
export type { TlsOptions } from './server/options/tls.ts';
export type { WebsocketOptions } from './server/options/websocket.ts';
export { Server, type StartOptions } from './server/server.ts';
