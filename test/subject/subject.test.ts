import assert from 'node:assert/strict';
import { hasWildcard, isLiteralSubject, isValidSubject } from '../../src/subject/subject.ts';

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
});
