import assert from 'node:assert/strict';
import { connect as connectSocket, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { connect } from '@nats-io/transport-node';
import type { GivenServerOptions } from '../../../src/server/options/options.ts';
import { Server } from '../../../src/server/server.ts';
import { certificateFile, clientTls, pairOptions } from '../../support/certificates.ts';
import { LogRecorder } from '../../support/log-recorder.ts';
import { newSeed, randomFrom } from '../../support/random.ts';
import { RawClient } from '../../support/raw-client.ts';

const server = pairOptions('server');
const CONNECT = 'CONNECT {"verbose":false}\r\n';
/** openssl x509 -in client.pem -pubkey -noout | openssl pkey -pubin -outform der | sha256sum */
const CLIENT_KEY = '5a96498c111ca063e1575bf3c8ebed49c94910fd84e1e9a0711a55e08b8a12f2';

describe('TLS', () => {
  let log: LogRecorder;
  let running: Server | undefined;

  beforeEach(() => (log = new LogRecorder()));
  afterEach(() => running?.stop());

  async function start(options: GivenServerOptions): Promise<Server> {
    return (running = await Server.start({ port: -1, logger: log, ...options }));
  }

  for (const staticReads of [true, false]) {
    for (const directWrites of [true, false]) {
      it(`carries messages whole and in order, reading ${staticReads ? 'statically' : 'by events'}, writing ${directWrites ? 'directly' : 'by streams'}`, async () => {
        const { port } = await start({ tls: server, staticReads, directWrites });
        const seed = newSeed();
        const random = randomFrom(seed);
        const subscriber = await RawClient.connect(port);
        await subscriber.startTls(clientTls());
        const publisher = await RawClient.connect(port);
        await publisher.startTls(clientTls());
        subscriber.send(`${CONNECT}SUB foo 1\r\n`);
        await subscriber.settle();
        let expected = '';
        for (let i = 0; i < 300; i++) {
          const body = String(i).padEnd(random(10) === 0 ? random(300_000) : random(2_000), '.');
          publisher.send(`PUB foo ${body.length}\r\n${body}\r\n`);
          expected += `MSG foo 1 ${body.length}\r\n${body}\r\n`;
        }
        await publisher.settle();
        assert.ok((await subscriber.expect(expected)) === expected, `seed ${seed}`);
        await subscriber.close();
        await publisher.close();
      });
    }
  }

  it('greets first, says so in INFO, and then encrypts', async () => {
    const { port, connections } = await start({ tls: server });
    const client = await RawClient.connect(port);
    assert.equal(client.info['tls_required'], true);
    assert.equal('tls_available' in client.info || 'tls_verify' in client.info, false);
    await client.startTls(clientTls());
    client.send(CONNECT);
    assert.equal(await client.settle(), '');
    const { tls } = [...connections.values()][0]!.transport;
    assert.deepEqual(tls, {
      version: '1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      isFirst: false,
      peerCertificates: [],
    });
    await client.close();
    const lines = log.lines.map((line) => line.replace(/^(\w+) \S+ - cid:\d+ - /, '$1 '));
    assert.deepEqual(
      lines.filter((line) => /TLS|created|closed/.test(line)),
      [
        'notice TLS required for client connections',
        'debug Client connection created',
        'debug Starting TLS client connection handshake',
        'debug TLS handshake complete',
        'debug TLS version 1.3, cipher suite TLS_AES_128_GCM_SHA256',
        'debug Client connection closed: Client Closed',
      ],
    );
  });

  it('never takes what came before the handshake for what the client says', async () => {
    const { port } = await start({ tls: server });
    const listener = await RawClient.connect(port);
    await listener.startTls(clientTls());
    listener.send(`${CONNECT}SUB > 1\r\n`);
    await listener.settle();
    const client = await RawClient.connect(port);
    client.send(`${CONNECT}PUB injected 2\r\nhi\r\n`);
    await assert.rejects(client.startTls(clientTls()));
    await client.closed;
    assert.equal(await listener.settle(), '');
    assert.match(
      log.text,
      /debug .* TLS handshake error: tls: first record does not look like a TLS handshake\n/,
    );
    assert.match(log.text, /Client connection closed: TLS Handshake Failure/);
    await listener.close();
  });

  it('takes what comes in one go with the end of the handshake', async () => {
    const { port } = await start({ tls: { ...server, handshakeFirst: true } });
    const socket = connectTls({ port, host: '127.0.0.1', ...clientTls() });
    socket.write(`${CONNECT}PING\r\n`);
    let heard = '';
    for await (const chunk of socket) {
      heard += String(chunk);
      if (heard.includes('PONG')) break;
    }
    assert.match(heard, /^INFO \{.*\} \r\nPONG\r\n$/);
  });

  it('serves the official client', async () => {
    const { port } = await start({ tls: server });
    const client = await connect({ servers: `127.0.0.1:${port}`, tls: clientTls() });
    client.subscribe('help', { callback: (_, message) => void message.respond('yes') });
    assert.equal((await client.request('help')).string(), 'yes');
    await client.close();
  });

  describe('with client certificates', () => {
    const verify = { ...server, caFile: certificateFile('ca'), verify: true };

    it('knows who comes', async () => {
      const { port, connections } = await start({ tls: verify });
      const client = await RawClient.connect(port);
      assert.equal(client.info['tls_verify'], true);
      await client.startTls(clientTls('client'));
      await client.settle();
      const { tls } = [...connections.values()][0]!.transport;
      assert.deepEqual(
        tls?.peerCertificates.map(({ subject }) => subject),
        ['O=natsx tests\nCN=derek', 'O=natsx tests\nCN=natsx test CA'],
      );
      await client.close();
    });

    it('serves the official client that shows one', async () => {
      const { port } = await start({ tls: verify });
      const client = await connect({ servers: `127.0.0.1:${port}`, tls: clientTls('client') });
      await client.flush();
      await client.close();
    });

    const refused: [name: 'stranger' | undefined, text: string][] = [
      [undefined, "tls: client didn't provide a certificate"],
      [
        'stranger',
        'tls: failed to verify certificate: x509: certificate signed by unknown authority',
      ],
    ];
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      for (const [name, text] of refused) {
        it(`turns away ${name ?? 'nobody'} with ${version}`, async () => {
          const { port } = await start({ tls: verify });
          const client = await RawClient.connect(port);
          // With TLS 1.3 the client is content before the server has seen its certificate.
          await client.startTls({ ...clientTls(name), maxVersion: version }).catch(() => undefined);
          await client.closed;
          assert.equal(client.unread, '');
          assert.ok(log.text.includes(`TLS handshake error: ${text}\n`), log.text);
        });
      }
    }

    it('lets in whose key is pinned, and knows its chain', async () => {
      const { port, connections } = await start({ tls: { ...verify, pinnedCerts: [CLIENT_KEY] } });
      const client = await RawClient.connect(port);
      await client.startTls(clientTls('client'));
      assert.equal(await client.settle(), '');
      const { tls } = [...connections.values()][0]!.transport;
      assert.equal(tls?.peerCertificates.length, 2);
      await client.close();
    });

    it('lets in only keys that are pinned, if any are', async () => {
      const pins = ['0'.repeat(64)];
      const { port } = await start({ tls: { ...verify, pinnedCerts: pins } });
      const client = await RawClient.connect(port);
      await client.startTls(clientTls('client')).catch(() => undefined);
      await client.closed;
      assert.match(log.text, /error .*TLS handshake error: certificate not pinned/);
    });
  });

  describe('that may be left out', () => {
    const optional = { tls: server, allowNonTls: true };

    it('is offered, and goes without', async () => {
      const { port } = await start(optional);
      const client = await RawClient.connect(port);
      assert.equal(client.info['tls_available'], true);
      assert.equal('tls_required' in client.info, false);
      client.send(`${CONNECT}SUB foo 1\r\nPUB foo 2\r\nhi\r\n`);
      await client.expect('MSG foo 1 2\r\nhi\r\n');
      await client.close();
      assert.match(log.text, /notice TLS available for client connections/);
    });

    it('goes without when the first line comes byte by byte', async () => {
      const { port } = await start(optional);
      const client = await RawClient.connect(port);
      for (const byte of CONNECT) client.send(byte);
      assert.equal(await client.settle(), '');
      await client.close();
    });

    it('is there for who wants it', async () => {
      const { port } = await start(optional);
      const client = await RawClient.connect(port);
      await client.startTls(clientTls());
      assert.equal(await client.settle(), '');
      await client.close();
    });

    it('is not waited for longer than a handshake may take', async () => {
      const { port } = await start({ tls: { ...server, timeoutMs: 20 }, allowNonTls: true });
      const client = await RawClient.connect(port);
      await new Promise((resolve) => setTimeout(resolve, 40));
      client.send(CONNECT);
      assert.equal(await client.settle(), '');
      await client.close();
    });

    it('lets a client leave that said nothing', async () => {
      const { port } = await start(optional);
      const client = await RawClient.connect(port);
      await client.close();
      await log.until(/Client connection closed: Client Closed/);
    });
  });

  describe('first', () => {
    it('says nothing before TLS', async () => {
      const { port } = await start({ tls: { ...server, handshakeFirst: true, timeoutMs: 50 } });
      const client = await RawClient.connect(port);
      // It times out: all that came is what the server sends without TLS.
      await client.closed;
      assert.equal(client.unread, '');
      assert.match(
        log.text,
        /debug .* TLS handshake error: read tcp 127\.0\.0\.1:\d+->127\.0\.0\.1:\d+: i\/o timeout/,
      );
      assert.match(log.text, /warn Clients that are not using "TLS Handshake First" option/);
    });

    for (const handshakeFirst of [true, 'auto', 10_000] as const) {
      it(`greets a client that begins with TLS: ${handshakeFirst}`, async () => {
        const { port, connections } = await start({
          tls: { ...server, handshakeFirst },
          allowNonTls: true,
        });
        const client = await RawClient.connect(port, { tls: clientTls() });
        assert.equal(client.info['tls_required'], true);
        assert.equal([...connections.values()][0]!.transport.tls?.isFirst, true);
        assert.equal(await client.settle(), '');
        await client.close();
      });
    }

    it('greets a client that waits, after a while', async () => {
      const { port, connections } = await start({ tls: { ...server, handshakeFirst: 'auto' } });
      const client = await RawClient.connect(port);
      assert.equal(client.info['tls_required'], true);
      await client.startTls(clientTls());
      assert.equal(await client.settle(), '');
      assert.equal([...connections.values()][0]!.transport.tls?.isFirst, false);
      await client.close();
    });
  });

  it('gives up on a client that does not go on', async () => {
    const { port } = await start({ tls: { ...server, timeoutMs: 50 } });
    const client = await RawClient.connect(port);
    client.send(Buffer.from([0x16, 3, 1]));
    await client.expectClosed();
    await log.until(/Client connection closed: TLS Handshake Failure/);
    assert.match(log.text, /debug .*TLS handshake error: read tcp .*: i\/o timeout/);
  });

  it('drops garbage, and serves others', async () => {
    const { port } = await start({ tls: server });
    const random = randomFrom(newSeed());
    const good = await RawClient.connect(port);
    await good.startTls(clientTls());
    const bad = await Promise.all(Array.from({ length: 20 }, () => RawClient.connect(port)));
    for (const client of bad) {
      const bytes = Buffer.from(Array.from({ length: 500 }, () => random(256)));
      bytes[0] = 0x16;
      client.send(bytes);
      client.close().catch(() => undefined);
    }
    await Promise.all(bad.map((client) => client.closed));
    assert.equal(await good.settle(), '');
    await good.close();
  });

  it('ends a connection whose records break after the handshake', async () => {
    const { port } = await start({ tls: server });
    const socket: Socket = connectSocket(port, '127.0.0.1');
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('data', resolve));
    const secured = connectTls({ socket, ...clientTls(), servername: 'localhost' });
    secured.on('error', () => undefined);
    await new Promise((resolve) => secured.once('secureConnect', resolve));
    await log.until(/TLS handshake complete/);
    socket.write(Buffer.from('17030300050102030405', 'hex'));
    await log.until(/Client connection closed: Read Error/);
    socket.destroy();
  });

  it('turns away who comes too fast, in the clear', async () => {
    const { port } = await start({ tls: { ...server, connectionRateLimit: 1 } });
    const first = await RawClient.connect(port);
    await first.startTls(clientTls());
    const second = await RawClient.connect(port);
    await second.expectClosed(
      "-ERR 'Connection throttling is active. Please try again later.'\r\n",
    );
    await first.settle();
    await first.close();
    assert.match(log.text, /Client connection closed: Maximum Connections Exceeded/);
    await log.until(/warn Rejected 1 connections due to TLS rate limiting/);
  });

  it('turns away who is too many, in the clear', async () => {
    const { port } = await start({ tls: server, maxConnections: -1 });
    const client = await RawClient.connect(port);
    await client.expectClosed("-ERR 'maximum connections exceeded'\r\n");
  });

  it('shows the certificate for the server that the client names', async () => {
    const certs = [pairOptions('server'), pairOptions('server-other')];
    const { port } = await start({ tls: { certs } });
    for (const [servername, shown] of [
      ['localhost', 'CN=localhost'],
      ['other.example', 'CN=other.example'],
      ['nowhere.example', 'CN=localhost'],
    ]) {
      const client = await RawClient.connect(port);
      const socket = await client.startTls({
        ...clientTls(),
        servername: servername!,
        checkServerIdentity: () => undefined,
      });
      assert.equal(socket.getPeerX509Certificate()?.subject, `O=natsx tests\n${shown}`, servername);
      await client.close();
    }
  });

  it('shows the kind of certificate that the client can check', async () => {
    const certs = [pairOptions('server'), pairOptions('server-rsa')];
    const { port } = await start({ tls: { certs } });
    for (const [sigalgs, kind] of [
      ['ECDSA+SHA256', 'ec'],
      ['RSA-PSS+SHA256', 'rsa'],
    ]) {
      const client = await RawClient.connect(port);
      const socket = await client.startTls({ ...clientTls(), sigalgs: `${sigalgs}:ECDSA+SHA512` });
      const shown = socket.getPeerX509Certificate()?.publicKey.asymmetricKeyType;
      assert.equal(shown, kind);
      await client.close();
    }
  });

  it('speaks no version older than it was told', async () => {
    const { port } = await start({ tls: { ...server, minVersion: '1.3' } });
    const client = await RawClient.connect(port);
    await assert.rejects(client.startTls({ ...clientTls(), maxVersion: 'TLSv1.2' }));
    await log.until(/error .*TLS handshake error: tls: client offered only unsupported versions/);
  });

  it('stops while handshakes are under way', async () => {
    const { port } = await start({ tls: server });
    const client = await RawClient.connect(port);
    await log.until(/Starting TLS/);
    await running!.stop();
    await client.expectClosed();
  });
});
