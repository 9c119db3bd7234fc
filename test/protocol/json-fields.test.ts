import assert from 'node:assert/strict';
import { isComplaint, readFields, type FieldTypes } from '../../src/protocol/json-fields.ts';

const TYPES: FieldTypes = {
  name: 'string',
  is_on: 'boolean',
  count: 'integer',
  more: 'object',
  urls: 'strings',
};

describe('readFields', () => {
  const good: readonly (readonly [string, object])[] = [
    ['null', {}],
    ['{"name":"a","is_on":true,"count":-3}', { name: 'a', is_on: true, count: -3 }],
    ['{"more":{"count":"x"},"urls":["a",null]}', { more: { count: 'x' }, urls: ['a', null] }],
    ['{"NAME":"a","COUNT":1}', { name: 'a', count: 1 }],
    ['{"name":null,"count":null}', {}],
    ['{"other":1.5,"name":"a"}', { name: 'a' }],
    // The ends of int64; a double has no more digits of them.
    ['{"count":9223372036854775807}', { count: 2 ** 63 }],
    ['{"count":-9223372036854775808}', { count: -(2 ** 63) }],
    // Numbers that stand elsewhere, or only look like the field's.
    ['{"x":{"count":1.5},"y":["count",1.5],"count":1}', { count: 1 }],
    ['{"name":"\\"count\\":1.5","count":1}', { name: '"count":1.5', count: 1 }],
    ['{"name":"count","x":1.5,"count":1}', { name: 'count', count: 1 }],
    ['{"x":"{[","count":1}', { count: 1 }],
    ['{"c\\u006funt" :\n 1}', { count: 1 }],
  ];
  for (const [json, fields] of good) {
    it(`reads ${json}`, () => assert.deepEqual(readFields('X', json, TYPES), fields));
  }

  const wholeNumber = "X's count must be a whole number of 64 bits";
  const bad: readonly (readonly [string, string])[] = [
    ['', 'X is not valid JSON'],
    ['{"name":"a"', 'X is not valid JSON'],
    ['[]', 'X is not a JSON object'],
    ['"a"', 'X is not a JSON object'],
    ['{"name":1}', "X's name must be a string"],
    ['{"is_on":"true"}', "X's is_on must be true or false"],
    ['{"more":[]}', "X's more must be an object"],
    ['{"urls":"a"}', "X's urls must be a list of strings"],
    ['{"urls":["a",1]}', "X's urls must be a list of strings"],
    ['{"count":"1"}', wholeNumber],
    ['{"count":1.0}', wholeNumber],
    ['{"count":1e0}', wholeNumber],
    ['{"Count" : 1E2}', wholeNumber],
    ['{"c\\u006funt":1.5}', wholeNumber],
    ['{"count":9223372036854775808}', wholeNumber],
    ['{"count":-9223372036854775809}', wholeNumber],
    ['{"count":99999999999999999999}', wholeNumber],
  ];
  for (const [json, complaint] of bad) {
    it(`refuses ${json}`, () => {
      const result = readFields('X', json, TYPES);
      assert.ok(isComplaint(result));
      assert.equal(result.complaint, complaint);
    });
  }

  it('reads no inherited field', () => {
    const fields = readFields('X', '{"__proto__":{"name":"a"}}', TYPES);
    assert.ok(!isComplaint(fields));
    assert.equal(fields['name'], undefined);
  });
});
