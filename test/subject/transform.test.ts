import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NatsxError } from '../../src/base/errors.ts';
import { SubjectTransform } from '../../src/subject/transform.ts';
import { newSeed } from '../support/random.ts';
import { isMatch, pattern, world } from './naive-subjects.ts';

/** Source, destination, subject, and what it becomes. */
const rows: readonly (readonly [string, string, string, string | undefined])[] = [
  ['foo', 'bar', 'foo', 'bar'],
  ['foo', 'bar', 'foo.x', undefined],
  ['foo.bar', 'a.b.c', 'foo.bar', 'a.b.c'],
  ['a.*.b', 'x.$1', 'a.q.b', 'x.q'],
  ['a.*.b', 'x.$1', 'a.q.c', undefined],
  ['a.*.*', 'x.$2.y.$1', 'a.1.2', 'x.2.y.1'],
  ['a.*', '$1.$1', 'a.b', 'b.b'],
  ['a.*', 'x.{{wildcard(1)}}.y', 'a.b', 'x.b.y'],
  ['a.*', 'x.{{ Wildcard ( 1 ) }}', 'a.b', 'x.b'],
  ['a.*', 'x.{{anything}}{{wildcard(1)}}', 'a.b', 'x.b'],
  ['a.*', '$+1', 'a.b', 'b'],
  ['a.*', '$01', 'a.b', 'b'],
  ['a.*', '$0', 'a.b', 'a'],
  ['a.*', '{{wildcard(-7)}}', 'a.b', 'a'],
  ['a.*', '$x.$.$1x.{{}}.a{{wildcard(1)}}', 'a.b', '$x.$.$1x.{{}}.a{{wildcard(1)}}'],
  ['a.*', 'x', 'a.b', 'x'],
  ['>', '>', 'a.b', 'a.b'],
  ['>', 'x.>', 'a.b', 'x.a.b'],
  ['a.>', '>', 'a.b.c', 'b.c'],
  ['a.>', '>', 'a', undefined],
  ['a.>', 'x.y.>', 'a.b', 'x.y.b'],
  ['a.*.>', '$1.x.>', 'a.b.c.d', 'b.x.c.d'],
  ['a.*.>', '{{wildcard(1)}}.>', 'a.b.>', 'b.>'],
  ['*.*', '{{partition(10,1,2)}}', 'foo.bar', '0'],
  ['*.*', '{{partition(10, 1)}}.$2', 'foo.bar', '3.bar'],
  ['*', '{{Partition(10)}}', 'foobar', '0'],
  ['foobar', 'x.{{partition(10)}}', 'foobar', 'x.0'],
  // A literal has no tokens to choose from.
  ['foobar', 'x.{{partition(10,7)}}', 'foobar', 'x.0'],
  ['*', '{{partition(0,1)}}', 'foo', '0'],
  ['*', '{{partition(-1,1)}}', 'foo', String(0xa9f37ed7)],
  ['*', 'x.{{split(1,-)}}', 'a-b--c', 'x.a.b.c'],
  ['*', 'x.{{Split(1,)}}.y', 'abc', 'x.a.b.c.y'],
  ['*.*', '{{splitFromLeft(2,1)}}.$1', 'a.bcd', 'b.cd.a'],
  ['*', '{{SplitFromRight(1,1)}}', 'bcd', 'bc.d'],
  ['*', '{{splitfromleft(1,1)}}', 'bcd', 'b.cd'],
  ['*', '{{sliceFromLeft(1, 2)}}', 'abcde', 'ab.cd.e'],
  ['*', '{{sliceFromRight(1,2)}}', 'abcde', 'a.bc.de'],
  ['*', '{{left(1,2)}}.{{Right(1,2)}}', 'abcde', 'ab.de'],
  ['*', 'x.{{random(6)}}.{{wildcard(1)}}', 'a', 'x.5.a'],
  ['a', 'x.{{Random(6)}}', 'a', 'x.5'],
  ['\xff.*', '\xfe.$1', '\xff.\xe4', '\xfe.\xe4'],
];

const destination = 'invalid mapping destination';

/** Source, destination, and what is said of them. */
const errors: readonly (readonly [string, string, string])[] = [
  ['', 'a', 'invalid subject'],
  ['a', '', 'invalid subject'],
  ['a..b', 'a', 'invalid subject'],
  ['a', 'a..b', 'invalid subject'],
  ['a.>.b', 'a.>', 'invalid subject'],
  ['a.>', 'b', 'invalid subject'],
  ['a', 'b.>', 'invalid subject'],
  ['a.*', 'b.*', 'invalid subject'],
  ['a.*', '$2', `${destination}: wildcard index out of range in $2: [2]`],
  ['a.>', '$1.>', `${destination}: wildcard index out of range in $1: [1]`],
  ['a', '$1', `${destination}: wildcard index out of range in $1`],
  ['a', '{{split(1,-)}}', `${destination}: wildcard index out of range in {{split(1,-)}}`],
  [
    '*',
    '{{partition(2,1,2)}}',
    `${destination}: wildcard index out of range in {{partition(2,1,2)}}: [2]`,
  ],
  ['*', '{{foo(1)}}', `${destination}: unknown function in {{foo(1)}}`],
  ['*', '{{wildcard}}', `${destination}: unknown function in {{wildcard}}`],
  ['*', '{{WILDCARD(1)}}', `${destination}: unknown function in {{WILDCARD(1)}}`],
  [
    '*',
    '{{wildcard()}}',
    `${destination}: not enough arguments passed to the function in {{wildcard()}}`,
  ],
  [
    '*',
    '{{wildcard(1,2)}}',
    `${destination}: too many arguments passed to the function in {{wildcard(1,2)}}`,
  ],
  [
    '*',
    '{{split(1)}}',
    `${destination}: not enough arguments passed to the function in {{split(1)}}`,
  ],
  [
    '*',
    '{{random(1,2)}}',
    `${destination}: not enough arguments passed to the function in {{random(1,2)}}`,
  ],
  ...[
    '{{wildcard(x)}}',
    '{{wildcard(9223372036854775808)}}',
    '{{partition()}}',
    '{{partition(2147483648,1)}}',
    '{{partition(2,x)}}',
    '{{split(x,-)}}',
    '{{split(1,- )}}',
    '{{left(1,2147483648)}}',
    '{{sliceFromLeft(1,)}}',
    '{{random(2147483648)}}',
    '{{random()}}',
  ].map(
    (token) =>
      [
        '*',
        token,
        `${destination}: function argument is invalid or in the wrong format in ${token}`,
      ] as const,
  ),
];

describe('SubjectTransform', () => {
  const most = (below: number): number => below - 1;

  for (const [from, to, subject, wanted] of rows) {
    it(`from ${from} to ${to}: ${subject}`, () => {
      assert.equal(new SubjectTransform(from, to, most).match(subject), wanted);
    });
  }

  for (const [from, to, message] of errors) {
    it(`refuses ${JSON.stringify(from)} to ${JSON.stringify(to)}`, () => {
      assert.throws(
        () => new SubjectTransform(from, to),
        (error) => error instanceof NatsxError && error.message === message,
        message,
      );
    });
  }

  it('knows what may be kept', () => {
    const isSure = (to: string): boolean => new SubjectTransform('*.*', to).isDeterministic;
    assert.ok(isSure('a.{{partition(3,1,2)}}.$1.{{split(2,-)}}'));
    assert.ok(!isSure('a.$1.{{random(3)}}'));
  });

  it('draws a number of its own when it is given none', () => {
    const transform = new SubjectTransform('a', '{{random(3)}}');
    for (let draws = 0; draws < 100; draws++) assert.match(transform.apply('a'), /^[012]$/);
  });

  const seed = newSeed() | 0;
  it(`takes what its source stands for, and nothing else (SEED=${seed})`, () => {
    fc.assert(
      fc.property(pattern, (from) => {
        const transform = new SubjectTransform(from, from.endsWith('>') ? 'x.>' : 'x');
        for (const subject of world) {
          assert.equal(transform.match(subject) !== undefined, isMatch(subject, from), subject);
        }
      }),
      { seed },
    );
  });
});
