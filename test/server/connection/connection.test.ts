import assert from 'node:assert/strict';
import { Broker } from '../../support/broker.ts';
import { clientSubscriptionsIn } from '../../support/client-subscriptions.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { MemoryTransport } from '../../support/memory-transport.ts';
import { turnEnd } from '../../support/turn.ts';

const QUIET = { verbose: false, pedantic: false };

describe('Connection', () => {
  it('writes once a turn, whatever was said to it', async () => {
    const broker = new Broker();
    const peer = await broker.connect(QUIET);
    const before = peer.wire.writes;
    peer.wire.receive('PING\r\nSUB a 1\r\n');
    peer.wire.receive('PUB a 2\r\nhi\r\nPING\r\n');
    assert.equal(await peer.hear(), 'PONG\r\nMSG a 1 2\r\nhi\r\nPONG\r\n');
    assert.equal(peer.wire.writes - before, 1);
  });

  it('answers what came before the peer closed its side', async () => {
    const broker = new Broker();
    const peer = await broker.connect(QUIET);
    peer.wire.receive('SUB a 1\r\nPUB a 0\r\n\r\nPING\r\n');
    peer.wire.endInput();
    assert.equal(await peer.hear(), 'MSG a 1 0\r\n\r\nPONG\r\n');
    assert.equal(peer.wire.state, 'ended');
    assert.equal(peer.closed, 'Client Closed');
  });

  it('reads nothing after it closed', async () => {
    const broker = new Broker();
    const peer = await broker.connect(QUIET);
    assert.equal(await peer.say('SUB\r\n'), "-ERR 'Unknown Protocol Operation'\r\n");
    assert.equal(await peer.say('PING\r\n'), '');
    assert.equal(broker.closed.size, 1);
  });

  for (const [code, syscall, reason] of [
    ['ECONNRESET', 'read', 'Read Error'],
    ['ETIMEDOUT', 'read', 'Read Error'],
    ['EPIPE', 'write', 'Write Error'],
  ] as const) {
    it(`says ${reason} when the way breaks with ${code}`, async () => {
      const broker = new Broker();
      const peer = await broker.connect(QUIET);
      await peer.say('SUB a 1\r\n');
      peer.wire.receive('PING\r\n');
      peer.wire.break(code, syscall);
      assert.equal(await peer.hear(), '', 'no farewell');
      assert.equal(peer.closed, reason);
      assert.equal(peer.wire.state, 'destroyed');
      assert.equal(clientSubscriptionsIn(broker.account), 0);
    });
  }

  it('ends when the transport is gone without a word', async () => {
    const broker = new Broker();
    const peer = await broker.connect(QUIET);
    await peer.say('SUB a 1\r\n');
    peer.wire.close();
    await turnEnd();
    assert.notEqual(peer.closed, undefined);
    assert.equal(clientSubscriptionsIn(broker.account), 0);
    assert.equal(broker.arena.out, 0);
  });

  it('closes once, for the first reason', async () => {
    const broker = new Broker();
    const peer = await broker.connect(QUIET);
    peer.connection.close('Server Shutdown');
    peer.connection.close('Client Closed');
    peer.wire.break('ECONNRESET', 'read');
    await turnEnd();
    assert.equal(peer.closed, 'Server Shutdown');
  });

  it('closes who takes nothing while more than the limit waits', async () => {
    const broker = new Broker({ maxPending: 10_000 });
    const [slow, sender] = [await broker.connect(QUIET), await broker.connect(QUIET)];
    await slow.say('SUB a 1\r\n');
    slow.wire.hold();
    const message = `PUB a 1000\r\n${'x'.repeat(1_000)}\r\n`;
    // The publisher is held up for a moment when much waits, but not for ever.
    let sent = 0;
    for (; slow.closed === undefined; sent++) await sender.say(message);
    assert.ok(sent >= 10, `closed after ${sent} messages`);
    assert.equal(slow.closed, 'Slow Consumer (Pending Bytes)');
    assert.equal(slow.wire.state, 'destroyed');
    assert.equal(clientSubscriptionsIn(broker.account), 0);
    slow.wire.close();
    assert.equal(broker.arena.out, 0);
    assert.match(
      broker.log.join('\n'),
      /cid:1 - Slow Consumer Detected: MaxPending of 10000 Exceeded/,
    );
  });

  it('gives a slow peer what waited once it reads again', async () => {
    const broker = new Broker();
    const [slow, sender] = [await broker.connect(QUIET), await broker.connect(QUIET)];
    await slow.say('SUB a 1\r\n');
    slow.wire.hold();
    for (let i = 0; i < 300; i++) await sender.say(`PUB a 500\r\n${String(i).padEnd(500)}\r\n`);
    slow.wire.drain();
    const heard = await slow.hear();
    const expected = Array.from(
      { length: 300 },
      (_, i) => `MSG a 1 500\r\n${String(i).padEnd(500)}\r\n`,
    );
    assert.ok(heard === expected.join(''));
  });

  describe('with time passing', () => {
    let clock: FakeClock;
    beforeEach(() => {
      clock = new FakeClock();
      clock.install();
    });
    afterEach(() => clock.uninstall());

    it('closes who takes no byte until the write deadline', async () => {
      const broker = new Broker({ writeDeadlineMs: 5_000 });
      const peer = await broker.connect(QUIET);
      peer.wire.hold();
      await peer.say('PING\r\n');
      clock.pass(4_999);
      await turnEnd();
      assert.equal(peer.closed, undefined);
      clock.pass(1);
      await turnEnd();
      assert.equal(peer.closed, 'Slow Consumer (Write Deadline)');
      assert.equal(peer.wire.state, 'destroyed');
    });

    it('starts the deadline anew with each write', async () => {
      const broker = new Broker({ writeDeadlineMs: 5_000 });
      const peer = await broker.connect(QUIET);
      peer.wire.hold();
      await peer.say('PING\r\n');
      for (let i = 0; i < 5; i++) {
        await peer.say('PING\r\n');
        clock.pass(3_000);
        peer.wire.drain({ stay: true });
        await turnEnd();
      }
      assert.equal(peer.closed, undefined);
      peer.wire.drain();
      clock.pass(60_000);
      await turnEnd();
      assert.equal(peer.closed, undefined);
    });

    it('has no deadline for who is closed', async () => {
      const broker = new Broker({ writeDeadlineMs: 5_000 });
      const peer = await broker.connect(QUIET);
      peer.wire.hold();
      await peer.say('PING\r\n');
      await peer.say('PING\r\n');
      peer.wire.receive('FOO\r\n');
      peer.wire.drain({ stay: true });
      await turnEnd();
      assert.equal(clock.pending, 0);
      assert.equal(peer.closed, 'Protocol Violation');
    });

    it('closes who does not answer its PINGs', async () => {
      const broker = new Broker({ pingIntervalMs: 1_000, pingMax: 2 });
      const peer = await broker.connect(QUIET);
      clock.pass(1_200);
      assert.equal(await peer.hear(), 'PING\r\n');
      clock.pass(1_000);
      assert.equal(await peer.hear(), 'PING\r\n');
      clock.pass(1_000);
      assert.equal(await peer.hear(), "-ERR 'Stale Connection'\r\n");
      assert.equal(peer.closed, 'Stale Connection');
      assert.equal(clock.pending, 0);
    });

    it('keeps who answers', async () => {
      const broker = new Broker({ pingIntervalMs: 1_000, pingMax: 1 });
      const peer = await broker.connect(QUIET);
      clock.pass(200);
      for (let i = 0; i < 10; i++) {
        clock.pass(1_000);
        assert.equal(await peer.hear(), 'PING\r\n');
        await peer.say('PONG\r\n');
      }
      assert.equal(peer.closed, undefined);
    });
  });

  it('names its peer in the log as addresses are written', async () => {
    const broker = new Broker();
    class FromFar extends MemoryTransport {
      override readonly remoteHost = '2001:db8::1';
    }
    const peer = broker.newClient(new FromFar());
    assert.equal(peer.connection.describe(), '[2001:db8::1]:4711 - cid:1');
  });
});
