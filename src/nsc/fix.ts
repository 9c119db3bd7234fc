/** Builds a store and a keystore of the JWTs, seeds and creds that are found in folders, whatever their order there. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { NscError } from './errors.ts';
import { findEntities } from './fix/find.ts';
import { Rebuilding } from './fix/rebuild.ts';
import type { KnownOperators } from './operator-source.ts';
import { Report } from './report.ts';
import type { Result } from './result.ts';
import { commit } from './store/commit.ts';
import { Files } from './store/files.ts';
import { Lock } from './store/lock.ts';
import type { Workspace } from './store/workspace.ts';

export interface FixInput {
  /** Folders to search. */
  readonly in: readonly string[];
  /** Where the new store and keystore are to be. */
  readonly out?: string | undefined;
  /** Whether creds are searched for users and their seeds, too. */
  readonly creds?: boolean | undefined;
  readonly known: KnownOperators;
  /** Whether the new keystore gets a `.gitignore`. */
  readonly ignoresInGit: boolean;
}

export async function fix(workspace: Workspace, input: FixInput): Promise<Result> {
  const report = new Report();
  const folders = input.in.map((folder) => workspace.expand(folder));
  const found = findEntities(folders, { withCreds: input.creds === true }, report);
  if (found.operators.length === 0) {
    throw new NscError('ERR_NSC_NOT_FOUND', 'no operator found', {
      suggestions: [`searched were ${folders.map((folder) => workspace.show(folder)).join(', ')}`],
    });
  }
  const out = workspace.expand(input.out ?? `fix_${randomBytes(11).toString('hex')}`);
  const files = new Files();
  const rebuilding = new Rebuilding({ ...input, out, found }, files);
  report.add(rebuilding.rebuild());
  await write(join(out, 'operators'), files);
  const { operators, accounts, users, nkeys } = rebuilding.counts;
  return {
    report,
    data: { out, stored: { operators, accounts, users, nkeys } },
    notes: [
      `stored ${operators} operators`,
      `stored ${accounts} accounts`,
      `stored ${users} users`,
      `stored ${nkeys} nkeys`,
      '',
      ...(nkeys > 0 ? [`export NKEYS_PATH=${join(out, 'keys')}`] : []),
      `cd ${join(out, 'operators')}`,
      'nsc list operators',
    ],
  };
}

/** All of it or nothing. */
async function write(root: string, files: Files): Promise<void> {
  const lock = await Lock.take(root);
  try {
    commit(root, lock.id, files.pending());
  } finally {
    lock.release();
  }
}
