/** Resolves when the turn of the event loop that runs now has ended, and with it whatever waited for its end. */
export function turnEnd(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}
