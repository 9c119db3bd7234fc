/** Choosing what is there: an account, a user, or anything else with a label. */
import { NscError } from '../errors.ts';
import type { Prompter } from '../prompter.ts';
import type { Workspace } from '../store/workspace.ts';

/** An account of the operator; the named one, or the one that is chosen, is proposed. Of one nobody is asked. */
export async function chooseAccount(
  workspace: Workspace,
  given: string | undefined,
  prompter: Prompter,
): Promise<string> {
  const isNamed = given !== undefined && given !== '';
  const proposed = isNamed ? workspace.resolveAccount(given) : workspace.accountName;
  const names = workspace.store().accountNames();
  if (names.length === 0) {
    throw new NscError('ERR_NSC_NOT_FOUND', 'no accounts defined - add one first');
  }
  return choose(prompter, 'select account', names, proposed);
}

/** A user of the account. Of one nobody is asked. */
export async function chooseUser(
  workspace: Workspace,
  account: string,
  prompter: Prompter,
): Promise<string> {
  const names = workspace.store().userNames(account);
  if (names.length === 0) {
    const text = `account "${account}" doesn't have any users - add one first`;
    throw new NscError('ERR_NSC_NOT_FOUND', text);
  }
  return choose(prompter, 'select user', names);
}

async function choose(
  prompter: Prompter,
  question: string,
  names: readonly string[],
  proposed = '',
): Promise<string> {
  if (names.length === 1) return names[0]!;
  return prompter.select(question, names, names.includes(proposed) ? proposed : undefined);
}

/** One of `items`, which are shown by their labels. */
export async function chooseItem<T>(
  prompter: Prompter,
  question: string,
  items: readonly T[],
  labelOf: (item: T) => string,
  proposed?: T,
): Promise<T> {
  const labels = distinct(items.map(labelOf));
  const at = proposed === undefined ? -1 : items.indexOf(proposed);
  const label = await prompter.select(question, labels, labels[at]);
  return items[labels.indexOf(label)]!;
}

/** Labels by which the items can be told apart: equal ones are numbered. */
function distinct(labels: readonly string[]): string[] {
  return labels.map((label, at) => {
    const before = labels.slice(0, at).filter((each) => each === label).length;
    return before === 0 ? label : `${label} (${before + 1})`;
  });
}
