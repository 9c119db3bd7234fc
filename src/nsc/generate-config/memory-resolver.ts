import type { OperatorStore } from '../store/operator-store.ts';

/** All accounts in the configuration itself, by their keys. */
export function memoryResolverConfig(store: OperatorStore, systemAccount: string): string {
  return configOf(store, systemAccount, ({ token }) => token);
}

/** The same with each token in a file of its own. */
export function memoryResolverFiles(
  store: OperatorStore,
  systemAccount: string,
): { readonly name: string; readonly text: string }[] {
  const text = configOf(store, systemAccount, ({ name }) => JSON.stringify(`${name}.jwt`));
  const tokens = [operatorOf(store), ...accountsOf(store)];
  return [
    { name: 'resolver.conf', text },
    ...tokens.map(({ name, token }) => ({ name: `${name}.jwt`, text: token })),
  ];
}

interface Entity {
  readonly name: string;
  readonly key: string;
  readonly token: string;
}

function configOf(
  store: OperatorStore,
  systemAccount: string,
  shown: (entity: Entity) => string,
): string {
  const operator = operatorOf(store);
  return [
    `// Operator ${JSON.stringify(operator.name)}`,
    `operator: ${shown(operator)}`,
    '',
    ...(systemAccount === '' ? [] : [`system_account: ${systemAccount}`, '']),
    'resolver: MEMORY',
    '',
    'resolver_preload: {',
    ...accountsOf(store).flatMap((account) => [
      `  // Account ${JSON.stringify(account.name)}`,
      `  ${account.key}: ${shown(account)}`,
      '',
    ]),
    '}',
    '',
  ].join('\n');
}

function operatorOf(store: OperatorStore): Entity {
  const { name, sub } = store.operator();
  return { name, key: sub, token: store.operatorToken() };
}

function accountsOf(store: OperatorStore): Entity[] {
  return store
    .accountNames()
    .map((account) => {
      const { name, sub } = store.account(account);
      return { name, key: sub, token: store.accountToken(account) };
    })
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}
