import { NatsxError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { CaughtSignals, ServerSignal } from './caught-signals.ts';

/** The names nats-server's log gives them. */
const names: Readonly<Record<ServerSignal, string>> = {
  SIGINT: 'interrupt',
  SIGTERM: 'terminated',
  SIGHUP: 'hangup',
  SIGUSR1: 'user defined signal 1',
  SIGUSR2: 'user defined signal 2',
};

/** What signals are for. */
export interface SignalledServer {
  readonly isLameDuck: boolean;
  stop(): Promise<void>;
  lameDuckShutdown(): Promise<void>;
}

/** Answers signals as nats-server does (signal.go, handleSignal). Those that came before now are answered first. */
export function answerSignals(
  signals: CaughtSignals,
  server: SignalledServer,
  log: Logger & { reopen(): Promise<boolean> },
  reload: () => void,
): void {
  const answers: Readonly<Record<ServerSignal, () => void>> = {
    SIGINT: () => void server.stop(),
    SIGTERM: () => {
      // Who takes a server out of service tells it so twice: first its clients shall leave in peace.
      if (!server.isLameDuck) void server.stop();
    },
    SIGHUP: reload,
    SIGUSR1: () => void reopen(log),
    SIGUSR2: () => void server.lameDuckShutdown(),
  };
  signals.answer((signal) => {
    log.notice(`Trapped "${names[signal]}" signal`);
    answers[signal]();
  });
}

async function reopen(log: Logger & { reopen(): Promise<boolean> }): Promise<void> {
  try {
    const isFile = await log.reopen();
    log.notice(isFile ? 'File log re-opened' : 'File log re-open ignored, not a file logger');
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    log.error(`File log not re-opened, the old file is still in use: ${error.message}`);
  }
}
