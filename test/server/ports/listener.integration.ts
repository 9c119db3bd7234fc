import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { NatsxError } from '../../../src/base/errors.ts';
import { Listener } from '../../../src/server/ports/listener.ts';

const nothing = (): void => undefined;

describe('Listener', () => {
  it('takes a free port, and hands on who comes', async () => {
    let arrived: (socket: Socket) => void = nothing;
    const arrives = new Promise<Socket>((resolve) => (arrived = resolve));
    const listener = await Listener.open('127.0.0.1', 0, arrived, nothing);
    const client = connect(listener.port, '127.0.0.1');
    const socket = await arrives;
    assert.equal(socket.allowHalfOpen, true);
    assert.equal(socket.writableHighWaterMark, 1);
    // Who was accepted lives on when the port is freed.
    listener.close();
    socket.end('still here');
    const heard = await new Promise<Buffer>((resolve) => client.once('data', resolve));
    assert.equal(heard.toString(), 'still here');
    client.destroy();
    socket.destroy();
  });

  it('frees its port at once', async () => {
    const first = await Listener.open('127.0.0.1', 0, nothing, nothing);
    const { port } = first;
    first.close();
    const second = await Listener.open('127.0.0.1', port, nothing, nothing);
    assert.equal(second.port, port);
    second.close();
  });

  it('says what stands in its way', async () => {
    const taken = await Listener.open('127.0.0.1', 0, nothing, nothing);
    const where = `127.0.0.1:${taken.port}`;
    await assert.rejects(Listener.open('127.0.0.1', taken.port, nothing, nothing), (error) => {
      assert.ok(error instanceof NatsxError);
      assert.equal(error.code, 'ERR_LISTEN');
      assert.equal(
        error.message,
        `Error listening on port: ${where}, "listen tcp ${where}: bind: address already in use"`,
      );
      assert.ok(error.cause instanceof Error);
      return true;
    });
    taken.close();
  });
});
