/**
 * NATS' JWTs: who is whose in NATS, said in signed claims. `jwt.encode(jwt.newUserClaims(publicKey), account)`, then
 * `jwt.decode(token)`, `jwt.validate(claims)`. Claims are plain data, named as on the wire; change them by making new
 * ones: `{ ...claims, name: 'A' }`.
 */
export {
  isJetStreamEnabled,
  NO_LIMIT,
  type AccountLimits,
  type JetStreamLimits,
  type NatsLimits,
  type OperatorLimits,
  type TimeRange,
  type UserLimits,
} from './limits.ts';
export { newAccountClaims, type Account, type AccountClaims } from './account-claims.ts';
export {
  activationHashId,
  newActivationClaims,
  type Activation,
  type ActivationClaims,
} from './activation-claims.ts';
export {
  newAuthorizationRequestClaims,
  newAuthorizationResponseClaims,
  type AuthorizationRequest,
  type AuthorizationRequestClaims,
  type AuthorizationResponse,
  type AuthorizationResponseClaims,
  type ClientInformation,
  type ClientTls,
  type ConnectOptions,
  type ServerId,
} from './authorization-claims.ts';
export { isSelfSigned, type CommonBody, type CommonClaims, type TypedClaims } from './claims.ts';
export {
  claimsToJson,
  decode,
  decodeAs,
  decodeGeneric,
  encode,
  type EncodeOptions,
} from './codec.ts';
export { decorateToken, formatCreds } from './creds.ts';
export { JwtError, type JwtErrorCode } from './errors.ts';
export type { ExportType } from './export-type.ts';
export { newExport, type Export, type SamplingRate, type ServiceLatency } from './exports.ts';
export {
  ANY_ACCOUNT,
  isExternallyAuthorized,
  type ExternalAuthorization,
} from './external-authorization.ts';
export type { Int64 } from './fields.ts';
export {
  newGenericClaims,
  type GenericClaims,
  type GenericObject,
  type GenericValue,
} from './generic-claims.ts';
export { newImport, type Import } from './imports.ts';
export type { Info } from './info.ts';
export { issueUser, type IssueUserOptions } from './issue-user.ts';
export type { Claims, ClaimsOf, ClaimsType } from './kinds.ts';
export { addTags, addTo, removeFrom, removeTags } from './lists.ts';
export { weightOf, type Mappings, type WeightedMapping } from './mappings.ts';
export type { MessageTrace } from './message-trace.ts';
export {
  complaintOfServiceUrl,
  newOperatorClaims,
  type Operator,
  type OperatorClaims,
} from './operator-claims.ts';
export type { Permission, Permissions, ResponsePermission } from './permissions.ts';
export {
  ALL_KEYS,
  clearRevocation,
  compactRevocations,
  isClaimRevoked,
  isRevoked,
  revoke,
  type Revocations,
} from './revocations.ts';
export { newUserScope, type SigningKeys, type UserScope } from './scope.ts';
export { expandTemplate, MAX_EXPANSIONS, type TemplateAccount } from './templates.ts';
export { MAX_TOKEN_BYTES, type Signer } from './token.ts';
export { checkScope, didSign, scopeOf } from './trust.ts';
export {
  asScopedUser,
  hasEmptyPermissions,
  newUserClaims,
  type User,
  type UserClaims,
} from './user-claims.ts';
export type { ConnectionType, UserPermissionLimits } from './user-permission-limits.ts';
export type { Cluster, ClusterClaims } from './v1/cluster-claims.ts';
export type { ServerClaims, ServerIdentity } from './v1/server-claims.ts';
export { validate, type ValidateOptions } from './validate.ts';
export { isBlocking, type IssueLevel, type ValidationIssue } from './validation.ts';
