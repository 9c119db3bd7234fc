import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { NatsxError } from '../../src/base/errors.ts';
import { Server, type StartOptions } from '../../src/server/server.ts';
import { clientSubscriptions } from '../support/client-subscriptions.ts';
import { MemoryTransport } from '../support/memory-transport.ts';
import { RawClient, type RawClientOptions } from '../support/raw-client.ts';
import { turnEnd } from '../support/turn.ts';

const QUIET = 'CONNECT {"verbose":false,"pedantic":false,"headers":true,"no_responders":true}\r\n';

describe('Server', () => {
  let servers: Server[] = [];

  const start = async (options: StartOptions = {}): Promise<Server> => {
    const server = await Server.start({ port: 0, ...options });
    servers.push(server);
    return server;
  };
  const connect = async (server: Server, options?: RawClientOptions): Promise<RawClient> => {
    const client = await RawClient.connect(server.port, options);
    client.send(QUIET);
    return client;
  };
  /** Settles once the server has `count` connections: it learns of an end by itself. */
  const connections = async (server: Server, count: number): Promise<void> => {
    while (server.counters.connections !== count) await turnEnd();
  };

  afterEach(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    servers = [];
  });

  describe('starting and stopping', () => {
    it('takes a free port and says what it is', async () => {
      const server = await start();
      assert.ok(server.port > 0);
      assert.equal(server.url, `nats://127.0.0.1:${server.port}`);
      const { info } = await RawClient.connect(server.port);
      assert.equal(info['server_id'], server.id);
      assert.match(server.id, /^N[A-Z2-7]{55}$/);
      assert.equal(info['port'], server.port);
      assert.equal(info['client_id'], 1);
      assert.equal(info['client_ip'], '127.0.0.1');
      assert.equal(info['max_payload'], 1_048_576);
      assert.equal(info['proto'], 1);
      assert.equal(info['headers'], true);
    });

    it('gives clients the URL of this machine where it listens on all addresses', async () => {
      const server = await start({ host: '0.0.0.0' });
      assert.equal(server.url, `nats://127.0.0.1:${server.port}`);
      assert.equal((await RawClient.connect(server.port)).info['host'], '0.0.0.0');
    });

    it('lives beside others in one process', async () => {
      const both = await Promise.all([start(), start()]);
      assert.notEqual(both[0].port, both[1].port);
      assert.notEqual(both[0].id, both[1].id);
      const clients = await Promise.all(both.map((server) => connect(server)));
      for (const client of clients) client.send('SUB a 1\r\n');
      for (const client of clients) assert.equal(await client.settle(), '');
      clients[0]!.send('PUB a 1\r\nx\r\n');
      assert.equal(await clients[0]!.settle(), 'MSG a 1 1\r\nx\r\n');
      assert.equal(await clients[1]!.settle(), '');
      await both[0].stop();
      await clients[0]!.expectClosed();
      assert.equal(await clients[1]!.settle(), '');
    });

    it('frees its port when it stops, and may be stopped again', async () => {
      const server = await start();
      const { port } = server;
      const client = await connect(server);
      await client.settle();
      const stopping = server.stop();
      await Promise.all([stopping, server.stop()]);
      await client.expectClosed();
      await server.stop();
      assert.equal(server.counters.connections, 0);
      const next = await start({ port });
      assert.equal(next.port, port);
    });

    it('has no port once it is stopped', async () => {
      const server = await start();
      await server.stop();
      assert.throws(() => server.port, isNatsxError('ERR_STOPPED'));
    });

    it('stops at the end of an `await using`', async () => {
      const server = await start();
      await server[Symbol.asyncDispose]();
      assert.throws(() => server.url, isNatsxError('ERR_STOPPED'));
    });

    it('stops in spite of clients that do not take their leave', async () => {
      const server = await start();
      const client = await connect(server);
      await client.settle();
      client.pause();
      await server.stop();
      client.resume();
      await client.expectClosed();
    });

    it('says which port is taken', async () => {
      const taken = createServer();
      await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
      const { port } = taken.address() as AddressInfo;
      try {
        await assert.rejects(
          Server.start({ port }),
          isNatsxError('ERR_LISTEN', new RegExp(`127\\.0\\.0\\.1:${port}.*address already in use`)),
        );
      } finally {
        await new Promise((resolve) => taken.close(resolve));
      }
    });

    it('says which address is not ours', async () => {
      await assert.rejects(
        Server.start({ host: '192.0.2.1', port: 0 }),
        isNatsxError('ERR_LISTEN', /192\.0\.2\.1/),
      );
    });

    it('leaves no listener on the process', async () => {
      const count = (): number[] => process.eventNames().map((name) => process.listenerCount(name));
      const before = count();
      const server = await start();
      await (await connect(server)).close();
      assert.deepEqual(count(), before);
      await server.stop();
      assert.deepEqual(count(), before);
    });
  });

  for (const fastPath of [false, true]) {
    describe(`serving clients${fastPath ? ' with the fast road' : ''}`, () => {
      it('answers who closes its side after PUB and PING', async () => {
        const server = await start({ fastPath });
        const [other, client] = [await connect(server), await connect(server)];
        other.send('SUB a 1\r\n');
        await other.settle();
        client.send('PUB a 2\r\nhi\r\nPING\r\n');
        await client.close();
        await client.expectClosed('PONG\r\n');
        await other.expect('MSG a 1 2\r\nhi\r\n');
      });

      it('gets its -ERR through to who keeps sending', async () => {
        const server = await start({ fastPath });
        const client = await connect(server);
        client.send('FOO\r\n');
        const more = Buffer.alloc(100_000, 'PUB a 2\r\nhi\r\n');
        for (let i = 0; i < 100; i++) client.send(more);
        await client.expectClosed("-ERR 'Unknown Protocol Operation'\r\n");
      });

      it('takes a payload of the limit to many, and not one byte more', async () => {
        const server = await start({ fastPath });
        const hearers = await Promise.all(Array.from({ length: 20 }, () => connect(server)));
        for (const hearer of hearers) hearer.send('SUB big 1\r\n');
        for (const hearer of hearers) assert.equal(await hearer.settle(), '');
        const sender = await connect(server);
        const payload = Buffer.alloc(1_048_576, '0123456789');
        const line = `big 1 ${payload.length}\r\n`;
        sender.send(`PUB big ${payload.length}\r\n`);
        sender.send(payload);
        sender.send('\r\nPUB big 1048577\r\n');
        await sender.expectClosed("-ERR 'Maximum Payload Violation'\r\n");
        const expected = `MSG ${line}${payload.toString('latin1')}\r\n`;
        for (const hearer of hearers) {
          await hearer.waitFor((frames) => frames.length > 0, 'the message');
          assert.ok(hearer.takeFrames().join('') === expected);
        }
      });

      it('keeps the order of many messages', async () => {
        const server = await start({ fastPath });
        const [hearer, sender] = [await connect(server), await connect(server)];
        hearer.send('SUB n.> 1\r\n');
        await hearer.settle();
        const numbers = Array.from({ length: 20_000 }, (_, i) => `${i}`);
        sender.send(numbers.map((n) => `PUB n.x ${n.length}\r\n${n}\r\n`).join(''));
        await sender.settle();
        await hearer.waitFor((frames) => frames.length === numbers.length, 'all messages');
        const heard = hearer.takeFrames().join('');
        assert.ok(heard === numbers.map((n) => `MSG n.x 1 ${n.length}\r\n${n}\r\n`).join(''));
      });

      it('lets a thousand come and go, and nothing is left', async () => {
        const server = await start({ fastPath });
        for (let round = 0; round < 10; round++) {
          const clients = await Promise.all(Array.from({ length: 100 }, () => connect(server)));
          for (const client of clients) {
            client.send('SUB a 1\r\nSUB b.* q 2\r\nUNSUB 1 1\r\nPUB b.x 2\r\nhi\r\n');
          }
          for (const client of clients) await client.settle();
          clients.forEach((client, i) => {
            if (i % 2 === 0) client.destroy();
          });
          await Promise.all(
            clients.map((client, i) => (i % 2 === 0 ? client.closed : client.close())),
          );
        }
        await connections(server, 0);
        const { totalConnections, inMessages, outMessages } = server.counters;
        assert.deepEqual([totalConnections, clientSubscriptions(server)], [1_000, 0]);
        assert.deepEqual([inMessages, outMessages], [1_000, 1_000]);
      });

      it('takes a line that begins with a line end for what it is, however it is cut', async () => {
        const server = await start({ fastPath });
        const [sender, hearer] = [new MemoryTransport(), new MemoryTransport()];
        for (const wire of [sender, hearer]) {
          server.accept(wire);
          wire.receive(QUIET);
        }
        hearer.receive('SUB a 1\r\n');
        sender.receive('PUB a 4\r\nPONG\r\n'.repeat(10));
        await turnEnd();
        sender.take();
        hearer.take();
        // What follows PING up to the line end means nothing, whatever it looks like four bytes further on.
        sender.receive('SUB ');
        sender.receive('\nfoo 9\r\nPINGPUB a 4\r\nPONG\r\nPUB foo 2\r\nhi\r\n');
        await turnEnd();
        assert.equal(sender.take(), 'PONG\r\nMSG foo 9 2\r\nhi\r\n');
        assert.equal(hearer.take(), '');
      });

      it('gives nothing meant for who has gone to who comes next', async () => {
        const server = await start({ fastPath });
        const wires = Array.from({ length: 3 }, () => new MemoryTransport());
        const [gone, sender, next] = wires as [MemoryTransport, MemoryTransport, MemoryTransport];
        server.accept(gone);
        server.accept(sender);
        for (const wire of [gone, sender]) wire.receive(QUIET);
        gone.receive('SUB a 1\r\n');
        for (let i = 0; i < 10; i++) {
          sender.receive('PUB a 1\r\nx\r\nPUB a 1\r\ny\r\n');
          await turnEnd();
        }
        assert.equal(gone.take().match(/MSG/g)?.length, 20);
        // The way breaks, another client is accepted, and a message comes: all in one turn.
        gone.break('EPIPE', 'write');
        gone.close();
        server.accept(next);
        sender.receive('PUB a 1\r\nx\r\nPUB a 1\r\ny\r\n');
        await turnEnd();
        assert.match(next.take(), /^INFO [^\n]*\n$/);
      });
    });
  }

  describe('limits', () => {
    it('turns away who comes above max_connections, and takes the next when one has left', async () => {
      const server = await start({ maxConnections: 2 });
      const [first] = [await connect(server), await connect(server)];
      const third = await RawClient.connect(server.port);
      assert.equal(third.info['client_id'], 3);
      await third.expectClosed("-ERR 'maximum connections exceeded'\r\n");
      await first.close();
      await connections(server, 1);
      assert.equal(await (await connect(server)).settle(), '');
    });

    it('turns everyone away with -1, nobody with 0', async () => {
      const closed = await start({ maxConnections: -1 });
      const client = await RawClient.connect(closed.port);
      await client.expectClosed("-ERR 'maximum connections exceeded'\r\n");
      const open = await start({ maxConnections: 0 });
      assert.equal(await (await connect(open)).settle(), '');
    });

    for (const fastPath of [false, true]) {
      it(`closes who does not read when too much waits${fastPath ? ' (fast road)' : ''}`, async () => {
        const server = await start({ fastPath, maxPending: 1_000_000, maxPayload: 100_000 });
        const [slow, sender] = [await connect(server), await connect(server)];
        slow.send('SUB a 1\r\n');
        await slow.settle();
        slow.pause();
        const message = `PUB a 50000\r\n${'x'.repeat(50_000)}\r\n`;
        // What the sockets hold between them is the system's; then the limit counts.
        while (server.counters.slowConsumers === 0) {
          sender.send(message);
          await sender.settle();
        }
        await connections(server, 1);
        assert.equal(clientSubscriptions(server), 0);
        slow.resume();
        await slow.closed;
      });

      it(`closes who takes nothing until the write deadline${fastPath ? ' (fast road)' : ''}`, async () => {
        const server = await start({ fastPath, writeDeadlineMs: 50 });
        const [slow, sender] = [await connect(server), await connect(server)];
        slow.send('SUB a 1\r\n');
        await slow.settle();
        slow.pause();
        const message = `PUB a 100000\r\n${'x'.repeat(100_000)}\r\n`;
        // 20 MB: more than two sockets hold, less than may be pending.
        for (let i = 0; i < 200; i++) sender.send(message);
        await sender.settle();
        await connections(server, 1);
        assert.equal(server.counters.slowConsumers, 1);
        slow.resume();
        await slow.closed;
      });
    }

    it('closes who does not answer PING', async () => {
      const server = await start({ pingIntervalMs: 20, pingMax: 2 });
      const client = await RawClient.connect(server.port, { answerPings: false });
      await client.expectClosed("PING\r\nPING\r\n-ERR 'Stale Connection'\r\n");
      await connections(server, 0);
      assert.equal(server.counters.staleConnections, 1);
    });

    it('keeps who answers PING', async () => {
      const server = await start({ pingIntervalMs: 150, pingMax: 2 });
      const client = await RawClient.connect(server.port, { answerPings: false });
      // One more than it would be forgiven.
      for (let i = 0; i < 3; i++) {
        await client.expect('PING\r\n');
        client.send('PONG\r\n');
      }
      await client.close();
    });
  });
});

function isNatsxError(code: string, text = /./): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof NatsxError);
    assert.equal(error.code, code);
    assert.match(error.message, text);
    return true;
  };
}
