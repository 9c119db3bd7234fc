import assert from 'node:assert/strict';
import { Account } from '../../../src/server/account/account.ts';
import { LoopSubjects } from '../../../src/server/leafnode/loop-subjects.ts';

describe('LoopSubjects', () => {
  it('has one for each account, and the same each time', () => {
    const loops = new LoopSubjects();
    const [a, b] = [new Account('A', []), new Account('B', [])];
    assert.match(loops.of(a), /^\$LDS\.\w{22}$/);
    assert.equal(loops.of(a), loops.of(a));
    assert.notEqual(loops.of(a), loops.of(b));
    assert.notEqual(new LoopSubjects().of(a), loops.of(a));
  });
});
