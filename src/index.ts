/** The public API of natsx: re-exports only. */
export { NatsxError } from './base/errors.ts';
