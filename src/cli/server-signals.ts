import { NatsxError } from '../base/errors.ts';
import type { LogFile } from '../base/log-file.ts';
import type { Logger } from '../base/logger.ts';

/** The signals nats-server answers, with the names its log gives them. */
const names = {
  SIGINT: 'interrupt',
  SIGTERM: 'terminated',
  SIGHUP: 'hangup',
  SIGUSR1: 'user defined signal 1',
  SIGUSR2: 'user defined signal 2',
} as const;

export type ServerSignal = keyof typeof names;

/**
 * Answers signals as nats-server does (signal.go, handleSignal) and resolves on the first that asks to stop. Later ones
 * are logged and change nothing: `npm start` passes on a Ctrl-C which the terminal has already sent to us.
 */
export function untilStopSignal(
  onSignal: (signal: ServerSignal, answer: () => void) => void,
  logger: Logger,
  logFile: LogFile | undefined,
): Promise<void> {
  return new Promise((resolve) => {
    const answers: Record<ServerSignal, () => void> = {
      SIGINT: resolve,
      SIGTERM: resolve,
      SIGHUP: () => {
        // nats-server reload.go; configuration files are not served yet.
        const reason = 'can only reload config when a file is provided using -c or --config';
        logger.error(`Failed to reload server configuration: ${reason}`);
      },
      SIGUSR1: () => reopenLog(logger, logFile),
      SIGUSR2: () => {
        logger.warn('Lame duck mode is not served yet: the server goes on as before');
      },
    };
    for (const [signal, answer] of Object.entries(answers) as [ServerSignal, () => void][]) {
      onSignal(signal, () => {
        logger.notice(`Trapped "${names[signal]}" signal`);
        answer();
      });
    }
  });
}

function reopenLog(logger: Logger, logFile: LogFile | undefined): void {
  if (logFile === undefined) {
    logger.notice('File log re-open ignored, not a file logger');
    return;
  }
  try {
    logFile.reopen();
    logger.notice('File log re-opened');
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    logger.error(`File log not re-opened, the old file is still in use: ${error.message}`);
  }
}
