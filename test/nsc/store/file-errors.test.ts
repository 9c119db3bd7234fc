import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cannot, isMissing } from '../../../src/nsc/store/file-errors.ts';

describe('cannot', () => {
  it('says which file, and why in the words of Go', () => {
    const read = () => readFileSync(import.meta.dirname);
    assert.throws(read, (cause: unknown) => {
      const error = cannot('reading', '/x', cause);
      assert.deepEqual(
        [error.code, error.message],
        ['ERR_NSC_STORE', 'error reading `/x`: is a directory'],
      );
      return !isMissing(cause);
    });
    assert.ok(isMissing({ code: 'ENOENT' }) && isMissing({ code: 'ENOTDIR' }));
  });
});
