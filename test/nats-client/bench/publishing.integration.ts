import assert from 'node:assert/strict';
import { withConnections } from '../../../src/nats-client/bench/connections.ts';
import { publishAtRate, scheduled } from '../../../src/nats-client/bench/paced-publishing.ts';
import { publishAll } from '../../../src/nats-client/bench/publishing.ts';
import { readStamp, type Stamp } from '../../../src/nats-client/bench/stamp.ts';
import type { Server } from '../../../src/server/server.ts';
import { startServer } from '../../support/start-server.ts';
import { newRun, settings, workload } from './fixture.ts';

describe('publishers', () => {
  let server: Server;

  before(async () => (server = await startServer()));
  after(() => server.stop());

  it('count on the meter what they send, over many batches', async () => {
    const run = newRun();
    const [result] = await withConnections(settings(server.url), 1, (connections) =>
      publishAll(connections, workload({ messages: 5000 }), run),
    );
    assert.equal(run.meter.done, 5000);
    assert.deepEqual([result!.messages, result!.bytes], [5000, 160_000]);
  });

  it('send nothing once stopped', async () => {
    const run = newRun();
    run.stop();
    const results = await withConnections(settings(server.url), 2, async (connections) => [
      ...(await publishAll(connections, workload(), run)),
      ...(await publishAtRate(connections, workload({ perSecond: 10 }), run, 1)),
    ]);
    assert.deepEqual(
      results.map(({ messages }) => messages),
      [0, 0, 0, 0],
    );
  });

  it('stamp the messages of a constant rate with when they were due, and end each', async () => {
    const stamps: Stamp[] = [];
    const work = workload({ subject: 'paced', messages: 7, perSecond: 1000 });
    await withConnections(settings(server.url), 3, async (connections) => {
      const [ear, ...mouths] = connections;
      ear!.client.subscribe('paced', {
        callback: (_, { data }) => void stamps.push(readStamp(data)!),
      });
      await ear!.session.flush();
      await publishAtRate(mouths, work, newRun(), 99);
      await ear!.session.flush();
    });
    assert.ok(stamps.every(({ run, publishers }) => run === 99 && publishers === 2));
    const messages = stamps.filter(({ type }) => type === 'message');
    messages.sort((one, other) => one.dueMs - other.dueMs);
    assert.deepEqual(
      messages.map(({ publisher, sequence }) => [publisher, sequence]),
      [
        [0, 0],
        [1, 0],
        [0, 1],
        [1, 1],
        [0, 2],
        [1, 2],
        [0, 3],
      ],
    );
    const first = messages[0]!.dueMs;
    // A double of milliseconds since 1970 is exact to a quarter of a microsecond.
    const due = messages.map(({ dueMs }) => Math.round((dueMs - first) * 1000));
    assert.deepEqual(due, [0, 1000, 2000, 3000, 4000, 5000, 6000]);
    const ends = stamps.filter(({ type }) => type === 'end');
    assert.deepEqual(ends.map(({ publisher, sequence }) => [publisher, sequence]).sort(), [
      [0, 4],
      [1, 3],
    ]);
  });
});

describe('scheduled', () => {
  it('is the number of messages, or as many as the time has room for', () => {
    assert.equal(scheduled(workload({ messages: 10 })), 10);
    assert.equal(scheduled(workload({ messages: Infinity, durationMs: 1500, perSecond: 3 })), 5);
    assert.equal(scheduled(workload({ messages: 4, durationMs: 1500, perSecond: 3 })), 4);
    assert.equal(scheduled(workload({ messages: 4, durationMs: 1500 })), 4);
  });
});
