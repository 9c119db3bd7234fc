import assert from 'node:assert/strict';
import { ViolationLog } from '../../../src/server/client/violation-log.ts';

describe('ViolationLog', () => {
  it('tells each violation once', () => {
    const log = new ViolationLog();
    assert.deepEqual([log.admits('a'), log.admits('b'), log.admits('a')], [true, true, false]);
  });

  it('says when it falls silent', () => {
    const log = new ViolationLog();
    const told = Array.from({ length: 200 }, (_, i) => log.admits(`${i}`));
    assert.deepEqual(told.slice(0, 127), new Array(127).fill(true));
    assert.deepEqual(told.slice(127, 129), ['last', false]);
    assert.equal(told.slice(128).some(Boolean), false);
  });
});
