import type { OperatorStore } from '../store/operator-store.ts';

/** All accounts in the configuration itself, by their keys. */
export function memoryResolverConfig(store: OperatorStore, systemAccount: string): string {
  const accounts = store
    .accountNames()
    .map((name) => ({
      name: store.account(name).name,
      key: store.account(name).sub,
      token: store.accountToken(name),
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  return [
    `// Operator ${JSON.stringify(store.operator().name)}`,
    `operator: ${store.operatorToken()}`,
    '',
    ...(systemAccount === '' ? [] : [`system_account: ${systemAccount}`, '']),
    'resolver: MEMORY',
    '',
    'resolver_preload: {',
    ...accounts.flatMap(({ name, key, token }) => [
      `  // Account ${JSON.stringify(name)}`,
      `  ${key}: ${token}`,
      '',
    ]),
    '}',
    '',
  ].join('\n');
}
