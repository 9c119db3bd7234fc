import type { Dialect } from '../../protocol/dialect.ts';
import type { Connection } from './connection.ts';

/** A way to repeat on bytes what was decided before; see fastpath/. */
export interface FastRoad {
  /**
   * Repeats messages that `publisher` sent, from the arena's address `at` up to `end`, as far as they are known.
   * Returns where it stopped.
   */
  run(publisher: FastPublisher, at: number, end: number): number;
  /** Whether it stopped at a message that it knows, and of which there is more to come. */
  readonly awaitsRest: boolean;
}

/** What the fast road must know of who publishes. */
export interface FastPublisher extends Connection {
  /** Who has the same number speaks alike and has his messages treated alike. */
  readonly senderClass: number;
  /** Undefined for a client's. */
  readonly dialect?: Dialect | undefined;
  /** Whether its own messages come back to it. */
  readonly echo: boolean;
  readonly acceptsHeaders: boolean;
  /** Its largest message in bytes; Infinity for any. */
  readonly maxPayload: number;
  /** Whether it is told when nobody hears a request. */
  readonly wantsNoResponders: boolean;
}
