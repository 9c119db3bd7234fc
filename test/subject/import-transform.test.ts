import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NatsxError } from '../../src/base/errors.ts';
import { ImportTransform, numberWildcards } from '../../src/subject/import-transform.ts';
import { isCoveredBy } from '../../src/subject/subject.ts';
import { newSeed } from '../support/random.ts';
import { pattern, subjectsOf } from './naive-subjects.ts';

describe('ImportTransform', () => {
  /** What is exported, how the import calls it; its pattern; a subject there and here. */
  const rows: readonly (readonly [string, string, string, string, string])[] = [
    ['ev.*.>', 'loc.$1.>', 'loc.*.>', 'ev.a.b.c', 'loc.a.b.c'],
    ['ev.*.>', 'loc.*.>', 'loc.*.>', 'ev.a.b.c', 'loc.a.b.c'],
    ['ev.>', 'p.ev.>', 'p.ev.>', 'ev.a', 'p.ev.a'],
    ['q.*.*', 'myq.$2.$1', 'myq.*.*', 'q.a.b', 'myq.b.a'],
    ['q.*.*', 'myq.{{wildcard(2)}}.{{wildcard(1)}}', 'myq.*.*', 'q.a.b', 'myq.b.a'],
    ['*.*.*', '$2.$3.$1', '*.*.*', 'a.b.c', 'b.c.a'],
    ['q.*', '$1.$1', '*.*', 'q.a', 'a.a'],
    ['q.*', '*.x.$1', '*.x.*', 'q.a', 'a.x.a'],
  ];
  for (const [exported, local, wanted, there, here] of rows) {
    it(`from ${exported} to ${local}`, () => {
      const transform = new ImportTransform(exported, local);
      assert.equal(transform.local, wanted);
      assert.equal(transform.match(there), here);
      assert.equal(transform.inverse.match(here), there);
      assert.equal(transform.inverse.apply(transform.local), exported);
    });
  }

  const destination = 'invalid mapping destination';
  const errors: readonly (readonly [string, string, string])[] = [
    ['a.*', 'b', `${destination}: not using all of the token wildcard(s) in b`],
    ['a.*.*', 'b.$1', `${destination}: not using all of the token wildcard(s) in b.$1`],
    // nats-server counts the wildcards without looking which, and then asks the exporter for the wrong subjects.
    ['a.*.*', '$1.$1', `${destination}: not using all of the token wildcard(s) in $1.$1`],
    ['a.*', '$0.$1', `${destination}: wildcard index out of range in $0`],
    ['a.*', 'b.*.*', `${destination}: wildcard index out of range in $2: [2]`],
    [
      'a.*',
      'b.{{partition(3,1)}}',
      `${destination}: the only mapping function allowed for import transforms is {{Wildcard()}} in {{partition(3,1)}}`,
    ],
    ['a.*', 'b.$1.>', 'invalid subject'],
  ];
  for (const [exported, local, message] of errors) {
    it(`refuses ${exported} as ${local}`, () => {
      assert.throws(
        () => new ImportTransform(exported, local),
        (error) => error instanceof NatsxError && error.message === message,
        message,
      );
    });
  }

  it('turns what is subscribed to into what to ask the exporter for', () => {
    const { inverse } = new ImportTransform('ev.*.*.>', 'loc.$2.$1.>');
    assert.equal(inverse.apply('loc.a.*.>'), 'ev.*.a.>');
    assert.equal(inverse.apply('loc.*.b.c.*'), 'ev.b.*.c.*');
  });

  it('numbers the wildcards of a pattern', () => {
    assert.equal(numberWildcards('a.*.b*.*.>'), 'a.$1.b*.$2.>');
    assert.equal(numberWildcards('a.b'), 'a.b');
  });

  const seed = newSeed() | 0;
  it(`finds the way back from everything that it makes (SEED=${seed})`, () => {
    fc.assert(
      fc.property(renaming, ({ exported, local }) => {
        const transform = new ImportTransform(exported, local);
        for (const subject of subjectsOf(exported)) {
          const here = transform.apply(subject);
          assert.ok(isCoveredBy(here, transform.local), `${here} by ${transform.local}`);
          assert.equal(transform.inverse.match(here), subject);
        }
      }),
      { seed, numRuns: 500 },
    );
  });
});

/** A pattern, and a local subject with each of its wildcards at least once, in any order. */
const renaming = pattern.chain((exported) => {
  const tokens = exported.split('.');
  const numbers = tokens.filter((token) => token === '*').map((_, at) => `$${at + 1}`);
  const isOpen = tokens.at(-1) === '>';
  return fc
    .tuple(
      fc.shuffledSubarray(numbers, { minLength: numbers.length }),
      fc.array(fc.constantFrom('x', ...numbers), {
        minLength: numbers.length === 0 ? 1 : 0,
        maxLength: 2,
      }),
    )
    .map(([all, more]) => ({
      exported,
      local: [...all, ...more, ...(isOpen ? ['>'] : [])].join('.'),
    }));
});
