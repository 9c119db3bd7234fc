// What goes over a route, line by line: a server of natsx, and a peer that says what a test writes.
import assert from 'node:assert/strict';
import { Server } from '../../../src/server/server.ts';
import { RawClient } from '../../support/raw-client.ts';
import { RawRoutePeer } from '../../support/raw-route-peer.ts';

describe('Routes', () => {
  const ACC = { user: 'u', password: 'p' };
  let server: Server;
  let peer: RawRoutePeer;
  let clients: RawClient[];

  beforeEach(async () => {
    clients = [];
    server = await Server.start({
      port: 0,
      serverName: 'one',
      noSystemAccount: true,
      cluster: { name: 'C', port: -1, poolSize: -1 },
      accounts: { ACC: { users: [ACC] } },
    });
    peer = await RawRoutePeer.dial(server.clusterPort!);
  });

  afterEach(async () => {
    await peer.wire.close();
    for (const client of clients) await client.close();
    await server.stop();
  });

  async function client(): Promise<RawClient> {
    const one = await RawClient.connect(server.port);
    clients.push(one);
    const connect = { verbose: false, headers: true, user: 'u', pass: 'p' };
    one.send(`CONNECT ${JSON.stringify(connect)}\r\n`);
    await one.settle();
    return one;
  }

  it('introduces itself', () => {
    const { info } = peer.wire;
    assert.equal(info['server_name'], 'one');
    assert.equal(info['cluster'], 'C');
    assert.deepEqual([info['headers'], info['lnoc'], info['lnocu']], [true, true, true]);
    assert.equal(String(info['nonce']).length, 15);
    assert.deepEqual(info['connect_urls'], [`127.0.0.1:${server.port}`]);
  });

  it('tells what its clients are interested in', async () => {
    const one = await client();
    one.send('SUB early 1\r\n');
    await one.settle();
    assert.equal(await peer.join(), 'RS+ ACC early\r\n');
    one.send('SUB bar.* q1 2\r\nSUB bar.* q1 3\r\nSUB bar.x 5\r\nSUB bar.x 6\r\n');
    await peer.wire.expect('RS+ ACC bar.* q1 1\r\nRS+ ACC bar.* q1 2\r\nRS+ ACC bar.x\r\n');
    one.send('UNSUB 3\r\nUNSUB 2\r\nUNSUB 5\r\n');
    await peer.wire.expect('RS+ ACC bar.* q1 1\r\nRS- ACC bar.* q1\r\n');
    one.send('UNSUB 6\r\n');
    await peer.wire.expect('RS- ACC bar.x\r\n');
    await one.close();
    await peer.wire.expect('RS- ACC early\r\n');
  });

  it('sends one line for all that the other side asked for', async () => {
    await peer.join();
    peer.wire.send(
      'RS+ ACC bar.x\r\nRS+ ACC bar.>\r\nRS+ ACC bar.* q1 1\r\nRS+ ACC bar.> q2 3\r\n',
    );
    await peer.wire.settle();
    const one = await client();
    one.send('PUB bar.x 1\r\nx\r\n');
    await peer.wire.expect(/^RMSG ACC bar\.x \| (q1 q2|q2 q1) 1\r\nx\r\n$/);
    one.send('PUB bar.x rp 1\r\nx\r\n');
    await peer.wire.expect(/^RMSG ACC bar\.x \+ rp (q1 q2|q2 q1) 1\r\nx\r\n$/);
    one.send('HPUB bar.y rp 12 13\r\nNATS/1.0\r\n\r\nx\r\n');
    await peer.wire.expect(/^HMSG ACC bar\.y \+ rp (q1 q2|q2 q1) 12 13\r\n/);
    peer.wire.send('RS- ACC bar.* q1\r\nRS- ACC bar.> q2\r\nRS- ACC bar.x\r\n');
    await peer.wire.settle();
    one.send('PUB bar.x rp 1\r\nx\r\n');
    await peer.wire.expect('RMSG ACC bar.x rp 1\r\nx\r\n');
    peer.wire.send('RS- ACC bar.>\r\n');
    await peer.wire.settle();
    one.send('PUB bar.x rp 1\r\nx\r\n');
    await one.settle();
    assert.equal(await peer.wire.settle(), '');
  });

  it('hands on what comes, to those that the line names', async () => {
    await peer.join();
    const one = await client();
    one.send('SUB a 1\r\nSUB a q 2\r\nSUB a r 3\r\n');
    await one.settle();
    peer.wire.send('RMSG ACC a 1\r\nx\r\nRMSG ACC a | q 1\r\ny\r\nRMSG ACC a + rp q r 1\r\nz\r\n');
    await peer.wire.settle();
    const heard = await one.settle();
    const lines = [...heard.matchAll(/MSG a (\d) ?(\w*) 1\r\n(\w)/g)].map(
      ([, sid, reply, payload]) => `${payload}${sid}${reply}`,
    );
    assert.deepEqual(lines, ['x1', 'y1', 'y2', 'z1rp', 'z2rp', 'z3rp']);
  });

  it('keeps interest in an account that it does not have, and passes over its messages', async () => {
    await peer.join();
    peer.wire.send('RS+ NONE a\r\nRMSG NONE a 1\r\nx\r\nRS+ ACC a\r\n');
    await peer.wire.settle();
    const one = await client();
    one.send('PUB a 1\r\nx\r\n');
    await peer.wire.expect('RMSG ACC a 1\r\nx\r\n');
    await server.reload({
      port: 0,
      serverName: 'one',
      noSystemAccount: true,
      cluster: { name: 'C', port: -1, poolSize: -1 },
      accounts: { ACC: { users: [ACC] }, NONE: { users: [{ user: 'n', password: 'n' }] } },
    });
    const other = await RawClient.connect(server.port);
    clients.push(other);
    other.send('CONNECT {"verbose":false,"user":"n","pass":"n"}\r\nPUB a 1\r\ny\r\n');
    await peer.wire.expect('RMSG NONE a 1\r\ny\r\n');
  });

  it('never sends to one server of the cluster what came from another', async () => {
    await peer.join();
    const other = await RawRoutePeer.dial(server.clusterPort!);
    await other.join();
    other.wire.send('RS+ ACC a\r\nRS+ ACC a q 1\r\n');
    await other.wire.settle();
    peer.wire.send('RMSG ACC a 1\r\nx\r\n');
    await peer.wire.settle();
    assert.doesNotMatch(await other.wire.settle(), /MSG/);
    // Except for a queue group that has no member here any more.
    peer.wire.send('RMSG ACC a | q 1\r\nx\r\n');
    await other.wire.expect('RMSG ACC a | q 1\r\nx\r\n');
    await other.wire.close();
  });

  it('knows of which leafnodes interest and messages are', async () => {
    await peer.join({ info: { lnoc: true, lnocu: true } });
    peer.wire.send('LS+ L ACC a\r\nRS+ ACC a\r\nLS- L ACC a\r\n');
    await peer.wire.settle();
    const one = await client();
    one.send('SUB b 1\r\nPUB a 1\r\nx\r\n');
    await peer.wire.expect('RS+ ACC b\r\nRMSG ACC a 1\r\nx\r\n');
    peer.wire.send('LMSG L ACC b rep 0 1\r\ny\r\n');
    await one.expect('MSG b 1 rep 1\r\ny\r\n');
    peer.wire.send('RS- ACC a\r\n');
    await peer.wire.settle();
    one.send('PUB a 1\r\nx\r\n');
    await one.settle();
    assert.equal(await peer.wire.settle(), '');
  });

  it('tells the others of a server that comes, and clients where they may go', async () => {
    await peer.join();
    const one = await RawClient.connect(server.port);
    clients.push(one);
    one.send('CONNECT {"verbose":false,"protocol":1,"user":"u","pass":"p"}\r\n');
    await one.settle();
    await one.settle(); // With the PONG to its first PING came an INFO.
    const other = await RawRoutePeer.dial(server.clusterPort!);
    await other.join({ name: 'two', info: { port: 6222, connect_urls: ['127.0.0.1:4333'] } });
    await peer.wire.expect(
      /^INFO \{[^\n]*"server_name":"two"[^\n]*"ip":"nats-route:\/\/127\.0\.0\.1:6222\/"[^\n]*\} \r\n$/,
    );
    await one.expect(
      new RegExp(
        `^INFO [^\\n]*"connect_urls":\\["127.0.0.1:${server.port}","127.0.0.1:4333"\\][^\\n]*\\n`,
      ),
    );
    await other.wire.close();
    await one.expect(/^INFO ((?!4333)[^\n])*\n$/);
  });

  it('tells that it is about to go', async () => {
    await peer.join();
    const one = await client();
    void server.lameDuckShutdown();
    await peer.wire.expect(/^INFO [^\n]*"ldm":true[^\n]*\n$/);
    await one.close();
  });
});
