import assert from 'node:assert/strict';
import { nameOrRandom, randomName } from '../../../src/nsc/values/names.ts';

describe('randomName', () => {
  it('is two words', () => assert.match(randomName(), /^[a-z]+_[a-z]+$/));

  it('stands in for *, and for nothing else', () => {
    assert.match(nameOrRandom('*'), /^[a-z]+_[a-z]+$/);
    assert.deepEqual([nameOrRandom('A'), nameOrRandom(undefined)], ['A', '']);
  });
});
