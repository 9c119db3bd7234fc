import { NatsxError } from '../base/errors.ts';

// The sentences of Go's nkeys/errors.go; nk prints them and tests of NATS tools look for them.
const SENTENCES = {
  ERR_NKEYS_INVALID_PREFIX_BYTE: 'invalid prefix byte',
  ERR_NKEYS_INVALID_KEY: 'invalid key',
  ERR_NKEYS_INVALID_PUBLIC_KEY: 'invalid public key',
  ERR_NKEYS_INVALID_PRIVATE_KEY: 'invalid private key',
  ERR_NKEYS_INVALID_SEED_LENGTH: 'invalid seed length',
  ERR_NKEYS_INVALID_SEED: 'invalid seed',
  ERR_NKEYS_INVALID_ENCODING: 'invalid encoded key',
  ERR_NKEYS_INVALID_SIGNATURE: 'signature verification failed',
  ERR_NKEYS_CANNOT_SIGN: 'can not sign, no private key available',
  ERR_NKEYS_PUBLIC_KEY_ONLY: 'no seed or private key available',
  ERR_NKEYS_INCOMPATIBLE_KEY: 'incompatible key',
  ERR_NKEYS_INVALID_CHECKSUM: 'invalid checksum',
  ERR_NKEYS_NO_SEED_FOUND: 'no nkey seed found',
  ERR_NKEYS_INVALID_NKEY_SEED: "doesn't contain a seed nkey",
  ERR_NKEYS_INVALID_USER_SEED: "doesn't contain an user seed nkey",
  ERR_NKEYS_INVALID_RECIPIENT: 'not a valid recipient public curve key',
  ERR_NKEYS_INVALID_SENDER: 'not a valid sender public curve key',
  ERR_NKEYS_INVALID_CURVE_KEY: 'not a valid curve key',
  ERR_NKEYS_INVALID_CURVE_SEED: 'not a valid curve seed',
  ERR_NKEYS_INVALID_ENCRYPTED: 'encrypted input is not valid',
  ERR_NKEYS_INVALID_ENCRYPTED_VERSION: 'encrypted input wrong version',
  ERR_NKEYS_COULD_NOT_DECRYPT: 'could not decrypt input',
  ERR_NKEYS_INVALID_CURVE_OPERATION: 'curve key is not valid for sign/verify',
  ERR_NKEYS_INVALID_NKEY_OPERATION: 'only curve key can seal/open',
  ERR_NKEYS_CANNOT_OPEN: 'cannot open no private curve key available',
  ERR_NKEYS_CANNOT_SEAL: 'cannot seal no private curve key available',
  // @nats-io/nkeys has this one, Go's pair answers `invalid encoded key` after Wipe.
  ERR_NKEYS_CLEARED_PAIR: 'pair is cleared',
} as const;

/** The codes of this folder's errors. */
export type NkeysErrorCode = keyof typeof SENTENCES;

/** A key, signature or box that is not what it should be. The message is Go's, and never holds any part of a key. */
export class NkeysError extends NatsxError {
  declare readonly code: NkeysErrorCode;

  constructor(code: NkeysErrorCode, options?: ErrorOptions) {
    super(code, `nkeys: ${SENTENCES[code]}`, options);
  }
}
