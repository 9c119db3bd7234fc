import assert from 'node:assert/strict';
import { didYouMean, nearest } from '../../src/cli/nearest.ts';

describe('nearest', () => {
  const known = ['server', 'sub', 'pub', 'req', 'reply', 'latency', 'context', 'connection-name'];
  const table: readonly [word: string, near: readonly string[]][] = [
    ['sever', ['server']],
    ['servre', ['server']],
    ['Server', ['server']],
    ['lat', ['latency']],
    ['connection', ['connection-name', 'context']],
    ['contxt', ['context']],
    ['pbu', ['pub']],
    ['bub', ['sub', 'pub']],
    ['x', []],
    ['elephant', []],
  ];
  for (const [word, near] of table) {
    it(`finds ${near.join(', ') || 'nothing'} for ${word}`, () => {
      const found = nearest(word, known);
      assert.deepEqual(found.slice(0, Math.max(near.length, 1)), near.slice(0, found.length || 1));
    });
  }

  it('names each once, and three at most', () => {
    assert.deepEqual(nearest('a', ['b', 'b', 'c', 'd', 'e']), ['b', 'c', 'd']);
  });
});

describe('didYouMean', () => {
  it('asks with or before the last', () => {
    assert.deepEqual(didYouMean([]), []);
    assert.deepEqual(didYouMean(['a']), ['did you mean a?']);
    assert.deepEqual(didYouMean(['a', 'b', 'c']), ['did you mean a, b or c?']);
  });
});
