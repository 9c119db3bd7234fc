import assert from 'node:assert/strict';
import { Uses } from '../../../src/k8s-operator/controller/uses.ts';

describe('Uses', () => {
  it('know who was made from what, as it was last', () => {
    const uses = new Uses();
    uses.note('a', ['x', 'y']);
    uses.note('b', ['y']);
    assert.deepEqual(uses.of('y'), ['a', 'b']);
    uses.note('a', ['z']);
    assert.deepEqual([uses.of('x'), uses.of('y'), uses.of('z')], [[], ['b'], ['a']]);
    uses.forget('b');
    assert.deepEqual(uses.of('y'), []);
  });
});
