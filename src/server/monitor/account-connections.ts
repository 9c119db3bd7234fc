import type { ServerView } from './server-view.ts';

/** How many connections of which kind an account has. */
export interface AccountConnections {
  clients: number;
  leafnodes: number;
}

/** The connections of all accounts that have some, by the account's name. */
export function connectionsByAccount(view: ServerView): ReadonlyMap<string, AccountConnections> {
  const counts = new Map<string, AccountConnections>();
  for (const { account, kindName } of view.connections.values()) {
    let count = counts.get(account.name);
    if (count === undefined) counts.set(account.name, (count = { clients: 0, leafnodes: 0 }));
    if (kindName === 'Leafnode') count.leafnodes++;
    else count.clients++;
  }
  return counts;
}

/** What an account has that has no connection. */
export const NO_CONNECTIONS: Readonly<AccountConnections> = { clients: 0, leafnodes: 0 };
