/** Whose signatures count: the operators that the options name, or their keys alone. */
import {
  decodeAs,
  isBlocking,
  JwtError,
  validate,
  type AccountClaims,
  type OperatorClaims,
} from '../../jwt/index.ts';

/** Claims of an account that a trusted operator signed; or why they do not count, in nats-server's words. */
export type Verdict =
  | { readonly type: 'trusted'; readonly claims: AccountClaims }
  | { readonly type: 'distrusted'; readonly why: string };

/** nats-server errors.go, ErrAccountValidation. */
export const NOT_VALID = 'account validation failed';

export class TrustedOperators {
  /** Empty where only keys are trusted. */
  readonly operators: readonly OperatorClaims[];
  /** The keys that may sign accounts: a strict operator's own is none of them. */
  readonly keys: ReadonlySet<string>;
  /** Those of strict operators. */
  readonly #strict: ReadonlySet<string>;

  /** `keys` are those that are trusted without an operator's JWT. */
  constructor(operators: readonly OperatorClaims[], keys: readonly string[] = []) {
    this.operators = operators;
    this.keys = new Set([...keys, ...operators.flatMap(signingKeys)]);
    const strict = operators.filter(({ nats }) => nats.strict_signing_key_usage);
    this.#strict = new Set(strict.flatMap(signingKeys));
  }

  /** Whether accounts that `issuer` signed count. */
  isTrusted(issuer: string): boolean {
    return this.keys.has(issuer);
  }

  /** Whether in accounts that `issuer` signed, only signing keys may sign users. */
  isStrict(issuer: string): boolean {
    return this.#strict.has(issuer);
  }

  /** Claims that may be used now: signed by whom we trust, right, and valid at this time. */
  verify(accountJwt: string): Verdict {
    const verdict = this.verifySignature(accountJwt);
    if (verdict.type === 'distrusted') return verdict;
    const issues = validate(verdict.claims);
    return isBlocking(issues, { includesTimeChecks: true }) ? distrusted(NOT_VALID) : verdict;
  }

  /** Whether we trust who signed, and nothing else: the claims may be wrong, or of another time. */
  verifySignature(accountJwt: string): Verdict {
    try {
      const claims = decodeAs('account', accountJwt);
      return this.isTrusted(claims.iss) ? { type: 'trusted', claims } : distrusted(NOT_VALID);
    } catch (error) {
      if (error instanceof JwtError) return distrusted(error.message);
      throw error;
    }
  }
}

function distrusted(why: string): Verdict {
  return { type: 'distrusted', why };
}

/** nats-server jwt.go, validateTrustedOperators. */
function signingKeys({ sub, nats }: OperatorClaims): readonly string[] {
  return nats.strict_signing_key_usage ? nats.signing_keys : [sub, ...nats.signing_keys];
}
