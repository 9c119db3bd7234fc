import type { SublistStatistics } from '../../subject/sublist.ts';

/** nats-server's SublistStats, of one account or of several together. */
export function sublistInfo(all: Iterable<SublistStatistics>): object {
  const sum = {
    subscriptions: 0,
    inserts: 0,
    removes: 0,
    matches: 0,
    cacheHits: 0,
    cached: 0,
    cachedFanout: 0,
  };
  let mostFanout = 0;
  for (const each of all) {
    for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += each[name];
    mostFanout = Math.max(mostFanout, each.mostFanout);
  }
  return {
    num_subscriptions: sum.subscriptions,
    num_cache: sum.cached,
    num_inserts: sum.inserts,
    num_removes: sum.removes,
    num_matches: sum.matches,
    cache_hit_rate: share(sum.cacheHits, sum.matches),
    max_fanout: mostFanout,
    avg_fanout: share(sum.cachedFanout, sum.cached),
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
