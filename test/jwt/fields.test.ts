import assert from 'node:assert/strict';
import {
  always,
  byte,
  flag,
  int64,
  list,
  map,
  object,
  optional,
  text,
  uint64,
  whole,
  writeFields,
  type Field,
} from '../../src/jwt/fields.ts';
import { parseJson } from '../../src/jwt/json-reader.ts';

function read<T>(field: Field<T>, json: string): T {
  return field.read(parseJson('test', json), 'x');
}

describe('Whole numbers', () => {
  for (const [name, field, json, value] of [
    ['int64', int64, '-9223372036854775808', -(2 ** 63)],
    ['int64', int64, '9223372036854775807', 2n ** 63n - 1n],
    ['int64', int64, '9007199254740992', 2 ** 53],
    ['int64', int64, '9007199254740993', 2n ** 53n + 1n],
    ['int64', int64, '17280000000000000', 17280000000000000],
    ['uint64', uint64, '18446744073709551615', 2n ** 64n - 1n],
    ['whole', whole, '9223372036854775807', 2 ** 63],
    ['byte', byte, '255', 255],
  ] as const) {
    it(`of ${name} come back: ${json}`, () => {
      assert.equal(read(field as Field<number | bigint>, json), value);
      assert.equal((field as Field<number | bigint>).write(value, 'x'), json);
    });
  }

  for (const [name, field, json] of [
    ['int64', int64, '9223372036854775808'],
    ['int64', int64, '-9223372036854775809'],
    ['int64', int64, '1.0'],
    ['int64', int64, '1e3'],
    ['int64', int64, '"1"'],
    ['uint64', uint64, '-1'],
    ['uint64', uint64, '-0'],
    ['uint64', uint64, '18446744073709551616'],
    ['byte', byte, '256'],
    ['byte', byte, '-1'],
  ] as const) {
    it(`of ${name} are not ${json}`, () =>
      assert.throws(() => read(field as Field<number | bigint>, json), {
        code: 'ERR_JWT_CLAIM',
        message: /^the claim x must be a whole number from/,
      }));
  }

  it('take -0 for 0', () => assert.equal(read(int64, '-0'), 0));

  for (const value of [1.5, Number.NaN, Infinity, 2 ** 63, 2n ** 63n, '1', undefined]) {
    it(`are not written of ${String(value)}`, () =>
      assert.throws(() => int64.write(value as number, 'x'), { code: 'ERR_JWT_CLAIM' }));
  }
});

interface Thing {
  readonly b: string;
  readonly a: number;
  readonly kept: string;
  readonly maybe: string | undefined;
  readonly many: readonly string[];
  readonly named: ReadonlyMap<string, boolean>;
}

const fields = {
  b: text,
  a: whole,
  kept: always(text),
  maybe: optional(text),
  many: list(text),
  named: map(flag),
};
const thing = object<Thing>(fields);
const nothing: Thing = { b: '', a: 0, kept: '', maybe: undefined, many: [], named: new Map() };

describe('An object', () => {
  it('reads what is absent or null as zero', () => {
    assert.deepEqual(read(thing, '{}'), nothing);
    assert.deepEqual(
      read(thing, '{"b":null,"a":null,"kept":null,"maybe":null,"many":null,"named":null}'),
      nothing,
    );
    assert.deepEqual(thing.zero(), nothing);
  });

  it('writes its fields in order, and not what goes without saying', () => {
    assert.equal(thing.write(nothing, ''), '{"kept":""}');
    const named = new Map([
      ['z', true],
      ['y', false],
    ]);
    const all = { b: '<', a: 5, kept: 'k', maybe: '', many: ['', 'x'], named };
    const json =
      '{"b":"\\u003c","a":5,"kept":"k","maybe":"","many":["","x"],"named":{"y":false,"z":true}}';
    assert.equal(thing.write(all, ''), json);
    assert.deepEqual(read(thing, json), all);
    assert.deepEqual(writeFields(fields, { ...nothing, a: 5 }, ''), [
      ['a', '5'],
      ['kept', '""'],
    ]);
  });

  it('passes over what it does not know', () => {
    assert.deepEqual(read(thing, '{"c":1,"A":7,"__proto__":{"b":"x"}}'), { ...nothing, a: 7 });
  });

  it('may read other values than zero for what is absent', () => {
    const other = object<Thing>(fields, { a: -1 });
    assert.equal(read(other, '{}').a, -1);
    assert.equal(read(other, '{"a":null}').a, -1);
    assert.equal(read(other, '{"a":0}').a, 0);
    assert.equal(other.zero().a, 0);
  });

  it('refuses two spellings of a name', () => {
    for (const json of ['{"a":1,"A":2}', '{"kept":"","\u212aept":""}']) {
      assert.throws(() => read(thing, json), {
        message: /^the claim x\.(a|kept) must be there once$/,
      });
    }
  });

  it('says where something is wrong', () => {
    const deep = object({ list: list(object({ map: map(int64) })) });
    const json = '{"list":[{},{"map":{"k":true}}]}';
    assert.throws(() => read(deep, json), {
      message: /^the claim x\.list\[1\]\.map\.k must be a whole number/,
    });
    const value = { list: [{ map: new Map([['k', 0.5]]) }] };
    assert.throws(() => deep.write(value, ''), { message: /^the claim list\[0\]\.map\.k must be/ });
  });

  it('reads null in lists and maps as zero', () => {
    assert.deepEqual(read(list(text), '[null,"a"]'), ['', 'a']);
    assert.deepEqual(read(map(flag), '{"a":null}'), new Map([['a', false]]));
  });
});
