import assert from 'node:assert/strict';
import { AccountEvents } from '../../../src/server/system/account-events.ts';
import { System } from '../../../src/server/system/system.ts';
import { Broker } from '../../support/broker.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { view } from '../monitor/view.ts';

describe('AccountEvents', () => {
  const clock = new FakeClock();
  beforeEach(() => clock.install());
  afterEach(() => clock.uninstall());

  const start = async () => {
    const login = {
      accounts: {
        $SYS: { users: [{ user: 'sys', password: 'p' }] },
        ...{ A: {}, B: {} },
      },
    };
    const broker = new Broker({}, { login });
    const system = new System({
      messages: broker.messages,
      view: view(),
      account: () => broker.accounts.system,
    });
    const events = new AccountEvents(system);
    const sys = await broker.connect({ user: 'sys', pass: 'p', verbose: false });
    await sys.say('SUB $SYS.> 1\r\nSUB in 2\r\n');
    /** The subjects heard, and how many connections they told of. */
    const heard = async (): Promise<string[]> =>
      [...(await sys.hear()).matchAll(/MSG (\S+) .*\r\n(\{.*\})\r\n/g)].map(
        ([, subject, json]) => `${subject} ${(JSON.parse(json!) as { conns: number }).conns}`,
      );
    const [a, b] = [broker.accounts.get('A')!, broker.accounts.get('B')!];
    return { broker, events, heard, a, b };
  };

  it('tells of every change, on the old subject and on the new', async () => {
    const { events, heard, a } = await start();
    a.clients = 2;
    events.connectionsChanged(a);
    assert.deepEqual(await heard(), [
      '$SYS.SERVER.ACCOUNT.A.CONNS 2',
      '$SYS.ACCOUNT.A.SERVER.CONNS 2',
    ]);
    a.clients = 0;
    events.connectionsChanged(a);
    assert.equal((await heard()).length, 2);
  });

  it('tells again every 30 s, as long as there are connections', async () => {
    const { events, heard, a, b } = await start();
    a.clients = 1;
    events.connectionsChanged(a);
    clock.pass(10_000);
    b.clients = 1;
    events.connectionsChanged(b);
    await heard();
    clock.pass(20_000);
    assert.deepEqual(await heard(), [
      '$SYS.SERVER.ACCOUNT.A.CONNS 1',
      '$SYS.ACCOUNT.A.SERVER.CONNS 1',
    ]);
    clock.pass(10_000);
    assert.deepEqual(await heard(), [
      '$SYS.SERVER.ACCOUNT.B.CONNS 1',
      '$SYS.ACCOUNT.B.SERVER.CONNS 1',
    ]);
    a.clients = 0;
    b.clients = 0;
    events.connectionsChanged(a);
    events.connectionsChanged(b);
    await heard();
    clock.pass(60_000);
    assert.deepEqual(await heard(), []);
  });

  it('waits anew after a change', async () => {
    const { events, heard, a } = await start();
    a.clients = 1;
    events.connectionsChanged(a);
    clock.pass(20_000);
    events.connectionsChanged(a);
    await heard();
    clock.pass(20_000);
    assert.deepEqual(await heard(), []);
    clock.pass(10_000);
    assert.equal((await heard()).length, 2);
  });

  it('says nothing of $G', async () => {
    const { broker, events, heard } = await start();
    broker.account.clients = 1;
    events.connectionsChanged(broker.account);
    assert.deepEqual(await heard(), []);
  });

  it('answers who asks, and him alone', async () => {
    const { events, heard, a } = await start();
    events.answer(a, 'in');
    assert.deepEqual(await heard(), ['in 0']);
  });

  it('stops', async () => {
    const { events, a } = await start();
    a.clients = 1;
    const before = clock.pending;
    events.connectionsChanged(a);
    events.stop();
    assert.equal(clock.pending, before);
  });
});
