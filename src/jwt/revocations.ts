/**
 * Revocations: for each public key the time up to which what was issued for it is void, and `*` for every key. Times are
 * whole seconds, so that a token issued in the second of its revocation is revoked.
 */
import { map, whole, type Field } from './fields.ts';

/** Public keys, or `*`, and seconds since 1970. */
export type Revocations = ReadonlyMap<string, number>;

export const REVOCATIONS: Field<Revocations> = map(whole);

/** Stands for every key. */
export const ALL_KEYS = '*';

/** Revokes what was issued for `key` up to the second `at`. A later time that is there already stays. */
export function revoke(revocations: Revocations, key: string, at: number): Revocations {
  const seconds = Math.floor(at);
  return new Map(revocations).set(key, Math.max(seconds, revocations.get(key) ?? seconds));
}

/** Revokes nothing of `key` any more, except by `*`. */
export function clearRevocation(revocations: Revocations, key: string): Revocations {
  return new Map(Array.from(revocations).filter(([each]) => each !== key));
}

/** Drops the entries that `*` makes needless, and says which. */
export function compactRevocations(revocations: Revocations): {
  readonly kept: Revocations;
  readonly removed: Revocations;
} {
  const all = revocations.get(ALL_KEYS);
  const isNeedless = (key: string, at: number) =>
    key !== ALL_KEYS && all !== undefined && all >= at;
  const entries = Array.from(revocations);
  return {
    kept: new Map(entries.filter(([key, at]) => !isNeedless(key, at))),
    removed: new Map(entries.filter(([key, at]) => isNeedless(key, at))),
  };
}

/** Whether what was issued for `key` in the second `issuedAt` is void. */
export function isRevoked(revocations: Revocations, key: string, issuedAt: number): boolean {
  return [ALL_KEYS, key].some((each) => (revocations.get(each) ?? -Infinity) >= issuedAt);
}

/** Whether such claims are void; they are, too, if they do not say for whom and when they were issued. */
export function isClaimRevoked(
  revocations: Revocations,
  { sub, iat }: { readonly sub: string; readonly iat: number },
): boolean {
  return sub === '' || iat === 0 || isRevoked(revocations, sub, iat);
}
