import assert from 'node:assert/strict';
import { silentLogger } from '../../../src/base/logger.ts';
import { SocketTransport, type Transport } from '../../../src/server/connection/transport.ts';
import { completeOptions, type GivenServerOptions } from '../../../src/server/options/options.ts';
import { dial } from '../../../src/server/peers/dial.ts';
import {
  PeerListener,
  type PeerListenerSettings,
} from '../../../src/server/peers/peer-listener.ts';
import { dialTls, peerTerms } from '../../../src/server/peers/peer-terms.ts';
import type { TlsOptions } from '../../../src/server/options/tls.ts';
import { certificateFile, pairOptions } from '../../support/certificates.ts';
import { TransportRecorder } from '../../support/transport-recorder.ts';

const host = '127.0.0.1';
/** openssl x509 -in route.pem -pubkey -noout | openssl pkey -pubin -outform der | sha256sum */
const ROUTE_KEY = 'f7a24efb8d5cf085028f9945cbc3c09ab5f6dbd83ab78067d746856282eb6e95';
const route = { ...pairOptions('route'), caFile: certificateFile('route') };

function tlsOf(given: GivenServerOptions['tls']): TlsOptions {
  const { tls } = completeOptions({ tls: given });
  assert.ok(tls !== undefined);
  return tls;
}

/** A transport, and what it says. */
interface End {
  readonly transport: Transport;
  readonly events: TransportRecorder;
}

describe('PeerListener', () => {
  let listener: PeerListener;
  let accepted: ((transport: Transport) => void)[];
  let ends: Transport[];

  beforeEach(() => {
    accepted = [];
    ends = [];
  });
  afterEach(async () => {
    listener.close();
    for (const transport of ends) transport.destroy();
    await Promise.all(ends.map(({ whenClosed }) => whenClosed));
  });

  async function listen(own: Partial<PeerListenerSettings> = {}): Promise<void> {
    listener = await PeerListener.open({
      kind: 'route',
      host,
      port: -1,
      tls: undefined,
      input: Buffer.alloc(65_536),
      direct: undefined,
      logger: silentLogger,
      accept: (transport) => accepted.shift()?.(transport),
      ...own,
    });
  }

  /** Both ends of a connection, open. */
  async function connect(tls?: GivenServerOptions['tls']): Promise<[dialed: End, accepted: End]> {
    const arrives = new Promise<Transport>((resolve) => accepted.push(resolve));
    const terms = tls && { ...dialTls(tlsOf(tls)), serverName: host };
    const transports = [await dial({ host, port: listener.port }, { tls: terms }), await arrives];
    ends.push(...transports);
    const [one, other] = transports.map((transport) => {
      const events = new TransportRecorder();
      transport.open(events);
      return { transport, events };
    });
    return [one!, other!];
  }

  it('hands on who comes in the clear', async () => {
    await listen();
    const [ours, theirs] = await connect();
    assert.ok(theirs.transport instanceof SocketTransport);
    assert.equal(theirs.transport.readsIntoInput, true);
    ours.transport.write(Buffer.from('CONNECT'));
    theirs.transport.write(Buffer.from('INFO'));
    await ours.events.until(() => ours.events.input === 'INFO');
    await theirs.events.until(() => theirs.events.input === 'CONNECT');
  });

  it('has both sides show certificates before a word is said', async () => {
    await listen({ tls: peerTerms(tlsOf(route)) });
    const [ours, theirs] = await connect(route);
    for (const { events, transport } of [ours, theirs]) {
      await events.untilLogged(/done/);
      assert.deepEqual(events.log, ['begun', 'done']);
      assert.equal(transport.tls?.peerCertificates[0]?.subject, 'CN=route');
      assert.equal(transport.tls.isFirst, true);
      transport.write(Buffer.from('hi'));
      assert.equal(transport.negotiates, true);
    }
    for (const { events } of [ours, theirs]) await events.until(() => events.input === 'hi');
  });

  const refusals: [what: string, tls: GivenServerOptions['tls'], text: RegExp][] = [
    ['none', { caFile: route.caFile }, /failed: tls: client didn't provide a certificate/],
    [
      'one that nobody known has signed',
      { ...pairOptions('stranger'), caFile: route.caFile },
      /failed: tls: failed to verify certificate: x509: certificate signed by unknown authority/,
    ],
  ];
  for (const [what, tls, text] of refusals) {
    it(`refuses who shows ${what}`, async () => {
      await listen({ tls: peerTerms(tlsOf(route)) });
      const [, theirs] = await connect(tls);
      await theirs.events.untilLogged(text);
      assert.equal(theirs.transport.tls, undefined);
    });
  }

  it('refuses who does not speak TLS', async () => {
    await listen({ tls: peerTerms(tlsOf(route)) });
    const [ours, theirs] = await connect();
    ours.transport.write(Buffer.from('CONNECT {}\r\n'));
    await theirs.events.untilLogged(/failed: tls: first record does not look like/);
    assert.equal(ours.events.input, '');
  });

  it('takes who comes after a reload by other terms', async () => {
    await listen({ tls: peerTerms(tlsOf({ ...route, pinnedCerts: ['a'.repeat(64)] })) });
    const [, refused] = await connect(route);
    await refused.events.untilLogged(/failed: certificate not pinned/);
    listener.renew(peerTerms(tlsOf({ ...route, pinnedCerts: [ROUTE_KEY] })));
    const [, pinned] = await connect(route);
    await pinned.events.untilLogged(/done/);
    listener.renew(undefined);
    const [, plain] = await connect();
    assert.ok(plain.transport instanceof SocketTransport);
  });

  it('frees its port, and those who came live on', async () => {
    await listen();
    const [ours, theirs] = await connect();
    listener.close();
    await assert.rejects(dial({ host, port: listener.port }), /connection refused/);
    ours.transport.write(Buffer.from('still here'));
    await theirs.events.until(() => theirs.events.input === 'still here');
  });

  for (const [kind, word] of [
    ['route', 'router'],
    ['gateway', 'gateway'],
    ['leafnode', 'leafnode'],
  ] as const) {
    it(`says what stands in the way of a ${kind}'s port`, async () => {
      await listen();
      const { port } = listener;
      await assert.rejects(listen({ kind, port }), {
        code: 'ERR_LISTEN',
        message: `Error listening on ${word} port: ${port} - listen tcp 127.0.0.1:${port}: bind: address already in use`,
      });
    });
  }
});
