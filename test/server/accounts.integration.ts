// Accounts of a running server: who is in which, what a reload does to those who are connected, and the configurations
// of the talk that natsx comes from.
import assert from 'node:assert/strict';
import { Server, type StartOptions } from '../../src/server/server.ts';
import { clientSubscriptions } from '../support/client-subscriptions.ts';
import { RawClient } from '../support/raw-client.ts';

describe('accounts of a server', () => {
  let servers: Server[] = [];
  const start = async (options: StartOptions): Promise<Server> => {
    const server = await Server.start({ port: 0, ...options });
    servers.push(server);
    return server;
  };
  afterEach(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    servers = [];
  });

  const alice = { user: 'alice', password: 'foo' };
  const bob = { user: 'bob', password: 'bar' };

  it('keeps their messages apart', async () => {
    const server = await start({ accounts: { acme: { users: [alice] }, cncf: { users: [bob] } } });
    const [one, other] = [await join(server, alice), await join(server, bob)];
    one.send('SUB greetings 1\r\n');
    await one.settle();
    other.send('PUB greetings 5\r\nhello\r\n');
    await other.settle();
    assert.equal(await one.settle(), '');
  });

  it('tells those in the system account that they are', async () => {
    const accounts = { ops: { users: [alice] }, cncf: { users: [bob] } };
    const server = await start({ accounts, systemAccount: 'ops' });
    const told = async ({ user, password: pass }: typeof alice) => {
      await using client = await RawClient.connect(server.port);
      client.send(
        `CONNECT ${JSON.stringify({ user, pass, protocol: 1, verbose: false })}\r\nPING\r\n`,
      );
      await client.expect('PONG\r\n');
      const { remote_account: account, acc_is_sys: isSystem } = await client.expectInfo();
      return [account, isSystem];
    };
    assert.deepEqual(await told(alice), ['ops', true]);
    assert.deepEqual(await told(bob), ['cncf', undefined]);
  });

  it('shares a stream under a prefix', async () => {
    const server = await start({
      accounts: {
        acme: { users: [alice], exports: [{ stream: 'acme.>' }] },
        cncf: {
          users: [bob],
          imports: [{ stream: { account: 'acme', subject: 'acme.>' }, prefix: 'imports' }],
        },
      },
    });
    const [one, other] = [await join(server, alice), await join(server, bob)];
    other.send('SUB imports.> 7\r\n');
    await other.settle();
    one.send('PUB acme.hello 5\r\nhello\r\n'.repeat(4));
    await one.settle();
    assert.equal(await other.settle(), 'MSG imports.acme.hello 7 5\r\nhello\r\n'.repeat(4));
  });

  it('lets each ask the system account about itself, and nobody about others', async () => {
    const server = await start({
      serverName: 'one',
      accounts: { acme: { users: [alice] }, cncf: { users: [bob] } },
    });
    const client = await join(server, bob);
    client.send('SUB in 1\r\nPUB $SYS.REQ.USER.INFO in 0\r\n\r\n');
    const isAnswer = (frame: string): boolean => frame.startsWith('MSG in 1 ');
    await client.waitFor((frames) => frames.some(isAnswer), 'an answer');
    const [, json = ''] = client.takeFrames().find(isAnswer)!.split('\r\n');
    const { server: answering, data } = JSON.parse(json) as {
      server: { name: string };
      data: object;
    };
    assert.equal(answering.name, 'one');
    assert.deepEqual(data, { user: 'bob', account: 'cncf', account_name: 'cncf' });
    client.send('PUB $SYS.REQ.USER.acme.INFO in 0\r\n\r\n');
    assert.equal(await client.settle(), '');
  });

  it('ends a subscription after so many messages, wherever they come from', async () => {
    const server = await start({ accounts: sharing({ subject: 'a' }) });
    const [one, other] = [await join(server, alice), await join(server, bob)];
    other.send('SUB a 1\r\nUNSUB 1 3\r\nPUB a 1\r\nx\r\n');
    await other.settle();
    one.send('PUB a 1\r\ny\r\n'.repeat(5));
    await one.settle();
    assert.equal(await other.settle(), 'MSG a 1 1\r\ny\r\n'.repeat(2));
    assert.equal(clientSubscriptions(server), 0);
  });

  it('maps subjects before it asks whether they may be published to', async () => {
    const permissions = { publish: { allow: ['b.*'] } };
    const server = await start({
      accounts: { A: { users: [{ ...alice, permissions }], mappings: { 'a.*': 'b.$1' } } },
    });
    const client = await join(server, alice);
    client.send('SUB > 1\r\n' + 'PUB a.x 1\r\n1\r\n'.repeat(4));
    assert.equal(await client.settle(), 'MSG b.x 1 1\r\n1\r\n'.repeat(4));
    client.send('PUB c 1\r\n1\r\n');
    assert.match(await client.settle(), /Permissions Violation for Publish to "c"/);
  });

  it('has no place for more clients than an account may have', async () => {
    const limits = { maxConnections: 1 };
    const server = await start({ accounts: { A: { users: [alice], limits } } });
    const one = await join(server, alice);
    const two = await RawClient.connect(server.port);
    two.send(login(alice));
    await two.expectClosed("-ERR 'maximum account active connections exceeded'\r\n");
    await one.close();
    // Its place is free when the server has seen that it left.
    await join(server, alice);
  });

  it('tells a client the largest message of its account, and holds it to it', async () => {
    const limits = { maxPayload: 3, maxSubscriptions: 1 };
    const server = await start({
      accounts: { A: { users: [alice], limits }, B: { users: [bob] } },
    });
    const client = await RawClient.connect(server.port);
    client.send(login(alice, { protocol: 1 }));
    await client.settle();
    const info = await client.expectInfo();
    assert.equal(info['max_payload'], 3);
    client.send('SUB a 1\r\nSUB b 2\r\n');
    assert.equal(await client.settle(), "-ERR 'maximum subscriptions exceeded'\r\n");
    // A message that the fast road knows is as large as one that it does not.
    const other = await join(server, bob);
    other.send('PUB a 4\r\n1234\r\n'.repeat(4));
    await other.settle();
    client.send('PUB a 3\r\n123\r\n'.repeat(4));
    assert.equal(await client.settle(), 'MSG a 1 3\r\n123\r\n'.repeat(4));
    client.send('PUB a 4\r\n1234\r\n');
    await client.expectClosed("-ERR 'Maximum Payload Violation'\r\n");
  });

  it('lets everybody in where nothing but the system account is spoken of', async () => {
    const server = await start({ accounts: { $SYS: { users: [alice] } } });
    const [anybody, system] = [await join(server, undefined), await join(server, alice)];
    const accountsOf = [...server.connections.values()].map(({ account }) => account.name);
    assert.deepEqual(accountsOf, ['$G', '$SYS']);
    await anybody.close();
    await system.close();
  });

  describe('at a reload', () => {
    it('follows imports that come, change and go', async () => {
      const server = await start({ accounts: sharing({ subject: 'a' }, []) });
      const [one, other] = [await join(server, alice), await join(server, bob)];
      other.send('SUB > 1\r\n');
      await other.settle();
      const heard = async (): Promise<string> => {
        one.send('PUB a 1\r\nx\r\n'.repeat(3));
        await one.settle();
        return other.settle();
      };
      assert.equal(await heard(), '');
      await server.reload({ port: 0, accounts: sharing({ subject: 'a' }) });
      assert.equal(await heard(), 'MSG a 1 1\r\nx\r\n'.repeat(3));
      await server.reload({ port: 0, accounts: sharing({ subject: 'a', prefix: 'p' }) });
      assert.equal(await heard(), 'MSG p.a 1 1\r\nx\r\n'.repeat(3));
      await server.reload({ port: 0, accounts: sharing({ subject: 'a' }, []) });
      assert.equal(await heard(), '');
    });

    it('follows mappings, on both roads', async () => {
      const users = [alice];
      const server = await start({ accounts: { A: { users, mappings: { a: 'b' } } } });
      const client = await join(server, alice);
      client.send('SUB > 1\r\n' + 'PUB a 1\r\nx\r\n'.repeat(3));
      assert.equal(await client.settle(), 'MSG b 1 1\r\nx\r\n'.repeat(3));
      await server.reload({ port: 0, accounts: { A: { users, mappings: { a: 'c' } } } });
      client.send('PUB a 1\r\nx\r\n'.repeat(3));
      assert.equal(await client.settle(), 'MSG c 1 1\r\nx\r\n'.repeat(3));
    });

    it('closes who is in another account now, or in none, and nobody else', async () => {
      const carol = { user: 'carol', password: 'baz' };
      const server = await start({
        accounts: { A: { users: [alice, carol] }, B: { users: [bob] } },
      });
      const [a, b, c] = [
        await join(server, alice),
        await join(server, bob),
        await join(server, carol),
      ];
      await server.reload({ port: 0, accounts: { A: { users: [alice] }, D: { users: [carol] } } });
      await c.expectClosed();
      await b.expectClosed("-ERR 'Authorization Violation'\r\n");
      assert.equal(await a.settle(), '');
      assert.deepEqual([...server.accounts.keys()].sort(), ['$G', '$SYS', 'A', 'D']);
      await join(server, carol);
    });

    it('closes who came last, when an account may have fewer', async () => {
      const users = [alice];
      const server = await start({ accounts: { A: { users } } });
      const [first, last] = [await join(server, alice), await join(server, alice)];
      const limits = { maxConnections: 1 };
      await server.reload({ port: 0, accounts: { A: { users, limits } } });
      await last.expectClosed("-ERR 'maximum account active connections exceeded'\r\n");
      assert.equal(await first.settle(), '');
    });

    it('is refused, and changes nothing, when it would share what it may not', async () => {
      const server = await start({ accounts: sharing({ subject: 'a' }) });
      const [one, other] = [await join(server, alice), await join(server, bob)];
      other.send('SUB a 1\r\n');
      await other.settle();
      await assert.rejects(server.reload({ port: 0, accounts: sharing({ subject: 'b' }) }), {
        code: 'ERR_OPTIONS',
        message: 'Error adding stream import "b": stream import not authorized',
      });
      one.send('PUB a 1\r\nx\r\n');
      await one.settle();
      assert.equal(await other.settle(), 'MSG a 1 1\r\nx\r\n');
    });
  });

  /** Alice's account exports `a`; bob's imports. */
  function sharing(
    { subject, prefix = '' }: { subject: string; prefix?: string },
    imports = [{ stream: { account: 'A', subject }, prefix }],
  ) {
    return {
      A: { users: [alice], exports: [{ stream: 'a' }] },
      B: { users: [bob], imports },
    };
  }
});

interface User {
  readonly user: string;
  readonly password: string;
}

function login(user: User | undefined, options: object = {}): string {
  const who = user === undefined ? {} : { user: user.user, pass: user.password };
  return `CONNECT ${JSON.stringify({ verbose: false, headers: true, ...who, ...options })}\r\n`;
}

async function join(server: Server, user: User | undefined): Promise<RawClient> {
  const client = await RawClient.connect(server.port);
  client.send(login(user));
  assert.equal(await client.settle(), '');
  return client;
}
