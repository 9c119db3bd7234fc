import { setTimeout as wait } from 'node:timers/promises';
import { Screen } from '../screen.ts';
import type { Surroundings } from '../surroundings.ts';

/** Draws what `show` gives again and again in place, until Ctrl-C or q; resolves with the exit code. */
export async function repeat(
  show: () => Promise<string>,
  everyMs: number,
  io: Surroundings,
): Promise<number> {
  const screen = new Screen(io.stdout);
  const stop = new AbortController();
  const release = io.keys?.((key) => {
    if (key === 'q') stop.abort();
  });
  void io.interrupted().then(() => stop.abort());
  try {
    while (!stop.signal.aborted) {
      await screen.draw(await show());
      await wait(everyMs, undefined, { signal: stop.signal }).catch(() => undefined); // Aborted.
    }
    return 0;
  } finally {
    release?.();
    await screen.close();
  }
}
