import assert from 'node:assert/strict';
import { KindTotals } from '../../src/server/connection/kind-totals.ts';
import { NO_TOTALS, serverCounters } from '../../src/server/server-counters.ts';

describe('serverCounters', () => {
  it('tell all kinds together, and clients alone', () => {
    const [clients, routes] = [new KindTotals(), new KindTotals()];
    Object.assign(clients, { inMessages: 1, inBytes: 10, outMessages: 2, outBytes: 20, stalls: 3 });
    Object.assign(routes, { inMessages: 4, inBytes: 40, outMessages: 5, outBytes: 50, stalls: 6 });
    clients.connections = 7;
    routes.connections = 100;
    const totals = { clients, routes, gateways: NO_TOTALS, leafnodes: NO_TOTALS };
    const counters = serverCounters(totals, 8, 9);
    assert.deepEqual(
      [counters.inMessages, counters.inBytes, counters.outMessages, counters.outBytes],
      [5, 50, 7, 70],
    );
    assert.deepEqual(
      [counters.inClientMessages, counters.inClientBytes],
      [clients.inMessages, clients.inBytes],
    );
    assert.deepEqual([counters.outClientMessages, counters.outClientBytes], [2, 20]);
    assert.deepEqual(
      [counters.totalConnections, counters.connections, counters.subscriptions],
      [7, 8, 9],
    );
    assert.equal(counters.stalledClients, 9);
  });

  it('tell for each kind who did not keep up', () => {
    const [clients, leafnodes] = [new KindTotals(), new KindTotals()];
    clients.ended('Slow Consumer (Pending Bytes)');
    clients.ended('Client Closed');
    leafnodes.ended('Slow Consumer (Write Deadline)');
    leafnodes.ended('Stale Connection');
    const totals = { clients, routes: NO_TOTALS, gateways: NO_TOTALS, leafnodes };
    const counters = serverCounters(totals, 0, 0);
    assert.deepEqual(
      [counters.slowConsumers, counters.slowConsumersByKind],
      [2, { clients: 1, routes: 0, gateways: 0, leafnodes: 1 }],
    );
    assert.deepEqual(
      [counters.staleConnections, counters.staleConnectionsByKind],
      [1, { clients: 0, routes: 0, gateways: 0, leafnodes: 1 }],
    );
  });
});
