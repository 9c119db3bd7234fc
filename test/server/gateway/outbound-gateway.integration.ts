// What a server says to one of another cluster that it dials, line by line.
import assert from 'node:assert/strict';
import { gatewayHash } from '../../../src/server/account/server-hash.ts';
import { Server, type StartOptions } from '../../../src/server/server.ts';
import { RawClient } from '../../support/raw-client.ts';
import {
  commandLine,
  gatewayInfoLine,
  RawGatewayPeer,
  RawGatewayPort,
  type RawGatewayIdentity,
} from '../../support/raw-gateway-peer.ts';

describe('OutboundGateway', function () {
  // Other clusters are dialed a second after the start.
  this.timeout(10_000);
  const ends: (() => unknown)[] = [];
  let port: RawGatewayPort;

  beforeEach(async () => {
    port = await RawGatewayPort.listen();
    ends.push(() => port[Symbol.asyncDispose]());
  });

  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  async function start(gateway: StartOptions['gateway'] = {}): Promise<Server> {
    const server = await Server.start({
      port: 0,
      serverName: 'own',
      noSystemAccount: true,
      gateway: {
        name: 'C',
        port: -1,
        gateways: [{ name: 'X', urls: [`nats://u:p@127.0.0.1:${port.port}`] }],
        ...gateway,
      },
    });
    ends.push(() => server.stop());
    return server;
  }

  async function client(server: Server): Promise<RawClient> {
    const wire = await RawClient.connect(server.port);
    ends.push(() => wire.close());
    wire.send('CONNECT {"verbose":false,"no_responders":true,"headers":true}\r\n');
    await wire.settle();
    return wire;
  }

  /** The gateway that the server opens, once it has said who it is. */
  async function accepted(identity: RawGatewayIdentity = {}): Promise<RawGatewayPeer> {
    const peer = await port.accept();
    peer.wire.send(gatewayInfoLine(identity));
    await peer.wire.expect(/CONNECT .*\r\nINFO .*\r\n/);
    return peer;
  }

  /** The server has worked off what `peer` said. */
  const settled = ({ wire }: RawGatewayPeer) => wire.settle();

  it('says who it is when the other side has', async () => {
    const server = await start();
    const peer = await port.accept();
    assert.equal(peer.wire.unread, '');
    peer.wire.send(gatewayInfoLine({}));
    const [, connect, info] = /^CONNECT (.*)\r\nINFO (.*)\r\n$/.exec(
      await peer.wire.expect(/CONNECT .*\r\nINFO .*\r\n/),
    )!;
    assert.deepEqual(JSON.parse(connect!), {
      ...{ echo: false, verbose: false, pedantic: false, user: 'u', pass: 'p' },
      ...{ tls_required: false, headers: false, name: server.id, cluster: '', gateway: 'C' },
    });
    const { gateway, gateway_urls: urls } = JSON.parse(info!) as Record<string, unknown>;
    assert.deepEqual(
      { gateway, urls },
      { gateway: 'C', urls: [`127.0.0.1:${server.gatewayPort}`] },
    );
  });

  it('sends what the other side listens to, and nothing else', async () => {
    const server = await start();
    const peer = await accepted();
    const wire = await client(server);
    wire.send('PUB foo 1\r\n0\r\n');
    await wire.settle();
    peer.wire.send(
      `${commandLine(2, '$G')}RS+ $G foo\r\nRS+ $G work q 1\r\n${commandLine(3, '$G')}`,
    );
    assert.equal(await settled(peer), '');
    wire.send('PUB foo 1\r\n1\r\nPUB bar 1\r\n2\r\nPUB work r 1\r\n3\r\nPUB work 1\r\n4\r\n');
    wire.send('HPUB foo 12 13\r\nNATS/1.0\r\n\r\n5\r\n');
    await wire.settle();
    assert.equal(
      await settled(peer),
      'RMSG $G foo 1\r\n1\r\nRMSG $G work + r q 1\r\n3\r\nRMSG $G work | q 1\r\n4\r\n' +
        'HMSG $G foo 12 13\r\nNATS/1.0\r\n\r\n5\r\n',
    );
    peer.wire.send('RS- $G foo\r\nRS- $G work q\r\n');
    await settled(peer);
    wire.send('PUB foo 1\r\n6\r\nPUB work 1\r\n7\r\n');
    await wire.settle();
    assert.equal(await settled(peer), '');
  });

  it('leaves a queue group to its own cluster, if somebody is there', async () => {
    const server = await start();
    const peer = await accepted();
    const wire = await client(server);
    peer.wire.send('RS+ $G work q 1\r\nRS+ $G work r 1\r\n');
    await settled(peer);
    wire.send('SUB work q 1\r\nPUB work 1\r\n1\r\n');
    assert.equal(await wire.settle(), 'MSG work 1 1\r\n1\r\n');
    assert.equal(await settled(peer), 'RMSG $G work | r 1\r\n1\r\n');
    wire.send('UNSUB 1\r\nPUB work 1\r\n2\r\n');
    await wire.settle();
    assert.equal(await settled(peer), 'RMSG $G work | q r 1\r\n2\r\n');
  });

  it('leads replies back by itself while the inbox is new', async () => {
    const server = await start();
    const peer = await accepted();
    const wire = await client(server);
    peer.wire.send('RS+ $G svc\r\n');
    await settled(peer);
    wire.send('SUB inbox.* 1\r\nPUB svc inbox.1 1\r\n1\r\nPUB svc other 1\r\n2\r\n');
    await wire.settle();
    const way = `_GR_.${gatewayHash('C')}.${gatewayHash(server.id)}.inbox.1`;
    assert.equal(await settled(peer), `RMSG $G svc ${way} 1\r\n1\r\nRMSG $G svc other 1\r\n2\r\n`);
    wire.send('UNSUB 1\r\nPUB svc inbox.1 1\r\n3\r\n');
    await wire.settle();
    assert.equal(await settled(peer), 'RMSG $G svc inbox.1 1\r\n3\r\n');
  });

  it('shows a service the inbox alone, and answers the cluster that asked', async () => {
    const server = await start();
    const peer = await accepted();
    const inbound = await RawGatewayPeer.dial(server.gatewayPort!);
    ends.push(() => {
      inbound.wire.destroy();
    });
    await inbound.join();
    const wire = await client(server);
    wire.send('SUB svc 1\r\n');
    await wire.settle();
    const way = `_GR_.${gatewayHash('X')}.abcdef.inbox`;
    // Each time alike: nothing is learnt that would go another way.
    for (const text of ['1', '2', '3']) {
      inbound.wire.send(`RMSG $G svc ${way} 1\r\n${text}\r\n`);
      await inbound.wire.settle();
      assert.equal(await wire.settle(), `MSG svc 1 inbox 1\r\n${text}\r\n`);
      wire.send(`PUB inbox 1\r\n${text}\r\n`);
      await wire.settle();
      assert.equal(await settled(peer), `RMSG $G ${way} 1\r\n${text}\r\n`);
    }
  });

  it('sends everything to a server from before 2.9, until it hears otherwise', async () => {
    const server = await start();
    const peer = await accepted({ info: { gateway_iom: false } });
    const wire = await client(server);
    const published = async (...subjects: string[]) => {
      wire.send(subjects.map((subject) => `PUB ${subject} 1\r\nx\r\n`).join(''));
      await wire.settle();
      return [...(await settled(peer)).matchAll(/RMSG \$G (\S+) /g)].map(([, subject]) => subject);
    };
    assert.deepEqual(await published('foo', 'bar'), ['foo', 'bar']);
    peer.wire.send('RS- $G foo\r\n');
    await settled(peer);
    assert.deepEqual(await published('foo', 'bar'), ['bar']);
    peer.wire.send('A- $G\r\n');
    await settled(peer);
    assert.deepEqual(await published('foo', 'bar'), []);
    peer.wire.send('A+ $G\r\nRS+ $G foo\r\n');
    await settled(peer);
    assert.deepEqual(await published('foo', 'bar'), ['foo', 'bar']);
    peer.wire.send(`${commandLine(2, '$G')}RS+ $G bar\r\n${commandLine(3, '$G')}`);
    await settled(peer);
    assert.deepEqual(await published('foo', 'bar'), ['bar']);
  });

  it('follows gossip to a cluster that nobody configured, and tells who dials it', async () => {
    await using other = await RawGatewayPort.listen();
    const server = await start();
    const peer = await accepted();
    const url = `127.0.0.1:${other.port}`;
    const gossip = { gateway: 'Y', gateway_urls: [url, 'no url'], gateway_cmd: 1 };
    peer.wire.send(`INFO ${JSON.stringify(gossip)}\r\n`);
    const second = await other.accept();
    second.wire.send(gatewayInfoLine({ cluster: 'Y' }));
    await second.wire.expect(/CONNECT .*\r\nINFO .*\r\n/);
    const third = await RawGatewayPeer.dial(server.gatewayPort!);
    const told = await third.join({ cluster: 'Z' });
    const lines = told.split('\r\n').filter((line) => line.includes('"gateway_cmd":1'));
    const heard = lines.map((line) => JSON.parse(line.slice(5)) as Record<string, unknown>);
    assert.deepEqual(
      heard.map(({ server_id: id, gateway, gateway_urls: urls }) => ({ id, gateway, urls })),
      [
        { id: server.id, gateway: 'X', urls: [`127.0.0.1:${port.port}`] },
        { id: server.id, gateway: 'Y', urls: [url] },
      ],
    );
    third.wire.destroy();
  });

  it('does not follow gossip if it is to reject whom it does not know', async () => {
    await using other = await RawGatewayPort.listen();
    await start({ rejectUnknown: true });
    const peer = await accepted();
    const gossip = { gateway: 'Y', gateway_urls: [`127.0.0.1:${other.port}`], gateway_cmd: 1 };
    peer.wire.send(`INFO ${JSON.stringify(gossip)}\r\n`);
    await settled(peer);
    assert.equal(other.count, 0);
  });

  it('comes back after it was lost', async () => {
    await start();
    const first = await accepted();
    await settled(first);
    first.wire.destroy();
    await accepted();
  });

  describe('turns away', () => {
    const offences: readonly (readonly [what: string, says: string, heard: string])[] = [
      [
        'the wrong cluster',
        gatewayInfoLine({ cluster: 'Y' }),
        `-ERR 'Connection from "C" rejected, wanted to connect to "X", this is "Y"'\r\n`,
      ],
      [
        'what is no gateway',
        'INFO {"server_id":"N","server_name":"n","cluster":"X"} \r\n',
        `-ERR 'Attempt to connect to gateway "X" using wrong port'\r\n`,
      ],
      ['a server called like itself', gatewayInfoLine({ info: { server_name: 'own' } }), ''],
      [
        'a command about no account',
        `${gatewayInfoLine({})}INFO {"gateway":"X","gateway_cmd":2}\r\n`,
        "-ERR 'Account absent from receive-all-subscriptions-start command'\r\n",
      ],
      ['a malformed subscription', `${gatewayInfoLine({})}RS+ $G foo q\r\n`, ''],
    ];
    for (const [what, says, heard] of offences) {
      it(what, async () => {
        await start();
        const peer = await port.accept();
        peer.wire.send(says);
        await peer.wire.closed;
        const told = peer.wire.takeFrames().filter((frame) => !/^(CONNECT|INFO) /.test(frame));
        assert.equal(told.join(''), heard);
      });
    }
  });
});
