import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { RawClient } from './raw-client.ts';

describe('RawClient', () => {
  it('reads INFO, then exactly the bytes it is told to expect', async () => {
    await using scripted = await script((socket) =>
      socket.end('INFO {"max_payload":7} \r\n+OK\r\nMSG a 1 2\r\nhi\r\n'),
    );
    const client = await RawClient.connect(scripted.port);
    assert.equal(client.info['max_payload'], 7);
    await client.expect('+OK\r\n');
    await client.expect(/MSG a \d 2\r\n/);
    await client.expectClosed('hi\r\n');
  });

  it('says what was expected and what came', async () => {
    await using scripted = await script((socket) => socket.end('INFO {} \r\n+OK\r\n'));
    const client = await RawClient.connect(scripted.port);
    await assert.rejects(client.expect('PONG\r\n'), /expected "PONG\\r\\n", came "\+OK\\r\\n"/);
  });

  it('settles at the PONG, not at a payload that reads like one', async () => {
    await using scripted = await script((socket) => {
      socket.write('INFO {} \r\n');
      socket.once('data', () => socket.end('MSG a 1 6\r\nPONG\r\n\r\nPONG\r\n'));
    });
    const client = await RawClient.connect(scripted.port);
    assert.equal(await client.settle(), 'MSG a 1 6\r\nPONG\r\n\r\n');
    await client.expectClosed();
  });

  it("answers the server's own PING and leaves it out", async () => {
    await using scripted = await script((socket) => {
      socket.write('INFO {} \r\nPING\r\n');
      socket.once('data', (bytes) => socket.end(`+OK\r\n-ERR '${bytes.toString().trim()}'\r\n`));
    });
    const client = await RawClient.connect(scripted.port);
    await client.expectClosed("+OK\r\n-ERR 'PONG'\r\n");
  });

  it('gives up after its time', async () => {
    await using scripted = await script((socket) => socket.write('INFO {} \r\n'));
    const client = await RawClient.connect(scripted.port, { waitMs: 20 });
    await assert.rejects(client.expect('+OK\r\n'), /waited 20 ms for "\+OK\\r\\n"; unread: ""/);
    client.destroy();
    await client.closed;
  });
});

/** A server of one connection that does what `play` says. */
async function script(play: (socket: Socket) => void) {
  const server = createServer({ allowHalfOpen: false }, play);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
