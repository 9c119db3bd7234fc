import assert from 'node:assert/strict';
import { accountTotals } from '../../src/system-client/account-totals.ts';
import type { ConnectionInfo } from '../../src/system-client/endpoints.ts';

it('accountTotals adds up the connections of each account', () => {
  const server = { name: 'n', host: 'h', id: 'N', ver: '2', time: '' };
  const connection = (cid: number, account: string, factor: number): ConnectionInfo => ({
    cid,
    account,
    ip: '127.0.0.1',
    port: 1,
    start: '',
    pending_bytes: 0,
    in_msgs: factor,
    out_msgs: 10 * factor,
    in_bytes: 100 * factor,
    out_bytes: 1000 * factor,
    subscriptions: factor,
  });
  const [a1, b1, a2] = [connection(1, 'A', 1), connection(2, 'B', 2), connection(3, 'A', 3)];
  const totals = accountTotals([a1, b1, a2].map((each) => ({ server, connection: each })));
  assert.deepEqual(totals, [
    {
      account: 'A',
      connections: 2,
      connection_info: [a1, a2],
      in_msgs: 4,
      out_msgs: 40,
      in_bytes: 400,
      out_bytes: 4000,
      subscriptions: 4,
    },
    {
      account: 'B',
      connections: 1,
      connection_info: [b1],
      in_msgs: 2,
      out_msgs: 20,
      in_bytes: 200,
      out_bytes: 2000,
      subscriptions: 2,
    },
  ]);
});
