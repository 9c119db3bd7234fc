import type { ServerConnection } from './connections.ts';
import type { ConnectionInfo } from './endpoints.ts';

/** What the connections of an account have done, all of them together; the keys are natscli's. */
export interface AccountTotals {
  readonly account: string;
  readonly connections: number;
  readonly connection_info: readonly ConnectionInfo[];
  readonly in_msgs: number;
  readonly out_msgs: number;
  readonly in_bytes: number;
  readonly out_bytes: number;
  readonly subscriptions: number;
}

export function accountTotals(connections: readonly ServerConnection[]): AccountTotals[] {
  const accounts = new Map<string, ConnectionInfo[]>();
  for (const { connection } of connections) {
    const { account = '' } = connection;
    const those = accounts.get(account);
    if (those === undefined) accounts.set(account, [connection]);
    else those.push(connection);
  }
  return [...accounts].map(([account, those]) => {
    const sum = (value: (connection: ConnectionInfo) => number) =>
      those.reduce((total, connection) => total + value(connection), 0);
    return {
      account,
      connections: those.length,
      connection_info: those,
      in_msgs: sum((each) => each.in_msgs),
      out_msgs: sum((each) => each.out_msgs),
      in_bytes: sum((each) => each.in_bytes),
      out_bytes: sum((each) => each.out_bytes),
      subscriptions: sum((each) => each.subscriptions),
    };
  });
}
