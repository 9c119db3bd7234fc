import { newAccountClaims, type AccountClaims, type OperatorClaims } from '../../jwt/index.ts';

/** Claims of an account of which only the key is known: without limits, and only its own key issues users. */
export function standInClaims(accountKey: string, operator: OperatorClaims): AccountClaims {
  return { ...newAccountClaims(accountKey), iss: operator.iss };
}
