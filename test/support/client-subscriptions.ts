import type { Account } from '../../src/server/account/account.ts';

/** How many subscriptions clients have in some accounts: what a server hears itself is not counted. */
export function clientSubscriptions({
  accounts,
}: {
  accounts: ReadonlyMap<string, Account>;
}): number {
  return [...accounts.values()].reduce((sum, account) => sum + clientSubscriptionsIn(account), 0);
}

/** The same of one account. */
export function clientSubscriptionsIn(account: Account): number {
  return [...account.subscriptions()].filter((each) => each.receive === undefined).length;
}
