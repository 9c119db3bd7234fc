import assert from 'node:assert/strict';
import { connect, type NatsConnection, type Status } from '@nats-io/transport-node';
import { Server } from '../../src/server/server.ts';
import { MemoryTransport } from '../support/memory-transport.ts';
import { RawClient } from '../support/raw-client.ts';

const SOON = { lameDuckDurationMs: 300, lameDuckGracePeriodMs: 50 };
const NEVER = { lameDuckDurationMs: 3_600_000, lameDuckGracePeriodMs: 3_599_000 };

describe('Server in lame duck mode', () => {
  let servers: Server[] = [];
  let clients: NatsConnection[] = [];

  const start = async (): Promise<Server> => {
    const server = await Server.start({ port: 0 });
    servers.push(server);
    return server;
  };
  /** A client that has heard all a server says at the start. */
  const greeted = async (server: Server, protocol = 1): Promise<RawClient> => {
    const client = await RawClient.connect(server.port);
    client.send(`CONNECT {"verbose":false,"protocol":${protocol}}\r\n`);
    await client.settle();
    if (protocol >= 1) await client.expectInfo();
    return client;
  };

  afterEach(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await Promise.all(servers.map((server) => server.stop()));
    [clients, servers] = [[], []];
  });

  it('stops at once when it has no clients', async () => {
    const server = await start();
    await server.lameDuckShutdown(NEVER);
    assert.throws(() => server.port, { code: 'ERR_STOPPED' });
  });

  it('tells clients, once, and takes no more', async () => {
    const server = await start();
    const { port } = server;
    const client = await greeted(server);
    void server.lameDuckShutdown(NEVER);
    void server.lameDuckShutdown(NEVER);
    const info = await client.expectInfo();
    assert.deepEqual(
      [info['ldm'], info['server_id'], info['connect_urls']],
      [true, server.id, undefined],
    );
    assert.equal(await client.settle(), '');
    await assert.rejects(connect({ port, timeout: 1_000, reconnect: false }));
    const late = new MemoryTransport();
    server.accept(late);
    assert.equal(late.state, 'destroyed');
    assert.equal(server.isLameDuck, true);
  });

  it('serves those who are there as before', async () => {
    const server = await start();
    const client = await greeted(server);
    void server.lameDuckShutdown(NEVER);
    await client.expectInfo();
    client.send('SUB foo 1\r\nPUB foo 2\r\nhi\r\n');
    await client.expect('MSG foo 1 2\r\nhi\r\n');
  });

  it('says nothing to clients that cannot hear it', async () => {
    const server = await start();
    const client = await greeted(server, 0);
    void server.lameDuckShutdown(NEVER);
    assert.equal(await client.settle(), '');
  });

  it('tells a client that says its first PING only then', async () => {
    const server = await start();
    const client = await RawClient.connect(server.port);
    client.send('CONNECT {"verbose":false,"protocol":1}\r\nSUB foo 1\r\nPUB foo 2\r\nhi\r\n');
    await client.expect('MSG foo 1 2\r\nhi\r\n');
    void server.lameDuckShutdown(NEVER);
    client.send('PING\r\n');
    await client.expect('PONG\r\n');
    assert.equal((await client.expectInfo())['ldm'], true);
  });

  it('closes clients without a word, and then stops', async () => {
    const server = await start();
    const some = await Promise.all([greeted(server), greeted(server), greeted(server)]);
    const stopped = server.lameDuckShutdown(SOON);
    for (const client of some) {
      await client.expectInfo();
      await client.expectClosed();
    }
    await stopped;
  });

  it('stops when told so in the middle', async () => {
    const server = await start();
    const client = await greeted(server);
    const leaving = server.lameDuckShutdown(NEVER);
    await server.stop();
    await leaving;
    await client.expectInfo();
    await client.expectClosed();
  });

  it('lets clients move to another server under load without an error that a restart would not give', async () => {
    const [old, next] = [await start(), await start()];
    const loads = await Promise.all(
      Array.from({ length: 20 }, (_, i) => Load.start(`load.${i}`, [old, next])),
    );
    clients.push(...loads.map(({ client }) => client));
    for (const load of loads) await load.answered(5);
    await old.lameDuckShutdown({ lameDuckDurationMs: 1_100, lameDuckGracePeriodMs: 100 });
    for (const load of loads) await load.answered(5);
    assert.equal(next.counters.connections, loads.length);
    for (const load of loads) {
      await load.stop();
      // The one request that was on its way when the connection ended.
      assert.ok(load.lost <= 1, `${load.lost} requests lost`);
      assert.deepEqual(load.statuses, ['ldm', 'disconnect', 'reconnect']);
    }
    // They came one after the other: the closings were spread over the second.
    const arrivals = [...next.connections.values()].map(({ startedAt }) => startedAt);
    assert.ok(new Set(arrivals).size > loads.length / 2, String(arrivals));
  }).timeout(30_000);
});

/** A client that asks itself, one request after the other, and notes what the library tells. */
class Load {
  readonly client: NatsConnection;
  lost = 0;
  readonly statuses: string[] = [];
  #answers = 0;
  #isStopped = false;
  readonly #running: Promise<void>;

  static async start(subject: string, [first, second]: readonly Server[]): Promise<Load> {
    const client = await connect({
      servers: [`127.0.0.1:${first!.port}`, `127.0.0.1:${second!.port}`],
      noRandomize: true,
      reconnectTimeWait: 10,
      reconnectJitter: 10,
    });
    client.subscribe(subject, { callback: (_, message) => void message.respond(message.data) });
    return new Load(client, subject);
  }

  private constructor(client: NatsConnection, subject: string) {
    this.client = client;
    void this.#watch(client.status());
    this.#running = this.#run(subject);
  }

  /** Settles when `count` more requests have been answered. */
  async answered(count: number): Promise<void> {
    const enough = this.#answers + count;
    while (this.#answers < enough) await new Promise((resolve) => setImmediate(resolve));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#running;
  }

  async #run(subject: string): Promise<void> {
    for (let number = 0; !this.#isStopped; number++) {
      const text = String(number);
      try {
        const reply = await this.client.request(subject, text, { timeout: 500 });
        assert.equal(reply.string(), text);
        this.#answers++;
      } catch (error) {
        assert.equal((error as Error).name, 'TimeoutError');
        this.lost++;
      }
    }
  }

  async #watch(statuses: AsyncIterable<Status>): Promise<void> {
    for await (const { type } of statuses) {
      if (!['reconnecting', 'update', 'close'].includes(type)) this.statuses.push(type);
    }
  }
}
