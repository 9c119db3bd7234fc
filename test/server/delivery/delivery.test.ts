import assert from 'node:assert/strict';
import { Broker } from '../../support/broker.ts';

const QUIET = { verbose: false, pedantic: false };

describe('Delivery', () => {
  it('reaches everyone entitled, each in their own form', async () => {
    const broker = new Broker();
    const sender = await broker.connect({ ...QUIET, headers: true });
    const modern = await broker.connect({ ...QUIET, headers: true });
    const plain = await broker.connect(QUIET);
    await modern.say('SUB a.* 1\r\nSUB a.> 2\r\nSUB b 3\r\n');
    await plain.say('SUB a.x xyz\r\n');
    await sender.say('HPUB a.x r 5 7\r\nH\r\n\r\nhi\r\n');
    const heard = await modern.hear();
    assert.deepEqual(heard.match(/HMSG a\.x \d r 5 7\r\nH\r\n\r\nhi\r\n/g)?.sort(), [
      'HMSG a.x 1 r 5 7\r\nH\r\n\r\nhi\r\n',
      'HMSG a.x 2 r 5 7\r\nH\r\n\r\nhi\r\n',
    ]);
    assert.equal(heard.length, 2 * 'HMSG a.x 1 r 5 7\r\nH\r\n\r\nhi\r\n'.length);
    assert.equal(await plain.hear(), 'MSG a.x xyz r 2\r\nhi\r\n');
  });

  it('ends what is exhausted after the message, not during it', async () => {
    const broker = new Broker();
    const before = broker.account.subscriptionCount;
    const peer = await broker.connect(QUIET);
    const subs = Array.from({ length: 10 }, (_, i) => `SUB a ${i}\r\nUNSUB ${i} 1\r\n`).join('');
    const heard = await peer.say(`${subs}PUB a 0\r\n\r\nPUB a 0\r\n\r\n`);
    const expected = Array.from({ length: 10 }, (_, i) => `MSG a ${i} 0`);
    assert.deepEqual(heard.match(/MSG a \d 0/g)?.sort(), expected);
    assert.equal(broker.account.subscriptionCount, before);
  });

  it('counts only what was delivered', async () => {
    const broker = new Broker();
    const before = broker.account.subscriptionCount;
    const sender = await broker.connect({ ...QUIET, echo: false });
    await sender.say('SUB a 1\r\nUNSUB 1 1\r\nPUB a 0\r\n\r\nPUB a 0\r\n\r\n');
    const other = await broker.connect(QUIET);
    await other.say('PUB a 1\r\nx\r\n');
    assert.equal(await sender.hear(), 'MSG a 1 1\r\nx\r\n');
    assert.equal(broker.account.subscriptionCount, before);
  });

  it('leaves out who is closed, also for the rest of a turn', async () => {
    const broker = new Broker();
    const [slow, other] = [await broker.connect(QUIET), await broker.connect(QUIET)];
    await slow.say('SUB a q 1\r\n');
    await other.say('SUB a q 1\r\n');
    slow.connection.close('Client Closed');
    const heard = await other.say('PUB a 0\r\n\r\n'.repeat(20));
    assert.equal(heard, 'MSG a 1 0\r\n\r\n'.repeat(20));
    assert.equal(await slow.hear(), '');
  });
});
