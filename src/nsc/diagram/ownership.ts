/** Who issued whom, as a tree: the operator, its accounts, their users, and the signing keys of both. */
import type { OperatorClaims } from '../../jwt/operator-claims.ts';
import type { AccountWithUsers } from './object-plantuml.ts';

export interface Branch {
  readonly kind: 'operator' | 'account' | 'system account' | 'user' | 'signing key';
  readonly name: string;
  readonly key: string;
  readonly branches: readonly Branch[];
}

export function ownershipTree(
  operator: OperatorClaims,
  accounts: readonly AccountWithUsers[],
  { showsKeys }: { readonly showsKeys: boolean },
): Branch {
  const keys = (list: Iterable<string>, nameOf: (key: string) => string): Branch[] =>
    showsKeys
      ? Array.from(list)
          .sort()
          .map((key) => ({ kind: 'signing key', name: nameOf(key), key, branches: [] }))
      : [];
  return {
    kind: 'operator',
    name: operator.name,
    key: operator.sub,
    branches: [
      ...keys(operator.nats.signing_keys, () => ''),
      ...accounts.map(({ account, users }): Branch => {
        const { name, sub, nats } = account;
        const roleOf = (key: string) => nats.signing_keys.get(key)?.role ?? '';
        return {
          kind: sub === operator.nats.system_account ? 'system account' : 'account',
          name,
          key: sub,
          branches: [
            ...keys(nats.signing_keys.keys(), roleOf),
            ...users.map((user): Branch => {
              return { kind: 'user', name: user.name, key: user.sub, branches: [] };
            }),
          ],
        };
      }),
    ],
  };
}

/** What stands for a branch in a picture. */
export function labelOf(
  { kind, name, key }: Branch,
  { showsKeys }: { showsKeys: boolean },
): string {
  const named = name === '' ? kind : `${kind} ${name}`;
  return showsKeys ? `${named} ${key}` : named;
}
