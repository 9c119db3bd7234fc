import assert from 'node:assert/strict';
import { Account } from '../../../src/server/account/account.ts';
import type {
  HeardMessage,
  MessageHandler,
} from '../../../src/server/internal/internal-messages.ts';
import { OtherServers } from '../../../src/server/system/other-servers.ts';

describe('OtherServers', () => {
  const account = new Account('A', []);
  let handlers: Map<string, MessageHandler>;
  let published: string[];
  let met: number;
  let grown: number;
  let now: number;
  let others: OtherServers;

  beforeEach(() => {
    handlers = new Map();
    published = [];
    met = grown = now = 0;
    others = new OtherServers(
      {
        system: {
          account,
          subscribe: (subject, handle) => {
            handlers.set(subject, handle);
            return () => undefined;
          },
          publish: (subject) => void published.push(subject),
          serverInfo: () => assert.fail('nobody listens'),
        },
        ownId: 'ME',
        account: (name) => (name === 'A' ? account : undefined),
        met: () => met++,
        grewElsewhere: () => grown++,
      },
      () => now,
    );
    others.start();
  });

  afterEach(() => {
    hear('$SYS.SERVER.*.SHUTDOWN', '$SYS.SERVER.S1.SHUTDOWN');
    hear('$SYS.SERVER.*.SHUTDOWN', '$SYS.SERVER.S2.SHUTDOWN');
    others.stop();
  });

  function hear(subscription: string, subject: string, payload: object | string = ''): void {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    const message = { subject, payload: Buffer.from(text) } as unknown as HeardMessage;
    void handlers.get(subscription)!(message);
  }

  function connections(id: string, conns: number, leafnodes = 0, acc = 'A'): void {
    const told = { server: { id }, acc, conns, leafnodes };
    hear('$SYS.SERVER.ACCOUNT.*.CONNS', `$SYS.SERVER.ACCOUNT.${acc}.CONNS`, told);
  }

  it('counts who is heard, and not itself', () => {
    for (const id of ['S1', 'S2', 'S1', 'ME']) {
      hear('$SYS.SERVER.*.STATSZ', `$SYS.SERVER.${id}.STATSZ`);
    }
    assert.deepEqual([others.count, met], [2, 2]);
    hear('$SYS.SERVER.*.SHUTDOWN', '$SYS.SERVER.S1.SHUTDOWN');
    assert.equal(others.count, 1);
  });

  it('adds up the connections of an account', () => {
    account.clients = 1;
    connections('S1', 2);
    connections('S2', 3, 1);
    connections('ME', 100);
    assert.equal(account.clientsEverywhere, 6);
    connections('S1', 1);
    assert.equal(account.clientsEverywhere, 5);
    assert.equal(grown, 2);
    hear('$SYS.SERVER.*.SHUTDOWN', '$SYS.SERVER.S2.SHUTDOWN');
    assert.equal(account.clientsEverywhere, 2);
    connections('S1', 0);
    assert.equal(account.clientsEverywhere, 1);
    account.clients = 0;
  });

  it('passes over accounts that it does not have', () => {
    connections('S1', 2, 0, 'B');
    assert.deepEqual([others.count, grown], [1, 0]);
  });

  it('refuses what is no count', () => {
    for (const payload of ['', '{', 'null', '{"acc":"A"}', '{"server":{"id":"S1"},"acc":1}']) {
      const told = (): void => hear('$SYS.SERVER.ACCOUNT.*.CONNS', '', payload);
      assert.throws(told, { code: 'ERR_EVENT' }, payload);
    }
  });

  it('asks what others have of an account', () => {
    others.ask(account);
    assert.deepEqual(published, ['$SYS.REQ.ACCOUNT.A.CONNS']);
  });
});
