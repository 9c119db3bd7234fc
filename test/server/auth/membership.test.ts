// What clients and leafnodes have in common; test/server/client goes through it on the wire.
import assert from 'node:assert/strict';
import type { Account } from '../../../src/server/account/account.ts';
import { SenderClasses } from '../../../src/server/account/sender-classes.ts';
import type { Identity } from '../../../src/server/auth/credentials.ts';
import { Membership, type Member } from '../../../src/server/auth/membership.ts';
import { PermissionSets } from '../../../src/server/auth/permission-sets.ts';
import { Broker } from '../../support/broker.ts';
import { clientSubscriptionsIn } from '../../support/client-subscriptions.ts';

const NOTHING_SAID = { publish: undefined, subscribe: undefined, allowResponses: undefined };

describe('Membership', () => {
  const sets = new PermissionSets();
  let global: Account;
  let other: Account;
  let told: string[];
  let hasPlace: boolean;
  let membership: Membership;

  beforeEach(() => {
    const broker = new Broker({}, { login: { accounts: { A: {} } } });
    global = broker.account;
    other = broker.accounts.get('A')!;
    told = [];
    hasPlace = true;
    const limits = { maxPayload: 1000, maxSubscriptions: 0 };
    const context = { globalAccount: global, senderClasses: new SenderClasses(), limits };
    const member = {
      context,
      isClosed: false,
      hasPlaceIn: () => hasPlace,
      joined: ({ name }: Account, change: number) => told.push(`${name} ${change}`),
      excludeFromAccount: () => told.push('excluded'),
      loginExpired: () => told.push('expired'),
      limitsChanged: () => told.push(membership.limit() ? 'fits' : 'has too many'),
      ending: ({ sid }: { sid: string }) => told.push(`ends ${sid}`),
      deprived: ({ sid }: { sid: string }) => told.push(`deprived of ${sid}`),
    };
    membership = new Membership(member as unknown as Member); // All that it asks of a connection.
  });

  function as(change: Partial<Identity> = {}): Identity {
    const permissions = undefined;
    const identity = { type: 'identity', user: 'u', label: 'user:u', proven: undefined } as const;
    return { ...identity, account: global, permissions, ...change };
  }

  it('begins in the account of everybody, uncounted', () => {
    const { account, isCounted, identity, permissions, maxPayload } = membership;
    assert.deepEqual(
      [account.name, isCounted, identity, permissions, maxPayload],
      ['$G', false, undefined, undefined, 1000],
    );
    membership.end();
    assert.deepEqual(told, []);
  });

  it('is counted once where it is, and not where it was', () => {
    assert.ok(membership.become(as()));
    assert.ok(membership.become(as()));
    assert.deepEqual(told.splice(0), ['$G 1', 'fits']);
    assert.ok(membership.become(as({ account: other })));
    assert.deepEqual(told.splice(0), ['$G -1', 'A 1', 'fits']);
    membership.end();
    assert.deepEqual(told, ['A -1']);
  });

  it('needs a place', () => {
    hasPlace = false;
    assert.equal(membership.become(as({ account: other })), false);
    assert.deepEqual([told, membership.isCounted], [['excluded'], false]);
  });

  it('ends in its time, and not before the last that was said of it', async () => {
    membership.become(as({ endsAtMs: Date.now() - 1 }));
    membership.become(as({ endsAtMs: Date.now() + 1 }));
    assert.ok(membership.endsAtMs !== undefined);
    while (!told.includes('expired')) await new Promise((resolve) => setTimeout(resolve, 1));
    assert.deepEqual(told, ['$G 1', 'fits', 'expired']);
    membership.become(as());
    assert.equal(membership.endsAtMs, undefined);
  });

  it('takes the least that server, account and user let it have', () => {
    membership.become(as({ limits: { maxPayload: 10, maxSubscriptions: 1 } }));
    assert.deepEqual([membership.maxPayload, membership.isFull], [10, false]);
    membership.subscribe('a', undefined, '1');
    assert.deepEqual([membership.isFull, membership.limit()], [true, true]);
    membership.become(as({ limits: { maxPayload: -1, maxSubscriptions: 0 } }));
    membership.unsubscribeAll();
    assert.equal(membership.limit(), false, 'who may have none has no business here');
  });

  it('loses what it may not hear any more', () => {
    membership.become(as());
    membership.subscribe('a', undefined, '1');
    membership.subscribe('b', 'q', '2');
    told.length = 0;
    membership.become(
      as({
        permissions: sets.of({ ...NOTHING_SAID, subscribe: { allow: ['a'], deny: undefined } }),
      }),
    );
    assert.deepEqual(told, ['ends 2', 'deprived of 2']);
    assert.deepEqual([...membership.subscriptions.keys()], ['1']);
    assert.equal(clientSubscriptionsIn(global), 1);
  });

  it('may answer what it heard, if it may publish nothing else', () => {
    membership.become(as());
    assert.deepEqual([membership.isResponder, membership.mayPublish('x')], [false, true]);
    const permissions = sets.of({
      ...NOTHING_SAID,
      publish: { allow: [], deny: undefined },
      allowResponses: { max: 1, expiresMs: 60_000 },
    });
    membership.become(as({ permissions }));
    assert.deepEqual([membership.isResponder, membership.mayPublish('x')], [true, false]);
    membership.heard('');
    membership.heard('x');
    assert.deepEqual([membership.mayPublish('x'), membership.mayPublish('x')], [true, false]);
  });

  it('keeps a subscription until it had what it was to get', () => {
    membership.become(as());
    membership.subscribe('a', undefined, '1');
    const subscription = membership.subscriptions.get('1')!;
    membership.unsubscribe('1', 2);
    membership.unsubscribe('9', undefined);
    assert.deepEqual([subscription.max, membership.subscriptions.size], [2, 1]);
    membership.exhausted({ ...subscription });
    assert.deepEqual([membership.subscriptions.size, clientSubscriptionsIn(global)], [0, 0]);
  });

  it('withdraws its subscriptions when it is closed, and can still tell of them', () => {
    membership.become(as());
    membership.subscribe('a', undefined, '1');
    membership.end();
    assert.deepEqual(told.slice(-2), ['$G -1', 'ends 1']);
    assert.deepEqual([clientSubscriptionsIn(global), membership.subscriptions.size], [0, 1]);
  });

  it('knows a role that the key of a user gives', () => {
    const jwtUser = { publicKey: 'U', name: '', tags: [], jwt: undefined, issuer: 'A' };
    const [reader, writer] = [{ role: 'reader' }, { role: 'writer' }] as never[];
    assert.ok(membership.hasRoleOf(as()));
    membership.become(as({ jwtUser: { ...jwtUser, scope: reader } }));
    assert.ok(membership.hasRoleOf(as({ jwtUser: { ...jwtUser, scope: reader } })));
    assert.ok(!membership.hasRoleOf(as({ jwtUser: { ...jwtUser, scope: writer } })));
    assert.ok(!membership.hasRoleOf(as()));
  });
});
