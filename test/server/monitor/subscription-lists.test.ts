import assert from 'node:assert/strict';
import { subscriptionLists } from '../../../src/server/monitor/subscription-lists.ts';
import { subscription, subscriptions } from './view.ts';

describe('subscriptionLists', () => {
  const two = subscriptions(subscription(), subscription({ subject: 'b.\u00ff', sid: '2' }));

  it('has none when none is asked for, or there is none', () => {
    assert.deepEqual(subscriptionLists(two, 1, 'none'), {});
    assert.deepEqual(subscriptionLists(new Map(), 1, 'subjects'), {});
    assert.deepEqual(subscriptionLists(new Map(), 1, 'details'), {});
  });

  it('lists subjects as characters', () => {
    const { subscriptions_list: list } = subscriptionLists(two, 1, 'subjects');
    assert.deepEqual([...list!], ['foo', 'b.\ufffd']);
  });

  it('lists details, with the account where one is given', () => {
    const { subscriptions_list_detail: list } = subscriptionLists(two, 7, 'details', 'A');
    const [first] = [...list!] as Record<string, unknown>[];
    assert.deepEqual(
      [first!['account'], first!['account_tag'], first!['cid'], first!['max']],
      ['A', 'A', 7, undefined],
    );
  });
});
