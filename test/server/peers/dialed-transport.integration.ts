import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net';
import { createServer, TLSSocket, type TlsOptions } from 'node:tls';
import { readFileSync } from 'node:fs';
import { DirectWrites, type Transport } from '../../../src/server/connection/transport.ts';
import { completeOptions, type GivenServerOptions } from '../../../src/server/options/options.ts';
import type { DialTerms } from '../../../src/server/peers/client-handshake.ts';
import { dial, dialGreeter, type DialSettings } from '../../../src/server/peers/dial.ts';
import type { DialedTransport } from '../../../src/server/peers/dialed-transport.ts';
import { dialTls } from '../../../src/server/peers/peer-terms.ts';
import { certificateFile, keyFile, pairOptions, pemOf } from '../../support/certificates.ts';
import { newSeed, randomFrom } from '../../support/random.ts';
import { TransportRecorder } from '../../support/transport-recorder.ts';

type Pair = 'server' | 'server-other' | 'client' | 'route' | 'stranger';
/** openssl x509 -in server.pem -pubkey -noout | openssl pkey -pubin -outform der | sha256sum */
const SERVER_KEY = 'f44fc089afd60f6a69d1ee549d226da7352cccf3d5c2fb381db55f71efe490af';

function shown(name: Pair): { cert: string; key: string } {
  return { cert: pemOf(name), key: readFileSync(keyFile(name), 'latin1') };
}

/** How to dial by a `tls` block; default one that trusts `ca`. */
function terms(own: GivenServerOptions['tls'] = {}, serverName = 'localhost'): DialTerms {
  const { tls } = completeOptions({ tls: { caFile: certificateFile('ca'), ...own } });
  assert.ok(tls !== undefined);
  return { ...dialTls(tls), serverName };
}

describe('DialedTransport', () => {
  const closers: (() => void)[] = [];

  afterEach(() => {
    for (const close of closers.splice(0)) close();
  });

  /** A server that accepts one connection; its port, and its end. */
  async function listen(server: Server): Promise<{ port: number; peer: Promise<Socket> }> {
    const peer = once(server, 'connection').then(([socket]) => {
      (socket as Socket).on('error', () => undefined);
      closers.push(() => (socket as Socket).destroy());
      return socket as Socket;
    });
    server.listen(0, '127.0.0.1');
    closers.push(() => server.close());
    await once(server, 'listening');
    return { port: (server.address() as AddressInfo).port, peer };
  }

  describe('that begins with TLS', () => {
    async function open(
      options: TlsOptions,
      tls: DialTerms,
      settings: DialSettings = {},
    ): Promise<{ server: Server; events: TransportRecorder; transport: Transport }> {
      const server = createServer(options);
      server.on('tlsClientError', () => undefined);
      const { port } = await listen(server);
      const transport = await dial({ host: '127.0.0.1', port }, { tls, ...settings });
      closers.push(() => transport.destroy());
      assert.equal(transport.negotiates, true);
      const events = new TransportRecorder();
      return { server, events, transport };
    }

    for (const input of [undefined, Buffer.alloc(65_536)]) {
      for (const direct of [undefined, new DirectWrites()]) {
        it(`carries all whole and in order, reading ${input === undefined ? 'by events' : 'statically'}, writing ${direct === undefined ? 'by streams' : 'directly'}`, async () => {
          const { server, events, transport } = await open(shown('server'), terms(), {
            input,
            direct,
          });
          const random = randomFrom(newSeed());
          const sent = Array.from({ length: 50 }, (_, i) => `${i}`.padEnd(random(20_000), '.'));
          // Echoes, and greets first.
          server.on('secureConnection', (socket: TLSSocket) => {
            socket.write('INFO {}');
            socket.pipe(socket);
          });
          transport.open(events);
          await events.until(() => events.input === 'INFO {}');
          assert.deepEqual(events.log, ['begun', 'done']);
          assert.equal(transport.tls?.version, '1.3');
          assert.equal(transport.tls.isFirst, true);
          assert.equal(transport.tls.peerCertificates[0]?.subject, 'O=natsx tests\nCN=localhost');
          for (const text of sent) {
            if (!transport.write(Buffer.from(text))) await events.untilWritten();
          }
          const expected = `INFO {}${sent.join('')}`;
          await events.until(() => events.input.length >= expected.length);
          assert.ok(events.input === expected);
        });
      }
    }

    it('takes what comes in one go with the end of the handshake', async () => {
      for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
        const options = { ...shown('server'), maxVersion };
        const { server, events, transport } = await open(options, terms(), {
          input: Buffer.alloc(65_536),
        });
        server.on('secureConnection', (socket: TLSSocket) => socket.end('INFO {}'));
        transport.open(events);
        await events.until(() => events.log.includes('ended'));
        assert.equal(events.input, 'INFO {}');
      }
    });

    it('keeps what is written before the handshake is done', async () => {
      const { server, events, transport } = await open(shown('server'), terms());
      const arrives = once(server, 'secureConnection');
      transport.open(events);
      await events.untilLogged(/begun/);
      const bytes = Buffer.from('CONNECT');
      assert.equal(transport.write(bytes), false);
      const [socket] = (await arrives) as [TLSSocket];
      const [heard] = (await once(socket, 'data')) as [Buffer];
      assert.equal(String(heard), 'CONNECT');
      assert.deepEqual(events.log, ['begun', 'done', 'written']);
    });

    it('shows its certificate', async () => {
      const options = { ...shown('server'), ca: pemOf('ca'), requestCert: true };
      const { server, events, transport } = await open(options, terms(pairOptions('client')));
      const arrives = once(server, 'secureConnection');
      transport.open(events);
      const [socket] = (await arrives) as [TLSSocket];
      assert.equal(socket.authorized, true);
      assert.equal(socket.getPeerCertificate().subject.CN, 'derek');
    });

    it('asks for the server by its name, and not by its address', async () => {
      for (const [name, asked] of [
        ['localhost', 'localhost'],
        ['127.0.0.1', false],
      ] as const) {
        const { server, events, transport } = await open(shown('server'), terms({}, name));
        const arrives = once(server, 'secureConnection');
        transport.open(events);
        const [socket] = (await arrives) as [TLSSocket & { servername: unknown }];
        assert.equal(socket.servername, asked);
        await events.untilLogged(/done/);
      }
    });

    // Go's words, without its `x509: ` twice.
    const failures: [what: string, shows: Pair, tls: () => DialTerms, text: string][] = [
      [
        'that nobody known has signed',
        'stranger',
        () => terms({}, 'stranger'),
        'tls: failed to verify certificate: x509: certificate signed by unknown authority',
      ],
      [
        'for another name',
        'server-other',
        () => terms(),
        'tls: failed to verify certificate: x509: certificate is valid for other.example, not localhost (wrong name)',
      ],
      [
        'for another address',
        'server-other',
        () => terms({}, '127.0.0.1'),
        "tls: failed to verify certificate: x509: cannot validate certificate for 127.0.0.1 because it doesn't contain any IP SANs (wrong name)",
      ],
      [
        'for clients',
        'client',
        () => terms({}, 'derek.nats.example'),
        'tls: failed to verify certificate: x509: certificate specifies an incompatible key usage',
      ],
      [
        'with a key that is not pinned',
        'server',
        () => terms({ pinnedCerts: ['a'.repeat(64)] }),
        'certificate not pinned',
      ],
      [
        'with a key that is not pinned, though nothing else is verified',
        'stranger',
        () => terms({ pinnedCerts: [SERVER_KEY], insecure: true }),
        'certificate not pinned',
      ],
    ];
    for (const [what, shows, tls, text] of failures) {
      it(`refuses a certificate ${what}`, async () => {
        const { events, transport } = await open(shown(shows), tls());
        transport.open(events);
        await events.untilLogged(/failed/);
        assert.deepEqual(events.log, ['begun', `failed: ${text}`]);
        assert.equal(transport.tls, undefined);
        transport.destroy();
        await transport.whenClosed;
      });
    }

    it('takes any certificate if nothing is verified, and a pinned one', async () => {
      const insecure = await open(shown('stranger'), terms({ insecure: true }));
      const pinned = await open(shown('server'), terms({ pinnedCerts: [SERVER_KEY] }));
      for (const { events, transport } of [insecure, pinned]) {
        transport.open(events);
        await events.untilLogged(/done/);
      }
    });

    it('speaks no version older than it was told', async () => {
      const options = { ...shown('server'), maxVersion: 'TLSv1.2' } as const;
      const { events, transport } = await open(options, terms({ minVersion: '1.3' }));
      transport.open(events);
      await events.untilLogged(/failed: remote error: tls: protocol version not supported/);
    });

    it('hears of a server that does not want it, after the handshake', async () => {
      const options = { ...shown('server'), ca: pemOf('ca'), requestCert: true };
      const { events, transport } = await open(options, terms());
      transport.open(events);
      await events.untilLogged(/broke: ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED/);
      assert.deepEqual(events.log.slice(0, 2), ['begun', 'done']);
    });

    it('tells of a server that speaks something else, leaves, or says nothing', async () => {
      const cases: [(socket: Socket) => void, RegExp][] = [
        [
          (socket) => socket.write('INFO {}\n'),
          /^failed: tls: first record does not look like a TLS handshake$/,
        ],
        [(socket) => socket.end(), /^failed: EOF$/],
        [(socket) => socket.resetAndDestroy(), /^failed: EOF$/],
        [
          (socket) => socket.resume(),
          /^failed: read tcp 127\.0\.0\.1:\d+->127\.0\.0\.1:\d+: i\/o timeout$/,
        ],
      ];
      for (const [act, text] of cases) {
        const { port, peer } = await listen(createTcpServer());
        const tls = terms({ timeoutMs: 200 });
        const transport = await dial({ host: '127.0.0.1', port }, { tls });
        closers.push(() => transport.destroy());
        const events = new TransportRecorder();
        transport.open(events);
        act(await peer);
        await events.untilLogged(text);
        assert.equal(events.log.length, 2);
        transport.destroy();
        await transport.whenClosed;
      }
    });

    it('says nothing more after it was destroyed', async () => {
      const { port, peer } = await listen(createTcpServer());
      const transport = await dial({ host: '127.0.0.1', port }, { tls: terms() });
      const events = new TransportRecorder();
      transport.open(events);
      await events.untilLogged(/begun/);
      await peer;
      transport.destroy();
      await transport.whenClosed;
      assert.deepEqual(events.log, ['begun', 'closed']);
    });
  });

  describe('to a server that greets', () => {
    async function greeter(
      hear?: (transport: DialedTransport, piece: string) => void,
    ): Promise<{ peer: Socket; events: TransportRecorder; transport: DialedTransport }> {
      const { port, peer } = await listen(createTcpServer({ allowHalfOpen: true }));
      const transport = await dialGreeter(
        { host: '127.0.0.1', port },
        { input: Buffer.alloc(65_536), direct: new DirectWrites() },
      );
      closers.push(() => transport.destroy());
      assert.equal(transport.negotiates, false);
      const events = new TransportRecorder((piece) => hear?.(transport, piece));
      transport.open(events);
      return { peer: await peer, events, transport };
    }

    it('goes on in the clear, and loses nothing', async () => {
      const { peer, events, transport } = await greeter();
      peer.write('INFO {}\r\nPING\r\nPI');
      await events.until(() => events.input.endsWith('PI'));
      peer.write('NG\r\n');
      await events.until(() => events.input === 'INFO {}\r\nPING\r\nPING\r\n');
      assert.equal(events.pieces[0], 'INFO {}\r\n');
      transport.write(Buffer.from('PONG\r\n'));
      assert.equal(String((await once(peer, 'data'))[0]), 'PONG\r\n');
      peer.end();
      await events.untilLogged(/ended/);
      transport.end();
      await transport.whenClosed;
      assert.deepEqual(events.log, ['ended', 'closed']);
    });

    it('hears a greeting that comes byte by byte', async () => {
      const { peer, events } = await greeter();
      for (const byte of 'INFO {}\r\nPING') {
        const before = events.input.length;
        peer.write(byte);
        await events.until(() => events.input.length > before);
      }
      assert.equal(events.input, 'INFO {}\r\nPING');
    });

    it('begins with TLS when it is told to, in one line', async () => {
      const { peer, events, transport } = await greeter((way, piece) => {
        if (piece.startsWith('INFO')) way.secure(terms());
      });
      peer.write('INFO {"tls_required":true}\r\n');
      const secured = new TLSSocket(peer, { isServer: true, ...shown('server') });
      await once(secured, 'secure');
      secured.write('PING\r\n');
      await events.until(() => events.input.endsWith('PING\r\n'));
      assert.deepEqual(events.log, ['begun', 'done']);
      assert.equal(transport.tls?.isFirst, false);
      transport.write(Buffer.from('PONG\r\n'));
      assert.equal(String((await once(secured, 'data'))[0]), 'PONG\r\n');
    });

    it('never takes what came before TLS for what the server says', async () => {
      const { peer, events } = await greeter((way) => way.secure(terms()));
      peer.write('INFO {"tls_required":true}\r\nPING\r\n');
      await events.untilLogged(/failed/);
      assert.equal(events.input, 'INFO {"tls_required":true}\r\n');
      assert.deepEqual(events.log, [
        'failed: tls: first record does not look like a TLS handshake',
      ]);
    });

    it('can no more be encrypted once the greeting was told', async () => {
      const { peer, events, transport } = await greeter();
      peer.write('INFO {}\r\n');
      await events.until(() => events.input !== '');
      assert.throws(() => transport.secure(terms()), /secured while the greeting is told/);
    });

    it('may end while it is greeted, and says why', async () => {
      const { peer, transport } = await greeter((way) => {
        way.write(Buffer.from("-ERR 'no'\r\n"));
        way.end();
      });
      peer.write('INFO {}\r\nPING\r\n');
      let heard = '';
      for await (const chunk of peer) heard += String(chunk);
      assert.equal(heard, "-ERR 'no'\r\n");
      await transport.whenClosed;
    });

    it('tells of a server that leaves without a greeting', async () => {
      const { peer, events, transport } = await greeter();
      peer.end();
      await events.untilLogged(/ended/);
      transport.destroy();
      await transport.whenClosed;
      assert.deepEqual(events.log, ['ended', 'closed']);
    });

    it('tells of one whose connection breaks', async () => {
      const { peer, events } = await greeter();
      peer.resetAndDestroy();
      await events.untilLogged(/closed/);
      assert.deepEqual(events.log, ['broke: ECONNRESET', 'closed']);
    });
  });
});
