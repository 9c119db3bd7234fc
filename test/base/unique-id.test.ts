import assert from 'node:assert/strict';
import { uniqueId } from '../../src/base/unique-id.ts';

describe('uniqueId', () => {
  it('is as long as asked for, and of digits and letters', () => {
    assert.match(uniqueId(), /^[0-9A-Za-z]{22}$/);
    assert.match(uniqueId(6), /^[0-9A-Za-z]{6}$/);
  });
  it('does not come twice', () => {
    assert.equal(new Set(Array.from({ length: 10_000 }, () => uniqueId())).size, 10_000);
  });
});
