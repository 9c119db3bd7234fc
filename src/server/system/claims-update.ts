/** An account's new JWT, from whoever may publish in the system account: looked at, then kept and made to hold. */
import { NatsxError } from '../../base/errors.ts';
import { decodeAs, isBlocking, JwtError, validate, type AccountClaims } from '../../jwt/index.ts';
import type { ClaimedAccounts } from '../account/claimed-accounts.ts';
import type { AccountResolver } from '../account/resolver/resolver.ts';
import { NOT_VALID, type TrustedOperators } from '../account/trusted-operators.ts';
import type { ClaimsOutcome } from './claims-reply.ts';

/** What an update needs of the server. */
export interface UpdateSurroundings {
  readonly resolver: AccountResolver;
  readonly accounts: Pick<ClaimedAccounts, 'operators' | 'has' | 'update'>;
}

interface Words {
  readonly done: string;
  readonly failed: string;
  readonly invalid: string;
  readonly skipped: string;
}

/** nats-server's, by who keeps the JWT. */
const IN_MEMORY: Words = {
  done: 'jwt updated',
  failed: 'jwt update resulted in error',
  invalid: 'jwt update resulted in error',
  skipped: 'jwt update skipped',
};
const IN_DIRECTORY: Words = { ...IN_MEMORY, invalid: 'jwt validation failed' };
const IN_CACHE: Words = {
  done: 'jwt updated cache',
  failed: 'jwt update cache resulted in error',
  invalid: 'jwt update cache validation failed',
  skipped: 'jwt update cache skipped',
};

/**
 * Takes on a JWT. `addressee` is the account that the subject of the request names, if it names one.
 *
 * Where nats-server keeps what any operator signed, and an older JWT in the place of a newer one, this takes neither:
 * both would hold only until somebody looks.
 */
export async function updateClaims(
  jwt: string,
  addressee: string | undefined,
  around: UpdateSurroundings,
): Promise<ClaimsOutcome> {
  const { resolver, accounts } = around;
  const { type, directory } = resolver;
  const words = type === 'cache' ? IN_CACHE : type === 'full' ? IN_DIRECTORY : IN_MEMORY;
  if (directory === undefined && jwt === '')
    return { account: addressee, message: 'jwt update error', error: 'request body is empty' };
  const claims = claimsOf(jwt);
  if (typeof claims === 'string')
    return { account: unreadable(type, addressee), message: words.failed, error: claims };
  const account = addressee ?? claims.sub;
  const fault = faultOf(claims, account, accounts.operators);
  if (fault !== undefined) return { account, message: words.failed, error: fault };
  // A directory of all accounts keeps those that nobody has used here, too.
  if (type !== 'full' && !accounts.has(account)) return { account, message: words.skipped };
  const invalid = directory && validationErrors(claims);
  if (invalid !== undefined) return { account, message: words.invalid, error: invalid };
  if (!accounts.operators.isTrusted(claims.iss))
    return { account, message: words.failed, error: NOT_VALID };
  const problem = await apply(account, jwt, around);
  return problem === undefined
    ? { account, message: words.done }
    : { account, message: words.failed, error: problem };
}

function claimsOf(jwt: string): AccountClaims | string {
  try {
    return decodeAs('account', jwt);
  } catch (error) {
    if (error instanceof JwtError) return error.message;
    throw error;
  }
}

/** Whose it was, where the JWT does not tell. */
function unreadable(type: AccountResolver['type'], addressee: string | undefined): string {
  return type === 'full' || addressee === undefined ? 'n/a' : addressee;
}

function faultOf(
  { sub, iss }: AccountClaims,
  account: string,
  { operators }: TrustedOperators,
): string | undefined {
  if (sub !== account) return 'subject does not match jwt content';
  const isStrict = operators.some((each) => each.sub === iss && each.nats.strict_signing_key_usage);
  return isStrict ? 'operator requires issuer to be a signing key' : undefined;
}

/** As Go prints a list of errors. A JWT that has expired is taken: an account may be ended so. */
function validationErrors(claims: AccountClaims): string | undefined {
  const issues = validate(claims);
  if (!isBlocking(issues, { includesTimeChecks: false })) return undefined;
  const errors = issues.filter(({ level }) => level === 'error');
  return `validation errors: [${errors.map(({ description }) => description).join(' ')}]`;
}

/** A directory tells the accounts itself, when it has it; who only looks JWTs up has nothing to keep it in. */
async function apply(
  account: string,
  jwt: string,
  { resolver: { directory }, accounts }: UpdateSurroundings,
): Promise<string | undefined> {
  if (directory === undefined) return accounts.update(account, jwt);
  try {
    await directory.save(account, jwt);
    return undefined;
  } catch (error) {
    if (error instanceof NatsxError) return error.message;
    throw error;
  }
}
