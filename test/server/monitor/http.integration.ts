import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { get as getSecurely } from 'node:https';
import { connect, createServer, type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { TLSSocket } from 'node:tls';
import { silentLogger } from '../../../src/base/logger.ts';
import { Monitor } from '../../../src/server/monitor/http.ts';
import type { ConnectionView } from '../../../src/server/monitor/server-view.ts';
import { certificateFile, keyFile } from '../../support/certificates.ts';
import { LogRecorder } from '../../support/log-recorder.ts';
import { connection, connections, view } from './view.ts';

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
      [500, '{"status":"error","error":"not ready"}'],
    );
  });

  it('lists its endpoints at the root', async () => {
    const response = await get('/');
    assert.match(response.headers.get('content-type')!, /^text\/html/);
    const html = await response.text();
    for (const path of ['varz', 'healthz']) assert.ok(html.includes(`href="/${path}"`), path);
  });

  for (const path of ['/nope', '/varz/', '/__proto__', '/VARZ']) {
    it(`does not know ${path}`, async () => {
      const response = await get(path);
      assert.deepEqual([response.status, await response.text()], [404, '404 page not found\n']);
    });
  }

  it('answers what can not be understood with 400 and what is not there with 404', async () => {
    const bad = await get('/connz?limit=x');
    assert.equal(bad.status, 400);
    assert.equal(bad.headers.get('content-type'), 'text/plain; charset=utf-8');
    assert.equal(bad.headers.get('access-control-allow-origin'), null);
    assert.match(await bad.text(), /^Error decoding int for 'limit': /);
    const missing = await get('/raftz');
    assert.deepEqual([missing.status, await missing.text()], [404, 'No Raft nodes registered']);
  });

  it('sends from a path with detours to the straight one', async () => {
    const response = await fetch(`http://127.0.0.1:${monitor.port}//healthz?details=1`, {
      redirect: 'manual',
    });
    assert.deepEqual(
      [response.status, response.headers.get('location')],
      [307, '/healthz?details=1'],
    );
  });

  it('says of a HEAD what it says of a GET, without the body', async () => {
    const url = `http://127.0.0.1:${monitor.port}/healthz`;
    const response = await fetch(url, { method: 'HEAD' });
    assert.deepEqual([response.headers.get('content-length'), await response.text()], ['15', '']);
  });

  it('answers other methods as GET, whatever body they bring', async () => {
    const url = `http://127.0.0.1:${monitor.port}/healthz`;
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const body = method === 'OPTIONS' ? null : 'x'.repeat(100_000);
      const response = await fetch(url, { method, body });
      assert.equal(await response.text(), '{"status":"ok"}', method);
    }
  });

  it('serves everything below a base path', async () => {
    const options = { host: '127.0.0.1', port: 0, basePath: '/nats' };
    const based = await Monitor.start(view(), options, silentLogger);
    try {
      const url = `http://127.0.0.1:${based.port}`;
      const varz = (await (await fetch(`${url}/nats/varz`)).json()) as Record<string, unknown>;
      assert.equal(varz['http_base_path'], '/nats');
      assert.deepEqual(varz['http_req_stats'], { '/varz': 1 });
      assert.match(await (await fetch(`${url}/nats`)).text(), /href="\/nats\/connz"/);
      for (const path of ['/', '/varz', '/nats/', '/natsvarz']) {
        assert.equal((await fetch(url + path)).status, 404, path);
      }
    } finally {
      await based.close();
    }
  });

  it('speaks HTTPS with a certificate that may be renewed', async () => {
    const tls = (name: 'server' | 'stranger') => ({
      cert: readFileSync(certificateFile(name)),
      key: readFileSync(keyFile(name)),
    });
    const options = { host: '127.0.0.1', port: 0, tls: tls('server') };
    const secure = await Monitor.start(view(), options, silentLogger);
    try {
      const first = await askSecurely(secure.port);
      assert.deepEqual([first.varz['http_port'], first.varz['https_port']], [0, secure.port]);
      secure.renewTls(tls('stranger'));
      const second = await askSecurely(secure.port);
      assert.notEqual(first.fingerprint, second.fingerprint);
    } finally {
      await secure.close();
    }
  });

  it('describes no more than a slow client reads', async () => {
    await monitor.close();
    let described = 0;
    const many = new Map<number, ConnectionView>();
    // 32 MB: more than the system takes off us unread.
    const options = { name: 'x'.repeat(8_000), lang: '', version: '' };
    for (let id = 1; id <= 4_000; id++) {
      const one = connection({ id, options });
      Object.defineProperty(one, 'kindName', { get: () => (described++, 'Client') });
      many.set(id, one);
    }
    const address = { host: '127.0.0.1', port: 0 };
    monitor = await Monitor.start(view({ connections: many }), address, silentLogger);
    const socket = connect(monitor.port, '127.0.0.1');
    socket.write('GET /connz?limit=4000 HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'readable');
    // It reads no more, and others are served.
    for (let asked = 0; asked < 20; asked++) assert.equal((await get('/healthz')).status, 200);
    assert.ok(described < 4_000, 'all were described at once');
    let last = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => (last = (last + chunk).slice(-7)));
    while (last !== '\r\n0\r\n\r\n') await once(socket, 'data');
    socket.destroy();
    assert.equal(described, 4_000);
  });

  it('goes on when a client leaves in the middle of an answer', async () => {
    await monitor.close();
    const many = Array.from({ length: 5_000 }, (_, id) => connection({ id: id + 1 }));
    const options = { host: '127.0.0.1', port: 0 };
    monitor = await Monitor.start(
      view({ connections: connections(...many) }),
      options,
      silentLogger,
    );
    for (let left = 0; left < 5; left++) {
      const socket = connect(monitor.port, '127.0.0.1');
      socket.write('GET /connz?limit=5000 HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(3));
      await once(socket, 'data');
      socket.resetAndDestroy();
    }
    assert.equal((await get('/healthz')).status, 200);
  });

  it('tells of a fault of its own in the log, and serves on', async () => {
    await monitor.close();
    const log = new LogRecorder();
    const faulty = Object.defineProperty(view(), 'routes', {
      get: () => {
        throw new Error('a fault');
      },
    });
    monitor = await Monitor.start(faulty, { host: '127.0.0.1', port: 0 }, log);
    await assert.rejects(get('/routez'));
    assert.deepEqual(log.lines, ['error Error answering a monitoring request: Error: a fault']);
    assert.equal((await get('/healthz')).status, 200);
  });

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

/** /varz over HTTPS, and whose certificate came with it. */
async function askSecurely(
  port: number,
): Promise<{ varz: Record<string, unknown>; fingerprint: string }> {
  const request = getSecurely({ port, path: '/varz', rejectUnauthorized: false, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const { socket } = response;
  assert.ok(socket instanceof TLSSocket);
  const fingerprint = socket.getPeerX509Certificate()!.fingerprint256;
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk as string;
  return { varz: JSON.parse(text) as Record<string, unknown>, fingerprint };
}

function hasIpv6(): boolean {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.some(({ address }) => address === '::1');
}
