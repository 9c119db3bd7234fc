/** Runs the Kubernetes operator until a signal ends it. */
import { LineLogger } from '../../base/logger.ts';
import { microsecondClock } from '../../base/microsecond-clock.ts';
import type { OperateSettings } from '../../k8s-operator/controller/operate.ts';
import type { ProgramHost } from '../server-program.ts';

/** Resolves with the exit code; rejects with a NatsxError if it can't go on. */
export async function runOperator(
  settings: OperateSettings,
  debug: boolean,
  host: ProgramHost,
): Promise<number> {
  const logger = new LineLogger({
    write: (line) => host.stderr(line),
    now: microsecondClock(),
    pid: host.pid,
    debug,
    colors: host.hasTerminal,
  });
  const end = new AbortController();
  host.signals.answer((signal) => {
    if (signal !== 'SIGINT' && signal !== 'SIGTERM') return;
    logger.notice('Stopping: what has begun is ended first');
    end.abort();
  });
  // Kubernetes' client takes a second to be loaded, which no other command has to wait for.
  const { operate } = await import('../../k8s-operator/controller/operate.ts');
  await operate(settings, logger, end.signal);
  logger.notice('Stopped');
  return 0;
}
