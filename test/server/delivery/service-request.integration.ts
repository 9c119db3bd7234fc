// Bad days of services: whoever dies, is slow or floods, no way back of a request stays open for good.
import assert from 'node:assert/strict';
import { Server } from '../../../src/server/server.ts';
import { RawClient } from '../../support/raw-client.ts';

const use = (subject: string) => ({ service: { account: 'A', subject } });

/** A's services, which B uses: one that has no time, one that has plenty, one that streams. */
function start(): Promise<Server> {
  return Server.start({
    host: '127.0.0.1',
    port: 0,
    http: { host: '127.0.0.1', port: 0 },
    accounts: {
      A: {
        users: [{ user: 'a', password: 'p' }],
        exports: [
          { service: 'hasty', thresholdMs: 50, latency: { subject: 'metric' } },
          { service: 'calm', latency: { subject: 'metric' } },
          { service: 'stream', responseType: 'stream' },
        ],
      },
      B: {
        users: [{ user: 'b', password: 'p' }],
        imports: [use('hasty'), use('calm'), use('stream')],
      },
    },
  });
}

describe('requests to services', () => {
  let server: Server;
  const clients: RawClient[] = [];

  beforeEach(async () => {
    server = await start();
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await server.stop();
  });

  async function join(user: string): Promise<RawClient> {
    const client = await RawClient.connect(server.port, { waitMs: 30_000 });
    const terms = { verbose: false, pedantic: false, headers: true, no_responders: true };
    client.send(`CONNECT ${JSON.stringify({ ...terms, user, pass: 'p' })}\r\n`);
    await client.settle();
    clients.push(client);
    return client;
  }

  /** Statuses of the metrics that `watcher` gets, when there are `count`. */
  async function statuses(watcher: RawClient, count: number): Promise<string[]> {
    const isMetric = (frame: string): boolean => frame.startsWith('MSG metric ');
    await watcher.waitFor((frames) => frames.filter(isMetric).length >= count, `${count} metrics`);
    const metrics = watcher.takeFrames().filter(isMetric);
    return [...new Set(metrics.map((frame) => /"status":(\d+)/.exec(frame)?.[1] ?? frame))];
  }

  /** What /metrics counts, as whoever looks after a server would see it. */
  async function open(): Promise<number> {
    const answer = await fetch(`http://127.0.0.1:${server.monitorPort}/metrics`);
    const [, count] = /^nats_open_responses (\d+)$/m.exec(await answer.text()) ?? [];
    return Number(count);
  }

  /** The answer of /accountz about the account that serves. */
  async function openInMonitoring(): Promise<number> {
    const answer = await fetch(`http://127.0.0.1:${server.monitorPort}/accountz?acc=A`);
    const { account_detail: detail } = (await answer.json()) as {
      account_detail: { responses?: object };
    };
    return Object.keys(detail.responses ?? {}).length;
  }

  it('are forgotten when the requesters die', async () => {
    const [service, watcher] = [await join('a'), await join('a')];
    watcher.send('SUB metric 1\r\n');
    service.send('SUB calm 1\r\n');
    await watcher.settle();
    await service.settle();
    for (let count = 0; count < 20; count++) {
      const requester = await join('b');
      const asks = Array.from({ length: 50 }, (_, at) => `PUB calm in${count}.${at} 0\r\n\r\n`);
      requester.send(`SUB in${count}.* 1\r\n${asks.join('')}`);
      await requester.settle();
    }
    assert.equal(await open(), 1_000);
    assert.equal(await openInMonitoring(), 1_000);
    for (const requester of clients.slice(2)) requester.destroy();
    assert.deepEqual(await statuses(watcher, 1_000), ['408']);
    assert.equal(await open(), 0);
    assert.equal(await openInMonitoring(), 0);
  });

  it('are answered by a 503 where nobody serves, and leave nothing', async () => {
    const [service, requester] = [await join('a'), await join('b')];
    requester.send(`SUB in.* 1\r\n${'PUB calm in.1 0\r\n\r\n'.repeat(1_000)}`);
    const heard = await requester.settle();
    assert.equal(heard.match(/^HMSG in\.1 1 \d+ \d+\r\nNATS\/1\.0 503\r\n/gm)?.length, 1_000);
    assert.deepEqual([await open(), await openInMonitoring()], [0, 0]);
    // Neither when one has come and gone.
    service.send('SUB calm q 1\r\nUNSUB 1\r\n');
    await service.settle();
    requester.send('PUB calm in.1 0\r\n\r\n');
    assert.match(await requester.settle(), /^HMSG in\.1 1 \d+ \d+\r\nNATS\/1\.0 503\r\n/);
    assert.deepEqual([await open(), await openInMonitoring()], [0, 0]);
  });

  it('expire when the service dies', async () => {
    const [service, watcher, requester] = [await join('a'), await join('a'), await join('b')];
    watcher.send('SUB metric 1\r\n');
    service.send('SUB hasty 1\r\n');
    await watcher.settle();
    await service.settle();
    requester.send(`SUB in.* 1\r\n${'PUB hasty in.1 0\r\n\r\n'.repeat(1_000)}`);
    await requester.settle();
    service.destroy();
    assert.deepEqual(await statuses(watcher, 1_000), ['504']);
    assert.equal(await open(), 0);
    requester.send('PUB hasty in.1 0\r\n\r\n');
    assert.match(await requester.settle(), /^HMSG in\.1 1 .*503/s);
    assert.equal(await open(), 0);
  });

  it('wait for a slow service, 100,000 of them', async function () {
    this.timeout(60_000);
    const [service, requester] = [await join('a'), await join('b')];
    service.send('SUB stream 1\r\n');
    await service.settle();
    const count = 100_000;
    requester.send('SUB in.* 1\r\n');
    for (let sent = 0; sent < count; sent += 10_000) {
      requester.send(
        Array.from({ length: 10_000 }, (_, at) => `PUB stream in.${sent + at} 0\r\n\r\n`).join(''),
      );
    }
    const asked = (await requester.settle(), await service.settle());
    assert.equal(await open(), count);
    const replies = Array.from(asked.matchAll(/_R_\.\w+\.\w+/g), ([reply]) => reply);
    assert.equal(new Set(replies).size, count);
    // An empty answer is the last of a stream.
    service.send(replies.map((reply) => `PUB ${reply} 0\r\n\r\n`).join(''));
    await service.settle();
    const heard = await requester.settle();
    assert.equal(heard.match(/MSG in\.\d+ 1 0/g)?.length, count);
    assert.equal(await open(), 0);
  });

  it('take a flood of answers, wanted or not', async function () {
    this.timeout(60_000);
    const [service, requester] = [await join('a'), await join('b')];
    service.send('SUB stream 1\r\n');
    await service.settle();
    requester.send('SUB in 1\r\nPUB stream in 0\r\n\r\n');
    await requester.settle();
    const reply = /_R_\.\w+\.\w+/.exec(await service.settle())![0];
    service.send(`PUB ${reply} 1\r\nx\r\n`.repeat(20_000));
    service.send(`PUB ${reply.slice(0, -1)}- 1\r\ny\r\n`.repeat(20_000));
    assert.equal(await service.settle(), '');
    assert.equal(await requester.settle(), 'MSG in 1 1\r\nx\r\n'.repeat(20_000));
    assert.equal(await open(), 1);
    requester.send('UNSUB 1\r\n');
    await requester.settle();
    assert.equal(await open(), 0);
  });
});
