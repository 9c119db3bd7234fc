import assert from 'node:assert/strict';
import { goJson } from '../../src/base/go-json.ts';

describe('goJson', () => {
  // Go: json.Marshal escapes HTML and the line ends of JavaScript, and replaces what is no Unicode.
  for (const [given, expected] of [
    ['<b>&', '"\\u003cb\\u003e\\u0026"'],
    ['\u2028\u2029', '"\\u2028\\u2029"'],
    ['\ud800!', '"\\ufffd!"'],
    ['\\ud800', '"\\\\ud800"'],
    ['\\\ud800', '"\\\\\\ufffd"'],
    ['\u{1f600}é', '"\u{1f600}é"'],
    ['\b\f\n\u0001\u007f"', '"\\b\\f\\n\\u0001\u007f\\""'],
  ] as const) {
    it(`writes ${expected}`, () => assert.equal(goJson(given), expected));
  }
});
