import assert from 'node:assert/strict';
import { AccountEvents } from '../../../src/server/system/account-events.ts';
import { requestSubjects } from '../../../src/server/system/request-subjects.ts';
import { Requests } from '../../../src/server/system/requests.ts';
import { countSubscribers } from '../../../src/server/system/subscriber-counts.ts';
import { System } from '../../../src/server/system/system.ts';
import { Broker } from '../../support/broker.ts';
import { around, view } from '../monitor/view.ts';

const login = {
  accounts: {
    $SYS: {
      users: [{ user: 'sys', password: 'p' }],
      exports: [{ service: '$SYS.DEBUG.SUBSCRIBERS' }],
    },
    A: {
      users: [{ user: 'a', password: 'p' }],
      imports: [{ service: { account: '$SYS', subject: '$SYS.DEBUG.SUBSCRIBERS' } }],
    },
  },
};

describe('Requests', () => {
  const start = () => {
    const broker = new Broker({}, { login });
    const system = new System({
      messages: broker.messages,
      view: view({ id: 'NID' }),
      account: () => broker.accounts.system,
    });
    const requests = new Requests({
      system,
      view: view({ id: 'NID' }),
      accountEvents: new AccountEvents(system),
      surroundings: () => around,
      sendStatsz: () => undefined,
      control: {
        kick: () => undefined,
        sendAway: () => undefined,
        reload: () => Promise.resolve(),
        user: () => undefined,
        account: (name) => broker.accounts.get(name),
      },
    });
    for (const [subject, handle] of requests.handlers()) system.subscribe(subject, handle);
    return { broker, requests };
  };

  it('answer each subject that a server listens to, and no other', () => {
    const { requests } = start();
    assert.deepEqual([...requests.handlers().keys()].sort(), requestSubjects('NID').sort());
  });

  it('count the subscribers in the account of who asks', async () => {
    const { broker } = start();
    const [sys, a] = await Promise.all(
      ['sys', 'a'].map((user) =>
        broker.connect({ user, pass: 'p', verbose: false, headers: true }),
      ),
    );
    await a!.say('SUB in 1\r\nSUB foo.* 2\r\nSUB foo.bar q 3\r\n');
    for (const [peer, payload, wanted] of [
      [a!, 'foo.bar', '2'],
      [a!, 'foo.bar q', '1'],
      [a!, ' foo.> ', '2'],
      [sys!, 'foo.bar', '0'],
    ] as const) {
      if (peer === sys) await sys.say('SUB in 1\r\n');
      const ask = `PUB $SYS.DEBUG.SUBSCRIBERS in ${payload.length}\r\n${payload}\r\n`;
      const heard = (await peer.say(ask)) + (await peer.hear());
      assert.equal(heard, `MSG in 1 1\r\n${wanted}\r\n`, payload);
    }
  });

  it('answer other servers with their part of a sum', async () => {
    const { broker } = start();
    const a = await broker.connect({ user: 'a', pass: 'p', verbose: false });
    await a.say('SUB work q 1\r\nSUB work 2\r\n');
    const sys = await broker.connect({ user: 'sys', pass: 'p', verbose: false });
    await sys.say('SUB in 1\r\n');
    for (const [body, wanted] of [
      ['{"acc":"A","subject":"work"}', 'MSG in 1 1\r\n2\r\n'],
      ['{"acc":"A","subject":"work","queue":"cQ=="}', 'MSG in 1 1\r\n1\r\n'],
      ['{"acc":"$G","subject":"work"}', ''],
      ['{"acc":"nope","subject":"work"}', ''],
    ] as const) {
      const ask = `PUB $SYS.REQ.ACCOUNT.NSUBS in ${body.length}\r\n${body}\r\n`;
      assert.equal((await sys.say(ask)) + (await sys.hear()), wanted, body);
    }
  });
});

describe('countSubscribers', () => {
  it('does not count what the server hears itself', async () => {
    const broker = new Broker();
    broker.messages.subscribe(broker.account, 'foo', () => undefined);
    const peer = await broker.connect({ verbose: false });
    await peer.say('SUB foo 1\r\nSUB foo q 2\r\nSUB bar 3\r\n');
    assert.equal(countSubscribers(broker.account, 'foo'), 2);
    assert.equal(countSubscribers(broker.account, 'foo', 'q'), 1);
    assert.equal(countSubscribers(broker.account, '*'), 3);
    assert.equal(countSubscribers(broker.account, 'b*'), 0);
  });
});
