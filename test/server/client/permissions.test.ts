// What permissions do on the wire: what they allow is tested where they are made.
import assert from 'node:assert/strict';
import type { GivenPermissions } from '../../../src/server/options/permissions.ts';
import { Broker, type Peer } from '../../support/broker.ts';
import { clientSubscriptionsIn } from '../../support/client-subscriptions.ts';

/** A broker whose users are named like their permissions. */
function broker(permissions: Readonly<Record<string, GivenPermissions>>): Broker {
  const users = Object.entries(permissions).map(([user, each]) => ({
    user,
    password: 'p',
    permissions: each,
  }));
  return new Broker({}, { login: { authorization: { users } } });
}

async function join(to: Broker, user: string, more: object = {}): Promise<Peer> {
  const peer = await to.connect({ verbose: false, pedantic: false, user, pass: 'p', ...more });
  peer.wire.take();
  return peer;
}

function pub(subject: string, reply = ''): string {
  return `PUB ${subject} ${reply === '' ? '' : `${reply} `}0\r\n\r\n`;
}

describe('permissions of a client', () => {
  it('refuse a message, and the client stays', async () => {
    const to = broker({ some: { publish: 'ok.>' }, all: {} });
    const [peer, listener] = [await join(to, 'some', { verbose: true }), await join(to, 'all')];
    await listener.say('SUB > 1\r\n');
    assert.equal(
      await peer.say(`${pub('ok.x')}${pub('no')}${pub('ok..x')}${pub('ok.*')}PING\r\n`),
      `+OK\r\n-ERR 'Permissions Violation for Publish to "no"'\r\n` +
        `-ERR 'Permissions Violation for Publish to "ok..x"'\r\n+OK\r\nPONG\r\n`,
    );
    assert.equal(await listener.hear(), 'MSG ok.x 1 0\r\n\r\nMSG ok.* 1 0\r\n\r\n');
  });

  it('refuse what is reserved, whatever they say', async () => {
    const peer = await join(broker({ all: { publish: '>', allowResponses: true } }), 'all');
    for (const subject of ['_GR_.x', '$NRG.x']) {
      const denied = `-ERR 'Permissions Violation for Publish to "${subject}"'\r\n`;
      assert.equal(await peer.say(pub(subject)), denied);
    }
    const denied = `-ERR 'Permissions Violation for Publish with Reply of "_R_.x"'\r\n`;
    assert.equal(await peer.say(pub('a', '_R_.x')), denied);
    assert.match(await peer.say('SUB a _sys_ 1\r\n'), /^-ERR 'Permissions Violation/);
  });

  it('refuse a subscription', async () => {
    const to = broker({ some: { subscribe: ['a.*', 'q v1'] } });
    const peer = await join(to, 'some', { verbose: true });
    assert.equal(
      await peer.say('SUB a.b 1\r\nSUB a.> 2\r\nSUB q v2 3\r\nSUB q v1 4\r\nSUB a..b 5\r\n'),
      `+OK\r\n-ERR 'Permissions Violation for Subscription to "a.>"'\r\n` +
        `-ERR 'Permissions Violation for Subscription to "q" using queue "v2"'\r\n+OK\r\n` +
        `-ERR 'Permissions Violation for Subscription to "a..b"'\r\n`,
    );
    assert.deepEqual([...peer.connection.subscriptions.keys()], ['1', '4']);
  });

  it('are told to the log once for each subject', async () => {
    const to = broker({ none: { publish: { allow: [] }, subscribe: { deny: '>' } } });
    const peer = await join(to, 'none', { name: 'n' });
    await peer.say(`${pub('a').repeat(3)}${pub('b')}SUB a 1\r\nSUB a 2\r\nSUB a q 3\r\n`);
    const who = 'ERR 192.0.2.1:4711 - cid:1 - "n" - "$G/user:none" -';
    assert.deepEqual(to.log, [
      `${who} Publish Violation - Subject "a"`,
      `${who} Publish Violation - Subject "b"`,
      `${who} Subscription Violation - Subject "a", SID 1`,
      `${who} Subscription Violation - Subject "a", Queue: "q", SID 3`,
    ]);
  });

  it('do not let a client fill the log', async () => {
    const to = broker({ none: { publish: { allow: [] } } });
    const peer = await join(to, 'none');
    const all = Array.from({ length: 1_000 }, (_, i) => pub(`x.${i}`)).join('');
    assert.equal((await peer.say(all)).match(/-ERR/g)?.length, 1_000);
    assert.equal(to.log.length, 129);
    assert.match(to.log.at(-1)!, /Further violations of this connection are not logged$/);
  });

  describe('keep denied messages from wider subscriptions', () => {
    const rules = { some: { subscribe: { deny: ['no', 'part.no', 'g q'] } }, all: {} };

    it('plain ones', async () => {
      const to = broker(rules);
      const [peer, publisher] = [await join(to, 'some'), await join(to, 'all')];
      await peer.say('SUB > 1\r\nSUB part.* 2\r\n');
      await publisher.say(pub('no') + pub('part.no') + pub('part.ok') + pub('g'));
      assert.equal(
        await peer.hear(),
        'MSG part.ok 1 0\r\n\r\nMSG part.ok 2 0\r\n\r\nMSG g 1 0\r\n\r\n',
      );
    });

    it('members of a group, so that another one gets the message', async () => {
      const to = broker(rules);
      const [peer, other] = [await join(to, 'some'), await join(to, 'all')];
      const publisher = await join(to, 'all');
      await peer.say('SUB * q 1\r\n');
      await other.say('SUB * q 2\r\n');
      await publisher.say(pub('g').repeat(20));
      assert.equal((await other.hear()).split('MSG').length, 21);
      assert.equal(await peer.hear(), '');
    });

    it('and do not count them', async () => {
      const to = broker(rules);
      const [peer, publisher] = [await join(to, 'some'), await join(to, 'all')];
      await peer.say('SUB > 1\r\nUNSUB 1 1\r\n');
      await publisher.say(pub('no'));
      assert.equal(await peer.hear(), '');
      await publisher.say(pub('yes'));
      assert.equal(await peer.hear(), 'MSG yes 1 0\r\n\r\n');
      assert.equal(clientSubscriptionsIn(to.account), 0);
    });

    it('and take a message that only they would hear for one that nobody hears', async () => {
      const to = broker(rules);
      const [peer, publisher] = [
        await join(to, 'some'),
        await join(to, 'all', { headers: true, no_responders: true }),
      ];
      await peer.say('SUB > 1\r\n');
      assert.match(await publisher.say(`SUB r 1\r\n${pub('no', 'r')}`), /^HMSG r 1 .* 503/s);
    });
  });

  describe('that allow responses', () => {
    const denied = (subject: string): string =>
      `-ERR 'Permissions Violation for Publish to "${subject}"'\r\n`;

    it('let a request be answered, once', async () => {
      const to = broker({ service: { allowResponses: true }, all: {} });
      const [service, client] = [await join(to, 'service'), await join(to, 'all')];
      await service.say('SUB req 1\r\n');
      await client.say(`SUB r.* 1\r\n${pub('req', 'r.1')}${pub('req', 'r.2')}${pub('req')}`);
      assert.equal(await service.say(pub('r.1') + pub('r.1')), answers() + denied('r.1'));
      assert.equal(await service.say(pub('r.3') + pub('req')), denied('r.3') + denied('req'));
      assert.equal(await service.say(pub('r.2')), '');
      assert.equal(await client.hear(), 'MSG r.1 1 0\r\n\r\nMSG r.2 1 0\r\n\r\n');
    });

    /** What the service heard before: three requests. */
    function answers(): string {
      return 'MSG req 1 r.1 0\r\n\r\nMSG req 1 r.2 0\r\n\r\nMSG req 1 0\r\n\r\n';
    }

    it('leave what may be published anyway uncounted', async () => {
      const to = broker({ service: { publish: 'r.>', allowResponses: true }, all: {} });
      const [service, client] = [await join(to, 'service'), await join(to, 'all')];
      await service.say('SUB req 1\r\n');
      await client.say(pub('req', 'r.1') + pub('req', 'x'));
      await service.hear();
      assert.equal(await service.say(pub('r.1').repeat(3) + pub('x').repeat(2)), denied('x'));
    });

    it('let no subject be published to that is denied and no reply', async () => {
      const to = broker({ service: { publish: { deny: 'r' }, allowResponses: true }, all: {} });
      const [service, client] = [await join(to, 'service'), await join(to, 'all')];
      await service.say('SUB req 1\r\n');
      assert.equal(await service.say(pub('r')), denied('r'));
      await client.say(pub('req', 'r'));
      await service.hear();
      assert.equal(await service.say(pub('r')), '', 'it was asked to');
    });

    it('let nobody answer what another one was asked', async () => {
      const to = broker({ service: { allowResponses: true }, all: {} });
      const [asked, other] = [await join(to, 'service'), await join(to, 'service')];
      const client = await join(to, 'all');
      await asked.say('SUB req 1\r\n');
      await client.say(pub('req', 'r'));
      assert.equal(await other.say(pub('r')), denied('r'));
    });
  });
});
