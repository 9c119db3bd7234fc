/** Accounts vouch for users, and share subjects with each other. */
import { commonClaims, VERSION, type CommonBody, type TypedClaims } from './claims.ts';
import { EXPORTS, validateExports, type Export } from './exports.ts';
import {
  EXTERNAL_AUTHORIZATION,
  validateExternalAuthorization,
  type ExternalAuthorization,
} from './external-authorization.ts';
import { list, object, optional, text, whole, type Fields } from './fields.ts';
import { IMPORTS, validateImports, type ActivationReader, type Import } from './imports.ts';
import { INFO, validateInfo, type Info } from './info.ts';
import { compareTexts } from './json-writer.ts';
import {
  isEmptyLimits,
  NO_LIMIT,
  OPERATOR_LIMITS,
  unlimited,
  validateOperatorLimits,
  type OperatorLimits,
} from './limits.ts';
import { MAPPINGS, validateMappings, type Mappings } from './mappings.ts';
import { MESSAGE_TRACE, validateTrace, type MessageTrace } from './message-trace.ts';
import { PERMISSIONS, validatePermissions, type Permissions } from './permissions.ts';
import { REVOCATIONS, type Revocations } from './revocations.ts';
import { SIGNING_KEYS, validateSigningKeys, type SigningKeys } from './scope.ts';
import { hasWildcards } from './subjects.ts';
import { isPublicKey, quoteText, type Issues } from './validation.ts';

export interface Account extends Info, CommonBody {
  /** Sorted by subject when written. */
  readonly imports: readonly Import[];
  /** Sorted by subject when written. */
  readonly exports: readonly Export[];
  readonly limits: OperatorLimits;
  /** More account keys that may issue users. */
  readonly signing_keys: SigningKeys;
  /** Users whose JWTs are void. */
  readonly revocations: Revocations;
  /** For users without permissions of their own. */
  readonly default_permissions: Permissions;
  readonly mappings: Mappings;
  readonly authorization: ExternalAuthorization;
  readonly trace: MessageTrace | undefined;
  /** In whose account servers send JetStream's replication: empty or `system` for the system's, `owner` for this one. */
  readonly cluster_traffic: string;
}

export type AccountClaims = TypedClaims<'account', Account>;

export const ACCOUNT_FIELDS: Fields<Account> = {
  imports: IMPORTS,
  exports: EXPORTS,
  limits: OPERATOR_LIMITS,
  signing_keys: SIGNING_KEYS,
  revocations: REVOCATIONS,
  default_permissions: object(PERMISSIONS),
  mappings: MAPPINGS,
  authorization: EXTERNAL_AUTHORIZATION,
  trace: optional(MESSAGE_TRACE),
  cluster_traffic: text,
  ...INFO,
  tags: list(text),
  version: whole,
};

/** Claims of the account with that public key: no limits, but no JetStream. */
export function newAccountClaims(sub: string): AccountClaims {
  const zero = object(ACCOUNT_FIELDS).zero();
  const nats = { ...zero, limits: unlimited(), version: VERSION };
  return { ...commonClaims(sub), type: 'account', nats };
}

/** An account as it is written. */
export function sortShares(account: Account): Account {
  return {
    ...account,
    imports: bySubject(account.imports),
    exports: bySubject(account.exports),
  };
}

export function validateAccount(
  { nats: account, sub, iss }: AccountClaims,
  readActivation: ActivationReader,
  issues: Issues,
): void {
  validateImports(account.imports, sub, readActivation, issues);
  validateExports(account.exports, issues);
  validateOperatorLimits(account.limits, issues);
  validatePermissions(account.default_permissions, issues);
  validateMappings(account.mappings, issues);
  validateExternalAuthorization(account.authorization, issues);
  if (account.trace !== undefined) validateTrace(account.trace, issues);
  validateShareLimits(account, issues);
  validateSigningKeys(account.signing_keys, issues);
  validateInfo(account, issues);
  if (!['', 'system', 'owner'].includes(account.cluster_traffic)) {
    issues.error(`unknown cluster traffic option: ${quoteText(account.cluster_traffic)}`);
  }
  if (isPublicKey(iss, 'account') && !isEmptyLimits(account.limits)) {
    issues.warning("self-signed account JWTs shouldn't contain operator limits");
  }
}

function validateShareLimits({ imports, exports, limits }: Account, issues: Issues): void {
  const tooManyImports = 'the account contains more imports than allowed by the operator';
  if (imports.length > limits.imports) {
    // Go looks at this twice, and says it twice.
    if (limits.imports >= 0 && !isEmptyLimits(limits)) issues.error(tooManyImports);
    if (!isUnlimited(limits.imports)) issues.error(tooManyImports);
  }
  if (isUnlimited(limits.exports)) return;
  if (exports.length > limits.exports) {
    issues.error('the account contains more exports than allowed by the operator');
  }
  if (limits.wildcards) return;
  for (const { subject } of exports) {
    if (hasWildcards(subject)) {
      issues.error('the account contains wildcard exports that are not allowed by the operator');
    }
  }
}

function isUnlimited(limit: number | bigint): boolean {
  return limit === NO_LIMIT;
}

function bySubject<T extends { readonly subject: string }>(shares: readonly T[]): T[] {
  return shares.toSorted((a, b) => compareTexts(a.subject, b.subject));
}
