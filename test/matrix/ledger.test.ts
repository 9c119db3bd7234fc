import assert from 'node:assert/strict';
import { Ledger } from './ledger.ts';

function ledgerOf(...numbers: readonly number[]): Ledger {
  const ledger = new Ledger();
  for (const number of numbers) ledger.note(number);
  return ledger;
}

describe('a ledger', () => {
  it('finds nothing wrong with what comes once and in order', () => {
    const { last, twice, late, gaps } = ledgerOf(1, 2, 3);
    assert.deepEqual([last, twice, late, gaps], [3, [], [], []]);
  });

  it('finds a message that comes twice, be it at once or late', () => {
    assert.deepEqual(ledgerOf(1, 2, 2, 3, 1).twice, [2, 1]);
    const { late, twice } = ledgerOf(1, 3, 2, 2);
    assert.deepEqual([late, twice], [[2], [2]]);
  });

  it('finds what is lost, from the first on', () => {
    assert.deepEqual(ledgerOf(3, 4, 7).gaps, [
      { from: 1, to: 2 },
      { from: 5, to: 6 },
    ]);
  });

  it('finds that what comes late is not lost', () => {
    const { gaps, late, last } = ledgerOf(1, 6, 3);
    assert.deepEqual(gaps, [
      { from: 2, to: 2 },
      { from: 4, to: 5 },
    ]);
    assert.deepEqual([late, last], [[3], 6]);
  });

  it('excuses what is lost within a window alone', () => {
    const ledger = ledgerOf(1, 4, 7);
    assert.deepEqual(ledger.lostOutside([{ from: 2, to: 3 }]), [{ from: 5, to: 6 }]);
    assert.deepEqual(ledger.lostOutside([{ from: 2, to: 5 }]), [{ from: 5, to: 6 }]);
    assert.deepEqual(ledger.lostOutside([{ from: 1, to: 9 }]), []);
    ledger.forgive();
    assert.deepEqual(ledger.lostOutside([]), []);
  });
});
