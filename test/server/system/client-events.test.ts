import assert from 'node:assert/strict';
import { ClientEvents } from '../../../src/server/system/client-events.ts';
import { System } from '../../../src/server/system/system.ts';
import { Broker } from '../../support/broker.ts';
import { view } from '../monitor/view.ts';

describe('ClientEvents', () => {
  const start = async () => {
    const accounts = {
      $SYS: { users: [{ user: 'sys', password: 'p' }] },
      A: {},
      Zoë: { users: [{ user: 'z', password: 'p' }] },
    };
    const broker = new Broker({}, { login: { accounts } });
    const system = new System({
      messages: broker.messages,
      view: view({ id: 'NID' }),
      account: () => broker.accounts.system,
    });
    const sys = await broker.connect({ user: 'sys', pass: 'p', verbose: false });
    await sys.say('SUB $SYS.> 1\r\n');
    const { connection } = await broker.connect({ name: 'n', lang: 'l', verbose: false });
    /** What was heard: subjects and payloads. */
    const heard = async (): Promise<[string, Record<string, unknown>][]> =>
      [...(await sys.hear()).matchAll(/MSG (\S+) .*\r\n(\{.*\})\r\n/g)].map(([, subject, json]) => [
        subject!,
        JSON.parse(json!) as Record<string, unknown>,
      ]);
    return { broker, events: new ClientEvents(system, 'NID'), connection, heard };
  };

  it('tell who came, in the order of nats-server', async () => {
    const { events, connection, heard } = await start();
    events.connected(connection);
    const [[subject, event]] = (await heard()) as [[string, Record<string, unknown>]];
    assert.equal(subject, '$SYS.ACCOUNT.$G.CONNECT');
    assert.deepEqual(Object.keys(event), ['type', 'id', 'timestamp', 'server', 'client']);
    assert.deepEqual(Object.keys(event['client'] as object), [
      ...['start', 'host', 'id', 'acc', 'name', 'lang', 'name_tag', 'kind', 'client_type'],
    ]);
  });

  it('name accounts as the wire does: in UTF-8', async () => {
    const { broker, events, heard } = await start();
    const { connection } = await broker.connect({ user: 'z', pass: 'p', verbose: false });
    events.connected(connection);
    const [[subject]] = (await heard()) as [[string, unknown]];
    assert.equal(Buffer.from(subject, 'latin1').toString('utf8'), '$SYS.ACCOUNT.Zoë.CONNECT');
  });

  it('tell who went, when, why, and how far away he was', async () => {
    const { events, connection, heard } = await start();
    events.disconnected(connection, 'Stale Connection');
    const [[subject, event]] = (await heard()) as [[string, Record<string, unknown>]];
    assert.equal(subject, '$SYS.ACCOUNT.$G.DISCONNECT');
    assert.deepEqual(Object.keys(event), [
      ...['type', 'id', 'timestamp', 'server', 'client', 'sent', 'received', 'reason'],
    ]);
    const { rtt, stop } = event['client'] as { rtt: number; stop: string };
    assert.ok(rtt > 0);
    assert.equal(stop, event['timestamp']);
  });

  it('tell the account of who was turned away that somebody else decided about', async () => {
    const { broker, events, connection, heard } = await start();
    const account = broker.accounts.get('A')!;
    let told = 0;
    broker.messages.subscribe(account, '$SYS.ACCOUNT.CLIENT.AUTH.ERR', () => {
      told++;
    });
    events.refused(connection, 'because', account);
    // The server's own ears do not count: nothing is made for them.
    assert.equal(told, 0);
    assert.deepEqual(
      (await heard()).map(([subject, { reason }]) => [subject, reason]),
      [['$SYS.SERVER.NID.CLIENT.AUTH.ERR', 'because']],
    );
  });
});
