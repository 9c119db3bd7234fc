import { CaughtSignals } from '../caught-signals.ts';
import { processHost } from '../process-host.ts';
import { runAccountServer } from './program.ts';

/** Runs nats-account-server in this very process; `signals` are those that were caught so far. */
export function runAccountServerProcess(
  argv: readonly string[],
  signals = new CaughtSignals((signal, caught) => process.on(signal, caught)),
): Promise<number> {
  return runAccountServer(argv, processHost(signals));
}
