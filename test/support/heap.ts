// How much memory is really in use, for tests that look for what was left behind.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
// A cast: the flag above puts gc into every context made after it.
const gc = runInNewContext('gc') as () => void;

/** Bytes in use after a collection: objects, and the memory of buffers. */
export function bytesInUse(): number {
  gc();
  gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
