/** Short guides: what one must know before a command makes sense. `natsx help jwt` prints one. */

export interface Guide {
  readonly name: string;
  readonly summary: string;
  /** Its lines, none wider than a page; those with `$` before them are typed as they stand. */
  text(): Promise<string>;
}

export const GUIDES: readonly Guide[] = [
  guide('nkeys', 'Keys: who is who in NATS', () => import('./guides/nkeys.ts')),
  guide('jwt', 'Operators, accounts and users as signed JWTs', () => import('./guides/jwt.ts')),
  guide(
    'accounts',
    'Accounts: who hears whom, and what they share',
    () => import('./guides/accounts.ts'),
  ),
  guide('clusters', 'Clusters, super-clusters and leafnodes', () => import('./guides/clusters.ts')),
  guide('contexts', 'Where and as whom to connect', () => import('./guides/contexts.ts')),
  guide(
    'environment',
    'Variables and files that natsx reads',
    () => import('./guides/environment.ts'),
  ),
  guide(
    'exit-codes',
    'What a script learns from how a command ends',
    () => import('./guides/exit-codes.ts'),
  ),
];

function guide(
  name: string,
  summary: string,
  load: () => Promise<{ readonly text: string }>,
): Guide {
  return { name, summary, text: async () => (await load()).text };
}
