import assert from 'node:assert/strict';
import { sublistInfo } from '../../../src/server/monitor/sublist-info.ts';
import { account } from './view.ts';

describe('sublistInfo', () => {
  it('sums up counts, takes the greatest fan-out, and averages by size', () => {
    const { sublistStatistics: one } = account('A');
    const other = { ...one, mostFanout: 9, cached: 1, cachedFanout: 9, matches: 0, cacheHits: 0 };
    assert.deepEqual(sublistInfo([one, other]), {
      num_subscriptions: 70,
      num_cache: 5,
      num_inserts: 72,
      num_removes: 74,
      num_matches: 40,
      cache_hit_rate: 0.25,
      max_fanout: 9,
      avg_fanout: 3,
    });
  });

  it('divides nothing by nothing', () => {
    const { cache_hit_rate: rate, avg_fanout: fanout } = sublistInfo([]) as Record<string, number>;
    assert.deepEqual([rate, fanout], [0, 0]);
  });
});
