import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';
import { readFileSync } from 'node:fs';
import {
  UrlResolver,
  type UrlResolverTls,
} from '../../../../src/server/account/resolver/url-resolver.ts';
import { certificateFile, keyFile, pemOf } from '../../../support/certificates.ts';
import { TestOperator } from '../../../support/operator.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

describe('UrlResolver', () => {
  const account = new TestOperator().account('A');
  const key = account.publicKey;
  const resolvers: UrlResolver[] = [];
  const servers: (NetServer & { closeAllConnections(): void })[] = [];
  const asked: string[] = [];
  let port: number;

  afterEach(async () => {
    resolvers.splice(0).forEach((resolver) => resolver.close());
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    asked.length = 0;
  });

  async function serve(answer: Answer, isHttps = false): Promise<NetServer> {
    const handle: Answer = (request, response) => {
      asked.push(request.url ?? '');
      answer(request, response);
    };
    const pair = { cert: pemOf('server'), key: readFileSync(keyFile('server')) };
    const server = isHttps ? createHttpsServer(pair, handle) : createServer(handle);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
    return server;
  }

  function resolverAt(url = `http://127.0.0.1:${port}/jwt/v1/accounts`, tls?: UrlResolverTls) {
    const resolver = new UrlResolver(url, tls);
    resolvers.push(resolver);
    return resolver;
  }

  const sendJwt: Answer = (_request, response) => void response.end(account.jwt);

  it('asks for the account below the URL', async () => {
    await serve(sendJwt);
    assert.equal(await resolverAt().fetch(key), account.jwt);
    assert.equal(await resolverAt(`http://127.0.0.1:${port}/`).fetch(key), account.jwt);
    assert.deepEqual(asked, [`/jwt/v1/accounts/${key}`, `/${key}`]);
  });

  it('asks once for an account that many want at a time', async () => {
    await serve((_request, response) => void setImmediate(() => response.end(account.jwt)));
    const resolver = resolverAt();
    const found = await Promise.all(Array.from({ length: 50 }, () => resolver.fetch(key)));
    assert.ok(found.every((jwt) => jwt === account.jwt));
    assert.equal(asked.length, 1);
    await resolver.fetch(key);
    assert.equal(asked.length, 2);
  });

  it('does not ask for what is no account', async () => {
    await serve(sendJwt);
    assert.equal(await resolverAt().fetch('../secret'), undefined);
    assert.deepEqual(asked, []);
  });

  it('starts if somebody is there', async () => {
    await serve((_request, response) => void response.end());
    await resolverAt().start();
    assert.deepEqual(asked, ['/jwt/v1/accounts/']);
  });

  it('does not start without an account server', async () => {
    const server = await serve(sendJwt);
    await new Promise((resolve) => server.close(resolve));
    await assert.rejects(resolverAt().start(), {
      code: 'ERR_RESOLVER',
      message: `could not fetch <"http://127.0.0.1:${port}/jwt/v1/accounts/">: connection refused`,
    });
  });

  it('rejects with any answer but 200', async () => {
    await serve((_request, response) => void response.writeHead(404).end('no'));
    const url = `http://127.0.0.1:${port}/jwt/v1/accounts/${key}`;
    await assert.rejects(resolverAt().fetch(key), {
      code: 'ERR_RESOLVER',
      message: `could not fetch <"${url}">: 404 Not Found`,
    });
  });

  it('logs in as the URL says, and does not tell the password', async () => {
    let authorization: string | undefined;
    await serve((request, response) => {
      ({ authorization } = request.headers);
      response.writeHead(403).end();
    });
    const fetched = resolverAt(`http://u:secret@127.0.0.1:${port}/`).fetch(key);
    await assert.rejects(fetched, { message: /<"http:\/\/u:xxxxx@127.*>: 403 Forbidden$/ });
    assert.equal(authorization, `Basic ${btoa('u:secret')}`);
  });

  it('goes where it is sent, but not in circles', async () => {
    await serve((request, response) => {
      if (request.url === '/there') response.end(account.jwt);
      else response.writeHead(302, { location: request.url === '/' ? '/' : '/there' }).end();
    });
    assert.equal(await resolverAt().fetch(key), account.jwt);
    await assert.rejects(resolverAt(`http://127.0.0.1:${port}/`).start(), {
      message: /stopped after 10 redirects/,
    });
  });

  it('takes no answer without end', async () => {
    await serve((_request, response) => {
      response.on('error', () => undefined);
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    });
    await assert.rejects(resolverAt().fetch(key), {
      message: /the answer is too large for a JWT$/,
    });
  });

  it('waits 1.9 s for an answer', async function () {
    this.timeout(10_000);
    await serve((_request, response) => void response.write('ey'));
    await assert.rejects(resolverAt().fetch(key), { message: /no answer within 1900 ms$/ });
  });

  it('asks again where the connection was closed since', async () => {
    const sockets = new Set<Socket>();
    await serve((request, response) => {
      // A server that was restarted resets what it does not know.
      if (sockets.has(request.socket)) request.socket.resetAndDestroy();
      else response.end(account.jwt);
      sockets.add(request.socket);
    });
    const resolver = resolverAt();
    await resolver.fetch(key);
    assert.equal(await resolver.fetch(key), account.jwt);
    assert.equal(asked.length, 3);
    assert.equal(sockets.size, 2);
  });

  it('ends what is being asked when it is closed', async () => {
    let isAsked: () => void;
    const came = new Promise<void>((resolve) => (isAsked = resolve));
    await serve(() => isAsked());
    const resolver = resolverAt();
    const fetched = resolver.fetch(key);
    const refused = assert.rejects(Promise.resolve(fetched), { message: /: the server stops$/ });
    await came;
    resolver.close();
    await refused;
  });

  describe('by HTTPS', () => {
    const url = (): string => `https://localhost:${port}/`;

    it('trusts whom it is told to', async () => {
      await serve(sendJwt, true);
      const tls = { ca: readFileSync(certificateFile('ca')), rejectUnauthorized: true };
      assert.equal(await resolverAt(url(), tls).fetch(key), account.jwt);
    });

    it('trusts nobody else', async () => {
      await serve(sendJwt, true);
      await assert.rejects(Promise.resolve(resolverAt(url()).fetch(key)), { code: 'ERR_RESOLVER' });
      assert.deepEqual(asked, []);
    });

    it('trusts everybody if it is told so', async () => {
      await serve(sendJwt, true);
      assert.equal(await resolverAt(url(), { rejectUnauthorized: false }).fetch(key), account.jwt);
    });
  });
});
