import assert from 'node:assert/strict';
import type { HeardMessage } from '../../../src/server/internal/internal-messages.ts';
import { Broker } from '../../support/broker.ts';
import { turnEnd } from '../../support/turn.ts';

describe('InternalMessages', () => {
  it('hears what clients publish, as a copy, when the turn has ended', async () => {
    const broker = new Broker();
    const heard: HeardMessage[] = [];
    broker.messages.subscribe(broker.account, 'a.*', (message) => void heard.push(message));
    const peer = await broker.connect({ verbose: false, headers: true });
    peer.wire.receive('PUB a.b in 2\r\nhi\r\nHPUB a.c 18 20\r\nNATS/1.0\r\nK: v\r\n\r\nho\r\n');
    assert.equal(heard.length, 0);
    await turnEnd();
    assert.deepEqual(
      heard.map(({ subject, reply, payload, headers, publisher }) => [
        ...[subject, reply, payload.toString(), headers.get('K')?.[0], publisher?.id],
      ]),
      [
        ['a.b', 'in', 'hi', undefined, peer.connection.id],
        ['a.c', '', 'ho', 'v', peer.connection.id],
      ],
    );
  });

  it('publishes when the turn has ended, with reply and headers', async () => {
    const broker = new Broker();
    const peer = await broker.connect({ verbose: false, headers: true });
    await peer.say('SUB a 1\r\n');
    broker.messages.publish(broker.account, 'a', 'hi');
    assert.equal(peer.wire.take(), '');
    assert.equal(await peer.hear(), 'MSG a 1 2\r\nhi\r\n');
    broker.messages.publish(broker.account, 'a', Buffer.from('ho'), {
      reply: 'in',
      headers: { A: '1', B: '2' },
    });
    assert.equal(await peer.hear(), 'HMSG a 1 in 24 26\r\nNATS/1.0\r\nA: 1\r\nB: 2\r\n\r\nho\r\n');
  });

  it('publishes what waits at once, when the server ends', async () => {
    const broker = new Broker();
    const peer = await broker.connect({ verbose: false });
    await peer.say('SUB a 1\r\n');
    broker.messages.publish(broker.account, 'a', 'bye');
    broker.messages.flush();
    assert.equal(await peer.hear(), 'MSG a 1 3\r\nbye\r\n');
  });

  it('does not hear itself, and is nobody who listens', async () => {
    const broker = new Broker();
    let heard = 0;
    const end = broker.messages.subscribe(broker.account, '>', () => {
      heard++;
    });
    assert.equal(broker.messages.isHeard(broker.account, 'a'), false);
    broker.messages.publish(broker.account, 'a', 'hi');
    await turnEnd();
    assert.equal(heard, 0);
    const peer = await broker.connect({ verbose: false });
    await peer.say('SUB a 1\r\n');
    assert.equal(broker.messages.isHeard(broker.account, 'a'), true);
    end();
    await peer.say('PUB b 0\r\n\r\n');
    assert.equal(heard, 0);
  });

  it('may be asked by a client that it answers', async () => {
    const broker = new Broker();
    broker.messages.subscribe(broker.account, 'q', ({ reply, account }) =>
      broker.messages.publish(account, reply, 'yes'),
    );
    const peer = await broker.connect({ verbose: false });
    const heard = await peer.say('SUB in 1\r\nPUB q in 0\r\n\r\n');
    assert.equal(heard + (await peer.hear()), 'MSG in 1 3\r\nyes\r\n');
  });

  it('shares requests with the other members of its queue group', async () => {
    const broker = new Broker();
    let heard = 0;
    broker.messages.subscribe(
      broker.account,
      'q',
      () => {
        heard++;
      },
      'group',
    );
    broker.messages.subscribe(
      broker.account,
      'q',
      () => {
        heard++;
      },
      'group',
    );
    const peer = await broker.connect({ verbose: false });
    await peer.say('PUB q 0\r\n\r\n'.repeat(10));
    assert.equal(heard, 10);
  });

  it('lets the log tell what a handler threw, and goes on', async () => {
    const broker = new Broker();
    broker.messages.subscribe(broker.account, 'now', () => {
      throw new Error('at once');
    });
    broker.messages.subscribe(broker.account, 'later', () => Promise.reject(new Error('later')));
    const peer = await broker.connect({ verbose: false });
    await peer.say('PUB now 0\r\n\r\nPUB later 0\r\n\r\n');
    await turnEnd();
    assert.deepEqual(broker.log, [
      'ERR Error handling now: at once',
      'ERR Error handling later: later',
    ]);
  });

  it('takes 16 MiB of requests a turn: who asks then finds nobody', async () => {
    const broker = new Broker({ maxPayload: 12_000_000, maxPending: 100_000_000 });
    let heard = 0;
    broker.messages.subscribe(broker.account, 'q', () => {
      heard++;
    });
    const peer = await broker.connect({ verbose: false, headers: true, no_responders: true });
    const payload = 'x'.repeat(9_000_000);
    const request = `PUB q in ${payload.length}\r\n${payload}\r\n`;
    const answer = await peer.say(`SUB in 1\r\n${request}${request}${request}`);
    assert.equal(answer.split(' 503').length - 1, 2);
    assert.equal(heard, 1);
    assert.deepEqual(broker.log, [
      'WRN Too many requests to the server at a time: some are not answered',
    ]);
    assert.equal(await peer.say(request), '');
    assert.equal(heard, 2);
  });

  it('keeps 64 MiB to say, and loses what is more', async () => {
    const broker = new Broker({ maxPending: 1_000_000_000 });
    const peer = await broker.connect({ verbose: false });
    await peer.say('SUB a 1\r\n');
    const payload = Buffer.alloc(30_000_000);
    for (let i = 0; i < 4; i++) broker.messages.publish(broker.account, 'a', payload);
    assert.equal((await peer.hear()).split('MSG a').length - 1, 2);
    assert.deepEqual(broker.log, [
      "WRN Too many messages of the server's own at a time: some are lost",
    ]);
    broker.messages.publish(broker.account, 'a', 'hi');
    assert.equal(await peer.hear(), 'MSG a 1 2\r\nhi\r\n');
  });

  it('is traced under the name of what it is', async () => {
    const broker = new Broker({}, { traces: true });
    const system = broker.accounts.system!;
    broker.messages.subscribe(broker.account, 'q', () => undefined);
    broker.messages.subscribe(system, 's', () => undefined, 'g');
    broker.messages.publish(system, 'event', 'hi', { reply: 'in' });
    const peer = await broker.connect({ verbose: false });
    await peer.say('PUB q 2\r\nho\r\n');
    const lines = broker.log.filter((line) => /^TRC (SYSTEM|ACCOUNT)/.test(line));
    assert.deepEqual(lines, [
      'TRC ACCOUNT - <<- [SUB q  1]',
      'TRC SYSTEM - <<- [SUB s g 2]',
      'TRC SYSTEM - <<- [PUB event in 2]',
      'TRC SYSTEM - <<- MSG_PAYLOAD: ["hi"]',
      'TRC ACCOUNT - ->> [MSG q  2]',
      'TRC ACCOUNT - ->> MSG_PAYLOAD: ["ho"]',
    ]);
  });
});
