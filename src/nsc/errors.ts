import { NatsxError, type NatsxErrorOptions } from '../base/errors.ts';

/** The codes of this folder's errors. */
export type NscErrorCode =
  /** No operator or account is chosen, or the chosen one is not there. */
  | 'ERR_NSC_CONTEXT'
  /** A value that can't be used, or one that is missing. */
  | 'ERR_NSC_INPUT'
  /** What was named is not in the store. */
  | 'ERR_NSC_NOT_FOUND'
  /** What was to be made is there already. */
  | 'ERR_NSC_EXISTS'
  /** No key that may sign. */
  | 'ERR_NSC_SIGNER'
  /** A rule of NATS or of the store forbids it. */
  | 'ERR_NSC_REFUSED'
  /** A file of the store or keystore that can't be read or written. */
  | 'ERR_NSC_STORE'
  /** Another process has been changing the store for too long. */
  | 'ERR_NSC_LOCKED'
  /** A server that did not answer, or answered with an error. */
  | 'ERR_NSC_REMOTE'
  /** What was asked for was done, and found errors. */
  | 'ERR_NSC_FAILED';

/** What nsc refuses or fails to do. The message is that of Go's nsc where it has one. */
export class NscError extends NatsxError {
  declare readonly code: NscErrorCode;

  // eslint-disable-next-line @typescript-eslint/no-useless-constructor -- it narrows the type of `code`
  constructor(code: NscErrorCode, message: string, options?: NatsxErrorOptions) {
    super(code, message, options);
  }
}
