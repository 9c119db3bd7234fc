import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { NatsxError } from '../../../src/base/errors.ts';
import {
  DirectWrites,
  SocketTransport,
  type Transport,
} from '../../../src/server/connection/transport.ts';
import { connectTo, dial, isOwnEnd, pickAddress } from '../../../src/server/peers/dial.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { freePort } from '../../support/free-port.ts';
import { TransportRecorder } from '../../support/transport-recorder.ts';

describe('dial', () => {
  let server: Server;
  let port: number;
  let accepted: Promise<Socket>;

  beforeEach(async () => {
    server = createServer();
    accepted = once(server, 'connection').then(([socket]) => socket as Socket);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });
  afterEach(() => server.close());

  for (const input of [undefined, Buffer.alloc(65_536)]) {
    it(`carries bytes both ways${input === undefined ? '' : ', read into the static buffer'}`, async () => {
      const direct = new DirectWrites();
      const transport = await dial({ host: '127.0.0.1', port }, { input, direct });
      assert.ok(transport instanceof SocketTransport);
      assert.equal(transport.readsIntoInput, input !== undefined);
      assert.deepEqual([transport.remoteHost, transport.remotePort], ['127.0.0.1', port]);
      const peer = await accepted;
      // There before anybody listens.
      peer.write('INFO {}');
      await new Promise<void>((resolve) => setImmediate(resolve));
      const events = new TransportRecorder();
      transport.open(events);
      await events.until(() => events.input === 'INFO {}');
      for (const piece of ['CON', 'NECT']) transport.write(Buffer.from(piece));
      let heard = '';
      for await (const chunk of peer) {
        heard += String(chunk);
        if (heard === 'CONNECT') break; // Ends the peer.
      }
      assert.equal(heard, 'CONNECT');
      await events.until(() => events.log.includes('ended') || events.log.includes('closed'));
      transport.destroy();
      await transport.whenClosed;
    });
  }

  it('finds a server by its name', async () => {
    let transport: Transport | undefined;
    while (transport === undefined) {
      transport = await dial({ host: 'localhost', port }).catch((error: unknown) => {
        // Where a machine has two addresses of that name, nobody listens on the other one.
        assert.match(String(error), /dial tcp \[::1\]:\d+: connect: connection refused/);
        return undefined;
      });
    }
    assert.equal(transport.remoteHost, '127.0.0.1');
    transport.destroy();
  });

  it('says that nobody listens', async () => {
    const free = await freePort();
    await assert.rejects(dial({ host: '127.0.0.1', port: free }), {
      name: 'NatsxError',
      code: 'ERR_DIAL',
      message: `dial tcp 127.0.0.1:${free}: connect: connection refused`,
    });
  });

  it('says that a name is not known', async () => {
    await assert.rejects(dial({ host: 'nowhere.invalid', port }), (error) => {
      assert.ok(error instanceof NatsxError);
      assert.equal(error.code, 'ERR_LOOKUP');
      // Without a network, the resolver says another thing.
      assert.match(
        error.message,
        /^lookup for host "nowhere\.invalid": lookup nowhere\.invalid: (no such host|temporary failure in name resolution)$/,
      );
      return true;
    });
  });

  it('gives up when it took too long', async () => {
    const clock = new FakeClock();
    clock.install();
    try {
      const dialed = dial({ host: '127.0.0.1', port });
      // No answer comes before the event loop has gone on.
      while (clock.pending === 0) await Promise.resolve();
      clock.pass(1_000);
      await assert.rejects(dialed, {
        code: 'ERR_DIAL',
        message: `dial tcp 127.0.0.1:${port}: i/o timeout`,
      });
      assert.equal(clock.pending, 0);
    } finally {
      clock.uninstall();
    }
  });

  it('gives up when it is told to, before and meanwhile', async () => {
    const text = { message: `dial tcp 127.0.0.1:${port}: operation was canceled` };
    await assert.rejects(dial({ host: '127.0.0.1', port }, { signal: AbortSignal.abort() }), text);
    const abort = new AbortController();
    const dialed = dial({ host: '127.0.0.1', port }, { signal: abort.signal });
    process.nextTick(() => abort.abort());
    await assert.rejects(dialed, text);
  });

  it('lives on when it is told to give up after it has connected', async () => {
    const abort = new AbortController();
    const socket = await connectTo({ host: '127.0.0.1', port }, { signal: abort.signal });
    abort.abort();
    assert.equal(socket.destroyed, false);
    assert.deepEqual([socket.listenerCount('error'), socket.listenerCount('connect')], [0, 0]);
    assert.deepEqual([socket.allowHalfOpen, socket.writableHighWaterMark], [true, 1]);
    socket.destroy();
  });
});

describe('isOwnEnd', () => {
  it('knows a socket that is connected to itself', async () => {
    const port = await freePort();
    const socket = connect({ host: '127.0.0.1', port, localPort: port });
    await once(socket, 'connect');
    assert.equal(isOwnEnd(socket), true);
    socket.destroy();
  });

  it('knows another one', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    await once(socket, 'connect');
    assert.equal(isOwnEnd(socket), false);
    socket.destroy();
    server.close();
  });
});

describe('pickAddress', () => {
  const place = { host: 'cluster.example', port: 6222 };
  const three = (): Promise<string[]> => Promise.resolve(['10.0.0.1', '10.0.0.2', '::1']);

  it('looks up no address', async () => {
    const never = (): Promise<string[]> => Promise.reject(new Error('asked'));
    assert.deepEqual(await pickAddress({ host: '::1', port: 1 }, undefined, never), {
      host: '::1',
      port: 1,
    });
  });

  it('takes each of them at some time', async () => {
    const seen = new Set<string | undefined>();
    while (seen.size < 3) seen.add((await pickAddress(place, undefined, three))?.host);
    assert.deepEqual([...seen].sort(), ['10.0.0.1', '10.0.0.2', '::1']);
  });

  it('takes none that is excluded', async () => {
    const excluded = new Set(['10.0.0.1:6222', '[::1]:6222', '10.0.0.2:1']);
    for (let i = 0; i < 20; i++) {
      const picked = await pickAddress(place, excluded, three);
      assert.deepEqual(picked, { host: '10.0.0.2', port: 6222 });
    }
    excluded.add('10.0.0.2:6222');
    assert.equal(await pickAddress(place, excluded, three), undefined);
  });
});
