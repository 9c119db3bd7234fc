/** Where the keys of an account are. */
import type { NatsAccount } from '../../resources.ts';

/** The entry of the account's own key. */
export const ACCOUNT_ENTRY = 'account';

export function keysSecretOf({ spec, metadata: { name } }: NatsAccount): string {
  return spec.keysSecret ?? `${name}-account-keys`;
}

/** The entry of a signing key. */
export function signingEntry(name: string): string {
  return `signing.${name}`;
}
