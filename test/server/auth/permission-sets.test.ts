import assert from 'node:assert/strict';
import { PermissionSets } from '../../../src/server/auth/permission-sets.ts';

describe('PermissionSets', () => {
  it('makes one of what is the same', () => {
    const sets = new PermissionSets();
    const rules = (subject: string) => ({
      publish: { allow: [subject], deny: undefined },
      subscribe: undefined,
      allowResponses: undefined,
    });
    assert.equal(sets.of(rules('a')), sets.of(rules('a')));
    assert.notEqual(sets.of(rules('a')), sets.of(rules('b')));
    assert.ok(sets.of(rules('b')).mayPublish('b'));
  });
});
