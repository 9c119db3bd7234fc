import assert from 'node:assert/strict';
import {
  hasWildcards,
  isContainedIn,
  validateRenaming,
  validateSubject,
  withoutReferences,
} from '../../src/jwt/subjects.ts';
import { Issues } from '../../src/jwt/validation.ts';

function issuesOf(act: (issues: Issues) => void): string[] {
  const issues = new Issues();
  act(issues);
  return issues.list.map(({ description }) => description);
}

describe('validateSubject', () => {
  for (const [subject, ...wanted] of [
    ['a.b'],
    ['*.>'],
    ['a.>.b'],
    ['', 'subject cannot be empty'],
    ['a b', 'subject "a b" cannot have spaces'],
    ['.a', 'subject ".a" cannot start or end with a `.`'],
    ['a.', 'subject "a." cannot start or end with a `.`'],
    ['a..b', 'subject "a..b" cannot contain consecutive `.`'],
    [
      '. ..',
      'subject ". .." cannot have spaces',
      'subject ". .." cannot start or end with a `.`',
      'subject ". .." cannot contain consecutive `.`',
    ],
  ] as const) {
    it(`says of ${JSON.stringify(subject)} ${wanted.length} things`, () =>
      assert.deepEqual(
        issuesOf((issues) => validateSubject(subject, issues)),
        wanted,
      ));
  }
});

describe('hasWildcards', () => {
  for (const subject of ['*', '>', 'a.*', 'a.>', '*.a', 'a.*.b']) {
    it(`sees those of ${subject}`, () => assert.equal(hasWildcards(subject), true));
  }
  for (const subject of ['', 'a', 'a*', 'a.b>', '>.a', 'a.>.b', '*a.b']) {
    it(`sees none in ${JSON.stringify(subject)}`, () => assert.equal(hasWildcards(subject), false));
  }
});

describe('isContainedIn', () => {
  for (const [subject, other, wanted] of [
    ['a', 'a', true],
    ['a', 'b', false],
    ['a.b', 'a.*', true],
    ['a.*', 'a.b', false],
    ['a.*', 'a.*', true],
    ['a.b.c', 'a.>', true],
    ['a', 'a.>', false],
    ['a.>', 'a.>', true],
    ['a.>', '>', true],
    ['>', 'a.>', false],
    ['a.b', 'a.b.c', false],
    ['a.>', 'a.*', true],
  ] as const) {
    it(`finds ${subject} ${wanted ? 'in' : 'not in'} ${other}`, () =>
      assert.equal(isContainedIn(subject, other), wanted));
  }
});

describe('validateRenaming', () => {
  const unused = 'subject does not contain enough * or reference wildcards $[0-9]';
  for (const [local, from, ...wanted] of [
    ['x.$1', 'a.*'],
    ['x.*', 'a.*'],
    ['$2.$1.>', '*.*.>'],
    ['x', 'a'],
    ['x', 'a.*', unused],
    ['x.$1.$1', 'a.*', unused],
    ['x.$2', 'a.*', 'Reference $2 in "x.$2" reference * in "a.*" that do not exist', unused],
    ['x', 'a.>', 'both, renaming subject and subject, need to end or not end in >'],
    [
      'x y',
      '',
      'subject "x y" cannot have spaces',
      'subject cannot be empty',
      'subject "x y" cannot have spaces',
    ],
  ] as const) {
    it(`says of ${local} for ${JSON.stringify(from)} ${wanted.length} things`, () =>
      assert.deepEqual(
        issuesOf((issues) => validateRenaming(local, from, issues)),
        wanted,
      ));
  }
});

describe('withoutReferences', () => {
  for (const [local, wanted] of [
    ['a', 'a'],
    ['$1.a.$22', '*.a.*'],
    ['$x.$1x.$', '$x.$1x.$'],
    [`$${'9'.repeat(30)}`, `$${'9'.repeat(30)}`],
  ] as const) {
    it(`makes ${wanted} of ${local}`, () => assert.equal(withoutReferences(local), wanted));
  }
});
