// What a server says to one of another cluster that dials it, line by line.
import assert from 'node:assert/strict';
import { gatewayHash } from '../../../src/server/account/server-hash.ts';
import { Server, type StartOptions } from '../../../src/server/server.ts';
import { RawClient } from '../../support/raw-client.ts';
import { commandLine, RawGatewayPeer } from '../../support/raw-gateway-peer.ts';
import { RawRoutePeer } from '../../support/raw-route-peer.ts';

const OPTIONS: StartOptions = {
  port: 0,
  serverName: 'own',
  accounts: {
    A: { users: [{ user: 'a', password: 'a' }] },
    B: { users: [{ user: 'b', password: 'b' }] },
  },
  noSystemAccount: true,
  cluster: { name: 'C', port: -1 },
  gateway: { name: 'C', port: -1 },
};

describe('InboundGateway', () => {
  const ends: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  async function start(options: StartOptions = {}): Promise<Server> {
    const server = await Server.start({ ...OPTIONS, ...options });
    ends.push(() => server.stop());
    return server;
  }

  async function client(server: Server, user = 'a'): Promise<RawClient> {
    const wire = await RawClient.connect(server.port);
    ends.push(() => wire.close());
    wire.send(
      `CONNECT {"verbose":false,"user":"${user}","pass":"${user}","no_responders":true,"headers":true}\r\n`,
    );
    await wire.settle();
    return wire;
  }

  async function dialed(server: Server): Promise<RawGatewayPeer> {
    const peer = await RawGatewayPeer.dial(server.gatewayPort!);
    ends.push(() => {
      peer.wire.destroy();
    });
    return peer;
  }

  it('introduces itself, without a blank at the end', async () => {
    const server = await start();
    const peer = await dialed(server);
    const { port, go, proto, server_id: id, ...info } = peer.wire.info;
    assert.deepEqual(
      { port, go, id, proto },
      { port: server.gatewayPort, go: '', id: server.id, proto: 0 },
    );
    const url = `127.0.0.1:${server.gatewayPort}`;
    assert.deepEqual(info, {
      server_name: 'own',
      version: info['version'],
      host: '127.0.0.1',
      headers: true,
      max_payload: 1_048_576,
      gateway: 'C',
      gateway_urls: [url],
      gateway_url: url,
      gateway_nrp: true,
      gateway_iom: true,
    });
  });

  it('tells queue groups first, then each account whole between two commands', async () => {
    const server = await start();
    const [a, b] = [await client(server), await client(server, 'b')];
    a.send('SUB plain.* 1\r\nSUB work q 2\r\nSUB work q 3\r\n');
    b.send('SUB other 1\r\n');
    await a.settle();
    await b.settle();
    const told = await (await dialed(server)).join();
    const [start2, , complete] = [2, 0, 3].map(
      (command) => (name: string) => (command === 0 ? '' : bare(command, name)),
    );
    assert.ok(told.startsWith('RS+ A work q 1\r\n'), told);
    assert.ok(told.includes(`${start2!('A')}RS+ A plain.*\r\n${complete!('A')}`), told);
    assert.ok(told.includes(`${start2!('B')}RS+ B other\r\n${complete!('B')}`), told);
    assert.equal(told.split('work').length, 2);
  });

  it('tells of a subject when somebody listens, and again when nobody does', async () => {
    const server = await start();
    const [one, other] = [await client(server), await client(server)];
    const peer = await dialed(server);
    await peer.join();
    one.send('SUB foo 1\r\nSUB work q 2\r\n');
    await one.settle();
    other.send('SUB foo 1\r\nSUB work q 2\r\n');
    await other.settle();
    assert.equal(await peer.wire.settle(), 'RS+ A foo\r\nRS+ A work q 1\r\n');
    one.send('UNSUB 1\r\nUNSUB 2\r\n');
    await one.settle();
    assert.equal(await peer.wire.settle(), '');
    other.send('UNSUB 1\r\nUNSUB 2\r\n');
    await other.settle();
    assert.equal(await peer.wire.settle(), 'RS- A foo\r\nRS- A work q\r\n');
  });

  it('counts what its whole cluster listens to', async () => {
    const server = await start();
    const member = await RawRoutePeer.dial(server.clusterPort!);
    ends.push(() => {
      member.destroy();
    });
    await member.join({ cluster: 'C' });
    const peer = await dialed(server);
    await peer.join();
    member.wire.send('RS+ A foo\r\nRS+ A work q 5\r\n');
    await member.wire.settle();
    assert.equal(await peer.wire.settle(), 'RS+ A foo\r\nRS+ A work q 1\r\n');
    const own = await client(server);
    own.send('SUB foo 1\r\n');
    await own.settle();
    member.wire.send('RS- A foo\r\nRS+ A work q 3\r\n');
    await member.wire.settle();
    assert.equal(await peer.wire.settle(), '');
    own.send('UNSUB 1\r\n');
    member.wire.send('RS- A work q\r\n');
    await own.settle();
    await member.wire.settle();
    const told = (await peer.wire.settle()).split(/(?<=\n)/).sort();
    assert.deepEqual(told, ['RS- A foo\r\n', 'RS- A work q\r\n']);
  });

  it('delivers to all who listen and to a member of the groups that are named, here or one route on', async () => {
    const server = await start();
    const wire = await client(server);
    wire.send('SUB foo 1\r\nSUB foo q1 2\r\nSUB foo q2 3\r\n');
    await wire.settle();
    const member = await RawRoutePeer.dial(server.clusterPort!);
    ends.push(() => {
      member.destroy();
    });
    await member.join({ cluster: 'C' });
    member.wire.send('RS+ A foo\r\nRS+ A foo q3 1\r\n');
    await member.wire.settle();
    const peer = await dialed(server);
    await peer.join();
    peer.wire.send('RMSG A foo | q2 q3 2\r\nhi\r\n');
    await peer.wire.settle();
    assert.equal(await wire.settle(), 'MSG foo 1 2\r\nhi\r\nMSG foo 3 2\r\nhi\r\n');
    assert.equal(await member.wire.settle(), 'RMSG A foo | q3 2\r\nhi\r\n');
    // Other clusters heard it from who said it.
    const third = await dialed(server);
    await third.join({ cluster: 'Y' });
    assert.equal(await third.wire.settle(), '');
  });

  it('hands a reply on to the server of the cluster that asked', async () => {
    const server = await start();
    const wire = await client(server);
    wire.send('SUB inbox 1\r\n');
    await wire.settle();
    const id = 'NMEMBER';
    const member = await RawRoutePeer.dial(server.clusterPort!);
    ends.push(() => {
      member.destroy();
    });
    await member.join({ cluster: 'C', id });
    const peer = await dialed(server);
    await peer.join();
    const way = (cluster: string, to: string) =>
      `_GR_.${gatewayHash(cluster)}.${gatewayHash(to)}.inbox`;
    peer.wire.send(`RMSG A ${way('C', server.id)} 1\r\n1\r\n`);
    await peer.wire.settle();
    assert.equal(await wire.settle(), 'MSG inbox 1 1\r\n1\r\n');
    for (const text of ['2', '3', '4']) {
      peer.wire.send(`RMSG A ${way('C', id)} 1\r\n${text}\r\n`);
      await peer.wire.settle();
      const handedOn = `RMSG A ${way('C', id)} 1\r\n${text}\r\n`;
      assert.equal(await member.wire.settle(), handedOn);
    }
    // That server is gone: whoever listens here takes it. Another cluster's reply is lost.
    member.destroy();
    await member.wire.closed;
    peer.wire.send(`RMSG A ${way('Y', server.id)} 1\r\n5\r\n`);
    peer.wire.send(`RMSG A ${way('C', 'NGONE')} 1\r\n6\r\n`);
    await peer.wire.settle();
    assert.equal(await wire.settle(), 'MSG inbox 1 1\r\n6\r\n');
  });

  it('tells who sends everything that an unknown account interests nobody, once', async () => {
    const server = await start();
    const old = await dialed(server);
    await old.join({ info: { gateway_iom: false } });
    old.wire.send('RMSG NOPE foo 2\r\nhi\r\nRMSG NOPE foo 2\r\nhi\r\n');
    assert.equal(await old.wire.settle(), 'A- NOPE\r\n');
    const current = await dialed(server);
    await current.join();
    current.wire.send('RMSG NOPE foo 2\r\nhi\r\n');
    assert.equal(await current.wire.settle(), '');
  });

  describe('turns away', () => {
    const offences: readonly {
      readonly what: string;
      readonly options?: StartOptions['gateway'];
      readonly act: (peer: RawGatewayPeer) => void;
      readonly heard: string;
    }[] = [
      {
        what: 'a client',
        act: ({ wire }) => wire.send('CONNECT {"verbose":false,"lang":"go"}\r\nPING\r\n'),
        heard: "-ERR 'attempted to connect to gateway port'\r\n",
      },
      {
        what: 'who speaks before CONNECT',
        act: ({ wire }) => wire.send('RMSG A foo 2\r\nhi\r\n'),
        heard: "-ERR 'Authorization Violation'\r\n",
      },
      {
        what: 'a cluster that it does not know, if it is to',
        options: { name: 'C', port: -1, rejectUnknown: true },
        act: (peer) => peer.introduce(),
        heard: `-ERR 'Connection to gateway "C" rejected'\r\n`,
      },
      {
        what: 'the wrong password',
        options: { name: 'C', port: -1, authorization: { user: 'u', password: 'p' } },
        act: (peer) => peer.introduce({ connect: { user: 'u', pass: 'x' } }),
        heard: "-ERR 'Authorization Violation'\r\n",
      },
      {
        what: 'a server called like one of its own cluster',
        act: (peer) => peer.introduce({ info: { server_name: 'own' } }),
        heard: '',
      },
      {
        what: 'who asks for messages',
        act: (peer) => {
          peer.introduce({ info: { server_name: 'x' } });
          peer.wire.send('RS+ A foo\r\n');
        },
        heard: "-ERR 'RS+ protocol received on an inbound gateway'\r\n",
      },
      {
        what: 'who says CONNECT twice',
        act: (peer) => {
          peer.introduce();
          peer.introduce({ cluster: 'Y' });
        },
        heard: "-ERR 'CONNECT protocol received more than once'\r\n",
      },
    ];
    for (const { what, options, act, heard } of offences) {
      it(what, async () => {
        const server = await start(options === undefined ? {} : { gateway: options });
        const peer = await dialed(server);
        act(peer);
        await peer.wire.closed;
        const told = peer.wire.takeFrames().filter((frame) => !/^(INFO|RS\+) /.test(frame));
        assert.equal(told.join(''), heard);
      });
    }
  });
});

function bare(command: number, account: string): string {
  const {
    server_id: id,
    gateway,
    ...rest
  } = JSON.parse(commandLine(command, account, 'C').slice(5)) as Record<string, unknown>;
  const fields = {
    ...{ server_id: id, server_name: '', version: '', proto: 0, go: '', host: '', port: 0 },
    ...{ headers: false, max_payload: 0, gateway, ...rest },
  };
  return `INFO ${JSON.stringify(fields)}\r\n`;
}
