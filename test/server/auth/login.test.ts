// How clients come in, on the wire: what the authenticator says of whom is tested there.
import assert from 'node:assert/strict';
import { createUser } from '../../../src/nkeys/index.ts';
import type { GivenServerOptions } from '../../../src/server/options/options.ts';
import { Broker, type Peer } from '../../support/broker.ts';
import { clientSubscriptionsIn } from '../../support/client-subscriptions.ts';
import { turnEnd } from '../../support/turn.ts';

// Of `secret`, at the least cost.
const HASH = '$2a$04$....................../dCAsp4PpJoDgv6BeaLP6BKrXlBV1oi';
const REFUSED = "-ERR 'Authorization Violation'\r\n";

function broker(login: GivenServerOptions): Broker {
  return new Broker({}, { login });
}

function users(...list: readonly object[]): GivenServerOptions {
  return { authorization: { users: list } };
}

function connect(options: object): string {
  return `CONNECT ${JSON.stringify({ verbose: false, pedantic: false, ...options })}\r\n`;
}

/** A client that was greeted and said nothing yet. */
async function greeted(to: Broker): Promise<Peer> {
  const peer = to.newClient();
  peer.connection.open();
  await peer.hear();
  return peer;
}

/** What `peer` hears up to something that `ends` it, however many turns that takes. */
async function hearUntil(peer: Peer, ends: RegExp): Promise<string> {
  let heard = '';
  while (!ends.test(heard)) {
    await turnEnd();
    heard += peer.wire.take();
  }
  return heard;
}

describe('Login', () => {
  const clear = users({ user: 'a', password: 'b' });
  const hashed = users({ user: 'a', password: HASH });

  it('lets in who is right', async () => {
    const peer = await greeted(broker(clear));
    assert.equal(await peer.say(`${connect({ user: 'a', pass: 'b' })}PING\r\n`), 'PONG\r\n');
    assert.equal(peer.connection.authorizedUser, 'a');
  });

  it('closes who is not, and works off nothing more', async () => {
    const to = broker(clear);
    const peer = await greeted(to);
    const heard = await peer.say(`${connect({ user: 'a', pass: 'x' })}SUB > 1\r\nPING\r\n`);
    assert.equal(heard, REFUSED);
    assert.equal(peer.closed, 'Authentication Failure');
    assert.equal(clientSubscriptionsIn(to.account), 0);
    assert.deepEqual(to.log, ['ERR 192.0.2.1:4711 - cid:1 - authentication error - User "a"']);
  });

  const others = [
    'PING\r\n',
    'PUB a 0\r\n\r\n',
    'SUB a 1\r\n',
    '+OK\r\n',
    'INFO {}\r\n',
    'G',
    '\r\n',
  ];
  for (const bytes of [...others, "-ERR 'x'\r\n", '\0', '{']) {
    it(`closes who says ${JSON.stringify(bytes)} first`, async () => {
      const to = broker(clear);
      const peer = await greeted(to);
      assert.equal(await peer.say(`${bytes}${connect({ user: 'a', pass: 'b' })}`), REFUSED);
      assert.equal(peer.closed, 'Authentication Failure');
      assert.deepEqual(to.log, ['ERR 192.0.2.1:4711 - cid:1 - authentication error']);
    });
  }

  it('answers what is not even CONNECT with its own error', async () => {
    const peer = await greeted(broker(clear));
    assert.equal(await peer.say('CONN\r\n'), "-ERR 'Unknown Protocol Operation'\r\n");
  });

  it('takes a CONNECT in any case, and in pieces', async () => {
    const peer = await greeted(broker(clear));
    let heard = '';
    for (const byte of `connect {"user":"a","pass":"b","verbose":false}\r\nPING\r\n`) {
      heard += await peer.say(byte);
    }
    assert.equal(heard, 'PONG\r\n');
  });

  it('asks again with each CONNECT, whatever was proven before', async () => {
    const to = broker(users({ user: 'a', password: 'b' }, { user: 'n', password: 'n' }));
    const peer = await greeted(to);
    await peer.say(connect({ user: 'a', pass: 'b' }));
    assert.equal(await peer.say(`${connect({ user: 'n', pass: 'n' })}PING\r\n`), 'PONG\r\n');
    assert.equal(await peer.say(connect({ user: 'n', pass: 'b' })), REFUSED);
  });

  it('takes who says nothing for no_auth_user, with or without CONNECT', async () => {
    const to = broker({
      ...users({ user: 'n', password: 'x', permissions: { publish: 'n' } }),
      noAuthUser: 'n',
    });
    const denied = `-ERR 'Permissions Violation for Publish to "a"'\r\n`;
    const polite = await greeted(to);
    assert.equal(await polite.say(`${connect({})}PUB a 0\r\n\r\n`), denied);
    const silent = await greeted(to);
    assert.equal(await silent.say('PUB a 0\r\n\r\nPUB n 0\r\n\r\n'), `${denied}+OK\r\n`);
    assert.equal(silent.connection.authorizedUser, 'n');
    assert.equal(await silent.say(connect({ user: 'n', pass: 'y' })), REFUSED);
  });

  describe('with a password that takes time to check', () => {
    const right = connect({ user: 'a', pass: 'secret' });

    it('keeps what comes meanwhile in its order, however it is cut', async () => {
      const to = broker(hashed);
      const bytes = `${right}SUB a 1\r\nPUB a 2\r\nhi\r\nUNSUB 1\r\nPUB a 1\r\nx\r\nPING\r\n`;
      for (let at = 1; at < bytes.length; at++) {
        const peer = await greeted(to);
        peer.wire.receive(bytes.slice(0, at));
        if (at % 2 === 0) await turnEnd();
        peer.wire.receive(bytes.slice(at));
        assert.equal(await hearUntil(peer, /PONG/), 'MSG a 1 2\r\nhi\r\nPONG\r\n', `cut at ${at}`);
        await peer.leave();
      }
    });

    it('keeps what follows a CONNECT that begins with a line end', async () => {
      const peer = await greeted(broker(hashed));
      peer.wire.receive('CONNECT ');
      peer.wire.receive(`\n${right.slice('CONNECT '.length)}SUB a 1\r\nPING\r\n`);
      assert.equal(peer.connection.subscriptions.size, 0, 'it is not let in yet');
      assert.equal(await hearUntil(peer, /PONG/), 'PONG\r\n');
      assert.equal(peer.connection.subscriptions.size, 1);
    });

    it('does nothing of what a refused client said', async () => {
      const to = broker(hashed);
      const peer = await greeted(to);
      peer.wire.receive(`${connect({ user: 'a', pass: 'x' })}SUB > 1\r\nPUB a 0\r\n\r\n`);
      assert.equal(await hearUntil(peer, /ERR/), REFUSED);
      assert.equal(clientSubscriptionsIn(to.account), 0);
      assert.equal(to.totals.inMessages, 0);
    });

    it('reads no more than it can keep', async () => {
      const to = broker(hashed);
      const peer = await greeted(to);
      const message = `PUB a 1000\r\n${'x'.repeat(1_000)}\r\n`;
      peer.wire.receive(right);
      for (let i = 0; i < 100; i++) peer.wire.receive(message);
      assert.ok(peer.wire.isPaused);
      peer.wire.receive('PING\r\n');
      assert.equal(await hearUntil(peer, /PONG/), 'PONG\r\n');
      assert.equal(to.totals.inMessages, 100);
    });

    it('notices that the client leaves, and lets nobody in then', async () => {
      const to = broker(hashed);
      const peer = await greeted(to);
      peer.wire.receive(`${right}SUB a 1\r\n`);
      await peer.leave();
      assert.equal(peer.closed, 'Client Closed');
      // Another one with the same password: its answer comes after the first one's.
      const other = await greeted(to);
      other.wire.receive(`${right}PING\r\n`);
      await hearUntil(other, /PONG/);
      assert.equal(clientSubscriptionsIn(to.account), 0);
      assert.equal(peer.connection.authorizedUser, 'a');
    });

    it('checks again in the middle of what a client says', async () => {
      const peer = await greeted(broker(hashed));
      peer.wire.receive(`${right}PING\r\n${right}SUB a 1\r\nPUB a 1\r\nx\r\nPING\r\n`);
      assert.equal(await hearUntil(peer, /PONG[^]*PONG/), 'PONG\r\nMSG a 1 1\r\nx\r\nPONG\r\n');
    });
  });

  it('takes no signature of another connection’s nonce', async () => {
    const key = createUser();
    const to = broker(users({ nkey: key.publicKey }));
    const [mine, another] = [await greeted(to), await greeted(to)];
    const sig = Buffer.from(key.sign(Buffer.from(mine.connection.nonce))).toString('base64url');
    const bytes = `${connect({ nkey: key.publicKey, sig })}PING\r\n`;
    assert.equal(await another.say(bytes), REFUSED);
    assert.equal(await mine.say(bytes), 'PONG\r\n');
  });

  it('makes who fails again and again wait for the answer', async () => {
    const to = broker(clear);
    const wrong = connect({ user: 'a', pass: 'x' });
    assert.equal(await (await greeted(to)).say(wrong), REFUSED);
    const again = await greeted(to);
    assert.equal(await again.say(`${wrong}SUB a 1\r\n`), '');
    const good = await greeted(to);
    assert.equal(await good.say(`${connect({ user: 'a', pass: 'b' })}PING\r\n`), 'PONG\r\n');
    assert.equal(await hearUntil(again, /ERR/), REFUSED);
    assert.equal(clientSubscriptionsIn(to.account), 0);
  });

  it('closes who takes too long', async () => {
    const to = broker({ authorization: { token: 't', timeoutMs: 20 } });
    const peer = await greeted(to);
    assert.equal(await hearUntil(peer, /ERR/), "-ERR 'Authentication Timeout'\r\n");
    await turnEnd();
    assert.equal(peer.closed, 'Authentication Timeout');
  });

  it('lets who came in in time stay', async () => {
    const to = broker({ authorization: { token: 't', timeoutMs: 20 } });
    const peer = await greeted(to);
    await peer.say(connect({ auth_token: 't' }));
    const late = await greeted(to);
    await hearUntil(late, /Timeout/);
    assert.equal(await peer.say('PING\r\n'), 'PONG\r\n');
  });

  describe('when other options come', () => {
    const may = (permissions: object | undefined): GivenServerOptions =>
      users({ user: 'a', password: 'b', permissions });

    async function joined(to: Broker): Promise<Peer> {
      const peer = await greeted(to);
      await peer.say(connect({ user: 'a', pass: 'b' }));
      return peer;
    }

    it('ends the subscriptions that are not allowed any more', async () => {
      const to = broker(may(undefined));
      const peer = await joined(to);
      await peer.say('SUB a 1\r\nSUB b 2\r\nSUB a q 3\r\n');
      to.reconfigure(may({ subscribe: ['b', 'a r'] }));
      assert.equal(
        await peer.hear(),
        `-ERR 'Permissions Violation for Subscription to "a" (sid "1")'\r\n` +
          `-ERR 'Permissions Violation for Subscription to "a" using queue "q" (sid "3")'\r\n`,
      );
      assert.deepEqual([...peer.connection.subscriptions.keys()], ['2']);
      assert.deepEqual(to.log, [
        'INF Removed sub "a" (sid "1") for User "a" - not authorized',
        'INF Removed sub "a" using queue "q" (sid "3") for User "a" - not authorized',
      ]);
    });

    it('lets through what is allowed now, and keeps back what is not', async () => {
      const to = broker(may({ publish: 'x', subscribe: { deny: 'a' } }));
      const peer = await joined(to);
      const publisher = await joined(to);
      await peer.say('SUB > 1\r\n');
      to.reconfigure(may({ subscribe: { deny: 'b' } }));
      assert.equal(await publisher.say('PUB a 0\r\n\r\nPUB b 0\r\n\r\n'), '');
      assert.equal(await peer.hear(), 'MSG a 1 0\r\n\r\n');
      to.reconfigure(may(undefined));
      await publisher.say('PUB b 0\r\n\r\n');
      assert.equal(await peer.hear(), 'MSG b 1 0\r\n\r\n');
    });

    it('closes users that are gone, or whose password is another', async () => {
      for (const login of [
        users({ user: 'c', password: 'd' }),
        users({ user: 'a', password: 'x' }),
      ]) {
        const to = broker(may(undefined));
        const peer = await joined(to);
        to.reconfigure(login);
        assert.equal(await peer.hear(), REFUSED);
        assert.equal(peer.closed, 'Authentication Failure');
      }
    });

    it('goes on with who is being looked at', async () => {
      const to = broker(users({ user: 'a', password: HASH }));
      const peer = await greeted(to);
      peer.wire.receive(`CONNECT {"user":"a","pass":"secret"}\r\nPUB b 0\r\n\r\nPING\r\n`);
      to.reconfigure(users({ user: 'a', password: HASH, permissions: { publish: 'a' } }));
      assert.equal(
        await hearUntil(peer, /PONG/),
        `+OK\r\n-ERR 'Permissions Violation for Publish to "b"'\r\nPONG\r\n`,
      );
    });

    it('goes on with who is being looked at and is known by a plain password now', async () => {
      const to = broker(users({ user: 'a', password: HASH }));
      const peer = await greeted(to);
      peer.wire.receive(`CONNECT {"user":"a","pass":"secret"}\r\nPING\r\n`);
      to.reconfigure(users({ user: 'a', password: 'secret' }));
      assert.equal(await hearUntil(peer, /PONG/), '+OK\r\nPONG\r\n');
    });

    it('does not let in who waits for his refusal', async () => {
      const to = broker(may(undefined));
      const wrong = connect({ user: 'a', pass: 'x' });
      await (await greeted(to)).say(wrong);
      const again = await greeted(to);
      again.wire.receive(wrong);
      to.reconfigure(users({ user: 'a', password: 'x' }));
      assert.equal(await hearUntil(again, /ERR/), REFUSED);
    });

    it('asks those who have not said yet who they are', async () => {
      const to = broker({});
      const peer = await greeted(to);
      to.reconfigure(may(undefined));
      assert.equal(await peer.say('PING\r\n'), REFUSED);
      const other = await greeted(to);
      assert.equal(await other.say(`${connect({ user: 'a', pass: 'b' })}PING\r\n`), 'PONG\r\n');
    });
  });
});
