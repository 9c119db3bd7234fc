import assert from 'node:assert/strict';
import type { Msg } from '@nats-io/transport-node';
import { Session } from '../../src/nats-client/session.ts';
import { Server } from '../../src/server/server.ts';
import { askStorage, askUserInfo } from '../../src/system-client/user-info.ts';

const SUBJECTS = ['$SYS.REQ.USER.INFO', '$JS.API.INFO'];

describe('what a user asks about itself', () => {
  let server: Server;
  let session: Session;
  // Without a system account another client may answer.
  before(async () => {
    server = await Server.start({ port: 0, noSystemAccount: true });
    const settings = { servers: server.url, name: 'test', timeoutMs: 2000, reconnects: 0, tls: {} };
    session = await Session.open(settings);
  });
  after(async () => {
    await session.close();
    await server.stop();
  });

  /** Asks both while all requests are answered like this. */
  async function answered(answer: (message: Msg) => void) {
    const responders = SUBJECTS.map((subject) =>
      session.connection.subscribe(subject, { callback: (_error, message) => answer(message) }),
    );
    try {
      return { user: await askUserInfo(session, 200), storage: await askStorage(session, 200) };
    } finally {
      for (const responder of responders) responder.unsubscribe();
    }
  }

  it('is in the answers', async () => {
    const storage = { memory: 1, storage: 2, streams: 3, consumers: 4 };
    const user = { user: 'marten', account: 'A' };
    const body = JSON.stringify({ data: user, ...storage });
    const told = await answered((message) => void message.respond(body));
    assert.deepEqual(told, { user, storage: { data: user, ...storage } });
  });

  it('stays unknown when nobody answers', async () => {
    assert.equal(await askUserInfo(session, 200), undefined);
    const reason = 'JetStream is not supported in this account';
    assert.deepEqual(await askStorage(session, 200), { reason });
  });

  it('stays unknown when the answer does not come', async () => {
    const told = await answered(() => undefined);
    const storage = { reason: 'No response from JetStream server' };
    assert.deepEqual(told, { user: undefined, storage });
  });

  it('stays unknown when the answer is an error, or no JSON', async () => {
    const refusal = JSON.stringify({ error: { code: 503, description: 'not now' } });
    for (const [body, reason] of [
      [refusal, 'Could not obtain account information: not now (503)'],
      ['{', /the answer to \$JS\.API\.INFO is no JSON object/],
      ['7', /the answer to \$JS\.API\.INFO is no JSON object/],
    ] as const) {
      const { user, storage } = await answered((message) => void message.respond(body));
      assert.equal(user, undefined);
      assert.ok('reason' in storage);
      if (typeof reason === 'string') assert.equal(storage.reason, reason);
      else assert.match(storage.reason, reason);
    }
  });
});
