/** Looks through claims for what is wrong with them. */
import { validateAccount } from './account-claims.ts';
import { validateActivation, type ActivationClaims } from './activation-claims.ts';
import {
  validateAuthorizationRequest,
  validateAuthorizationResponse,
} from './authorization-claims.ts';
import { validateTime } from './claims.ts';
import { decodeAs } from './codec.ts';
import { JwtError } from './errors.ts';
import type { Claims } from './kinds.ts';
import { validateOperator } from './operator-claims.ts';
import { validateUser } from './user-claims.ts';
import { validateServer } from './v1/server-claims.ts';
import { Issues, type ValidationIssue } from './validation.ts';

export interface ValidateOptions {
  /** Against which the claims' time is held; now unless given. */
  readonly now?: Date;
}

/**
 * Everything that is wrong with `claims`, in the words of Go's library; see isBlocking. It takes them as they are, so
 * that those which are still being made can be looked at.
 */
export function validate(claims: Claims, options: ValidateOptions = {}): ValidationIssue[] {
  const { now = new Date() } = options;
  const issues = new Issues();
  validateTime(claims, Math.floor(now.getTime() / 1000), issues);
  validateBody(claims, issues);
  return issues.list;
}

function validateBody(claims: Claims, issues: Issues): void {
  switch (claims.type) {
    case 'operator':
      validateOperator(claims.nats, issues);
      break;
    case 'account':
      validateAccount(claims, readActivation, issues);
      break;
    case 'user':
      validateUser(claims, issues);
      break;
    case 'activation':
      validateActivation(claims.nats, issues);
      break;
    case 'authorization_request':
      validateAuthorizationRequest(claims, issues);
      break;
    case 'authorization_response':
      validateAuthorizationResponse(claims, issues);
      break;
    case 'server':
      validateServer(claims, issues);
      break;
    case 'generic':
    case 'cluster':
      break; // Nothing is asked of them.
  }
}

function readActivation(token: string): ActivationClaims | undefined {
  try {
    return decodeAs('activation', token);
  } catch (error) {
    if (error instanceof JwtError) return undefined;
    throw error;
  }
}
