// Who wants in and can't, against those who are in: on sockets.
import assert from 'node:assert/strict';
import { Server } from '../../../src/server/server.ts';
import { RawClient } from '../../support/raw-client.ts';

// Of `secret`; a check takes some 50 ms.
const HASH = '$2b$10$......................a8yCYP74N5C7MbVWc4itOGadCb9nAeG';

function connect(user: string, pass: string): string {
  return `CONNECT ${JSON.stringify({ verbose: false, pedantic: false, user, pass })}\r\n`;
}

describe('logins on sockets', () => {
  let server: Server;
  const clients: RawClient[] = [];

  const start = async (timeoutMs: number): Promise<void> => {
    const users = [
      { user: 'a', password: 'b' },
      { user: 'h', password: HASH },
    ];
    server = await Server.start({ port: 0, authorization: { timeoutMs, users } });
  };
  const dial = async (): Promise<RawClient> => {
    const client = await RawClient.connect(server.port, { waitMs: 10_000 });
    clients.push(client);
    return client;
  };
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await server.stop();
  });

  it('come through while hundreds say nothing, and those are sent away', async () => {
    await start(1_000);
    const silent = await Promise.all(Array.from({ length: 300 }, dial));
    const good = await dial();
    good.send(connect('a', 'b'));
    assert.equal(await good.settle(), '');
    for (const client of silent) {
      await client.waitFor((frames) => frames.length > 0, 'the end of patience', {
        orClosed: true,
      });
      assert.deepEqual(client.takeFrames(), ["-ERR 'Authentication Timeout'\r\n"]);
    }
    assert.equal(await good.settle(), '');
    assert.equal(server.counters.connections, 1);
  });

  it('of ten megabytes are cut short, and harm nobody', async () => {
    await start(10_000);
    const [good, bad] = [await dial(), await dial()];
    good.send(connect('a', 'b'));
    bad.send(`CONNECT {"user":"${'x'.repeat(10_000_000)}"}\r\n`);
    await bad.closed;
    assert.deepEqual(bad.takeFrames(), ["-ERR 'maximum control line exceeded'\r\n"]);
    assert.equal(await good.settle(), '');
  });

  it('that are hard to check do not hold up those who are in', async () => {
    await start(10_000);
    const good = await dial();
    good.send(`${connect('a', 'b')}SUB a 1\r\n`);
    await good.settle();
    const guessing = await Promise.all(Array.from({ length: 12 }, dial));
    for (const [i, client] of guessing.entries()) client.send(connect('h', `guess ${i}`));
    good.send('PUB a 2\r\nhi\r\n');
    assert.equal(await good.settle(), 'MSG a 1 2\r\nhi\r\n');
    assert.ok(
      guessing.some((client) => !client.isClosed),
      'they are still being looked at',
    );
    const right = await dial();
    right.send(connect('h', 'secret'));
    assert.equal(await right.settle(), '');
    for (const client of guessing) await client.closed;
  });

  it('of clients that leave meanwhile are forgotten', async () => {
    await start(10_000);
    const leaving = await Promise.all(Array.from({ length: 30 }, dial));
    for (const [i, client] of leaving.entries()) client.send(connect('h', `guess ${i}`));
    for (const client of leaving) client.destroy();
    const right = await dial();
    right.send(connect('h', 'secret'));
    assert.equal(await right.settle(), '');
    assert.equal(server.counters.connections, 1);
  });
});
