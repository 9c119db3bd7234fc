import assert from 'node:assert/strict';
import { Account } from '../../../src/server/account/account.ts';
import type { Subscription } from '../../../src/server/connection/subscription.ts';
import { eventually } from '../../support/eventually.ts';
import { RecentSubscriptions } from '../../../src/server/gateway/recent-subscriptions.ts';

function to(subject: string, queue?: string): Subscription {
  // Nobody asks whose it is.
  return {
    subject,
    queue,
    sid: '1',
    delivered: 0,
    max: 0,
  } as Partial<Subscription> as Subscription;
}

describe('RecentSubscriptions', () => {
  it('hears by those of the same account that are new, and not gone again', () => {
    const recent = new RecentSubscriptions();
    const [a, b] = [new Account('A', []), new Account('B', [])];
    const [inbox, group] = [to('inbox.*'), to('work', 'q')];
    recent.add(a, inbox);
    recent.add(a, group);
    assert.deepEqual(
      ['inbox.1', 'work', 'other'].map((subject) => recent.hear(a, subject)),
      [true, true, false],
    );
    assert.equal(recent.hear(b, 'inbox.1'), false);
    recent.remove(a, inbox);
    assert.equal(recent.hear(a, 'inbox.1'), false);
    recent.stop();
  });

  it('forgets them after a while', async () => {
    const recent = new RecentSubscriptions();
    const account = new Account('A', []);
    recent.add(account, to('inbox'));
    await eventually(
      () => !recent.hear(account, 'inbox'),
      () => 'still known',
    );
    recent.stop();
  }).timeout(10_000);
});
