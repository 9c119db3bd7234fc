import assert from 'node:assert/strict';
import { completeOptions } from '../../../src/server/options/options.ts';
import { peerLimits } from '../../../src/server/peers/peer-limits.ts';

describe('peerLimits', () => {
  const options = completeOptions({ pingIntervalMs: 120_000, pingMax: 4, writeDeadlineMs: 7_000 });

  it('are those of clients, wider', () => {
    const limits = peerLimits(options, {}, 30_000);
    assert.equal(limits.maxControlLine, options.maxControlLine * 16);
    assert.equal(limits.maxPending, options.maxPending * 4);
    assert.deepEqual([limits.pingMax, limits.writeDeadlineMs], [4, 7_000]);
  });

  it('never let a peer be silent for longer', () => {
    assert.equal(peerLimits(options, {}, 30_000).pingIntervalMs, 30_000);
    assert.equal(peerLimits(options, { pingIntervalMs: 40_000 }, 30_000).pingIntervalMs, 30_000);
    assert.equal(peerLimits(options, { pingIntervalMs: 5_000 }, 30_000).pingIntervalMs, 5_000);
  });

  it('take what a block says', () => {
    const { pingMax, writeDeadlineMs } = peerLimits(
      options,
      { pingMax: 1, writeDeadlineMs: 2 },
      30_000,
    );
    assert.deepEqual([pingMax, writeDeadlineMs], [1, 2]);
  });

  it('hold publishers up in place of dropping what is for a server', () => {
    const given = completeOptions({ noFastProducerStall: true });
    assert.equal(peerLimits(given, {}, 30_000).noFastProducerStall, false);
  });
});
