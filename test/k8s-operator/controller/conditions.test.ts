import assert from 'node:assert/strict';
import { stated, toSeconds } from '../../../src/k8s-operator/controller/conditions.ts';

const early = new Date('2026-01-01T00:00:00.123Z');
const late = new Date('2026-01-01T01:00:00Z');

describe('Conditions', () => {
  const ready = (isSo: boolean | undefined, message = '') => [
    { type: 'Ready', isSo, reason: 'R', message },
  ];

  it('say since when it is so', () => {
    const first = stated(undefined, ready(false), 1, early);
    assert.deepEqual(first, [
      {
        type: 'Ready',
        status: 'False',
        reason: 'R',
        message: '',
        lastTransitionTime: '2026-01-01T00:00:00Z',
        observedGeneration: 1,
      },
    ]);
    const still = stated(first, ready(false, 'for another reason'), 2, late);
    assert.equal(still[0]?.lastTransitionTime, '2026-01-01T00:00:00Z');
    assert.equal(still[0].message, 'for another reason');
    const changed = stated(still, ready(true), 2, late);
    assert.equal(changed[0]?.lastTransitionTime, '2026-01-01T01:00:00Z');
  });

  it('leave those of others alone', () => {
    const others = [{ type: 'Theirs', status: 'True' as const }];
    const both = stated(others, ready(undefined), undefined, early);
    assert.deepEqual(
      both.map(({ type, status }) => `${type} ${status ?? ''}`),
      ['Theirs True', 'Ready Unknown'],
    );
    assert.ok(!('observedGeneration' in both[1]!));
  });

  it('write times as Kubernetes does', () => {
    assert.equal(toSeconds(early), '2026-01-01T00:00:00Z');
  });
});
