// Waits for what no event tells: another process' view of the world.
import { setTimeout as delay } from 'node:timers/promises';

export interface Patience {
  /** How long it may take before the wait fails, in milliseconds; default 15000. */
  readonly withinMs?: number;
  /** Pause between two looks, in milliseconds; default 20. */
  readonly everyMs?: number;
  /** Whether a look that fails has only seen nothing; default true. */
  readonly mayFail?: boolean;
}

/**
 * Looks again and again until there is something to be seen, and gives it back with how long that took; a look that
 * fails has seen nothing. `missing` says what is wrong so far, for the failure.
 */
export async function eventually<T>(
  look: () => T | false | undefined | Promise<T | false | undefined>,
  missing: () => string | Promise<string>,
  { withinMs = 15_000, everyMs = 20, mayFail = true }: Patience = {},
): Promise<{ readonly seen: T; readonly afterMs: number }> {
  const start = performance.now();
  let trouble: unknown;
  while (performance.now() - start < withinMs) {
    try {
      const seen = await look();
      if (seen !== undefined && seen !== false) return { seen, afterMs: performance.now() - start };
      trouble = undefined;
    } catch (error) {
      if (!mayFail) throw error;
      trouble = error; // Told below if it is the last one.
    }
    await delay(everyMs);
  }
  const why = trouble instanceof Error ? ` (${trouble.message})` : '';
  throw new Error(`not within ${withinMs / 1000} s: ${await missing()}${why}`, { cause: trouble });
}
