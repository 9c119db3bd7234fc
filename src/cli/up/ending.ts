import { NatsxError } from '../../base/errors.ts';

/** How a deployment is told to end: Ctrl-C, a supervisor, or the window that closes. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Ending {
  /** Such a signal, which does not end the process by itself any more. */
  readonly onSignal: () => void;
  /** The process ends, however that comes; what is done then must be done at once. */
  readonly onExit: () => void;
}

/** Tells `ending` of what happens until the function it returns is called. */
export type Endings = (ending: Ending) => () => void;

export const processEndings: Endings = ({ onSignal, onExit }) => {
  for (const signal of SIGNALS) process.on(signal, onSignal);
  process.on('exit', onExit);
  return () => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
    process.off('exit', onExit);
  };
};

/** What becomes of a run that was told to end before it was up. */
export function interrupted(): NatsxError {
  return new NatsxError('ERR_INTERRUPTED', 'interrupted: nothing is left running');
}
