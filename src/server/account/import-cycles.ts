/** Whether an import would have messages come round: they would never end. */
import { isCoveredBy, overlap } from '../../subject/subject.ts';
import { localPattern } from '../options/sharing.ts';
import type { Account } from './account.ts';

/** nats-server accounts.go, MaxAccountCycleSearchDepth. */
const MOST_ACCOUNTS = 1024;

/** An import, by the pattern that it is found by and the one that it leads to. */
interface Step {
  readonly exporter: Account;
  readonly met: string;
  readonly onward: string;
}

/**
 * What is wrong with `importer` importing from `exporter` what is called `subject` here, in nats-server's words;
 * undefined if nothing is. As nats-server, it takes no account twice, on whatever way.
 */
export function streamCycle(
  importer: Account,
  exporter: Account,
  subject: string,
): string | undefined {
  return follow(exporter, subject, new Set([importer]), (account, wanted) => {
    const isExported = [...account.exports.streams.keys()].some((each) =>
      isCoveredBy(wanted, each),
    );
    if (!isExported) return [];
    return account.streamImports.map(({ exporter: next, local }) => ({
      exporter: next,
      met: local,
      onward: local,
    }));
  });
}

/** The same of requests: where would they go on to? `local` may have `$1` and the like. */
export function serviceCycle(
  importer: Account,
  exporter: Account,
  local: string,
): string | undefined {
  return follow(exporter, local, new Set([importer]), (account) =>
    account.serviceImports.map(({ exporter: next, subject, local: named }) => ({
      exporter: next,
      met: subject,
      onward: localPattern(named),
    })),
  );
}

function follow(
  account: Account,
  subject: string,
  visited: Set<Account>,
  stepsOf: (account: Account, subject: string) => readonly Step[],
): string | undefined {
  if (visited.size >= MOST_ACCOUNTS) return 'search cycle depth exhausted';
  for (const { exporter, met, onward } of stepsOf(account, subject)) {
    if (!overlap(subject, met)) continue;
    if (visited.has(exporter)) return 'import forms a cycle';
    visited.add(account);
    const narrower = isCoveredBy(onward, subject) ? onward : subject;
    const problem = follow(exporter, narrower, visited, stepsOf);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
