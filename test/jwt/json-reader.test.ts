import assert from 'node:assert/strict';
import { JsonNumber, MAX_DEPTH, parseJson, type JsonValue } from '../../src/jwt/json-reader.ts';
import { newSeed, pick, randomFrom, type Random } from '../support/random.ts';

/** What JSON.parse would have given. */
function plain(json: JsonValue): unknown {
  if (json instanceof JsonNumber) return Number(json.text);
  if (json instanceof Map) {
    const members = json as ReadonlyMap<string, JsonValue>;
    return Object.fromEntries(Array.from(members, ([name, value]) => [name, plain(value)]));
  }
  return Array.isArray(json) ? (json as readonly JsonValue[]).map(plain) : json;
}

describe('parseJson', () => {
  for (const text of [
    'null',
    ' true ',
    'false',
    '0',
    '-0',
    '-12.5e+3',
    '1E9',
    '""',
    '"a\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9"',
    '"\\ud83d\\ude00"',
    '"é😀\u2028"',
    '[]',
    '[1, [2], {}]',
    '{"a":{"b":[null]},"":1}',
    '\t\r\n{ "a" : 1 , "b" : 2 }\n',
  ]) {
    it(`reads ${JSON.stringify(text)}`, () =>
      assert.deepEqual(plain(parseJson('x', text)), JSON.parse(text)));
  }

  for (const text of [
    ...[
      '',
      ' ',
      '{',
      '[',
      '"',
      '"\\',
      '"\\"',
      '{"a"',
      '{"a":',
      '{"a":1',
      '{"a":1,',
      '{"a":1,}',
      '[1,]',
      '[,]',
    ],
    ...[
      '{a:1}',
      "{'a':1}",
      '{"a" 1}',
      '[1 2]',
      '01',
      '+1',
      '.5',
      '1.',
      '1e',
      '-',
      '0x1',
      'NaN',
      'Infinity',
    ],
    ...[
      'nul',
      'nulll',
      'True',
      '"\t"',
      '"\0"',
      '"\\x"',
      '"\\u12"',
      '"\\u00zz"',
      '\ufeff{}',
      '\u00a0{}',
      '{}x',
      '1 1',
      '/**/1',
    ],
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => JSON.parse(text) as unknown);
      assert.throws(() => parseJson('x', text), {
        code: 'ERR_JWT_MALFORMED',
        message: /^the JSON of the x .*, at character \d+$/,
      });
    });
  }

  it('keeps the digits of numbers', () => {
    assert.deepEqual(parseJson('x', '9223372036854775807'), new JsonNumber('9223372036854775807'));
    assert.deepEqual(parseJson('x', '1.0'), new JsonNumber('1.0'));
  });

  it('takes half a surrogate pair for U+FFFD, as Go', () => {
    assert.equal(parseJson('x', '"\\ud800a\\udc00"'), '\ufffda\ufffd');
  });

  it('refuses a name twice, however it is written', () => {
    for (const text of ['{"a":1,"a":1}', '{"a":1,"\\u0061":2}', '[{"b":{"":1,"":2}}]']) {
      assert.throws(() => parseJson('x', text), /has a name twice in one object/);
    }
    assert.ok(parseJson('x', '{"a":{"a":1},"A":[{"a":1},{"a":2}]}'));
  });

  it(`refuses more than ${MAX_DEPTH} levels`, () => {
    const nested = (depth: number) => '[{"a":'.repeat(depth / 2) + '1' + '}]'.repeat(depth / 2);
    assert.ok(parseJson('x', nested(MAX_DEPTH)));
    assert.throws(() => parseJson('x', nested(MAX_DEPTH + 2)), /nested deeper than 64 levels/);
  });

  const seed = newSeed();
  it(`agrees with JSON.parse on whatever there is (SEED=${seed})`, () => {
    const random = randomFrom(seed);
    for (let i = 0; i < 3000; i++) {
      const text = spoil(write(random, 0), random);
      let wanted: unknown;
      try {
        wanted = JSON.parse(text);
      } catch {
        assert.throws(
          () => parseJson('x', text),
          { code: 'ERR_JWT_MALFORMED' },
          `SEED=${seed}: ${text}`,
        );
        continue;
      }
      // Names are never the same here, unless spoiling made them so.
      try {
        assert.deepEqual(plain(parseJson('x', text)), wanted, `SEED=${seed}: ${text}`);
      } catch (error) {
        assert.match(String(error), /has a name twice/, `SEED=${seed}: ${text}`);
      }
    }
  });
});

function write(random: Random, depth: number): string {
  const length = random(4);
  switch (depth > 4 ? 2 + random(3) : random(5)) {
    case 0:
      return `[${Array.from({ length }, () => write(random, depth + 1)).join(', ')}]`;
    case 1:
      return `{${Array.from({ length }, (_, i) => `"${i}\\n":${write(random, depth + 1)}`).join(',')}}`;
    case 2:
      return String((random(2 ** 31) - 2 ** 30) / pick(random, [1, 1000, 1e-30]));
    case 3:
      return pick(random, ['null', 'true', 'false', '-0', '0.5e-7']);
    default:
      return JSON.stringify(pick(random, ['', 'a', '"\\', 'é\u2028', '😀', '\0\x1f']));
  }
}

/** Changes a character in half of the texts. */
function spoil(text: string, random: Random): string {
  if (random(2) === 0) return text;
  const at = random(text.length);
  return text.slice(0, at) + pick(random, Array.from('{}[]",:\\u0e-.tn ')) + text.slice(at + 1);
}
