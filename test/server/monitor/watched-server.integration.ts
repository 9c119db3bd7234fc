// The endpoints of a server that works: what they tell is what happened to it.
import assert from 'node:assert/strict';
import { Server } from '../../../src/server/server.ts';
import { RawClient } from '../../support/raw-client.ts';

interface Connz {
  readonly total: number;
  readonly connections: readonly Readonly<Record<string, unknown>>[];
}

describe('A watched server', () => {
  let server: Server;
  let client: RawClient;

  beforeEach(async () => {
    const http = { host: '127.0.0.1', port: 0 };
    server = await Server.start({
      port: 0,
      http,
      maxPending: 1_000_000,
      maxPayload: 1_000_000,
      noSystemAccount: true, // What the server hears itself would be counted, too.
    });
    client = await RawClient.connect(server.port);
  });
  afterEach(async () => {
    client.destroy();
    await server.stop();
  });

  const ask = async (path: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${server.monitorPort}${path}`);
  const get = async <T = Record<string, unknown>>(path: string): Promise<T> =>
    (await (await ask(path)).json()) as T;
  /** Asks until `isIt`; mocha's timeout ends a wait in vain. */
  const until = async (path: string, isIt: (connz: Connz) => boolean): Promise<Connz> => {
    for (;;) {
      const connz = await get<Connz>(path);
      if (isIt(connz)) return connz;
    }
  };

  it('counts on both roads what a client sent and heard', async () => {
    client.send('CONNECT {"verbose":false,"lang":"l"}\r\nSUB foo 1\r\n');
    client.send('PUB foo 2\r\nhi\r\n'.repeat(500));
    await client.settle();
    const { connections } = await get<Connz>('/connz?subs=detail');
    const [shown] = connections;
    assert.deepEqual(
      ['in_msgs', 'in_bytes', 'out_msgs', 'out_bytes', 'subscriptions'].map((key) => shown![key]),
      [500, 1000, 500, 1000, 1],
    );
    assert.equal((shown!['subscriptions_list_detail'] as { msgs: number }[])[0]!.msgs, 500);
    const varz = await get('/varz');
    assert.deepEqual(
      ['connections', 'in_msgs', 'out_bytes', 'subscriptions'].map((key) => varz[key]),
      [1, 500, 1000, 1],
    );
    const { account_statz: accounts } = await get<{
      account_statz: { acc: string; sent: object }[];
    }>('/accstatz');
    assert.equal(accounts[0]!.acc, '$G');
    assert.equal((accounts[0]!.sent as { msgs: number }).msgs, 500);
    const { total, num_inserts: inserts } = await get('/subsz?subs=1&test=foo');
    assert.deepEqual([total, inserts], [1, 1]);
    assert.match(
      await (await ask('/metrics')).text(),
      /^nats_received_messages_total\{peer="client"\} 500$/m,
    );
  });

  it('measures the round trip from CONNECT on', async () => {
    client.send('CONNECT {}\r\n');
    await client.settle();
    const [shown] = (await get<Connz>('/connz')).connections;
    assert.match(String(shown!['rtt']), /^[\d.]+(ms|µs|s)$/);
    assert.notEqual(shown!['rtt'], '0s');
  });

  it('remembers who left, why, and what they were interested in', async () => {
    client.send(
      'CONNECT {"verbose":false,"name":"n","user":"u"}\r\nSUB foo q 1\r\nUNSUB 1 9\r\nFOO\r\n',
    );
    await client.closed;
    const { connections } = await until(
      '/connz?state=closed&auth=1&subs=detail',
      ({ total }) => total > 0,
    );
    const [shown] = connections;
    assert.equal(shown!['reason'], 'Protocol Violation');
    assert.deepEqual([shown!['name'], shown!['authorized_user']], ['n', 'u']);
    assert.equal(shown!['subscriptions'], 1);
    const { account, subject, qgroup, max } = (shown!['subscriptions_list_detail'] as never[])[0]!;
    assert.deepEqual([account, subject, qgroup, max], ['$G', 'foo', 'q', 9]);
    assert.equal((await get('/varz'))['subscriptions'], 0);
  });

  it('tells slow consumers from others, of the server and of the account', async () => {
    client.pause();
    client.send('CONNECT {"verbose":false}\r\nSUB foo 1\r\n');
    const publisher = await RawClient.connect(server.port);
    publisher.send('CONNECT {"verbose":false}\r\n');
    await until('/connz?sort=subs', ({ connections }) => connections[0]?.['subscriptions'] === 1);
    const message = Buffer.from(`PUB foo 900000\r\n${'x'.repeat(900_000)}\r\n`);
    const closed = () => get<Connz>('/connz?state=closed');
    while ((await closed()).total === 0) {
      publisher.send(message);
      await publisher.settle();
    }
    publisher.destroy();
    const [shown] = (await closed()).connections;
    assert.match(String(shown!['reason']), /^Slow Consumer/);
    const varz = await get('/varz');
    assert.equal(varz['slow_consumers'], 1);
    assert.equal((varz['slow_consumer_stats'] as { clients: number }).clients, 1);
    const { account_statz: accounts } = await get<{ account_statz: { slow_consumers: number }[] }>(
      '/accstatz?unused=1',
    );
    assert.equal(accounts[0]!.slow_consumers, 1);
  });

  it('is ill once it takes no more clients', async () => {
    client.send('CONNECT {}\r\n');
    await client.settle();
    assert.equal((await ask('/healthz')).status, 200);
    void server.lameDuckShutdown();
    const ill = await ask('/healthz');
    assert.equal(ill.status, 500);
    assert.deepEqual(await ill.json(), {
      status: 'error',
      error: 'failed to be ready for connections after 1ms: server',
    });
  });
});
