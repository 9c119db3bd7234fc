import assert from 'node:assert/strict';
import { connect } from '@nats-io/transport-node';
import { benchReply, benchSubscribe } from '../../../src/nats-client/bench/benchmark.ts';
import { startServer } from '../../support/start-server.ts';
import { newRun, settings, workload } from './fixture.ts';

describe('a benchmark', () => {
  it('has its subscriptions known to the server when it says that it has started', async () => {
    const server = await startServer();
    const peer = await connect({ servers: server.url });
    const subscribing = newRun(async () => {
      for (let n = 0; n < 10; n++) peer.publish('a', 'x');
    });
    const heard = await benchSubscribe(settings(server.url), workload(), subscribing);
    assert.equal(heard.groups[0]!.clients[0]!.messages, 10);
    const replying = newRun(async () => {
      const reply = await peer.request('a');
      assert.equal(reply.data.length, 32);
      replying.stop();
    });
    const answered = await benchReply(settings(server.url), workload(), replying);
    assert.equal(answered.groups[0]!.clients[0]!.messages, 1);
    assert.equal(answered.isInterrupted, true);
    await peer.close();
    await server.stop();
  });
});
