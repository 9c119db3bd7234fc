import assert from 'node:assert/strict';
import { connect, type NatsConnection, type Subscription } from '@nats-io/transport-node';
import { Session } from '../../src/nats-client/session.ts';
import { Server } from '../../src/server/server.ts';
import { ask, askAll, errorOf, type Answer } from '../../src/system-client/ask.ts';

describe('asking servers', () => {
  let server: Server;
  let responder: NatsConnection;
  let session: Session;
  before(async () => {
    server = await Server.start({ port: 0, noSystemAccount: true });
    responder = await connect({ servers: server.url });
    session = await Session.open({
      servers: server.url,
      name: 'test',
      tls: {},
      timeoutMs: 2000,
      reconnects: 0,
    });
  });
  after(async () => {
    await session.close();
    await responder.close();
    await server.stop();
  });

  const subscriptions: Subscription[] = [];
  afterEach(() => {
    for (const subscription of subscriptions.splice(0)) subscription.unsubscribe();
  });

  /** Answers to a subject, until the test is over. */
  async function answering(subject: string, ...answers: unknown[]): Promise<void> {
    const subscription = responder.subscribe(`$SYS.REQ.${subject}`, {
      callback: (_error, message) => {
        for (const answer of answers) {
          message.respond(typeof answer === 'string' ? answer : JSON.stringify(answer));
        }
      },
    });
    subscriptions.push(subscription);
    await responder.flush();
  }

  const identity = (id: string) => ({ id, name: id, host: 'h', ver: '2', time: '' });

  it('gives the answers as they come, and ends when there are enough', async () => {
    await answering(
      'SERVER.PING',
      { server: identity('A'), statsz: { cores: 1 } },
      { server: identity('B'), statsz: { cores: 2 } },
      { server: identity('C'), statsz: { cores: 3 } },
    );
    const question = { endpoint: 'STATSZ', timeoutMs: 60_000, expect: 2 } as const;
    const answers = await askAll(session, question);
    assert.deepEqual(
      answers.map(({ server: { id }, data }) => [id, data.cores]),
      [
        ['A', 1],
        ['B', 2],
      ],
    );
  });

  it('ends when no more come, long before the timeout', async () => {
    await answering('SERVER.PING', { server: identity('A'), statsz: {} });
    assert.equal((await askAll(session, { endpoint: 'STATSZ', timeoutMs: 60_000 })).length, 1);
  });

  it('asks one server by its id', async () => {
    await answering('SERVER.NX.VARZ', {
      server: identity('NX'),
      data: { mem: 7 },
    });
    const question = { endpoint: 'VARZ', server: 'NX', timeoutMs: 60_000, expect: 1 } as const;
    assert.equal((await askAll(session, question))[0]!.data.mem, 7);
  });

  it('leaves out what no server says', async () => {
    await answering('SERVER.PING', 'hello', '[1]', 'null', '{"server":{}}', {
      server: identity('A'),
      statsz: {},
    });
    assert.equal((await askAll(session, { endpoint: 'STATSZ', timeoutMs: 60_000 })).length, 1);
  });

  it('tells the errors of servers apart', async () => {
    const error = { code: 400, description: 'bad options' };
    await answering('SERVER.PING.VARZ', { server: identity('A'), error });
    const told: string[] = [];
    const question = { endpoint: 'VARZ', timeoutMs: 60_000, expect: 1 } as const;
    const answers = await askAll(session, question, ({ name }, message) =>
      told.push(`${name}: ${message}`),
    );
    assert.deepEqual([answers, told], [[], ['A: bad options (400)']]);
    assert.equal(errorOf({}), undefined);
  });

  it('says which account it takes when nobody listens', async () => {
    const all = async () => {
      const answers: Answer[] = [];
      for await (const each of ask(session, { subject: 'NOBODY', timeoutMs: 60_000 })) {
        answers.push(each);
      }
    };
    await assert.rejects(all, {
      code: 'ERR_NOT_SYSTEM',
      message: /ensure the account used has system privileges/,
    });
  });

  it('waits no longer than it may', async () => {
    await answering('SERVER.PING.VARZ');
    assert.deepEqual(await askAll(session, { endpoint: 'VARZ', timeoutMs: 50 }), []);
    const signal = AbortSignal.timeout(50);
    assert.deepEqual(await askAll(session, { endpoint: 'VARZ', timeoutMs: 60_000, signal }), []);
  });
});
