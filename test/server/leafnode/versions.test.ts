import assert from 'node:assert/strict';
import { isAtLeast } from '../../../src/server/leafnode/versions.ts';

describe('isAtLeast()', () => {
  for (const [version, wanted, is] of [
    ['2.9.10', '2.8.0', true],
    ['2.9.10', '2.9.10', true],
    ['2.9.9', '2.9.10', false],
    ['3.0.0', '2.9.10', true],
    ['1.99.99', '2.0.0', false],
    ['v2.12.0-beta.1', '2.12.0', true],
    ['', '2.8.0', false],
    ['2.9', '2.8.0', false],
  ] as const) {
    it(`finds ${JSON.stringify(version)} ${is ? '' : 'not '}as new as ${wanted}`, () => {
      assert.equal(isAtLeast(version, wanted), is);
    });
  }
});
