import { decodeAs } from '../../jwt/codec.ts';
import type { AccountClaims } from '../../jwt/account-claims.ts';
import { JwtError } from '../../jwt/errors.ts';
import { subjectOf, type OperatorStore } from '../store/operator-store.ts';

/** An account as it is in the store. */
export interface LocalAccount {
  /** Its name in the store. */
  readonly name: string;
  readonly key: string;
  readonly token: string;
}

/** The accounts of those names; unverified: of ten thousand accounts it would take seconds. */
export function localAccounts(store: OperatorStore, names: readonly string[]): LocalAccount[] {
  return names.map((name) => {
    const token = store.accountToken(name);
    return { name, key: subjectOf(token), token };
  });
}

/** The accounts of the store by their public keys; each is read once. */
export class AccountsByKey {
  readonly #store: OperatorStore;
  readonly #claims = new Map<string, AccountClaims>();
  #names: ReadonlyMap<string, string> | undefined;

  constructor(store: OperatorStore) {
    this.#store = store;
  }

  nameOf(key: string): string | undefined {
    this.#names ??= new Map(
      localAccounts(this.#store, this.#store.accountNames()).map((each) => [each.key, each.name]),
    );
    return this.#names.get(key);
  }

  /** Undefined, too, if the account can't be read. */
  find(key: string): AccountClaims | undefined {
    const known = this.#claims.get(key);
    if (known !== undefined) return known;
    const name = this.nameOf(key);
    if (name === undefined) return undefined;
    try {
      return this.claimsOf({ name, key, token: this.#store.accountToken(name) });
    } catch (error) {
      if (error instanceof JwtError) return undefined;
      throw error;
    }
  }

  /** Throws a JwtError if the account can't be read. */
  claimsOf({ key, token }: LocalAccount): AccountClaims {
    const known = this.#claims.get(key);
    if (known !== undefined) return known;
    const claims = decodeAs('account', token);
    this.#claims.set(key, claims);
    return claims;
  }
}
