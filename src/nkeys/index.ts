/** NKeys: who is who in NATS. `nkeys.createUser()`, `nkeys.fromSeed(text)`, then sign, verify, seal, open, wipe. */
export {
  createAccount,
  createCluster,
  createCurve,
  createOperator,
  createPair,
  createServer,
  createUser,
  fromCurveSeed,
  fromPublicKey,
  fromRawSeed,
  fromSeed,
} from './create.ts';
export {
  decorateJwt,
  decorateSeed,
  parseDecoratedJwt,
  parseDecoratedNkey,
  parseDecoratedUserNkey,
} from './creds.ts';
export { NkeysError, type NkeysErrorCode } from './errors.ts';
export { writeKeyFile } from './key-file.ts';
export type { KeyPair } from './keypair.ts';
export type { KeyKind } from './prefix.ts';
export {
  isValidEncoding,
  isValidPublicKey,
  isValidSeed,
  prefixOf,
  type KeyText,
} from './strkey.ts';
export { VanityPrefix } from './vanity-prefix.ts';
export { VanitySearch, type VanityOptions } from './vanity.ts';
