import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { confDigest } from '../../src/conf/digest.ts';
import { read } from './read.ts';

const sha256 = (text: string) => `sha256:${createHash('sha256').update(`${text}\n`).digest('hex')}`;

describe('confDigest', () => {
  it('is what nats-server 2.15.2 prints', () => {
    assert.equal(
      confDigest(read('port: 4222\n')),
      'sha256:797533ebd0dfba7d34a0f9337ecf147e442871f48ddfd07ed751575a5737267e',
    );
  });

  const texts: readonly (readonly [string, string])[] = [
    ['', '{}'],
    ['b: 1\na: x\n', '{"a":"x","b":1}'],
    ['a [ 1, -2, 1.5, true, off ]', '{"a":[1,-2,1.5,true,false]}'],
    [
      'a [ 0.0000001, 0.000001, 1000000000000000000000.0, -0.0, 2.0 ]',
      '{"a":[1e-7,0.000001,1e+21,-0,2]}',
    ],
    ['a: 9223372036854775807', '{"a":9223372036854775807}'],
    ['a: 2024-01-02T03:04:05Z', '{"a":"2024-01-02T03:04:05Z"}'],
    ['a: "<&>\u2028\u2029"', '{"a":"\\u003c\\u0026\\u003e\\u2028\\u2029"}'],
    ['a: "\\x00\\x08\\x0c\\n\\x1f\\x7f\\"\\\\é"', '{"a":"\\u0000\\b\\f\\n\\u001f\x7f\\"\\\\é"}'],
    ['"<": 1', '{"\\u003c":1}'],
    // By bytes, not by UTF-16.
    ['😀: 1\nｆ: 2', '{"ｆ":2,"😀":1}'],
    ['x: 1\na { b: $x }', '{"a":{"b":1},"x":1}'],
  ];
  for (const [text, json] of texts)
    it(`of ${JSON.stringify(text)} is over ${json}`, () =>
      assert.equal(confDigest(read(text)), sha256(json)));

  it('does not depend on order, comments and style', () => {
    const [one, other] = ['a: 1 # x\nb { c: "d", e: [f] }', '{"b":{"e":["f"],"c":"d"},"a":1}'];
    assert.equal(confDigest(read(one)), confDigest(read(other)));
  });
});
