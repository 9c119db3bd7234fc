import assert from 'node:assert/strict';
import { NatsxError } from '../../src/base/errors.ts';
import { SubjectMapping, type MappingTarget } from '../../src/subject/mapping.ts';

/** Destination, weight, and cluster. */
type Row = readonly [string, number, string?];

function targets(rows: readonly Row[]): MappingTarget[] {
  return rows.map(([destination, weight, cluster = '']) => ({ destination, weight, cluster }));
}

/** How many of the hundred draws lead to each subject. */
function tally(source: string, rows: readonly Row[], subject: string, cluster = ''): object {
  let drawn = 0;
  const mapping = new SubjectMapping(source, targets(rows), (below) => {
    assert.equal(below, 100);
    return drawn;
  });
  const counts: Record<string, number> = {};
  for (; drawn < 100; drawn++) {
    const mapped = mapping.sharesIn(cluster).apply(subject);
    counts[mapped] = (counts[mapped] ?? 0) + 1;
  }
  return counts;
}

describe('SubjectMapping', () => {
  it('sends everything to an only destination', () => {
    assert.deepEqual(tally('a.*', [['b.$1', 100]], 'a.x'), { 'b.x': 100 });
  });

  it('shares out by weight', () => {
    const rows: Row[] = [
      ['b.$1', 70],
      ['c.$1', 30],
    ];
    assert.deepEqual(tally('a.*', rows, 'a.x'), { 'b.x': 70, 'c.x': 30 });
  });

  it('leaves the rest of 100 where it was', () => {
    assert.deepEqual(tally('a.*.>', [['b.$1.>', 20]], 'a.x.y'), { 'b.x.y': 20, 'a.x.y': 80 });
    assert.deepEqual(tally('a', [['b', 0]], 'a'), { a: 100 });
    assert.deepEqual(tally('a', [], 'a'), { a: 100 });
  });

  it('loses the rest where the source is named', () => {
    assert.deepEqual(tally('a', [['a', 10]], 'a'), { a: 10, '': 90 });
    const rows: Row[] = [
      ['a.>', 10],
      ['b.>', 20],
    ];
    assert.deepEqual(tally('a.>', rows, 'a.x'), { 'a.x': 10, 'b.x': 20, '': 70 });
    assert.deepEqual(tally('a', [['a', 0]], 'a'), { '': 100 });
  });

  it('lets a cluster have destinations of its own', () => {
    const rows: Row[] = [
      ['b', 100],
      ['c', 40, 'C'],
      ['d', 10, 'C'],
      ['e', 100, 'E'],
    ];
    assert.deepEqual(tally('a', rows, 'a', 'C'), { c: 40, d: 10, a: 50 });
    assert.deepEqual(tally('a', rows, 'a', 'E'), { e: 100 });
    assert.deepEqual(tally('a', rows, 'a', 'F'), { b: 100 });
    assert.deepEqual(tally('a', rows, 'a'), { b: 100 });
  });

  it('leaves alone what is mapped in other clusters only, or loses it where the source is named', () => {
    assert.deepEqual(tally('a', [['c', 40, 'C']], 'a'), { a: 100 });
    assert.deepEqual(tally('a', [['a', 40, 'C']], 'a'), { '': 100 });
  });

  it('knows which messages share one fate', () => {
    const isSure = (rows: readonly Row[]): boolean =>
      new SubjectMapping('a', targets(rows)).sharesIn('').isDeterministic;
    assert.ok(isSure([['b', 100]]));
    assert.ok(isSure([['{{partition(3)}}', 100]]));
    assert.ok(
      isSure([
        ['b', 100],
        ['c', 0],
        ['d', 50, 'C'],
      ]),
      'no weight, another cluster',
    );
    assert.ok(isSure([['a', 0]]), 'all is lost');
    assert.ok(!isSure([['b', 99]]));
    assert.ok(!isSure([['a', 99]]));
    assert.ok(
      !isSure([
        ['b', 50],
        ['c', 50],
      ]),
    );
    assert.ok(!isSure([['{{random(3)}}', 100]]));
  });

  const destination = 'invalid mapping destination';
  const errors: readonly (readonly [string, readonly Row[], string])[] = [
    ['a..b', [['b', 1]], 'invalid subject'],
    ['a b', [['b', 1]], 'invalid subject'],
    [
      'a',
      [
        ['b', 1],
        ['b', 2],
      ],
      'duplicate entry for "b"',
    ],
    [
      'a',
      [
        ['b', 1],
        ['b', 2, 'C'],
      ],
      'duplicate entry for "b"',
    ],
    ['a', [['b', 101]], 'individual weights need to be <= 100'],
    [
      'a',
      [
        ['b', 51],
        ['c', 50],
      ],
      'total weight needs to be <= 100',
    ],
    [
      'a',
      [
        ['b', 51, 'C'],
        ['c', 50, 'C'],
      ],
      'total weight needs to be <= 100',
    ],
    ['a', [['', 1]], `${destination}: invalid transform`],
    ['a', [['b..c', 1]], `${destination}: invalid transform`],
    ['a', [['b. c', 1]], `${destination}: invalid transform`],
    ['a.>', [['b.>.c', 1]], `${destination}: invalid transform in c`],
    ['a.*', [['b.$2', 0]], `${destination}: wildcard index out of range in $2: [2]`],
    ['a.*', [['b.*', 0]], 'invalid subject'],
  ];
  for (const [source, rows, message] of errors) {
    it(`refuses ${source} to ${JSON.stringify(rows)}`, () => {
      assert.throws(
        () => new SubjectMapping(source, targets(rows)),
        (error) => error instanceof NatsxError && error.message === message,
        message,
      );
    });
  }

  it('shares out 100 in each cluster', () => {
    const rows: Row[] = [
      ['b', 60],
      ['c', 60, 'C'],
      ['d', 60, 'D'],
    ];
    assert.deepEqual(tally('a', rows, 'a'), { b: 60, a: 40 });
  });
});
