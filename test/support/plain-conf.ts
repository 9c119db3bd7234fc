import fc from 'fast-check';
import type { ConfValue } from '../../src/conf/value.ts';
import type { PlainConf } from '../../src/conf/writer.ts';

/** Text with what the language gives a meaning, as often as without. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }).filter((value) => !/\p{Surrogate}/u.test(value)),
  fc.constantFrom(
    ...['', 'true', 'OFF', '42', '-1', '1k', '1.5', '30s', '2024-01-01T00:00:00Z', '$x', '$2a$x'],
    ...[
      'a b',
      'a,b',
      'a;b',
      '[a',
      'a}',
      '{',
      '(',
      '#a',
      '//a',
      "don't",
      '"',
      '\\',
      '\r\n',
      'ü',
      'include',
    ],
  ),
);

const key = fc.oneof(
  fc.stringMatching(/^[A-Za-z_][\w.-]{0,8}$/),
  text.filter(
    (value) => !/[\0\ufffd]/.test(value) && !(value.includes('"') && value.includes("'")),
  ),
);

/** Any value that a configuration can hold. */
export const plainConf: fc.Arbitrary<PlainConf> = fc.letrec<{ value: PlainConf }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc
      .integer({ min: -62_167_219_200, max: 253_402_300_799 })
      .map((seconds) => new Date(seconds * 1000)),
    fc.array(tie('value'), { maxLength: 5 }),
    fc
      .uniqueArray(fc.tuple(key, tie('value')), { maxLength: 5, selector: ([name]) => name })
      .map((entries) => new Map(entries)),
  ),
})).value;

/** A map of them, as a whole file is. At the top `include` is not free. */
export const plainConfMap: fc.Arbitrary<ReadonlyMap<string, PlainConf>> = fc
  .uniqueArray(
    fc.tuple(
      key.filter((name) => name !== 'include'),
      plainConf,
    ),
    { maxLength: 6, selector: ([name]) => name },
  )
  .map((entries) => new Map(entries));

/** What was read, as values; numbers as they would be read again. */
export function plainOf(value: ConfValue): unknown {
  if (value.type === 'array') return value.items.map(plainOf);
  if (value.type !== 'map') return value.value;
  return new Map(Array.from(value.entries, ([name, entry]) => [name, plainOf(entry.value)]));
}
