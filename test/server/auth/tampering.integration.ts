// Nobody may get in by a JWT that was altered, has expired, or is not his.
import assert from 'node:assert/strict';
import { Server } from '../../../src/server/server.ts';
import { RawClient } from '../../support/raw-client.ts';
import { tamperedWorld, type Attempt } from '../../support/tampering.ts';

const AT_A_TIME = 40;

describe('tampered logins', function () {
  this.timeout(60_000);
  const world = tamperedWorld();
  let server: Server;
  before(async () => {
    const { operator, preload } = world;
    server = await Server.start({
      port: 0,
      ...operator.options(),
      resolverPreload: preload,
    });
  });
  after(() => server.stop());

  it('are many', () => assert.ok(world.attempts.length >= 300, String(world.attempts.length)));

  it('stay out, all of them', async () => {
    const good = await RawClient.connect(server.port);
    good.send(world.user.connect(good.info));
    assert.equal(await good.settle(), '');
    await good.close();
    const letIn: string[] = [];
    const queue = world.attempts.values();
    const work = async (): Promise<void> => {
      for (const attempt of queue) if (await getsIn(attempt)) letIn.push(attempt.name);
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, work));
    assert.deepEqual(letIn, []);
  });

  async function getsIn(attempt: Attempt): Promise<boolean> {
    const client = await RawClient.connect(server.port);
    client.send(`${attempt.line(client.info)}PING\r\n`);
    await client.waitFor((frames) => frames.length > 0, 'an answer', { orClosed: true });
    const isIn = !client.unread.startsWith("-ERR 'Authorization Violation'");
    await client.close();
    return isIn;
  }
});
