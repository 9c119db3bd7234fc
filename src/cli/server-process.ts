import { setFlagsFromString } from 'node:v8';
import { Server } from '../server/server.ts';
import { CaughtSignals } from './caught-signals.ts';
import { processHost } from './process-host.ts';
import { runServerProgram } from './server-program.ts';

/** Runs natsx-server in this very process and returns its exit code; `signals` are those that were caught so far. */
export function runServerProcess(
  argv: readonly string[],
  signals = new CaughtSignals((signal, caught) => process.on(signal, caught)),
): Promise<number> {
  // Clients that come all at once let V8's space for new objects grow to 48 MB, which it then keeps: 12.8 kB for each of
  // 5,000 idle connections instead of 6.6. Its initial size costs no throughput that could be measured.
  setFlagsFromString('--semi-space-growth-factor=1');
  return runServerProgram(argv, processHost(signals), (options, settings) =>
    Server.serve(options, settings),
  );
}
