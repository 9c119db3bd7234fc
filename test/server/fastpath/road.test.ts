import assert from 'node:assert/strict';
import { Server, type StartOptions } from '../../../src/server/server.ts';
import { turnEnd } from '../../support/turn.ts';
import { ClientWire } from './client-wire.ts';
import { PeerWire, RouteDoor } from './peer-wire.ts';

class Client extends ClientWire {
  async say(text: string): Promise<void> {
    this.receive(text);
    await turnEnd();
  }
}

describe('Road', () => {
  let server: Server;
  let clients: Client[] = [];

  afterEach(async () => {
    const stopped = server.stop();
    for (const client of clients) client.close();
    clients = [];
    await stopped;
  });

  async function start(options: StartOptions = {}): Promise<void> {
    server = await Server.start({ port: 0, spin: false, ...options });
  }

  async function join(): Promise<Client> {
    const client = new Client();
    clients.push(client);
    server.accept(client);
    await client.say('CONNECT {"verbose":false,"pedantic":false,"headers":true}\r\n');
    client.take();
    return client;
  }

  const MESSAGE = 'PUB a 2\r\nhi\r\n';

  it('learns a subject with its second message, and takes the third', async () => {
    await start();
    const client = await join();
    await client.say(`SUB a 1\r\n${MESSAGE.repeat(10)}`);
    assert.equal(client.slowMessages, 2);
    assert.equal(client.take(), 'MSG a 1 2\r\nhi\r\n'.repeat(10));
  });

  it('is not taken when it is switched off, or when every message is confirmed', async () => {
    await start({ fastPath: false });
    const client = await join();
    await client.say(`SUB a 1\r\n${MESSAGE.repeat(10)}`);
    assert.equal(client.slowMessages, 10);
    await server.stop();
    await start();
    const verbose = await join();
    await verbose.say(`CONNECT {"verbose":true}\r\n${MESSAGE.repeat(10)}`);
    assert.equal(verbose.slowMessages, 10);
    assert.equal(verbose.take(), '+OK\r\n'.repeat(11));
  });

  it('learns nothing of a subject whose subscriber is to get so many messages', async () => {
    await start();
    const client = await join();
    await client.say(`SUB a 1\r\nUNSUB 1 5\r\n${MESSAGE.repeat(10)}`);
    assert.equal(client.take(), 'MSG a 1 2\r\nhi\r\n'.repeat(5));
    // Two are enough when nobody is left, one of them from before.
    assert.ok(client.slowMessages <= 7, `${client.slowMessages} of 10`);
  });

  it('counts the fast messages before an UNSUB compares with them', async () => {
    await start();
    const client = await join();
    await client.say(`SUB a 1\r\n${MESSAGE.repeat(10)}UNSUB 1 12\r\n${MESSAGE.repeat(10)}`);
    assert.equal(client.take(), 'MSG a 1 2\r\nhi\r\n'.repeat(12));
  });

  it('forgets when interest changes, literally or by pattern', async () => {
    await start();
    const client = await join();
    await client.say(`SUB a 1\r\n${MESSAGE.repeat(5)}`);
    client.take();
    await client.say(`SUB * 2\r\n${MESSAGE}UNSUB 1\r\n${MESSAGE}`);
    assert.equal(client.take(), 'MSG a 2 2\r\nhi\r\nMSG a 1 2\r\nhi\r\nMSG a 2 2\r\nhi\r\n');
  });

  it('keeps plans that a new inbox does not touch', async () => {
    await start();
    const client = await join();
    await client.say(`SUB a 1\r\n${MESSAGE.repeat(5)}`);
    for (let i = 0; i < 10; i++) await client.say(`SUB _INBOX.${i} i${i}\r\n${MESSAGE}`);
    assert.equal(client.slowMessages, 2);
  });

  it('counts what was put beside a write under way, when that is done', async () => {
    await start();
    const [publisher, subscriber] = [await join(), await join()];
    await subscriber.say('SUB a 1\r\n');
    subscriber.hold();
    await publisher.say(MESSAGE.repeat(10));
    await publisher.say(MESSAGE.repeat(10));
    await publisher.say(MESSAGE.repeat(10));
    subscriber.drain();
    await turnEnd();
    assert.equal(server.counters.outMessages, 30);
    assert.equal(server.counters.outBytes, 60);
    assert.equal(subscriber.take(), 'MSG a 1 2\r\nhi\r\n'.repeat(30));
  });

  it('leaves the counts of a connection to it, whoever had its outbox before', async () => {
    await start();
    const gone = await join();
    gone.endInput();
    await turnEnd();
    gone.close();
    const client = await join();
    client.receive(`SUB a 1\r\n${MESSAGE.repeat(10)}`);
    assert.equal(gone.connection.traffic.outMessages, 0);
    await turnEnd();
    assert.equal(client.connection.traffic.outMessages, 10);
  });

  it('sends nothing to who has the outbox of a subscriber that is gone', async () => {
    await start();
    const [publisher, subscriber] = [await join(), await join()];
    await subscriber.say('SUB a 1\r\n');
    await publisher.say(MESSAGE.repeat(5));
    subscriber.receive('PING\r\n');
    subscriber.close();
    const next = await join();
    await publisher.say(MESSAGE.repeat(5));
    assert.equal(next.take(), '');
  });

  it('is an activity of the publisher', async () => {
    await start();
    const client = await join();
    await client.say(MESSAGE.repeat(5));
    client.connection.lastActivity = 0;
    const { slowMessages } = client;
    await client.say(MESSAGE);
    assert.equal(client.slowMessages, slowMessages);
    assert.ok(client.connection.lastActivity > 0);
  });

  it('takes what another server sends, for each set of queue groups by itself', async () => {
    const door = new RouteDoor();
    await door.during(() => start({ cluster: { name: 'x', port: 0, poolSize: -1 } }));
    const [client, peer] = [await join(), new PeerWire()];
    door.admit(peer);
    peer.introduce(1, true);
    await client.say('SUB a 1\r\nSUB a q 2\r\nSUB b q 3\r\n');
    const heard: string[] = [];
    for (const line of ['RMSG $G a 2', 'RMSG $G a r 2', 'RMSG $G b | q 2', 'RMSG $G b + r q 2']) {
      peer.receive(`${line}\r\nhi\r\n`.repeat(10));
      await turnEnd();
      heard.push(client.take());
    }
    const lines = ['MSG a 1 2', 'MSG a 1 r 2', 'MSG b 3 2', 'MSG b 3 r 2'];
    assert.deepEqual(
      heard,
      lines.map((line) => `${line}\r\nhi\r\n`.repeat(10)),
    );
    assert.equal(peer.slowMessages, 4, 'two for each key');
    peer.close();
  });

  it('takes what goes to another server, to a group with members there and here', async () => {
    const door = new RouteDoor();
    await door.during(() => start({ cluster: { name: 'x', port: 0, poolSize: -1 } }));
    const [client, peer] = [await join(), new PeerWire()];
    door.admit(peer);
    peer.introduce(1, true);
    await client.say('SUB b q 1\r\n');
    peer.receive('RS+ $G a\r\nRS+ $G b q 1\r\n');
    await turnEnd();
    peer.take();
    await client.say('PUB a r 2\r\nhi\r\n'.repeat(10));
    assert.equal(peer.take(), 'RMSG $G a r 2\r\nhi\r\n'.repeat(10));
    await client.say('PUB b 2\r\nhi\r\n'.repeat(100));
    const there = peer.take().split('RMSG $G b | q 2\r\nhi\r\n').length - 1;
    const here = client.take().split('MSG b 1 2\r\nhi\r\n').length - 1;
    assert.equal(here + there, 100);
    assert.ok(here > 10 && there > 10, `${here} here, ${there} there`);
    assert.equal(client.slowMessages, 4);
    peer.close();
  });

  const BIG = `PUB a 1000\r\n${'x'.repeat(1_000)}\r\n`;

  for (const fastPath of [true, false]) {
    const road = fastPath ? 'fast' : 'slow';

    it(`holds up the publisher of a subscriber that does not read (${road})`, async () => {
      await start({ fastPath, maxPayload: 1_000_000, maxPending: 1_000_000 });
      const [publisher, subscriber] = [await join(), await join()];
      await subscriber.say('SUB a 1\r\n');
      subscriber.hold();
      await publisher.say(BIG.repeat(700));
      assert.deepEqual([publisher.isPaused, subscriber.connection.stalls], [false, 0]);
      await publisher.say(BIG.repeat(200));
      // Whether it still waits now is a matter of the machine: two milliseconds are short.
      assert.equal(subscriber.connection.stalls, 1);
      assert.equal(server.counters.stalledClients, 1);
      subscriber.drain();
      assert.equal(publisher.isPaused, false, 'released as soon as the subscriber has caught up');
      await turnEnd();
      assert.equal(server.counters.slowConsumers, 0);
      assert.equal(subscriber.take().split('MSG').length - 1, 900);
    });

    it(`drops instead when publishers must not wait (${road})`, async () => {
      await start({
        fastPath,
        maxPayload: 1_000_000,
        maxPending: 1_000_000,
        noFastProducerStall: true,
      });
      const [publisher, subscriber] = [await join(), await join()];
      await subscriber.say('SUB a 1\r\n');
      subscriber.hold();
      for (let i = 0; i < 20; i++) await publisher.say(BIG.repeat(60));
      assert.deepEqual([publisher.isPaused, subscriber.connection.stalls], [false, 0]);
      assert.equal(server.counters.stalledClients, 0);
      assert.equal(server.counters.slowConsumers, 0);
      subscriber.drain();
      await turnEnd();
      // As many as begin below three quarters of what may be pending.
      const line = 'MSG a 1 1000\r\n'.length + 1_002;
      const delivered = Math.floor(750_000 / line) + 1;
      assert.equal(subscriber.take().split('MSG').length - 1, delivered);
      assert.equal(subscriber.connection.traffic.outMessages, delivered);
    });
  }
});
