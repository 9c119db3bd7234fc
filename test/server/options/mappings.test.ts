import assert from 'node:assert/strict';
import { Place } from '../../../src/server/options/kind.ts';
import { mappings } from '../../../src/server/options/mappings.ts';
import { itReads, itRefuses } from './read-text.ts';

describe('mappings', () => {
  itReads([
    ['mappings { a: b }', { mappings: { a: 'b' } }],
    [
      'mappings { a: [{destination: b, weight: "50%"}, {dest: c, weight: 50, cluster: C}] }',
      {
        mappings: {
          a: [
            { destination: 'b', weight: 50 },
            { destination: 'c', weight: 50, cluster: 'C' },
          ],
        },
      },
    ],
    [
      'mappings { a: {dest: b, weight: 10} }',
      { mappings: { a: [{ destination: 'b', weight: 10 }] } },
    ],
  ]);

  itRefuses([
    ['mappings: 3', 'mappings: expected a map, found an integer'],
    ['mappings { "a..b": b }', 'Subject "a..b" is not a valid subject'],
    ['mappings { a: [{dest: b}] }', 'Missing weight for mapping destination "b"'],
    ['mappings { a: [{dest: b, weight: 101}] }', 'Invalid weight 101 for mapping destination'],
    ['mappings { a: [{dest: b, weight: x}] }', 'Invalid weight "x" for mapping destination'],
    [
      'mappings { a: [{dest: b, weight: 1, foo: 3}] }',
      'Unknown field "foo" for mapping destination',
    ],
    ['mappings { a: 3 }', 'Expected an entry for the mapping destination'],
  ]);

  it('takes a subject alone for all messages', () => {
    assert.deepEqual(mappings.complete({ a: 'b' }, new Place()), {
      a: [{ destination: 'b', weight: 100, cluster: '' }],
    });
  });
});
