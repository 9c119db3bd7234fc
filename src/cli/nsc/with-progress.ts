import type { Meter } from '../../nsc/remote/meter.ts';
import { Progress } from '../bench/progress.ts';
import type { Surroundings } from '../surroundings.ts';

/** Runs what may take long; a terminal shows how far it is. */
export async function withProgress<R>(
  io: Surroundings,
  unit: string,
  action: (meter: Meter) => Promise<R>,
): Promise<R> {
  const meter: Meter = { done: 0, total: 0 };
  const progress = new Progress(io.stderr, meter, io.isAscii === true, unit);
  progress.start();
  try {
    return await action(meter);
  } finally {
    await progress.stop();
  }
}
