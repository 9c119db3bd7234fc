import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import type { Logger } from '../../src/base/logger.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { Server, type StartOptions } from '../../src/server/server.ts';
import { certificateFile, clientTls, pairOptions, pemOf } from '../support/certificates.ts';
import { RawClient } from '../support/raw-client.ts';
import { turnEnd } from '../support/turn.ts';

const CONNECT = 'CONNECT {"verbose":false,"protocol":1,"headers":true,"no_responders":true}\r\n';

describe('Server.reload', () => {
  let servers: Server[] = [];
  let lines: string[] = [];
  const logger: Logger = {
    ...silentLogger,
    notice: (text) => void lines.push(text),
    error: (text) => void lines.push(text),
  };

  const start = async (options: StartOptions = {}): Promise<Server> => {
    const server = await Server.start({ port: 0, ...options, logger });
    servers.push(server);
    lines = [];
    return server;
  };
  /** A client that has heard all a server says at the start. */
  const connect = async (server: Server): Promise<RawClient> => {
    const client = await RawClient.connect(server.port);
    client.send(CONNECT);
    await client.settle();
    await client.expectInfo();
    return client;
  };

  afterEach(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    servers = [];
  });

  it('says what it changed, and nothing else', async () => {
    const server = await start({ maxPayload: 1_000 });
    const { configLoadedAtMs } = server;
    await server.reload({ port: 0, maxPayload: 2_000, pingIntervalMs: 90_000 });
    assert.deepEqual(lines, [
      'Reloaded: max_payload = 2000',
      'Reloaded: ping_interval = 1m30s',
      'Reloaded server configuration',
    ]);
    assert.equal(server.options.maxPayload, 2_000);
    assert.ok(server.configLoadedAtMs >= configLoadedAtMs);
  });

  it('tells who runs it before it says that all is done', async () => {
    const server = await start();
    await server.reload({ port: 0 }, { digest: 'sha256:ab', adopt: () => lines.push('adopted') });
    assert.deepEqual(lines, ['adopted', 'Reloaded server configuration (sha256:ab)']);
    assert.equal(server.configDigest, 'sha256:ab');
  });

  const refused: [StartOptions, string, RegExp][] = [
    [
      { host: '127.0.0.2' },
      'ERR_RELOAD',
      /^config reload not supported for Host: old=127\.0\.0\.1, new=127\.0\.0\.2$/,
    ],
    [{ port: 4 }, 'ERR_RELOAD', /^config reload not supported for Port: /],
    [{ maxPending: 2_000_000 }, 'ERR_RELOAD', /^config reload not supported for MaxPending: /],
    [{ maxPayload: -1 }, 'ERR_OPTIONS', /^maxPayload must be /],
    [{ tls: { certFile: '/no/such.pem', keyFile: '/no/such.key' } }, 'ERR_TLS', /\/no\/such/],
  ];
  for (const [change, code, message] of refused) {
    it(`refuses ${JSON.stringify(change)} and changes nothing of the rest`, async () => {
      const server = await start();
      const { options } = server;
      const client = await connect(server);
      const adopt = (): never => assert.fail('adopted');
      await assert.rejects(server.reload({ port: 0, maxControlLine: 50, ...change }, { adopt }), {
        code,
        message,
      });
      assert.equal(server.options, options);
      assert.deepEqual(lines, []);
      client.send(`PUB ${'x'.repeat(60)} 0\r\n\r\n`);
      assert.equal(await client.settle(), '');
    });
  }

  it('is refused by a server that has stopped', async () => {
    const server = await start();
    await server.stop();
    await assert.rejects(server.reload({}), { code: 'ERR_STOPPED' });
  });

  for (const fastPath of [true, false]) {
    describe(fastPath ? 'on the fast road' : 'on the slow road', () => {
      it('makes max_payload smaller for who is connected, and tells so', async () => {
        const server = await start({ fastPath });
        const client = await connect(server);
        const message = `PUB foo 20\r\n${'x'.repeat(20)}\r\n`;
        client.send(message.repeat(3));
        assert.equal(await client.settle(), '');
        await server.reload({ port: 0, fastPath, maxPayload: 10 });
        const info = await client.expectInfo();
        assert.deepEqual([info['max_payload'], info['connect_info']], [10, undefined]);
        client.send(message);
        await client.expectClosed("-ERR 'Maximum Payload Violation'\r\n");
      });

      it('makes max_payload larger for who is connected', async () => {
        const server = await start({ fastPath, maxPayload: 10 });
        const client = await connect(server);
        await server.reload({ port: 0, fastPath, maxPayload: 20 });
        await client.expectInfo();
        const payload = 'x'.repeat(20);
        client.send(`SUB foo 1\r\n${`PUB foo 20\r\n${payload}\r\n`.repeat(3)}`);
        await client.expect(`MSG foo 1 20\r\n${payload}\r\n`.repeat(3));
      });

      it('changes max_control_line for who is connected', async () => {
        const server = await start({ fastPath });
        const client = await connect(server);
        const line = `PUB ${'x'.repeat(60)} 0\r\n\r\n`;
        client.send(line.repeat(3));
        assert.equal(await client.settle(), '');
        await server.reload({ port: 0, fastPath, maxControlLine: 50 });
        client.send(line);
        await client.expectClosed("-ERR 'maximum control line exceeded'\r\n");
      });
    });
  }

  it('closes who came last where max_connections is less than there are', async () => {
    const server = await start();
    const clients = [await connect(server), await connect(server), await connect(server)];
    await server.reload({ port: 0, maxConnections: 1 });
    assert.deepEqual(
      lines.filter((line) => !line.includes('cid:')),
      [
        'Reloaded: max_connections = 1',
        'Closed 2 connections to fall within max_connections',
        'Reloaded server configuration',
      ],
    );
    await clients[1]!.expectClosed("-ERR 'maximum connections exceeded'\r\n");
    await clients[2]!.expectClosed("-ERR 'maximum connections exceeded'\r\n");
    assert.equal(await clients[0]!.settle(), '');
    while (server.counters.connections > 1) await turnEnd();
  });

  it('tells clients under which address it is known', async () => {
    const server = await start();
    const client = await connect(server);
    await server.reload({ port: 0, clientAdvertise: 'broker.example:4443' });
    const info = await client.expectInfo();
    assert.deepEqual([info['host'], info['port']], ['broker.example', 4443]);
  });

  describe('with certificates', () => {
    const tls = { ...pairOptions('server'), caFile: certificateFile('ca'), verify: true };
    const enter = async (server: Server, claims: object = {}): Promise<RawClient> => {
      const client = await RawClient.connect(server.port);
      await client.startTls(clientTls('client'));
      client.send(`CONNECT ${JSON.stringify({ verbose: false, ...claims })}\r\n`);
      await client.settle();
      return client;
    };

    it('closes whose key is not pinned any more', async () => {
      const server = await start({ tls });
      const client = await enter(server);
      const { publicKey } = new X509Certificate(pemOf('client'));
      const key = publicKey.export({ type: 'spki', format: 'der' });
      const pin = createHash('sha256').update(key).digest('hex');
      await server.reload({ port: 0, tls: { ...tls, pinnedCerts: [pin] } });
      assert.equal(await client.settle(), '');
      await server.reload({ port: 0, tls: { ...tls, pinnedCerts: ['ab'.repeat(32)] } });
      await client.expectClosed();
      assert.ok(lines.includes('Disconnect 1 clients due to pinned certs reload'), lines.join());
    });

    it('lets stay who came without TLS where that may be', async () => {
      const server = await start({ tls, allowNonTls: true });
      const client = await connect(server);
      const pinnedCerts = ['ab'.repeat(32)];
      await server.reload({ port: 0, tls: { ...tls, pinnedCerts }, allowNonTls: true });
      assert.equal(await client.settle(), '');
    });

    it('asks the certificate who one is as soon as it counts', async () => {
      const users = [{ user: 'derek@nats.example' }, { user: 'x', password: 'y' }];
      const server = await start({ tls, authorization: { users } });
      const client = await enter(server, { user: 'x', pass: 'y' });
      const mapped = { ...tls, verifyAndMap: true };
      await server.reload({ port: 0, tls: mapped, authorization: { users } });
      // The certificate's user has no password, and this client says one.
      await client.expectClosed("-ERR 'Authorization Violation'\r\n");
      await (await enter(server)).close();
    });
  });

  it('closes whose user is gone, and keeps the others', async () => {
    const users = [
      { user: 'a', password: 'a' },
      { user: 'b', password: 'b' },
    ];
    const server = await start({ authorization: { users } });
    const logIn = async (name: string): Promise<RawClient> => {
      const client = await RawClient.connect(server.port);
      client.send(`CONNECT {"verbose":false,"user":"${name}","pass":"${name}"}\r\n`);
      await client.settle();
      return client;
    };
    const [a, b] = [await logIn('a'), await logIn('b')];
    await server.reload({ port: 0, authorization: { users: [{ user: 'b', password: 'b' }] } });
    await a.expectClosed("-ERR 'Authorization Violation'\r\n");
    assert.equal(await b.settle(), '');
  });
});
