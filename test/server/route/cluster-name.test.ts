import assert from 'node:assert/strict';
import { ClusterName } from '../../../src/server/route/cluster-name.ts';

describe('ClusterName', () => {
  it('that was given gives way to none', () => {
    const name = new ClusterName('C1');
    assert.equal(name.isDynamic, false);
    assert.equal(name.meet('C1', false), 'same');
    for (const other of ['C2', 'A', '']) {
      assert.equal(name.meet(other, false), 'conflict');
      assert.equal(name.meet(other, true), 'conflict');
    }
    assert.equal(name.text, 'C1');
  });

  it('that was made up gives way to one that was given', () => {
    const name = new ClusterName(undefined);
    assert.equal(name.text.length, 22);
    assert.equal(name.isDynamic, true);
    assert.equal(name.meet('!', false), 'adopted');
    assert.equal(name.text, '!');
    assert.equal(name.isDynamic, false);
    assert.equal(name.meet('other', false), 'conflict');
  });

  it('that was made up gives way to a greater one', () => {
    const name = new ClusterName('');
    assert.equal(name.meet('!', true), 'conflict');
    assert.equal(name.meet('~', true), 'adopted');
    assert.deepEqual([name.text, name.isDynamic], ['~', true]);
    assert.equal(name.meet('', true), 'conflict');
  });

  it('makes up another one each time', () => {
    assert.notEqual(new ClusterName('').text, new ClusterName('').text);
  });
});
