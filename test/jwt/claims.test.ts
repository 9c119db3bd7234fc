import assert from 'node:assert/strict';
import { commonClaims, validateTime } from '../../src/jwt/claims.ts';
import { Issues } from '../../src/jwt/validation.ts';

describe('validateTime', () => {
  for (const [exp, nbf, now, ...wanted] of [
    [0, 0, 5],
    [5, 5, 5],
    [4, 0, 5, 'claim is expired'],
    [0, 6, 5, 'claim is not yet valid'],
    [4, 6, 5, 'claim is expired', 'claim is not yet valid'],
    [2 ** 63, 0, 5],
  ] as const) {
    it(`says ${wanted.join(' and ') || 'nothing'} of ${exp} and ${nbf} at ${now}`, () => {
      const issues = new Issues();
      validateTime({ ...commonClaims('x'), exp, nbf }, now, issues);
      assert.deepEqual(
        issues.list,
        wanted.map((description) => ({ level: 'time', description })),
      );
    });
  }
});
