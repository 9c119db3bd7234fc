import assert from 'node:assert/strict';
import {
  hasWildcard,
  isLiteralSubject,
  isValidSubject,
  isCoveredBy,
  overlap,
} from '../../src/subject/subject.ts';

/** subject, may be subscribed to, names one subject, has a wildcard token. */
const rows: readonly (readonly [string, boolean, boolean, boolean])[] = [
  ['foo', true, true, false],
  ['foo.bar.baz', true, true, false],
  ['*', true, false, true],
  ['>', true, false, true],
  ['foo.*', true, false, true],
  ['*.foo', true, false, true],
  ['foo.*.bar', true, false, true],
  ['foo.>', true, false, true],
  ['*.>', true, false, true],
  ['*.*.*', true, false, true],
  ['foo*', true, true, false],
  ['*foo', true, true, false],
  ['foo.b*r', true, true, false],
  ['foo.>bar', true, true, false],
  ['>>', true, true, false],
  ['**.>', true, false, true],
  ['foo.bar>.x', true, true, false],
  ['\xff\xfe.\xe4', true, true, false],
  ['', false, false, false],
  ['.', false, false, false],
  ['.foo', false, false, false],
  ['foo.', false, false, false],
  ['foo..bar', false, false, false],
  ['foo...', false, false, false],
  ['>.foo', false, false, true],
  ['foo.>.bar', false, false, true],
  ['>.>', false, false, true],
  ['foo.>.', false, false, true],
  ['*.', false, false, true],
];

describe('subject', () => {
  for (const [subject, isValid, isLiteral, isPattern] of rows) {
    it(`tells what ${JSON.stringify(subject)} is`, () => {
      assert.deepEqual(
        {
          isValid: isValidSubject(subject),
          isLiteral: isLiteralSubject(subject),
          isPattern: hasWildcard(subject),
        },
        { isValid, isLiteral, isPattern },
      );
    });
  }

  // What a pattern covers, and what it only has in common with it.
  const pairs: readonly (readonly [string, string, isCovered: boolean, overlaps: boolean])[] = [
    ['a', 'a', true, true],
    ['a', 'b', false, false],
    ['a.b', 'a.*', true, true],
    ['a.*', 'a.b', false, true],
    ['a.*', 'a.*', true, true],
    ['a.>', 'a.*', false, true],
    ['a.*', 'a.>', true, true],
    ['a.b.c', 'a.*', false, false],
    ['a', 'a.>', false, false],
    ['a.>', 'a', false, false],
    ['a.>', '>', true, true],
    ['>', 'a.>', false, true],
    ['*.b', 'a.*', false, true],
    ['*.b', 'a.c', false, false],
    ['a.*.c', '*.b.*', false, true],
    ['a.b.>', 'a.*.>', true, true],
    ['a.*.>', 'a.b.>', false, true],
    ['>', '>', true, true],
    ['*.>', '>', true, true],
    ['>', '*', false, true],
    ['>', '*.>', false, true],
    ['foo*', 'foo*', true, true],
    ['foobar', 'foo*', false, false],
  ];
  for (const [one, other, isCovered, overlaps] of pairs) {
    it(`tells what ${one} has to do with ${other}`, () => {
      assert.equal(isCoveredBy(one, other), isCovered);
      assert.equal(overlap(one, other), overlaps);
      assert.equal(overlap(other, one), overlaps);
    });
  }
});
