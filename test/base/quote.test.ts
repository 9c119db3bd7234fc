import assert from 'node:assert/strict';
import { quote } from '../../src/base/quote.ts';

const utf8 = (text: string): string => Buffer.from(text).toString('latin1');

describe('quote', () => {
  // The right-hand sides are what fmt.Sprintf("%q") prints.
  const cases: [bytes: string, quoted: string][] = [
    ['foo.bar', '"foo.bar"'],
    ['a"b\\c', '"a\\"b\\\\c"'],
    ['a\tb\r\n\x07', '"a\\tb\\r\\n\\a"'],
    ['\x00\x7f', '"\\x00\\x7f"'],
    [utf8('grüße'), `"${utf8('grüße')}"`],
    [utf8('日本'), `"${utf8('日本')}"`],
    ['\xff\xfeok', '"\\xff\\xfeok"'],
    ['\xc3', '"\\xc3"'],
    [utf8('a\u00a0b'), '"a\\u00a0b"'],
    [utf8('\u{1f600}'), `"${utf8('\u{1f600}')}"`],
    [utf8('\u{e0001}'), '"\\U000e0001"'],
  ];
  for (const [bytes, quoted] of cases) {
    it(`writes ${JSON.stringify(bytes)} as Go does`, () => assert.equal(quote(bytes), quoted));
  }
});
