import assert from 'node:assert/strict';
import type { Connection } from '../../../src/server/connection/connection.ts';
import {
  gatewayReply,
  isGatewayReply,
  parseGatewayReply,
  ShownReplies,
} from '../../../src/server/delivery/gateway-reply.ts';

describe('gateway replies', () => {
  it('name cluster and server', () => {
    // As nats-server 2.9.10 wrote it.
    const subject = '_GR_.Q9nuOZ.bMbCsJ.gi.1';
    assert.equal(gatewayReply('Q9nuOZ', 'bMbCsJ', 'gi.1'), subject);
    const parsed = { cluster: 'Q9nuOZ', server: 'bMbCsJ', reply: 'gi.1' };
    assert.deepEqual(parseGatewayReply(subject), parsed);
    assert.ok(isGatewayReply(subject));
    for (const other of ['_GR_.', '_GR_.Q9nuOZ.bMbCsJ.', 'gi.1', '']) {
      assert.ok(!isGatewayReply(other), other);
    }
  });

  it('are shown without the way, which is kept for who was shown it', () => {
    const replies = new ShownReplies();
    const [one, other] = [connection(), connection()];
    assert.equal(replies.wayOf(one, 'gi.1'), undefined);
    assert.equal(replies.show(one, '_GR_.Q9nuOZ.bMbCsJ.gi.1'), 'gi.1');
    assert.equal(replies.wayOf(one, 'gi.1'), '_GR_.Q9nuOZ.bMbCsJ.gi.1');
    assert.equal(replies.wayOf(one, 'gi.2'), undefined);
    assert.equal(replies.wayOf(other, 'gi.1'), undefined);
    replies.show(one, '_GR_.Q9nuOZ.aaaaaa.gi.1');
    assert.equal(replies.wayOf(one, 'gi.1'), '_GR_.Q9nuOZ.aaaaaa.gi.1');
  });
});

function connection(): Connection {
  return {} as unknown as Connection; // Nothing of it is looked at.
}
