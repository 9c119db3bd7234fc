import assert from 'node:assert/strict';
import type { ServerView } from '../../../src/server/monitor/server-view.ts';
import { statsz } from '../../../src/server/system/statsz.ts';

describe('statsz', () => {
  const connection = (id: number) => ({
    id,
    pendingBytes: 7,
    traffic: { inMessages: 1, inBytes: 10, outMessages: 2, outBytes: 20 },
  });
  const usage = { memoryBytes: 1, cores: 2, cpuPercent: 3 };
  const of = (peers: object): Record<string, unknown> => {
    const counters = { slowConsumersByKind: {}, staleConnectionsByKind: {} };
    // What it reads of a view, and no more.
    const view = {
      counters,
      accounts: new Map(),
      startedAtMs: 0,
      ...peers,
    } as unknown as ServerView;
    return JSON.parse(JSON.stringify(statsz(view, usage, 3))) as Record<string, unknown>;
  };

  it('tells the routes and the ways to other clusters', () => {
    const { routes, gateways } = of({
      routes: [{ ...connection(4), remoteName: 'a2' }],
      gateways: {
        outbound: new Map([['b', { connection: connection(5) }]]),
        inbound: new Map([
          ['b', [{}, {}]],
          ['c', [{}]],
        ]),
      },
    });
    const sums = { sent: { msgs: 2, bytes: 20 }, received: { msgs: 1, bytes: 10 } };
    assert.deepEqual(routes, [{ rid: 4, name: 'a2', ...sums, pending: 7 }]);
    assert.deepEqual(gateways, [{ gwid: 5, name: 'b', ...sums, inbound_connections: 2 }]);
  });

  it('says nothing of those that there are none of', () => {
    const told = of({ routes: [], gateways: undefined });
    assert.equal('routes' in told, false);
    assert.equal('gateways' in told, false);
    assert.equal(told['active_servers'], 3);
  });
});
