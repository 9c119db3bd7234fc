import assert from 'node:assert/strict';
import { Server, type StartOptions } from '../../src/server/server.ts';
import { clientTls, pairOptions } from '../support/certificates.ts';
import { LogRecorder } from '../support/log-recorder.ts';
import { preloadOf, TestOperator, type TestAccount, type TestUser } from '../support/operator.ts';
import { RawClient } from '../support/raw-client.ts';
import { WebSocketClient } from '../support/websocket-client.ts';

describe('operator mode', () => {
  const operator = new TestOperator();
  const a = operator.account('A');
  let server: Server;
  let log: LogRecorder;
  const clients: RawClient[] = [];

  async function start(options: StartOptions = {}): Promise<void> {
    log = new LogRecorder();
    server = await Server.start({ port: 0, logger: log, ...operator.options(a), ...options });
  }

  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
    await server.stop();
  });

  async function login(user: TestUser, more: object = {}): Promise<RawClient> {
    const client = await RawClient.connect(server.port);
    clients.push(client);
    client.send(user.connect(client.info, more));
    return client;
  }

  it('lets in a user of an account that the operator signed', async () => {
    await start();
    const client = await login(a.user('u'));
    client.send('SUB foo 1\r\nPUB foo 2\r\nhi\r\n');
    assert.equal(await client.settle(), 'MSG foo 1 2\r\nhi\r\n');
  });

  it('refuses a user who can not sign', async () => {
    await start();
    const client = await login(a.user('u'), { sig: 'AAAA' });
    await client.expectClosed("-ERR 'Authorization Violation'\r\n");
  });

  it('keeps accounts apart', async () => {
    const b = operator.account('B');
    await start({ resolverPreload: preloadOf(operator.systemAccount, a, b) });
    const [one, other] = [await login(a.user('u')), await login(b.user('u'))];
    one.send('SUB > 1\r\n');
    await one.settle();
    other.send('PUB foo 2\r\nhi\r\n');
    await other.settle();
    assert.doesNotMatch(await one.settle(), /hi/);
  });

  it('says who is trusted, and nothing secret, at whatever level', async () => {
    await start();
    const user = a.user('u');
    const good = await login(user);
    await good.settle();
    const bad = await login(user, { sig: 'AAAA' });
    await bad.expectClosed("-ERR 'Authorization Violation'\r\n");
    assert.match(
      log.text,
      /notice Trusted Operators\nnotice {3}System {2}: ""\nnotice {3}Operator: "O"\n/,
    );
    assert.match(
      log.text,
      /Authenticated JWT: Client "U\w{55}" \(claim-name: "u", claim-tags: \[\]\)/,
    );
    assert.match(log.text, /debug .*Signature not verified/);
    assert.doesNotMatch(log.text, /eyJ|\bS[OAU][A-Z2-7]{56}/);
  });

  it('closes who has no time left', async () => {
    await start();
    const exp = Math.floor(Date.now() / 1000) + 2;
    const client = await login(a.user('u', { exp }));
    await client.waitFor(() => false, 'the end', { orClosed: true });
    assert.match(client.unread, /-ERR 'User Authentication Expired'\r\n$/);
    assert.ok(Date.now() >= exp * 1000);
  });

  it('greets over TLS, too', async () => {
    await start({ tls: pairOptions('server') });
    const client = await RawClient.connect(server.port);
    clients.push(client);
    await client.startTls(clientTls());
    client.send(`${a.user('u').connect(client.info)}SUB foo 1\r\nPUB foo 2\r\nhi\r\n`);
    assert.equal(await client.settle(), 'MSG foo 1 2\r\nhi\r\n');
  });

  it('takes the JWT of a bearer from the cookie of a websocket', async () => {
    await start({ websocket: { port: 0, noTls: true, jwtCookie: 'jwt' } });
    const ways = { allowed_connection_types: ['WEBSOCKET'], bearer_token: true };
    const { jwt } = a.user('u', { nats: ways });
    const client = await WebSocketClient.connect(server.websocketPort!, {
      headers: { Cookie: `jwt=${jwt}` },
    });
    client.send('CONNECT {"verbose":true}\r\nPING\r\n');
    await client.until(/\+OK\r\n[^]*PONG\r\n/);
    client.destroy();
  });

  it('does not start without its system account', async () => {
    const resolverPreload = preloadOf(a);
    await assert.rejects(
      Server.start({ port: 0, ...operator.options(), resolverPreload }),
      /error resolving system account: account missing/,
    );
    await start();
  });

  describe('on a reload', () => {
    const options = (...accounts: readonly TestAccount[]) => ({
      port: 0,
      ...operator.options(),
      resolverPreload: preloadOf(operator.systemAccount, ...accounts),
    });

    it('lets accounts come, and cuts off those that are gone', async () => {
      const b = operator.account('B');
      await start();
      const client = await login(a.user('u'));
      await client.settle();
      await server.reload(options(b));
      await client.waitFor(() => false, 'the end', { orClosed: true });
      assert.match(client.unread, /-ERR 'Authorization Violation'\r\n$/);
      assert.match(log.text, /Reloaded: deleting account \[removed\]/);
      const other = await login(b.user('u'));
      await other.settle();
    });

    it('takes on other claims', async () => {
      const changing = operator.account('C');
      await start({ resolverPreload: preloadOf(operator.systemAccount, changing) });
      const client = await login(changing.user('u'));
      await client.settle();
      changing.change({ nats: { limits: { payload: 1 } as never } });
      await server.reload(options(changing));
      client.send('PUB foo 2\r\nhi\r\n');
      await client.waitFor(() => false, 'the end', { orClosed: true });
      assert.match(client.unread, /-ERR 'Maximum Payload Violation'/);
    });

    it('keeps its operators', async () => {
      await start();
      const other = new TestOperator();
      await assert.rejects(
        server.reload({ port: 0, ...other.options() }),
        /config reload not supported for TrustedOperators/,
      );
    });
  });
});
