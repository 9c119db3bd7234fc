import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { activationHashId } from '../../../src/jwt/activation-claims.ts';
import { decodeAs } from '../../../src/jwt/codec.ts';
import { newStore } from '../../nsc/temporary-nsc.ts';

describe('nsc generate activation --push', () => {
  it("keeps the activation on the operator's account server", async () => {
    using tool = await newStore({ A: [], B: [] });
    const asked: { path: string | undefined; body: string }[] = [];
    const server = createServer((request, response) => {
      void text(request).then((body) => {
        asked.push({ path: request.url, body });
        response.end('thanks');
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwt/v1`;
      await tool.ok(`edit operator --account-jwt-server-url ${url}`);
      await tool.ok('add export -a A -s priv --private');
      const { err } = await tool.run('generate activation -a A -t B --push');
      const [{ path, body } = { path: '', body: '' }] = asked;
      assert.equal(path, '/jwt/v1/activations');
      const activation = decodeAs('activation', body);
      assert.equal(activation.sub, tool.account('B').sub);
      const place = `${url}/activations/${activationHashId(activation)}`;
      assert.ok(err.includes(`[ OK ] activation accessible at "${place}"\n`), err);
      assert.match(err, /> thanks\n/);
    } finally {
      server.close();
    }
  });

  it('refuses without such a server', async () => {
    using tool = await newStore({ A: [], B: [] });
    await tool.ok('add export -a A -s priv --private');
    assert.equal(
      await tool.fails('generate activation -a A -t B --push'),
      "Error: operator OP doesn't have an account server url configured\n",
    );
    await tool.ok('edit operator --account-jwt-server-url nats://127.0.0.1:4222');
    assert.match(
      await tool.fails('generate activation -a A -t B --push'),
      /^Error: activation push is only supported for http base account server/,
    );
  });
});

describe('nsc export keys --curve', () => {
  it('exports that curve key alone', async () => {
    using tool = await newStore({ A: ['u'] });
    const { sub } = tool.user('A', 'u');
    await tool.ok(['edit', 'authcallout', '--auth-user', sub, '-x', 'generate']);
    const { xkey } = tool.account('A').nats.authorization;
    const out = await tool.ok(`export keys --dir out --curve ${xkey}`);
    assert.equal(out.split('\n')[0], `[ OK ] exported "${xkey}"`);
    const files = Array.from(tool.snapshot(tool.currentDirectory).keys());
    assert.deepEqual(files, [`here/out/${xkey}.nk`]);
  });
});
