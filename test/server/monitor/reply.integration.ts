import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { send } from '../../../src/server/monitor/reply.ts';
import { Slices } from '../../../src/server/monitor/slices.ts';

describe('send', () => {
  let server: Server;
  let body: Iterable<string>;

  beforeEach(async () => {
    const slices = new Slices();
    server = createServer((request, response) => {
      const answer = { status: 202, headers: { 'X-Kept': 'yes' }, body };
      void send(response, () => answer, slices, request.method === 'HEAD');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  const ask = (method = 'GET'): Promise<Response> =>
    fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { method });

  it('tells the length of what is short', async () => {
    body = ['é', 'b'];
    const response = await ask();
    assert.deepEqual([response.status, response.headers.get('x-kept')], [202, 'yes']);
    assert.equal(response.headers.get('content-length'), '3');
    assert.equal(await response.text(), 'éb');
  });

  it('sends what is long in chunks, whole', async () => {
    body = Array.from({ length: 50_000 }, (_, at) => `${at},`);
    const response = await ask();
    assert.equal(response.headers.get('content-length'), null);
    assert.equal(await response.text(), [...body].join(''));
  });

  it('sends no body for a HEAD, and makes no more of it than it must', async () => {
    let made = 0;
    body = (function* () {
      for (; made < 1_000_000; made++) yield 'x'.repeat(100);
    })();
    const response = await ask('HEAD');
    assert.deepEqual([response.status, await response.text()], [202, '']);
    assert.ok(made < 1_000);
  });
});
