import assert from 'node:assert/strict';
import { SubjectIndex } from '../../src/subject/subject-index.ts';
import { newSeed, pick, randomFrom, type Random } from '../support/random.ts';

describe('SubjectIndex', () => {
  const cases: readonly [pattern: string, taken: readonly string[]][] = [
    ['a', ['a']],
    ['a.b', ['a.b']],
    ['x', []],
    ['a.x', []],
    ['a.b.c.d', []],
    ['*', ['a', 'b']],
    ['a.*', ['a.b', 'a.c']],
    ['*.b', ['a.b', 'b.b']],
    ['a.>', ['a.b', 'a.c', 'a.b.c']],
    ['*.*.>', ['a.b.c']],
    ['>', ['a', 'b', 'a.b', 'a.c', 'b.b', 'a.b.c']],
  ];
  for (const [pattern, taken] of cases) {
    it(`takes [${taken.join(' ')}] for ${pattern}, and keeps the rest`, () => {
      const all = ['a', 'b', 'a.b', 'a.c', 'b.b', 'a.b.c'];
      const index = new SubjectIndex<string>();
      for (const subject of all) index.add(subject, subject);
      assert.deepEqual(index.take(pattern).sort(), [...taken].sort());
      assert.deepEqual(index.take('>').sort(), all.filter((each) => !taken.includes(each)).sort());
    });
  }

  it('keeps several values of a subject', () => {
    const index = new SubjectIndex<number>();
    index.add('a.b', 1);
    index.add('a.b', 2);
    assert.deepEqual(index.take('a.b'), [1, 2]);
    assert.deepEqual(index.take('a.b'), []);
  });

  const seed = newSeed();
  it(`takes what a walk over all subjects would (SEED=${seed})`, () => {
    const random = randomFrom(seed);
    for (let round = 0; round < 200; round++) {
      const index = new SubjectIndex<string>();
      let kept: string[] = [];
      for (let i = 0; i < 60; i++) {
        if (random(3) > 0) {
          const subject = randomSubject(random, ['a', 'b', 'c', '1']);
          index.add(subject, subject);
          kept.push(subject);
          continue;
        }
        const pattern = randomPattern(random);
        const expected = kept.filter((subject) => covers(pattern, subject));
        kept = kept.filter((subject) => !covers(pattern, subject));
        assert.deepEqual(index.take(pattern).sort(), expected.sort(), pattern);
      }
      assert.deepEqual(index.take('>').sort(), kept.sort());
    }
  });
});

function randomSubject(random: Random, tokens: readonly string[]): string {
  return Array.from({ length: 1 + random(4) }, () => pick(random, tokens)).join('.');
}

function randomPattern(random: Random): string {
  const pattern = randomSubject(random, ['a', 'b', 'c', '1', '*']);
  return random(3) === 0 ? `${pattern}.>` : pattern;
}

/** By definition, token for token. */
function covers(pattern: string, subject: string): boolean {
  const wanted = pattern.split('.');
  const tokens = subject.split('.');
  if (wanted.at(-1) === '>') {
    wanted.pop();
    if (tokens.length <= wanted.length) return false;
  } else if (tokens.length !== wanted.length) return false;
  return wanted.every((token, i) => token === '*' || token === tokens[i]);
}
