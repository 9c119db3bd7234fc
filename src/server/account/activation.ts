/** Activations: an exporter's word, in a token that an import holds, that this account may import. */
import {
  decodeAs,
  isBlocking,
  isRevoked,
  JwtError,
  validate,
  type ActivationClaims,
  type Import,
} from '../../jwt/index.ts';
import { validateImports } from '../../jwt/imports.ts';
import { Issues } from '../../jwt/validation.ts';
import type { Account } from './account.ts';
import type { ExportTerms } from './exports.ts';

/** Whether an import is allowed, and when that is to be asked again: in ms since 1970, Infinity for never. */
export interface Permit {
  readonly isAllowed: boolean;
  readonly untilMs: number;
}

const REFUSED: Permit = { isAllowed: false, untilMs: Infinity };

/** Reads the tokens of imports, each once for as long as the import is spoken of. */
export class Activations {
  readonly #claims = new WeakMap<Import, ActivationClaims | 'unreadable'>();

  /** Whether the token of `each` lets `importer` import it from `exporter` (nats-server accounts.go, checkActivation). */
  permit(exporter: Account, importer: Account, each: Import, terms: ExportTerms): Permit {
    if (each.token === '') return REFUSED;
    const activation = this.#read(each);
    if (activation === undefined) return REFUSED;
    const issues = new Issues();
    validateImports([each], importer.name, () => activation, issues);
    if (isBlocking(issues.list, { includesTimeChecks: false })) return REFUSED;
    if (isBlocking(validate(activation), { includesTimeChecks: false })) return REFUSED;
    if (!isIssuedBy(exporter, activation)) return REFUSED;
    if (isRevoked(terms.revocations ?? NONE, activation.sub, activation.iat)) return REFUSED;
    const now = Date.now();
    const { nbf, exp } = activation;
    if (nbf * 1000 > now) return { isAllowed: false, untilMs: nbf * 1000 };
    if (exp !== 0 && exp * 1000 <= now) return REFUSED;
    return { isAllowed: true, untilMs: exp === 0 ? Infinity : exp * 1000 };
  }

  #read(each: Import): ActivationClaims | undefined {
    let claims = this.#claims.get(each);
    if (claims === undefined) this.#claims.set(each, (claims = readActivation(each.token)));
    return claims === 'unreadable' ? undefined : claims;
  }
}

const NONE: ReadonlyMap<string, number> = new Map();

function readActivation(token: string): ActivationClaims | 'unreadable' {
  try {
    return decodeAs('activation', token);
  } catch (error) {
    if (error instanceof JwtError) return 'unreadable';
    throw error;
  }
}

/** By the account itself, or by one of its signing keys for it. */
function isIssuedBy({ name, standing }: Account, { iss, nats }: ActivationClaims): boolean {
  if (nats.issuer_account === '') return iss === name;
  return nats.issuer_account === name && standing?.issuers.has(iss) === true;
}
