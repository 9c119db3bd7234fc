import assert from 'node:assert/strict';
import { Account } from '../../../src/server/account/account.ts';
import { ShadowSubscription } from '../../../src/server/account/shadow-subscription.ts';
import { StreamImport } from '../../../src/server/account/stream-import.ts';
import type { Subscription } from '../../../src/server/connection/subscription.ts';

describe('ShadowSubscription', () => {
  const [exporter, importer] = [new Account('A', []), new Account('B', [])];
  const terms = { account: 'A', subject: 'a.*', local: 'l.*', allowTrace: false };
  // A cast: nobody looks at the connection.
  const own = {
    subject: 'l.x',
    queue: 'q',
    sid: '7',
    delivered: 0,
    max: 0,
  } as unknown as Subscription;
  const shadow = new ShadowSubscription(importer, own, new StreamImport(exporter, terms), 'a.x');

  it('listens there under the group and id of its subscription', () => {
    assert.equal(shadow.subject, 'a.x');
    assert.equal(shadow.queue, 'q');
    assert.equal(shadow.sid, '7');
    assert.equal(shadow.importer, importer);
    assert.equal(shadow.remap('a.x'), 'l.x');
  });

  it('counts as its subscription, and ends as it', () => {
    shadow.delivered++;
    assert.equal(own.delivered, 1);
    own.max = 3;
    assert.equal(shadow.max, 3);
  });

  it('is kept from what its subscription is kept from', () => {
    own.withholds = (subject) => subject === 'l.x';
    assert.equal(shadow.withholds?.('l.x'), true);
  });
});
