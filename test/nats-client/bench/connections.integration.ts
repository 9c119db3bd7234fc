import assert from 'node:assert/strict';
import {
  disconnectsOf,
  withConnections,
  type BenchConnection,
} from '../../../src/nats-client/bench/connections.ts';
import { startServer } from '../../support/start-server.ts';
import { settings } from './fixture.ts';

describe('withConnections', () => {
  it('gives as many connections as asked for, and closes them after the work', async () => {
    const server = await startServer();
    let seen: readonly BenchConnection[] = [];
    const result = await withConnections(settings(server.url), 3, async (connections) => {
      seen = connections;
      assert.ok(connections.every(({ client }) => !client.isClosed()));
      return 'done';
    });
    assert.equal(result, 'done');
    assert.equal(seen.length, 3);
    assert.ok(seen.every(({ client }) => client.isClosed()));
    assert.equal(disconnectsOf(seen), 0);
    await server.stop();
  });

  it('fails when a connection is lost for good, whatever the work waits for', async () => {
    const server = await startServer();
    const never = withConnections(settings(server.url), 2, async () => {
      void server.stop();
      await new Promise(() => undefined);
    });
    await assert.rejects(never, { name: 'NatsxError' });
  });

  it("throws the work's own failure, and closes", async () => {
    const server = await startServer();
    let seen: readonly BenchConnection[] = [];
    const failing = withConnections(settings(server.url), 1, async (connections) => {
      seen = connections;
      throw new Error('mine');
    });
    await assert.rejects(failing, { message: 'mine' });
    assert.ok(seen[0]!.client.isClosed());
    await server.stop();
  });
});
