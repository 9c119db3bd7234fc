import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Inclusion, Variable, writeConf, type PlainConf } from '../../src/conf/writer.ts';
import { plainConfMap, plainOf } from '../support/plain-conf.ts';
import { newSeed } from '../support/random.ts';
import { read } from './read.ts';

describe('writeConf', () => {
  it('writes what people like to read', () => {
    const conf = writeConf({
      server_name: 'n1',
      port: 4222,
      debug: false,
      listen: '127.0.0.1:4222',
      max_payload: 2n ** 40n,
      since: new Date('2024-01-01T00:00:00Z'),
      cluster: new Map<string, PlainConf>([
        ['name', 'C1'],
        ['routes', ['nats://a:6222', 'nats://b:6222']],
        ['empty', {}],
      ]),
      accounts: {
        A: { users: [{ user: 'a', password: '$2a$11$x' }, { nkey: 'UABC' }] },
        'B b': { exports: [] },
      },
    });
    assert.equal(
      conf,
      `server_name: n1
port: 4222
debug: false
listen: "127.0.0.1:4222"
max_payload: 1099511627776
since: 2024-01-01T00:00:00Z
cluster {
  name: C1
  routes [ "nats://a:6222", "nats://b:6222" ]
  empty {}
}
accounts {
  A {
    users [
      {
        user: a
        password: "$2a$11$x"
      }
      {
        nkey: UABC
      }
    ]
  }
  "B b" {
    exports []
  }
}
`,
    );
  });

  const numbers: readonly (readonly [number, string])[] = [
    [1.5, '1.5'],
    [-0, '-0.0'],
    [1e21, '1000000000000000000000.0'],
    [-1.25e-9, '-0.00000000125'],
    [2 ** 53, '9007199254740992.0'],
    [1.5e300, `15${'0'.repeat(299)}.0`],
  ];
  for (const [value, text] of numbers)
    it(`writes ${value} as ${text.slice(0, 30)}`, () =>
      assert.equal(writeConf({ x: value }), `x: ${text}\n`));

  const quoted = [
    '',
    'true',
    'OFF',
    '1',
    '1k',
    '-a',
    '.5',
    '$x',
    '$2a$x',
    'a b',
    'a,b',
    'a]',
    '#a',
    '/a',
    "a'",
    'a\nb',
    'ü',
  ];
  for (const text of quoted)
    it(`quotes ${JSON.stringify(text)}`, () => assert.match(writeConf({ x: text }), /^x: ".*"\n$/));

  const refused: readonly (readonly [string, PlainConf])[] = [
    ['half a surrogate pair', '\ud800'],
    ['an integer beyond 64 bits', 2n ** 63n],
    ['NaN', Number.NaN],
    ['infinity', -Infinity],
    ['a time with fractions', new Date(1)],
    ['a time that is none', new Date(Number.NaN)],
    ['a time after 9999', new Date('+010000-01-01T00:00:00Z')],
    ['a key with both quotes', { [`"'`]: 1 }],
    ['a key with a NUL', { 'a\0': 1 }],
    ['a variable with a blank in its name', new Variable('a b')],
    ['an inclusion without a path', { x: new Inclusion('') }],
    ['an inclusion of a path with quotes', { x: new Inclusion('a"b') }],
    ['an inclusion that is an element', new Inclusion('a')],
  ];
  for (const [name, value] of refused)
    it(`refuses ${name}`, () =>
      assert.throws(() => writeConf({ x: [value] }), { code: 'ERR_CONF_VALUE' }));

  it('refuses "include" as a key where it names a file', () => {
    assert.throws(() => writeConf({ include: 'a' }), { code: 'ERR_CONF_VALUE' });
    assert.equal(writeConf({ x: { include: 'a' } }), 'x {\n  "include": a\n}\n');
  });

  it('writes variables and inclusions where they stand', () => {
    const conf = writeConf({
      server_name: new Variable('SERVER_NAME'),
      tags: [new Variable('A'), 'b'],
      cluster: { port: 6222, advertise: new Inclusion('./advertise/it.conf') },
      last: new Inclusion('users.conf'),
    });
    assert.equal(
      conf,
      `server_name: $SERVER_NAME
tags [ $A, b ]
cluster {
  port: 6222
  include "./advertise/it.conf"
}
include "users.conf"
`,
    );
  });

  it('has what it includes read in that place', () => {
    const conf = writeConf({ a: { b: new Variable('B'), more: new Inclusion('more.conf') } });
    const around = { files: { 'more.conf': 'c: 2' }, env: { B: '1' } };
    assert.deepEqual(
      plainOf(read(conf, around)),
      new Map([
        [
          'a',
          new Map([
            ['b', 1n],
            ['c', 2n],
          ]),
        ],
      ]),
    );
  });

  const seed = newSeed() | 0;
  it(`writes what is read as the same values (SEED=${seed})`, () => {
    fc.assert(
      fc.property(plainConfMap, (map) => {
        assert.deepEqual(plainOf(read(writeConf(map))), asRead(map));
      }),
      { seed, numRuns: 500 },
    );
  });
});

/** Whole numbers are read as integers. */
function asRead(value: PlainConf): unknown {
  if (typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0))
    return BigInt(value);
  if (Array.isArray(value)) return value.map(asRead);
  if (value instanceof Map)
    return new Map(
      Array.from(value as ReadonlyMap<string, PlainConf>, ([key, inner]) => [key, asRead(inner)]),
    );
  return value;
}
