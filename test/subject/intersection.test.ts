import assert from 'node:assert/strict';
import fc from 'fast-check';
import { intersection } from '../../src/subject/intersection.ts';
import { isCoveredBy, overlap } from '../../src/subject/subject.ts';
import { newSeed } from '../support/random.ts';
import { pattern, subjectsOf } from './naive-subjects.ts';

describe('intersection', () => {
  /** What is subscribed to, what an import calls its subjects, what the subscription gets of them. */
  const rows: readonly (readonly [string, string, string, string | undefined])[] = [
    ['equal', 'loc.*.x', 'loc.*.x', 'loc.*.x'],
    ['the subscription is narrower', 'loc.a.x', 'loc.*.x', 'loc.a.x'],
    ['the subscription is narrower, in wildcards', 'loc.*.b.>', 'loc.>', 'loc.*.b.>'],
    ['the import is narrower', '>', 'loc.*.x', 'loc.*.x'],
    ['the import is narrower and literal', 'loc.*', 'loc.a', 'loc.a'],
    ['each is narrower somewhere', '*.b', 'a.*', 'a.b'],
    ['an end and a wildcard', 'a.>', '*.b.*', 'a.b.*'],
    ['an end and an end', '*.b.>', 'a.>', 'a.b.>'],
    ['an end needs a token', 'a.>', '*', undefined],
    ['an end needs more tokens', 'a.*.>', '*.b', undefined],
    ['another token', 'a.b', 'a.c', undefined],
    ['another length', 'a.*', 'a.*.*', undefined],
    ['a star within a token is text', 'a.b*', 'a.*', 'a.b*'],
  ];
  for (const [what, one, other, wanted] of rows) {
    it(`of ${one} and ${other}: ${what}`, () => {
      assert.equal(intersection(one, other), wanted);
      assert.equal(intersection(other, one), wanted);
    });
  }

  const seed = newSeed() | 0;
  it(`stands for the subjects that both stand for (SEED=${seed})`, () => {
    fc.assert(
      fc.property(pattern, pattern, (one, other) => {
        const ones = new Set(subjectsOf(one));
        const wanted = subjectsOf(other).filter((subject) => ones.has(subject));
        const shared = intersection(one, other);
        assert.deepEqual(shared === undefined ? [] : subjectsOf(shared), wanted);
        assert.equal(overlap(one, other), wanted.length > 0);
        assert.equal(isCoveredBy(other, one), wanted.length === subjectsOf(other).length);
        if (isCoveredBy(other, one)) assert.equal(shared, other);
      }),
      { seed, numRuns: 2_000 },
    );
  });
});
