// What a service decides, and what the server makes of it; test/interop/auth-callout compares with nats-server.
import assert from 'node:assert/strict';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { createAccount } from '../../../src/nkeys/index.ts';
import { Server, type StartOptions } from '../../../src/server/server.ts';
import {
  calloutUser,
  startCalloutService,
  type CalloutService,
} from '../../support/callout-service.ts';
import { LogRecorder } from '../../support/log-recorder.ts';
import { RawClient } from '../../support/raw-client.ts';

describe('auth callout', () => {
  const issuer = createAccount();
  const log = new LogRecorder();
  let server: Server;
  let service: CalloutService;

  const options = (more: object = {}): StartOptions => ({
    host: '127.0.0.1',
    port: 0,
    accounts: {
      AUTH: {
        users: [
          { user: 'auth', password: 'auth' },
          { user: 'watcher', password: 'w' },
        ],
      },
      APP: { users: [{ user: 'nobody', password: 'n' }] },
      OTHER: {},
    },
    authorization: {
      timeoutMs: 500,
      authCallout: {
        issuer: issuer.publicKey,
        account: 'AUTH',
        authUsers: ['auth', 'watcher'],
        ...more,
      },
    },
    noAuthUser: 'nobody',
    logger: log,
  });

  beforeEach(async () => {
    server = await Server.start(options());
    service = await startCalloutService({ port: server.port, user: 'auth', pass: 'auth' }, issuer);
    service.decide = (request) => ({
      user: calloutUser(issuer, request, (claims) => ({ ...claims, aud: 'APP', name: 'Joe' })),
    });
  });
  afterEach(async () => {
    await service.stop();
    await server.stop();
  });

  const open = (user = 'u'): Promise<NatsConnection> =>
    connect({ port: server.port, user, pass: 'p', reconnect: false });
  const accountOf = async (client: NatsConnection): Promise<string> =>
    (await client.request('$SYS.REQ.USER.INFO')).json<{ data: { account: string } }>().data.account;

  it('asks about a client that says nothing at all, before it may do anything', async () => {
    service.decide = () => ({ error: 'not you' });
    const client = await RawClient.connect(server.port);
    client.send('SUB a 1\r\nPUB a 1\r\nx\r\nPING\r\n');
    await client.expect("-ERR 'Authorization Violation'\r\n");
    assert.equal(service.requests.length, 1);
    assert.equal(service.requests[0]!.nats.connect_opts.user, 'nobody');
    await client.closed;
    assert.equal(client.unread, '');
  });

  it('keeps what a client says until it knows who it is', async () => {
    const client = await RawClient.connect(server.port);
    client.send('CONNECT {"user":"u","verbose":false}\r\nSUB a 1\r\nPUB a 1\r\nx\r\nPING\r\n');
    await client.expect('MSG a 1 1\r\nx\r\nPONG\r\n');
    await client.close();
  });

  it('lets nobody in while nobody answers, for as long as the timeout says', async () => {
    service.decide = () => undefined;
    await assert.rejects(open(), /Authorization Violation/);
    await log.until(/Authorization callout response not received in time on account "AUTH"/);
    await service.stop();
    await assert.rejects(open('v'), /Authorization Violation/);
  });

  it('tells the account of the service who was refused, and why', async () => {
    service.decide = () => ({ error: 'not you' });
    const watcher = await connect({ port: server.port, user: 'watcher', pass: 'w' });
    const events = watcher.subscribe('$SYS.ACCOUNT.CLIENT.AUTH.ERR', { max: 1 });
    await watcher.flush();
    await assert.rejects(open(), /Authorization Violation/);
    for await (const event of events) {
      const { reason, client } = event.json<{ reason: string; client: { user: string } }>();
      assert.equal(reason, 'Auth callout service returned an error: not you');
      assert.equal(client.user, 'u');
    }
    await watcher.close();
  });

  it('leaves who was let in alone on a reload, and asks nobody', async () => {
    const client = await open();
    const asked = service.requests.length;
    await server.reload(withoutLogger(options({ allowedAccounts: ['APP', 'OTHER'] })));
    assert.equal(await accountOf(client), 'APP');
    assert.equal(service.requests.length, asked);
    await client.close();
  });

  it('cuts who was let in by an issuer that counts no more', async () => {
    const client = await open();
    const closed = client.closed();
    await server.reload(withoutLogger(options({ issuer: createAccount().publicKey })));
    await closed;
    await assert.rejects(open(), /Authorization Violation/);
    await log.until(/Wrong issuer for auth callout response on account "AUTH", expected "A/);
  });

  it('cuts a user when his time is over', async () => {
    service.decide = (request) => ({
      user: calloutUser(issuer, request, (claims) => ({
        ...claims,
        aud: 'APP',
        exp: Math.floor(Date.now() / 1000) + 1,
      })),
    });
    const client = await open();
    assert.match(String(await client.closed()), /User Authentication Expired/i);
  });

  it('holds a user to the limits and the ways of its JWT', async () => {
    service.decide = (request) => ({
      user: calloutUser(issuer, request, (claims) => ({
        ...claims,
        aud: 'APP',
        nats: { ...claims.nats, payload: 10 },
      })),
    });
    const client = await open();
    assert.equal(await accountOf(client), 'APP');
    assert.equal(client.info?.max_payload, 10);
    await client.close();
    service.decide = (request) => ({
      user: calloutUser(issuer, request, (claims) => ({
        ...claims,
        aud: 'APP',
        nats: { ...claims.nats, allowed_connection_types: ['WEBSOCKET'] },
      })),
    });
    await assert.rejects(open(), /Authorization Violation/);
  });
});

function withoutLogger(options: StartOptions): StartOptions {
  const { logger, ...others } = options;
  return logger === undefined ? options : others;
}
