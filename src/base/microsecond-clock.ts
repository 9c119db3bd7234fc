import { performance } from 'node:perf_hooks';

/**
 * A clock for log lines: Date.now() with a fraction. The two clocks of the machine run apart when one of them is
 * adjusted, so the fraction is bent to stay within Date.now()'s millisecond: the result never disagrees with it.
 */
export function microsecondClock(
  wall: () => number = Date.now,
  monotonic: () => number = () => performance.now(),
): () => number {
  let offset = wall() - monotonic();
  return () => {
    const millisecond = wall();
    const steady = monotonic();
    const now = Math.min(Math.max(offset + steady, millisecond), millisecond + 0.999);
    offset = now - steady;
    return now;
  };
}
