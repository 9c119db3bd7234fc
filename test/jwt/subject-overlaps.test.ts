import assert from 'node:assert/strict';
import { SubjectOverlaps } from '../../src/jwt/subject-overlaps.ts';
import { isContainedIn } from '../../src/jwt/subjects.ts';
import { newSeed, pick, randomFrom } from '../support/random.ts';

describe('SubjectOverlaps', () => {
  const seed = newSeed();
  it(`finds what comparing each with each finds (SEED=${seed})`, () => {
    const random = randomFrom(seed);
    const token = () => pick(random, ['a', 'b', '*', '>', '']);
    const subject = () => Array.from({ length: 1 + random(4) }, token).join('.');
    for (let i = 0; i < 300; i++) {
      const subjects = Array.from(new Set(Array.from({ length: random(12) }, subject)));
      const overlaps = new SubjectOverlaps();
      for (const each of subjects) overlaps.add(each);
      const one = subject();
      const among = `SEED=${seed}: ${one} among ${subjects.join(' ')}`;
      assert.deepEqual(
        overlaps.containing(one).sort(),
        subjects.filter((each) => isContainedIn(one, each)).sort(),
        among,
      );
      assert.deepEqual(
        overlaps.containedIn(one).sort(),
        subjects.filter((each) => isContainedIn(each, one)).sort(),
        among,
      );
    }
  });

  it('lets a subject have more tokens than a stack has room', () => {
    const overlaps = new SubjectOverlaps();
    const long = 'a.'.repeat(100_000);
    overlaps.add(`${long}b`);
    overlaps.add('a.>');
    assert.deepEqual(overlaps.containing(`${long}b`), ['a.>', `${long}b`]);
    assert.deepEqual(overlaps.containedIn('a.a.>'), [`${long}b`]);
  });
});
