import assert from 'node:assert/strict';
import { withConnections } from '../../../src/nats-client/bench/connections.ts';
import { requestAll, requestAtRate } from '../../../src/nats-client/bench/requesting.ts';
import type { Server } from '../../../src/server/server.ts';
import { startServer } from '../../support/start-server.ts';
import { newRun, settings, workload } from './fixture.ts';

describe('requesters', () => {
  let server: Server;

  before(async () => (server = await startServer()));
  after(() => server.stop());

  it('ask one after the other', async () => {
    let waiting = 0;
    let mostWaiting = 0;
    const results = await withConnections(settings(server.url), 2, async ([asker, server]) => {
      server!.client.subscribe('turns', {
        callback: (_, message) => {
          mostWaiting = Math.max(mostWaiting, ++waiting);
          setImmediate(() => {
            waiting--;
            message.respond();
          });
        },
      });
      await server!.session.flush();
      return requestAll([asker!], workload({ subject: 'turns' }), 10_000, newRun());
    });
    assert.equal(results[0]!.messages, 10);
    assert.equal(results[0]!.latency!.count, 10);
    assert.equal(mostWaiting, 1);
  });

  it('count a responder that goes away as lost, at constant rate', async () => {
    const work = workload({ subject: 'leaves', messages: 50, perSecond: 1000 });
    const { delivery } = await withConnections(settings(server.url), 2, async ([asker, server]) => {
      server!.client.subscribe('leaves', { max: 20, callback: (_, m) => void m.respond() });
      await server!.session.flush();
      return requestAtRate([asker!], work, 10_000, newRun());
    });
    const { sent, received, lost } = delivery;
    assert.deepEqual([sent, received, lost], [50, 20, 30]);
  });
});
