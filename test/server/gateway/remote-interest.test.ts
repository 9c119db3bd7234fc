import assert from 'node:assert/strict';
import { AccountInterest } from '../../../src/server/gateway/remote-interest.ts';

const NOBODY = { isPlain: false, queues: [] };
const PLAIN = { isPlain: true, queues: [] };

describe('AccountInterest', () => {
  it('takes everything to be of interest until it is told otherwise', () => {
    const interest = new AccountInterest('Optimistic');
    assert.deepEqual(interest.takers('foo'), PLAIN);
    interest.remove('foo', undefined);
    assert.deepEqual(interest.takers('foo'), NOBODY);
    assert.deepEqual(interest.takers('bar'), PLAIN);
    assert.equal(interest.noInterestCount, 1);
    interest.add('foo', undefined);
    assert.deepEqual(interest.takers('foo'), PLAIN);
  });

  it('forgets by a pattern all subjects that it covers', () => {
    const interest = new AccountInterest('Optimistic');
    for (const subject of ['a.b', 'a.c', 'b']) interest.remove(subject, undefined);
    interest.add('a.*', undefined);
    assert.deepEqual(interest.takers('a.c'), PLAIN);
    assert.deepEqual(interest.takers('b'), NOBODY);
    assert.equal(interest.noInterestCount, 1);
  });

  it('is uninteresting as a whole, except for queue groups', () => {
    const interest = new AccountInterest('Optimistic');
    interest.isUninteresting = true;
    assert.deepEqual(interest.takers('foo'), NOBODY);
    interest.add('foo', 'q');
    assert.deepEqual(interest.takers('foo'), { isPlain: false, queues: ['q'] });
    interest.remove('foo', 'q');
    assert.deepEqual(interest.takers('foo'), NOBODY);
  });

  it('keeps what it is told while it is told all, and asks it afterwards', () => {
    const interest = new AccountInterest('Optimistic');
    interest.remove('foo', undefined);
    interest.begin();
    assert.equal(interest.mode, 'Transitioning');
    interest.add('bar', undefined);
    assert.deepEqual(interest.takers('foo'), PLAIN);
    interest.complete();
    assert.deepEqual(interest.takers('foo'), NOBODY);
    assert.deepEqual(interest.takers('bar'), PLAIN);
    assert.equal(interest.mode, 'Interest-Only');
    interest.begin();
    assert.equal(interest.mode, 'Interest-Only');
  });

  it('knows patterns and groups, each once', () => {
    const interest = new AccountInterest('Interest-Only');
    for (let i = 0; i < 2; i++) {
      interest.add('a.*', undefined);
      interest.add('a.>', 'q1');
      interest.add('a.b', 'q2');
    }
    assert.deepEqual(interest.takers('a.b'), { isPlain: true, queues: ['q1', 'q2'] });
    assert.deepEqual([interest.size, interest.queueSubscriptionCount], [3, 2]);
    interest.remove('a.*', undefined);
    interest.remove('nobody', undefined);
    assert.deepEqual(interest.takers('a.b'), { isPlain: false, queues: ['q1', 'q2'] });
    assert.equal([...interest.values()].length, 2);
  });
});
