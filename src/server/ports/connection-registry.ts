import type { ClosedState } from '../../protocol/closed-state.ts';
import type { KindTotals } from '../connection/kind-totals.ts';
import type { Transport } from '../connection/transport.ts';
import type { ServerOptions } from '../options/options.ts';
import type { OptionChange } from '../options/reload.ts';

/**
 * All connections of one kind, and the ports they come in by: clients, routes, gateways, leafnodes. The server has one of
 * each kind that its options ask for, and does the same with all of them, in the order of these methods.
 */
export interface ConnectionRegistry {
  /** What is counted of them. */
  readonly totals: KindTotals;
  /** Those that are open, by their ids, the oldest first. */
  readonly connections: ReadonlyMap<number, RegisteredConnection>;
  /** Opens the ports, and begins to connect to others. Rejects with a NatsxError, ERR_TLS or ERR_LISTEN; then no port is open. */
  open(): Promise<void>;
  /**
   * The step of a reload that may fail: reads again what `options` name, for who comes from now on. Throws a NatsxError,
   * and leaves all as it was.
   */
  prepare(options: ServerOptions): void;
  /** From now on `options` hold. */
  adopt(options: ServerOptions): void;
  /** The rest of the server has taken on the options, too: who may not stay goes, and who is to know of it is told. */
  reloaded(changes: readonly OptionChange[]): void;
  /** After a reload: closes whose certificate is not pinned any more. */
  closeUnpinned(): void;
  /** Takes nobody any more, and tells those that are there that the server is about to go. They stay. */
  becomesLameDuck(): void;
  /** Frees the ports and closes all connections. Returns their transports, which have yet to take their leave. */
  close(): readonly Transport[];
}

/** A connection, as far as the server itself deals with it. */
interface RegisteredConnection {
  readonly id: number;
  readonly isClosed: boolean;
  close(reason: ClosedState): void;
}
