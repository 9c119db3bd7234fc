// A server in its system account, as its owner and its users see it.
import assert from 'node:assert/strict';
import { NatsxError } from '../../../src/base/errors.ts';
import { Server, type StartOptions } from '../../../src/server/server.ts';
import { LogRecorder } from '../../support/log-recorder.ts';
import { RawClient } from '../../support/raw-client.ts';

const ACCOUNTS = {
  $SYS: { users: [{ user: 'sys', password: 'p' }] },
  A: {
    users: [
      { user: 'a', password: 'p' },
      {
        user: 'limited',
        password: 'p',
        permissions: {
          publish: { allow: ['foo', '$SYS.REQ.>'], deny: 'foo.no' },
          subscribe: { deny: 'no q' },
          allowResponses: { max: 3, expiresMs: 2_000 },
        },
      },
    ],
  },
};

type Json = Record<string, unknown>;

describe('A server in its system account', () => {
  let server: Server;
  let clients: RawClient[];

  const start = async (options: StartOptions = {}): Promise<void> => {
    server = await Server.start({
      port: 0,
      host: '127.0.0.1',
      serverName: 'S',
      accounts: ACCOUNTS,
      ...options,
    });
    clients = [];
  };
  const join = async (user: string, more: Json = {}): Promise<RawClient> => {
    const client = await RawClient.connect(server.port);
    clients.push(client);
    const said = { user, pass: 'p', verbose: false, protocol: 1, headers: true, ...more };
    client.send(`CONNECT ${JSON.stringify({ ...said, no_responders: true })}\r\n`);
    await client.settle();
    await client.expectInfo();
    return client;
  };
  /** Someone of the system account who hears `subject`. */
  const watch = async (subject: string): Promise<RawClient> => {
    const client = await join('sys');
    client.send(`SUB ${subject} 1\r\n`);
    await client.settle();
    return client;
  };
  /** The next message on a subject of this end. */
  const next = async (client: RawClient, end: string): Promise<Json> => {
    const isIt = (frame: string): boolean =>
      frame.startsWith('MSG ') && subjectOf(frame).endsWith(end);
    await client.waitFor((frames) => frames.some(isIt), end);
    return payloadOf(client.takeFrames().find(isIt)!);
  };
  let asked = 0;
  const ask = async (client: RawClient, subject: string, payload = ''): Promise<Json> => {
    const inbox = `_INBOX.${++asked}`;
    const name = subject.replace('<id>', server.id);
    client.send(
      `SUB ${inbox} ${inbox}\r\nPUB ${name} ${inbox} ${payload.length}\r\n${payload}\r\n`,
    );
    return next(client, inbox);
  };

  afterEach(async () => {
    for (const client of clients) client.destroy();
    await server.stop();
  });

  it('tells of a failed login in the account that the client is in, too', async () => {
    await start({ authorization: { users: [{ user: 'g', password: 'p' }] } });
    const owner = await watch('$SYS.SERVER.>');
    const g = await join('g');
    g.send('SUB $SYS.ACCOUNT.CLIENT.AUTH.ERR 1\r\n');
    await g.settle();
    const stranger = await RawClient.connect(server.port);
    clients.push(stranger);
    stranger.send('CONNECT {"user":"x","pass":"y"}\r\n');
    await stranger.closed;
    for (const told of [await next(g, 'AUTH.ERR'), await next(owner, 'AUTH.ERR')]) {
      const { reason, client, type } = told as { reason: string; client: Json; type: string };
      assert.deepEqual(
        [reason, client['acc'], client['user'], type],
        ['Authentication Failure', '$G', 'x', 'io.nats.server.advisory.v1.client_disconnect'],
      );
    }
  });

  it('tells who leaves why, and what he sent and got', async () => {
    await start();
    const owner = await watch('$SYS.ACCOUNT.>');
    const a = await join('a', { name: 'n', lang: 'l', version: '1' });
    a.send('SUB foo 1\r\nPUB foo 2\r\nhi\r\nPUB bar 3\r\n123\r\n');
    await a.settle();
    await a.close();
    const { client, sent, received, reason } = await next(owner, 'A.DISCONNECT');
    const { name, lang, ver, kind, client_type: type, name_tag: tag } = client as Json;
    assert.deepEqual([name, lang, ver, kind, type, tag], ['n', 'l', '1', 'Client', 'nats', 'A']);
    assert.deepEqual(
      [sent, received, reason],
      [{ msgs: 2, bytes: 5 }, { msgs: 1, bytes: 2 }, 'Client Closed'],
    );
  });

  it('tells that it is about to go', async () => {
    await start();
    const owner = await watch('$SYS.SERVER.*.*');
    void server.lameDuckShutdown({ lameDuckGracePeriodMs: 1, lameDuckDurationMs: 2 });
    assert.equal((await next(owner, '.LAMEDUCK'))['id'], server.id);
  });

  it('tells that it goes, and nothing after that', async () => {
    await start();
    const owner = await watch('$SYS.>');
    await join('a');
    await server.stop();
    await owner.closed;
    const told = owner.takeFrames().filter((frame) => frame.startsWith('MSG '));
    assert.equal(subjectOf(told.at(-1)!), `$SYS.SERVER.${server.id}.SHUTDOWN`);
    assert.equal(payloadOf(told.at(-1)!)['name'], 'S');
  });

  it('throws a client out', async () => {
    await start();
    const [owner, a] = [await watch('$SYS.ACCOUNT.A.DISCONNECT'), await join('a')];
    const cid = String(a.info['client_id']);
    assert.deepEqual(Object.keys(await ask(owner, '$SYS.REQ.SERVER.<id>.KICK', `{"cid":${cid}}`)), [
      'server',
    ]);
    await a.closed;
    assert.deepEqual((await ask(owner, '$SYS.REQ.SERVER.<id>.KICK', `{"cid":${cid}}`))['error'], {
      code: 500,
      description: 'no such client or leafnode id',
    });
    assert.equal(server.closedConnections.countsByReason.get('Kicked'), 1);
  });

  it('sends a client away that understands it', async () => {
    await start();
    const [owner, a, deaf] = [
      await join('sys'),
      await join('a'),
      await RawClient.connect(server.port),
    ];
    clients.push(deaf);
    await ask(owner, '$SYS.REQ.SERVER.<id>.LDM', `{"cid":${String(a.info['client_id'])}}`);
    assert.equal((await a.expectInfo())['ldm'], true);
    const cid = String(deaf.info['client_id']);
    assert.deepEqual((await ask(owner, '$SYS.REQ.SERVER.<id>.LDM', `{"cid":${cid}}`))['error'], {
      code: 500,
      description:
        'client does not support Lame Duck Mode or is not ready to receive the notification',
    });
  });

  it('has who runs it read the configuration again', async () => {
    let isWrong = false;
    let reloads = 0;
    await start({
      reload: () => {
        reloads++;
        return isWrong ? Promise.reject(new NatsxError('ERR_CONF', 'nonsense')) : Promise.resolve();
      },
    });
    const owner = await join('sys');
    assert.deepEqual(Object.keys(await ask(owner, '$SYS.REQ.SERVER.<id>.RELOAD')), ['server']);
    isWrong = true;
    assert.deepEqual((await ask(owner, '$SYS.REQ.SERVER.<id>.RELOAD'))['error'], {
      code: 500,
      description: 'nonsense',
    });
    // Not for this server; and who wants no answer gets nothing done.
    const others = '{"server_name":"other"}';
    owner.send(`PUB $SYS.REQ.SERVER.${server.id}.RELOAD in ${others.length}\r\n${others}\r\n`);
    owner.send(`PUB $SYS.REQ.SERVER.${server.id}.RELOAD 0\r\n\r\n`);
    await ask(owner, '$SYS.REQ.SERVER.PING');
    assert.equal(reloads, 2);
  });

  it('says that nobody reads its configuration again', async () => {
    await start();
    const { error } = await ask(await join('sys'), '$SYS.REQ.SERVER.<id>.RELOAD');
    assert.deepEqual(error, {
      code: 500,
      description: 'the program that runs this server does not read its configuration again',
    });
  });

  it('tells a user who he is and what he may do', async () => {
    await start();
    const { data: all } = await ask(await join('a'), '$SYS.REQ.USER.INFO');
    assert.deepEqual(all, { user: 'a', account: 'A', account_name: 'A' });
    const { data: some } = await ask(await join('limited'), '$SYS.REQ.USER.INFO');
    assert.deepEqual((some as Json)['permissions'], {
      publish: { allow: ['foo', '$SYS.REQ.>'], deny: ['foo.no'] },
      subscribe: { deny: ['no q'] },
      responses: { max: 3, ttl: 2_000_000_000 },
    });
  });

  it('tells the users of an account of their account alone', async () => {
    await start();
    const [a] = [await join('a', { name: 'me' }), await join('sys')];
    const { data: conns } = await ask(a, '$SYS.REQ.SERVER.PING.CONNZ', '{"acc":"$SYS"}');
    const { connections } = conns as { connections: Json[] };
    assert.deepEqual(
      connections.map(({ name }) => name),
      ['me'],
    );
    const { data: statz } = await ask(a, '$SYS.REQ.ACCOUNT.PING.STATZ', '{"accounts":["$SYS"]}');
    const { account_statz: accounts } = statz as { account_statz: Json[] };
    assert.deepEqual(
      accounts.map(({ acc }) => acc),
      ['A'],
    );
  });

  it('tells how it is, soon after its start and when it is asked', async () => {
    await start();
    const owner = await watch('$SYS.SERVER.*.STATSZ');
    const { statsz, server: info } = await next(owner, '.STATSZ');
    assert.deepEqual(
      [(statsz as Json)['connections'], (info as Json)['id'], (info as Json)['host']],
      [1, server.id, '127.0.0.1'],
    );
    owner.send('PUB $SYS.REQ.SERVER.PING 0\r\n\r\n');
    await next(owner, '.STATSZ');
  });

  it('logs what passes in the system account only if that is wanted', async () => {
    for (const traceVerbose of [false, true]) {
      const log = new Tracing();
      await start({ logger: log, traceVerbose });
      await ask(await join('sys'), '$SYS.REQ.SERVER.PING.IDZ');
      assert.equal(log.text.includes('SYSTEM - ->> [MSG $SYS.REQ.SERVER.PING.IDZ'), traceVerbose);
      if (!traceVerbose) await server.stop();
    }
  });

  it('answers nobody without a system account', async () => {
    await start({ accounts: { A: ACCOUNTS.A }, noSystemAccount: true });
    const a = await join('a');
    a.send('SUB in 1\r\nPUB $SYS.REQ.SERVER.PING in 0\r\n\r\n');
    await a.expect(/HMSG in 1 \d+ \d+\r\nNATS\/1.0 503\r\n/);
    assert.equal(server.counters.subscriptions, 1);
  });

  it('survives what a user of the system account may make up', async () => {
    await start();
    const owner = await join('sys');
    const header = 'NATS/1.0\r\nNats-Request-Info: {nonsense\r\nAccept-Encoding: ,\r\n\r\n';
    for (const subject of [
      ...['$SYS.DEBUG.SUBSCRIBERS', '$SYS.REQ.USER.x.INFO', '$SYS.REQ.ACCOUNT.NSUBS'],
      ...['$SYS.REQ.SERVER.PING.CONNZ', '$SYS.REQ.ACCOUNT.x.CONNS', '$SYS.REQ.SERVER.PING'],
    ]) {
      const body = '{"tags":[{}],"acc":7}';
      owner.send(
        `HPUB ${subject} in ${header.length} ${header.length + body.length}\r\n${header}${body}\r\n`,
      );
    }
    await ask(owner, '$SYS.REQ.SERVER.PING.HEALTHZ');
    assert.equal(server.counters.connections, 1);
  });
});

class Tracing extends LogRecorder {
  override readonly isTrace = true;
}

function subjectOf(frame: string): string {
  return frame.split(' ')[1]!;
}

function payloadOf(frame: string): Json {
  return JSON.parse(frame.slice(frame.indexOf('\r\n') + 2)) as Json;
}
