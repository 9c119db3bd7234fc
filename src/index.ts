/** The public API of natsx: re-exports only. */
export { NatsxError } from './base/errors.ts';
export * as nkeys from './nkeys/index.ts';
export type { Logger } from './base/logger.ts';
export type { ServerOptions } from './server/options/options.ts';
export { Server, type StartOptions } from './server/server.ts';
