import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { silentLogger } from '../../../src/base/logger.ts';
import { Monitor } from '../../../src/server/monitor/http.ts';
import { view } from './view.ts';

describe('Monitor', () => {
  let monitor: Monitor;
  let failure: string | undefined;

  beforeEach(async () => {
    failure = undefined;
    const failing = {
      get failure() {
        return failure;
      },
    };
    const server = Object.create(view(), Object.getOwnPropertyDescriptors(failing)) as ReturnType<
      typeof view
    >;
    monitor = await Monitor.start(server, { host: '127.0.0.1', port: -1 }, silentLogger);
  });
  afterEach(() => monitor.close());

  const get = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${monitor.port}${path}`);

  it('serves /varz as indented JSON that pages of other origins may read', async () => {
    const response = await get('/varz?x=1');
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'application/json');
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
    const text = await response.text();
    assert.ok(text.startsWith('{\n  "server_id": "NID",\n'), text.slice(0, 40));
    const varz = JSON.parse(text) as Record<string, unknown>;
    assert.equal(varz['http_port'], monitor.port);
    assert.ok(Number(varz['mem']) > 1e6);
    assert.ok(Number(varz['cores']) > 0);
  });

  it('counts the requests of each path', async () => {
    for (const path of ['/', '/healthz', '/varz', '/nope']) await (await get(path)).text();
    const varz = (await (await get('/varz')).json()) as Record<string, unknown>;
    assert.deepEqual(varz['http_req_stats'], { '/': 1, '/healthz': 1, '/varz': 2 });
  });

  it('says whether the server is healthy', async () => {
    const healthy = await get('/healthz');
    assert.deepEqual([healthy.status, await healthy.text()], [200, '{"status":"ok"}']);
    failure = 'not ready';
    const ill = await get('/healthz');
    assert.deepEqual(
      [ill.status, await ill.text()],
      [503, '{"status":"unavailable","error":"not ready"}'],
    );
  });

  it('lists its endpoints at the root', async () => {
    const response = await get('/');
    assert.match(response.headers.get('content-type')!, /^text\/html/);
    const html = await response.text();
    for (const path of ['varz', 'healthz']) assert.ok(html.includes(`href="./${path}"`), path);
  });

  for (const path of ['/nope', '/varz/', '/__proto__', '//varz']) {
    it(`does not know ${path}`, async () => {
      const response = await get(path);
      assert.deepEqual([response.status, await response.text()], [404, '404 page not found\n']);
    });
  }

  it('answers over IPv6 too when it listens on all addresses', async () => {
    const everywhere = await Monitor.start(view(), { host: '0.0.0.0', port: 0 }, silentLogger);
    try {
      for (const host of ['127.0.0.1', ...(hasIpv6() ? ['[::1]'] : [])]) {
        const { status } = await fetch(`http://${host}:${everywhere.port}/healthz`);
        assert.equal(status, 200, host);
      }
    } finally {
      await everywhere.close();
    }
  });

  it('says why it cannot listen', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    try {
      await assert.rejects(Monitor.start(view(), { host: '127.0.0.1', port }, silentLogger), {
        name: 'NatsxError',
        message: `Can't start monitoring: can't listen to the monitor port: listen tcp 127.0.0.1:${port}: bind: address already in use`,
      });
    } finally {
      taken.close();
    }
  });

  it('hangs up on kept connections when it closes', async () => {
    await (await get('/varz')).text();
    const { port } = monitor;
    await monitor.close();
    await assert.rejects(fetch(`http://127.0.0.1:${port}/varz`));
    monitor = await Monitor.start(view(), { host: '127.0.0.1', port: 0 }, silentLogger);
  });
});

function hasIpv6(): boolean {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.some(({ address }) => address === '::1');
}
