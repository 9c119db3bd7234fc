import assert from 'node:assert/strict';
import {
  heardSubject,
  publishedSubjects,
  share,
  type Workload,
} from '../../../src/nats-client/bench/workload.ts';

const workload = { subject: 'a.b', subjects: undefined } as Workload;

describe('a workload', () => {
  it('is shared as equally as can be, with nothing left', () => {
    assert.deepEqual([share(10, 3, 0), share(10, 3, 1), share(10, 3, 2)], [4, 3, 3]);
    assert.equal(share(Infinity, 3, 1), Infinity);
  });

  it('goes to its subject, or to as many below it as asked for', () => {
    assert.deepEqual(publishedSubjects(workload), ['a.b']);
    assert.equal(heardSubject(workload), 'a.b');
    const spread = { ...workload, subjects: 2 };
    assert.deepEqual(publishedSubjects(spread), ['a.b.0', 'a.b.1']);
    assert.equal(heardSubject(spread), 'a.b.*');
  });
});
