import assert from 'node:assert/strict';
import { Account } from '../../../src/server/account/account.ts';
import { RemoteInterest } from '../../../src/server/route/remote-interest.ts';
import type { RouteConnection } from '../../../src/server/route/route-connection.ts';

describe('RemoteInterest', () => {
  let accounts: Map<string, Account>;
  let interest: RemoteInterest;

  beforeEach(() => {
    accounts = new Map([['A', new Account('A', [])]]);
    const connection = { kind: 'route' } as unknown as RouteConnection; // Nothing else of it is looked at.
    interest = new RemoteInterest(connection, (name) => accounts.get(name));
  });

  function name(subject: string, queue?: string, origin = '', accountName = 'A') {
    return { accountName, subject, queue, origin };
  }

  function inA(subject: string): string[] {
    return accounts
      .get('A')!
      .subscriptionsTo(subject)
      .map(({ queue = '-', weight = 1, origin = '' }) => `${queue} ${weight} ${origin}`.trim());
  }

  it('is interest in the account, each once', () => {
    interest.add(name('foo'), undefined);
    interest.add(name('foo'), undefined);
    interest.add(name('foo', 'q'), 2);
    interest.add(name('foo', 'q'), 5);
    assert.deepEqual(inA('foo'), ['- 1', 'q 5']);
    assert.equal(interest.size, 2);
    interest.remove(name('foo'));
    interest.remove(name('bar'));
    interest.remove(name('foo', 'q'));
    assert.deepEqual([inA('foo'), interest.size], [[], 0]);
  });

  it('tells leafnodes’ apart from others', () => {
    interest.add(name('foo', undefined, 'L'), undefined);
    interest.add(name('foo'), undefined);
    interest.add(name('foo', 'L'), 1);
    assert.equal(interest.size, 3);
    interest.remove(name('foo', undefined, 'L'));
    assert.deepEqual(inA('foo'), ['- 1', 'L 1']);
  });

  it('ends a leafnode’s of which nobody says whose it was', () => {
    interest.add(name('foo', undefined, 'L'), undefined);
    interest.add(name('foo'), undefined);
    interest.removeOfSomeOrigin(name('foo'));
    assert.deepEqual(inA('foo'), ['- 1']);
  });

  it('waits for an account that is not there yet', () => {
    interest.add(name('foo', undefined, '', 'B'), undefined);
    const account = new Account('B', []);
    accounts.set('B', account);
    interest.accountChanged('B');
    assert.equal(account.subscriptionCount, 1);
    accounts.delete('B');
    interest.accountChanged('B');
    assert.equal(account.subscriptionCount, 0);
    assert.equal(interest.size, 1);
  });

  it('forgets an account', () => {
    interest.add(name('foo'), undefined);
    interest.forget('A');
    interest.forget('B');
    assert.deepEqual([inA('foo'), interest.size], [[], 0]);
  });

  it('ends as a whole', async () => {
    for (let i = 0; i < 25_000; i++) interest.add(name(`foo.${i}`), undefined);
    assert.equal([...interest.values()].length, 25_000);
    await interest.clear();
    assert.equal(interest.size, 0);
    assert.equal(accounts.get('A')!.subscriptionCount, 0);
  });
});
