import assert from 'node:assert/strict';
import { Account } from '../../../src/server/account/account.ts';
import type { Subscription } from '../../../src/server/connection/subscription.ts';

describe('Account', () => {
  it('knows its interest', () => {
    const account = new Account('A', []);
    const [plain, member] = [subscription('foo.*'), subscription('foo.bar', 'q')];
    account.subscribe(plain);
    account.subscribe(member);
    assert.equal(account.subscriptionCount, 2);
    assert.deepEqual(account.match('foo.bar'), { plain: [plain], groups: [[member]] });
    account.unsubscribe(plain);
    assert.deepEqual(account.match('foo.bar'), { plain: [], groups: [[member]] });
  });

  it('tells everyone who listens of every change, and of nothing else', () => {
    const told: string[] = [];
    const listener = (name: string) => ({
      interestChanged: (account: Account, { subject }: Subscription, change: number) =>
        void told.push(`${name}: ${account.name} ${subject} ${change}`),
    });
    const account = new Account('A', [listener('one'), listener('two')]);
    const foo = subscription('foo');
    account.subscribe(foo);
    account.changing(foo);
    account.unsubscribe(subscription('foo'));
    account.unsubscribe(foo);
    account.unsubscribe(foo);
    assert.deepEqual(told, [
      'one: A foo 1',
      'two: A foo 1',
      'one: A foo 0',
      'two: A foo 0',
      'one: A foo -1',
      'two: A foo -1',
    ]);
  });
});

function subscription(subject: string, queue?: string): Subscription {
  // A cast: an account never looks at the connection.
  return { subject, queue, sid: '1', delivered: 0, max: 0 } as unknown as Subscription;
}
