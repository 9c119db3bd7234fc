import { connectionsByAccount, NO_CONNECTIONS } from './account-connections.ts';
import type { ServerView } from './server-view.ts';

/** What is measured of an account. */
export interface AccountSums {
  connections: number;
  subscriptions: number;
  inMessages: number;
  inBytes: number;
  outMessages: number;
  outBytes: number;
  slowConsumers: number;
}

/** Stands for the accounts that are too many to be told apart. */
const OTHERS = '(others)';

/** The numbers of the first `most` accounts by name, and of all others together. */
export function sumsByAccount(view: ServerView, most: number): ReadonlyMap<string, AccountSums> {
  const connections = connectionsByAccount(view);
  const sums = new Map<string, AccountSums>();
  for (const { name, traffic, subscriptionCount, slowConsumers } of view.accounts.values()) {
    const { clients, leafnodes } = connections.get(name) ?? NO_CONNECTIONS;
    const label = sums.size < most ? name : OTHERS;
    const before = sums.get(label);
    sums.set(label, {
      connections: (before?.connections ?? 0) + clients + leafnodes,
      subscriptions: (before?.subscriptions ?? 0) + subscriptionCount,
      inMessages: (before?.inMessages ?? 0) + traffic.inMessages,
      inBytes: (before?.inBytes ?? 0) + traffic.inBytes,
      outMessages: (before?.outMessages ?? 0) + traffic.outMessages,
      outBytes: (before?.outBytes ?? 0) + traffic.outBytes,
      slowConsumers: (before?.slowConsumers ?? 0) + slowConsumers,
    });
  }
  return sums;
}
