import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { DirectoryIndex } from '../../../../src/server/account/resolver/directory-index.ts';

const NOTHING = Buffer.alloc(32);

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function xor(...hashes: readonly Buffer[]): Buffer {
  return hashes.reduce(
    (sum, hash) => Buffer.from(sum.map((byte, at) => byte ^ hash[at]!)),
    NOTHING,
  );
}

describe('DirectoryIndex', () => {
  it('sums up the hashes of what it has, in whatever order it came', () => {
    const index = new DirectoryIndex();
    assert.deepEqual(index.hash, NOTHING);
    index.set('A', 'a', Infinity);
    index.set('B', 'b', Infinity);
    assert.deepEqual(index.hash, xor(sha256('a'), sha256('b')));
    index.set('A', 'other', Infinity);
    assert.deepEqual(index.hash, xor(sha256('other'), sha256('b')));
    index.touch('A');
    index.delete('B');
    assert.deepEqual(index.hash, sha256('other'));
    index.delete('A');
    index.delete('A');
    assert.deepEqual(index.hash, NOTHING);
  });

  it('leaves out of the sum what is known by name alone', () => {
    const index = new DirectoryIndex();
    index.addUnread('A');
    index.addUnread('B');
    assert.equal(index.size, 2);
    assert.deepEqual(index.hash, NOTHING);
    index.settle('A', 'a', Infinity);
    assert.ok(!index.isUnread('A') && index.isUnread('B'));
    index.delete('B');
    assert.deepEqual(index.hash, sha256('a'));
  });

  it('knows which was not used for the longest time', () => {
    const index = new DirectoryIndex();
    assert.equal(index.oldest, undefined);
    for (const key of ['A', 'B', 'C']) index.set(key, key, Infinity);
    assert.equal(index.oldest, 'A');
    index.touch('A');
    assert.equal(index.oldest, 'B');
    index.set('B', 'b', Infinity);
    assert.equal(index.oldest, 'C');
    index.addUnread('D');
    index.touch('C');
    index.touch('nobody');
    assert.deepEqual([...index.keys()], ['A', 'B', 'D', 'C']);
  });

  it('says what is to go by a time', () => {
    const index = new DirectoryIndex();
    assert.deepEqual(index.due(Number.MAX_VALUE), []);
    index.set('A', 'a', 10);
    index.set('B', 'b', 20);
    index.set('C', 'c', Infinity);
    assert.deepEqual(index.due(9), []);
    assert.deepEqual(index.due(10), ['A']);
    // It did not go, so it is due again.
    assert.deepEqual(index.due(10), ['A']);
    index.touch('A', 30);
    assert.deepEqual(index.due(20), ['B']);
    assert.deepEqual(index.due(30).sort(), ['A', 'B']);
    index.addUnread('D');
    index.settle('D', 'd', 5);
    assert.deepEqual(index.due(5), ['D']);
  });

  it('tells one JWT from another', () => {
    const index = new DirectoryIndex();
    index.set('A', 'a', Infinity);
    assert.ok(index.has('A') && index.holds('A', 'a'));
    assert.ok(!index.holds('A', 'b') && !index.holds('B', 'a') && !index.has('B'));
  });
});
