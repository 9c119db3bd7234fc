import type { ClosedState } from '../../protocol/closed-state.ts';
import type { Traffic } from './connection.ts';

/** What a server counts of one kind of its connections; those of all kinds together are the server's. */
export class KindTotals implements Traffic {
  inMessages = 0;
  inBytes = 0;
  outMessages = 0;
  outBytes = 0;
  /** Times that a publisher was held up for one of them. */
  stalls = 0;
  /** How many there ever were. */
  connections = 0;
  /** Those that were closed because they did not read fast enough. */
  slowConsumers = 0;
  /** Those that were closed because PINGs went unanswered. */
  staleConnections = 0;

  /** One of them has ended. */
  ended(reason: ClosedState): void {
    if (isSlowConsumer(reason)) this.slowConsumers++;
    if (reason === 'Stale Connection') this.staleConnections++;
  }
}

export function isSlowConsumer(reason: ClosedState): boolean {
  return reason.startsWith('Slow Consumer');
}
