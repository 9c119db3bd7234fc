import { NscError } from '../errors.ts';
import type { OperatorStore } from '../store/operator-store.ts';

/** Servers keep the accounts that are pushed to them; only the system account, which pushing needs, is in the configuration. */
export function natsResolverConfig(
  store: OperatorStore,
  systemAccount: string,
  type: 'full' | 'cache',
): string {
  const name = systemAccount === '' ? undefined : store.accountNameOf(systemAccount);
  if (name === undefined) {
    throw new NscError('ERR_NSC_CONTEXT', 'system account is not set', {
      suggestions: ['nsc edit operator --system-account <name> sets one'],
    });
  }
  return [
    `# Operator named ${store.operator().name}`,
    `operator: ${store.operatorToken()}`,
    `# System Account named ${store.account(name).name}`,
    `system_account: ${systemAccount}`,
    '',
    ...(type === 'full' ? FULL : CACHE),
    '',
    '# The system account is known from the start; later changes of it are pushed like those of any account.',
    '# The others come by pushing: nsc push --all, once the operator says where to:',
    '#   nsc edit operator --account-jwt-server-url nats://localhost:4222',
    'resolver_preload: {',
    `\t${systemAccount}: ${store.accountToken(name)},`,
    '}',
    '',
  ].join('\n');
}

const FULL = [
  '# A resolver that every server of the deployment has whole.',
  'resolver {',
  '    type: full',
  '    # Where the accounts are kept',
  "    dir: './jwt'",
  '    # true lets nsc push --prune remove accounts; their files are renamed to <key>.jwt.deleted',
  '    allow_delete: false',
  '    # How often a server compares its accounts with those of another, and exchanges what differs',
  '    interval: "2m"',
  '    # How long to wait for an account that is not here',
  '    timeout: "1.9s"',
  '}',
];

const CACHE = [
  '# A resolver that keeps the accounts it was asked for.',
  'resolver {',
  '    type: cache',
  '    # Where the accounts are kept',
  "    dir: './jwt'",
  '    # How long; a long time keeps them for good',
  '    ttl: "1h"',
  '    # How long to wait for an account that is not here',
  '    timeout: "1.9s"',
  '}',
];
