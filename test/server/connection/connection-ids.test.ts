import assert from 'node:assert/strict';
import { ConnectionIds } from '../../../src/server/connection/connection-ids.ts';

describe('ConnectionIds', () => {
  it('count from 1, each server its own', () => {
    const [ids, others] = [new ConnectionIds(), new ConnectionIds()];
    assert.deepEqual([ids.next(), ids.next(), others.next(), ids.next()], [1, 2, 1, 3]);
  });
});
