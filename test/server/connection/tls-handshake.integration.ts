import assert from 'node:assert/strict';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, type TLSSocket } from 'node:tls';
import { readFileSync } from 'node:fs';
import type { TlsFailure } from '../../../src/server/connection/tls-failure.ts';
import { shakeHands, type HandshakeTerms } from '../../../src/server/connection/tls-handshake.ts';
import { tlsState } from '../../../src/server/connection/tls-state.ts';
import { clientTls, keyFile, pemOf } from '../../support/certificates.ts';

const terms: HandshakeTerms = {
  secureContext: createSecureContext({
    cert: pemOf('server'),
    key: readFileSync(keyFile('server')),
    ca: pemOf('ca'),
  }),
  contextFor: undefined,
  requestsCertificate: false,
  pinnedKeys: new Set(),
  timeoutMs: 10_000,
};

describe('shakeHands', () => {
  let server: Server;
  let sockets: Socket[];

  beforeEach(async () => {
    sockets = [];
    server = createServer({ pauseOnConnect: true });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  /** Both ends of a connection. */
  async function open(): Promise<[ours: Socket, theirs: Socket]> {
    const arrives = new Promise<Socket>((resolve) => server.once('connection', resolve));
    const theirs = connect((server.address() as AddressInfo).port, '127.0.0.1');
    theirs.on('error', () => undefined);
    const ours = await arrives;
    sockets.push(ours, theirs);
    return [ours, theirs];
  }

  function shake(ours: Socket, own: Partial<HandshakeTerms> = {}): Promise<TLSSocket | TlsFailure> {
    return new Promise((resolve) => {
      shakeHands(ours, { ...terms, ...own }, { secured: resolve, failed: resolve });
    });
  }

  it('takes bytes that were read and put back for the beginning of TLS', async () => {
    const [ours, theirs] = await open();
    connectTls({ socket: theirs, servername: 'localhost', ...clientTls() });
    const first = await new Promise<Buffer>((resolve) => {
      ours.on('readable', () => {
        const bytes = ours.read(1) as Buffer | null;
        if (bytes !== null) resolve(bytes);
      });
    });
    ours.removeAllListeners('readable');
    ours.unshift(first);
    const secured = await shake(ours);
    assert.ok('encrypted' in secured);
    assert.deepEqual(tlsState(secured, true), {
      version: '1.3',
      cipherSuite: 'TLS_AES_256_GCM_SHA384',
      isFirst: true,
      peerCertificates: [],
    });
  });

  it('knows the certificates of the peer, its own first', async () => {
    const [ours, theirs] = await open();
    connectTls({ socket: theirs, servername: 'localhost', ...clientTls('client') });
    const secured = await shake(ours, { requestsCertificate: true });
    assert.ok('encrypted' in secured);
    assert.match(tlsState(secured).peerCertificates[0]!.subject, /CN=derek/);
  });

  it('tells that the peer left', async () => {
    const [ours, theirs] = await open();
    const failing = shake(ours);
    theirs.destroy();
    assert.deepEqual(await failing, { text: 'EOF', isProbe: false });
  });

  it('tells that it took too long, and who did', async () => {
    const [ours, theirs] = await open();
    const failure = await shake(ours, { timeoutMs: 1 });
    const { port } = server.address() as AddressInfo;
    const text = `read tcp 127.0.0.1:${port}->127.0.0.1:${theirs.localPort}: i/o timeout`;
    assert.deepEqual(failure, { text, isProbe: true });
  });

  it('tells nothing after it was cancelled', async () => {
    const [ours, theirs] = await open();
    const cancel = shakeHands(ours, terms, {
      secured: () => assert.fail(),
      failed: () => assert.fail(),
    });
    cancel();
    const closed = new Promise((resolve) => ours.once('close', resolve));
    theirs.end('garbage');
    ours.destroy();
    await closed;
  });
});
