import assert from 'node:assert/strict';
import { addTags, addTo, removeFrom, removeTags } from '../../src/jwt/index.ts';

describe('Lists in claims', () => {
  it('hold nothing twice, and nothing empty', () => {
    assert.deepEqual(addTo(['a'], 'b', '', 'a', 'B', 'b'), ['a', 'b', 'B']);
    assert.deepEqual(removeFrom(['a', 'b', 'c'], 'a', 'c', 'x', 'B'), ['b']);
  });

  it('of tags are in lower case', () => {
    assert.deepEqual(addTags(['a'], ' B:C ', 'A', ' '), ['a', 'b:c']);
    assert.deepEqual(removeTags(['a', 'b:c'], ' B:c'), ['a']);
  });
});
