/** Which operator and account a command is about, if it does not say. */
import { basename, dirname, join, relative, sep } from 'node:path';
import type { Files } from './files.ts';
import { MARK_FILE } from './operator-store.ts';

export interface Context {
  readonly storeRoot: string;
  /** Empty if none is chosen. */
  readonly operator: string;
  readonly account: string;
}

/** What the current directory says: that of an operator, one in it, or the one that holds operators. */
export function contextOfDirectory(current: string, files: Files): Partial<Context> | undefined {
  const isOperator = (folder: string) => files.has(join(folder, MARK_FILE));
  if (isOperator(current)) return { storeRoot: dirname(current), operator: basename(current) };
  if (files.foldersIn(current).some((name) => isOperator(join(current, name)))) {
    return { storeRoot: current };
  }
  for (let folder = current; dirname(folder) !== folder; folder = dirname(folder)) {
    if (!isOperator(folder)) continue;
    const [place, account = ''] = relative(folder, current).split(sep);
    const chosen = { storeRoot: dirname(folder), operator: basename(folder) };
    return place === 'accounts' && account !== '' ? { ...chosen, account } : chosen;
  }
  return undefined;
}

/** What there is only one of is chosen, and what is gone is not. */
export function withDefaults(
  { storeRoot, operator, account }: Context,
  operators: readonly string[],
  accountsOf: (operator: string) => AccountNames | undefined,
): Context {
  const chosen = operators.includes(operator) ? operator : onlyOne(operators);
  const accounts = chosen === '' ? undefined : accountsOf(chosen);
  if (accounts === undefined) return { storeRoot, operator: chosen, account: '' };
  // Of ten thousand accounts one is looked at, not all.
  const isThere = account !== '' && accounts.hasAccount(account);
  return {
    storeRoot,
    operator: chosen,
    account: isThere ? account : onlyOne(accounts.accountNames()),
  };
}

/** What is to be known of an operator's accounts. */
export interface AccountNames {
  hasAccount(name: string): boolean;
  accountNames(): readonly string[];
}

/** The operators whose stores are in `root`. */
export function operatorsIn(root: string, files: Files): string[] {
  return files.foldersIn(root).filter((name) => files.has(join(root, name, MARK_FILE)));
}

function onlyOne(choices: readonly string[]): string {
  return choices.length === 1 ? choices[0]! : '';
}
