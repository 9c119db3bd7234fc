import assert from 'node:assert/strict';
import { System } from '../../../src/server/system/system.ts';
import { Broker } from '../../support/broker.ts';
import { view } from '../monitor/view.ts';

const login = {
  accounts: {
    $SYS: { users: [{ user: 'sys', password: 'p' }] },
    A: { users: [{ user: 'a', password: 'p' }] },
  },
};

describe('System', () => {
  const start = () => {
    const broker = new Broker({}, { login });
    const system = new System({
      messages: broker.messages,
      view: view({ name: 'S' }),
      account: () => broker.accounts.system,
    });
    const join = async (user: string) => {
      const peer = await broker.connect({ user, pass: 'p', verbose: false, headers: true });
      peer.wire.take();
      return peer;
    };
    return { broker, system, join };
  };

  it('makes nothing of what nobody hears', async () => {
    const { system, join } = start();
    let made = 0;
    const payload = (): object => ({ made: ++made });
    system.publish('a', payload);
    const sys = await join('sys');
    await sys.say('SUB a 1\r\n');
    system.publish('a', payload);
    system.publish('b', payload);
    assert.equal(await sys.hear(), 'MSG a 1 10\r\n{"made":1}\r\n');
    assert.equal(made, 1);
  });

  it('speaks in its own account, or in the one it is told', async () => {
    const { broker, system, join } = start();
    const [sys, a] = [await join('sys'), await join('a')];
    await sys.say('SUB > 1\r\n');
    await a.say('SUB > 1\r\n');
    system.publish('x', 'to sys');
    system.publish('y', Buffer.from('to A'), { in: broker.accounts.get('A') });
    assert.equal(await sys.hear(), 'MSG x 1 6\r\nto sys\r\n');
    assert.equal(await a.hear(), 'MSG y 1 4\r\nto A\r\n');
  });

  it('answers where it was asked', async () => {
    const { broker, system, join } = start();
    const account = broker.accounts.get('A');
    const end = system.subscribe('q', (request) => system.reply(request, { ok: true }), {
      in: account,
    });
    const a = await join('a');
    const answer = await a.say('SUB in 1\r\nPUB q in 0\r\n\r\nPUB q 0\r\n\r\n');
    assert.equal(answer + (await a.hear()), 'MSG in 1 11\r\n{"ok":true}\r\n');
    end();
    assert.equal((await a.say('PUB q in 0\r\n\r\n')) + (await a.hear()), '');
  });

  it('asks, and gets the first answer', async () => {
    const { broker, system, join } = start();
    const a = await join('a');
    await a.say('SUB q 1\r\n');
    const account = broker.accounts.get('A');
    const answer = system.request('q', 'which?', { in: account, timeoutMs: 5_000 });
    const [, inbox = ''] = /^MSG q 1 (\S+) 6\r\nwhich\?\r\n$/.exec(await a.hear()) ?? [];
    assert.match(inbox, /^\$SYS\._INBOX\.\w{8}\.\w{8}$/);
    await a.say(`PUB ${inbox} 3\r\none\r\nPUB ${inbox} 3\r\ntwo\r\n`);
    const heard = await answer;
    assert.ok(typeof heard === 'object');
    assert.equal(heard.payload.toString(), 'one');
    assert.equal(account!.hasInterest(inbox), false);
  });

  it('tells that nobody is there, or that nobody answers', async () => {
    const { broker, system, join } = start();
    const account = broker.accounts.get('A');
    assert.equal(await system.request('q', '', { in: account, timeoutMs: 1 }), 'no responders');
    const a = await join('a');
    await a.say('SUB q 1\r\n');
    assert.equal(await system.request('q', '', { in: account, timeoutMs: 1 }), 'timeout');
  });

  it('numbers what it says of its server', () => {
    const { system } = start();
    const [one, two] = [system.serverInfo(), system.serverInfo()];
    assert.deepEqual([one.seq, two.seq, two.name], [1, 2, 'S']);
  });

  it('says nothing more when it is closed, but what was said before', async () => {
    const { system, join } = start();
    const sys = await join('sys');
    await sys.say('SUB a 1\r\n');
    system.publish('a', 'last');
    system.close();
    system.publish('a', 'too late');
    assert.equal(await sys.hear(), 'MSG a 1 4\r\nlast\r\n');
  });

  it('is deaf and dumb without a system account', async () => {
    const broker = new Broker();
    const system = new System({
      messages: broker.messages,
      view: view(),
      account: () => undefined,
    });
    system.subscribe('a', () => assert.fail())();
    system.publish('a', () => assert.fail());
    assert.equal(system.isHeard('a'), false);
    assert.equal(await system.request('a', '', { timeoutMs: 1 }), 'no responders');
  });
});
