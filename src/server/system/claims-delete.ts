import { NatsxError } from '../../base/errors.ts';
import {
  decodeGeneric,
  isBlocking,
  isSelfSigned,
  JwtError,
  validate,
  type GenericClaims,
} from '../../jwt/index.ts';
import { isValidPublicKey } from '../../nkeys/strkey.ts';
import type { AccountDirectory } from '../account/resolver/account-directory.ts';
import type { TrustedOperators } from '../account/trusted-operators.ts';
import type { ClaimsOutcome } from './claims-reply.ts';

/** What a deletion needs of the server. */
export interface DeleteSurroundings {
  readonly directory: Pick<AccountDirectory, 'settings' | 'delete'>;
  readonly operators: TrustedOperators;
  readonly systemAccount: string | undefined;
}

/** Deletes the accounts that a JWT names, which an operator issued to himself. */
export async function deleteAccounts(
  request: string,
  around: DeleteSurroundings,
): Promise<ClaimsOutcome> {
  const { subject, keys, problem } = readRequest(request, around);
  if (problem !== undefined)
    return { message: `delete accounts request by ${subject} failed`, error: problem };
  const errors: string[] = [];
  for (const key of keys) {
    try {
      await around.directory.delete(key);
    } catch (error) {
      if (!(error instanceof NatsxError)) throw error;
      errors.push(error.message);
    }
  }
  const message = `deleted ${keys.length - errors.length} accounts`;
  return errors.length === 0
    ? { message }
    : { message: `${message}, failed for ${errors.length}`, error: errors.join('\n') };
}

interface DeleteRequest {
  readonly subject: string;
  readonly keys: readonly string[];
  readonly problem: string | undefined;
}

function readRequest(request: string, around: DeleteSurroundings): DeleteRequest {
  try {
    const claims = decodeGeneric(request);
    const problem = problemOf(claims, around);
    const keys = problem === undefined ? (claims.nats['accounts'] as string[]) : []; // By the line above.
    return { subject: claims.sub, keys, problem };
  } catch (error) {
    if (!(error instanceof JwtError)) throw error;
    return { subject: '', keys: [], problem: error.message };
  }
}

/** nats-server accounts.go, handleDeleteRequest; which lets requests pass that have expired. */
function problemOf(claims: GenericClaims, around: DeleteSurroundings): string | undefined {
  if (around.directory.settings.delete === 'refused')
    return 'delete must be enabled in server config';
  if (!isSelfSigned(claims)) return 'not self signed';
  if (!around.operators.isTrusted(claims.iss)) return 'not trusted';
  const issues = validate(claims);
  if (isBlocking(issues, { includesTimeChecks: true }))
    return issues.map(({ description }) => description).join(' ');
  const keys = claims.nats['accounts'];
  if (!Array.isArray(keys)) return 'malformed request';
  for (const key of keys as unknown[]) {
    if (typeof key !== 'string' || !isValidPublicKey(key, 'account')) return 'malformed request';
    if (key === around.systemAccount) return 'not allowed to delete system account';
  }
  return undefined;
}
