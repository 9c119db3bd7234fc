import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { DelayingProxy } from './delaying-proxy.ts';

describe('DelayingProxy', () => {
  it('brings all bytes both ways in order, late, and the end of the connection', async () => {
    const echo = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    await using proxy = await DelayingProxy.start((echo.address() as AddressInfo).port, 20);
    const socket = connect(proxy.port, '127.0.0.1');
    let heard = '';
    const start = performance.now();
    const all = new Promise<number>((resolve) => {
      socket.on('data', (bytes) => {
        heard += bytes.toString();
        if (heard.length === 300) resolve(performance.now() - start);
      });
    });
    const text = Array.from({ length: 100 }, (_, number) => `${100 + number}`).join('');
    for (let at = 0; at < text.length; at += 7) socket.write(text.slice(at, at + 7));
    // A timer may come early by less than a millisecond.
    assert.ok((await all) >= 38);
    assert.equal(heard, text);
    echo.close();
    socket.end();
    await once(socket, 'close');
  });
});
