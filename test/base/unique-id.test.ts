import assert from 'node:assert/strict';
import { uniqueId, UniqueIds } from '../../src/base/unique-id.ts';

describe('uniqueId', () => {
  it('is as long as asked for, and of digits and letters', () => {
    assert.match(uniqueId(), /^[0-9A-Za-z]{22}$/);
    assert.match(uniqueId(6), /^[0-9A-Za-z]{6}$/);
  });
  it('does not come twice', () => {
    assert.equal(new Set(Array.from({ length: 10_000 }, () => uniqueId())).size, 10_000);
  });
});

describe('UniqueIds', () => {
  it('gives ids of 22 digits, no two alike, and others than anybody else', () => {
    const all = [new UniqueIds(), new UniqueIds()];
    const ids = Array.from({ length: 10_000 }, (_, i) => all[i % 2]!.next());
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.every((id) => /^[0-9A-Za-z]{22}$/.test(id)));
    assert.notEqual(ids[0]!.slice(0, 14), ids[1]!.slice(0, 14));
  });
});
