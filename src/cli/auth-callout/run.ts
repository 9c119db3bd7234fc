/** Runs an auth callout service until a signal ends it. */
import type { Rules } from '../../auth-callout/rules.ts';
import { CalloutService, type Ready } from '../../auth-callout/service.ts';
import { NatsxError } from '../../base/errors.ts';
import { LineLogger } from '../../base/logger.ts';
import { microsecondClock } from '../../base/microsecond-clock.ts';
import type { ProgramHost } from '../server-program.ts';
import { loadRules } from './load.ts';

export interface RunSettings {
  readonly file: string;
  readonly debug: boolean;
}

/** Resolves with the exit code; rejects with a NatsxError if it can't start. */
export async function runCalloutService(
  { file, debug }: RunSettings,
  host: ProgramHost,
): Promise<number> {
  const logger = new LineLogger({
    write: (line) => host.stderr(line),
    now: microsecondClock(),
    pid: host.pid,
    debug,
    colors: host.hasTerminal,
  });
  const ready = await loadRules(file);
  const service = await CalloutService.start(ready, logger);
  const code = await new Promise<number>((resolve) => {
    let isStopping = false;
    void service.ended.then(({ message }) => {
      if (isStopping) return;
      logger.error(`Connection ended: ${message}`);
      resolve(1);
    });
    // One after the other, so that the last file wins.
    let reloads = Promise.resolve(ready);
    host.signals.answer((signal) => {
      if (signal === 'SIGHUP') {
        reloads = reloads.then((before) => reloaded(file, before, service, logger));
      } else if (signal === 'SIGINT' || signal === 'SIGTERM') {
        isStopping = true;
        logger.notice('Stopping: requests that came are answered first');
        resolve(0);
      }
    });
  });
  await service.stop();
  return code;
}

/** The rules that hold from now on: those of the file, or, if it can't be used, those before. */
async function reloaded(
  file: string,
  before: Ready,
  service: CalloutService,
  logger: LineLogger,
): Promise<Ready> {
  try {
    const ready = await loadRules(file);
    service.use(ready);
    const fixed = ({ nats, queue, testSubject }: Rules): string =>
      JSON.stringify([nats, queue, testSubject]);
    if (fixed(ready.rules) !== fixed(before.rules)) {
      logger.warn('nats, queue and test_subject change only when the service starts anew');
    }
    logger.notice('Reloaded the rules');
    return ready;
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    logger.error(`Rules not reloaded, the old ones hold: ${error.message}`);
    return before;
  }
}
