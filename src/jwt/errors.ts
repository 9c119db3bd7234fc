import { NatsxError } from '../base/errors.ts';

/** The codes of this folder's errors. */
export type JwtErrorCode =
  /** Not three parts of base64url with JSON in them. */
  | 'ERR_JWT_MALFORMED'
  /** More than MAX_TOKEN_BYTES. */
  | 'ERR_JWT_TOO_LARGE'
  /** A header that NATS does not know, or that does not go with the claims. */
  | 'ERR_JWT_HEADER'
  /** Of a version that is not read here. */
  | 'ERR_JWT_VERSION'
  /** Not signed by the key that it names. */
  | 'ERR_JWT_SIGNATURE'
  /** Signed by a key of a kind that may not sign such claims. */
  | 'ERR_JWT_ISSUER'
  /** About a key of the wrong kind, or about nobody. */
  | 'ERR_JWT_SUBJECT'
  /** A claim that is not of its type. */
  | 'ERR_JWT_CLAIM'
  /** Claims of another type than asked for. */
  | 'ERR_JWT_TYPE'
  /** A user that a scoped signing key may not issue. */
  | 'ERR_JWT_SCOPE'
  /** A permission template that makes no subject. */
  | 'ERR_JWT_TEMPLATE'
  /** A JWT and a seed that don't make a creds file. */
  | 'ERR_JWT_CREDS';

/** A token or claims that can't be used. The message is Go's where Go has one, and never holds a claim's secret. */
export class JwtError extends NatsxError {
  declare readonly code: JwtErrorCode;

  // eslint-disable-next-line @typescript-eslint/no-useless-constructor -- it narrows the type of `code`
  constructor(code: JwtErrorCode, message: string, options?: ErrorOptions) {
    super(code, message, options);
  }
}
