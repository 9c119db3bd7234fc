import assert from 'node:assert/strict';
import { isAsciiLocale } from '../../src/cli/ascii-locale.ts';

describe('isAsciiLocale', () => {
  const cases = [
    [{}, true],
    [{ LANG: 'C' }, true],
    [{ LANG: 'de_DE.UTF-8' }, false],
    [{ LANG: 'C.utf8' }, false],
    [{ LC_ALL: '', LC_CTYPE: 'en_US.UTF-8', LANG: 'C' }, false],
    [{ LC_ALL: 'POSIX', LANG: 'en_US.UTF-8' }, true],
  ] as const;
  for (const [env, isAscii] of cases) {
    it(`is ${isAscii} with ${JSON.stringify(env)}`, () => {
      assert.equal(isAsciiLocale(env, 'linux'), isAscii);
    });
  }

  it('is false on Windows, which says it elsewhere', () => {
    assert.equal(isAsciiLocale({}, 'win32'), false);
  });
});
