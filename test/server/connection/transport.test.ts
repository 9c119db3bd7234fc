import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import {
  DirectWrites,
  SocketTransport,
  type TransportEvents,
} from '../../../src/server/connection/transport.ts';

describe('SocketTransport', () => {
  // The peer may make room between the write that was tried and the one that then waits: the queue is empty at once, and
  // yet the write is under way. Some in a hundred are so where the peer is another process.
  it('knows a write that is under way though nothing is queued any more', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const peer = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const [socket] = (await once(server, 'connection')) as [Socket];
    const transport = new SocketTransport(socket, undefined, new DirectWrites());
    const written = new Promise<void>((resolve) => {
      const events: Partial<TransportEvents> = { written: resolve, closed: () => undefined };
      transport.open(events as TransportEvents); // Nothing else happens.
    });
    // By the first write, what requests are is learnt.
    assert.equal(transport.write(Buffer.from('first')), true);
    const { _handle: handle } = socket as unknown as { _handle: object };
    Object.defineProperty(handle, 'writeQueueSize', { value: 0 });
    const large = Buffer.alloc(30_000_000);
    assert.equal(transport.write(large), false);
    peer.resume();
    await written;
    assert.equal(transport.write(Buffer.from('last')), true);
    transport.destroy();
    peer.destroy();
    server.close();
  });
});
