import assert from 'node:assert/strict';
import { Account } from '../../../src/server/account/account.ts';
import type { Connection } from '../../../src/server/connection/connection.ts';
import type { Subscription } from '../../../src/server/connection/subscription.ts';
import { InterestCounts, isLocal } from '../../../src/server/account/interest-counts.ts';

describe('InterestCounts', () => {
  let told: string[];
  let interest: InterestCounts;
  let account: Account;

  beforeEach(() => {
    told = [];
    interest = new InterestCounts(
      { concerns: isLocal, tellsOrigins: true },
      {
        interestChanged: ({ name }, { key, isLeafnodes }, count) =>
          told.push(`${name} ${key} ${count}${isLeafnodes ? ' leafnodes' : ''}`),
      },
    );
    account = new Account('A', [interest]);
  });

  function take(): string[] {
    return told.splice(0);
  }

  it('tells of the first and the last who listens', () => {
    const [one, other] = [sub('foo'), sub('foo')];
    account.subscribe(one);
    assert.deepEqual(take(), ['A foo 1']);
    account.subscribe(other);
    account.changing(other);
    account.unsubscribe(one);
    assert.deepEqual(take(), []);
    account.unsubscribe(other);
    assert.deepEqual(take(), ['A foo 0']);
  });

  it('tells of every change of a queue group', () => {
    const [one, other] = [sub('foo', 'q'), sub('foo', 'q')];
    account.subscribe(one);
    account.subscribe(other);
    account.unsubscribe(one);
    account.unsubscribe(other);
    assert.deepEqual(take(), ['A foo q 1', 'A foo q 2', 'A foo q 1', 'A foo q 0']);
  });

  it('tells apart what leafnodes listen to', () => {
    const leafnode = { kind: 'leaf', remoteCluster: 'L' } as const;
    account.subscribe(sub('foo', undefined, leafnode));
    account.subscribe(sub('foo'));
    account.attach({ ...sub('foo', 'q', leafnode), weight: 3 });
    assert.deepEqual(take(), ['A L foo 1 leafnodes', 'A foo 1', 'A L foo q 3 leafnodes']);
  });

  it('does not tell of what others have told of, of services, and of what a hub hears', () => {
    account.attach(sub('foo', undefined, { kind: 'route' }));
    account.attach(sub('foo', undefined, { kind: 'leaf', remoteCluster: 'HUB', isSpoke: true }));
    account.attach({ ...sub('foo', undefined, { kind: 'internal' }), isImport: true });
    assert.deepEqual(take(), []);
    account.attach(sub('own', undefined, { kind: 'internal' }));
    assert.deepEqual(take(), ['A own 1']);
  });

  it('lists all', () => {
    account.subscribe(sub('foo'));
    account.subscribe(sub('bar', 'q'));
    assert.deepEqual(
      [...interest.of(account)],
      [
        { key: 'foo', count: 1, isLeafnodes: false },
        { key: 'bar q', count: 1, isLeafnodes: false },
      ],
    );
    assert.deepEqual([...interest.accounts()], [account]);
  });

  it('tells that an account is gone', () => {
    account.subscribe(sub('foo'));
    take();
    interest.forget(account);
    assert.deepEqual(take(), ['A foo 0']);
    assert.deepEqual([...interest.accounts()], []);
  });
});

function sub(
  subject: string,
  queue?: string,
  connection: Partial<Connection> = { kind: 'client' },
): Subscription {
  // A cast: nothing else of the connection is looked at.
  return { connection: connection as Connection, subject, queue, sid: '1', delivered: 0, max: 0 };
}
