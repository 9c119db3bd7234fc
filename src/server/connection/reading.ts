import { INPUT_SIZE } from './arena.ts';
import type { Transport } from './transport.ts';
import type { AtTurnEnd, Turn } from './turn.ts';

/**
 * Bytes that a connection may read in a turn while others read, too: one full read. libuv reads a socket up to 32 times
 * in a row, and beside an unthrottled publisher a request then waited 8 ms (p99).
 */
const BUDGET = INPUT_SIZE;
/** How long a publisher waits for one subscriber that can't keep up, and at most in a read (nats-server's times). */
const HOLD_MS = 2;
const MOST_HOLD_MS = 10;

/** When a connection reads: fairly beside others, and not faster than its subscribers can take. */
export class Reading implements AtTurnEnd {
  readonly #transport: Transport;
  readonly #turn: Turn;
  #turnSeen = -1;
  #left = 0;
  #holdMs = 0;
  /** For whom it waits. */
  #heldBy: Set<object> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(transport: Transport, turn: Turn) {
    this.#transport = transport;
    this.#turn = turn;
  }

  /** `bytes` were read and handled. False: no more now; it will go on by itself. */
  mayGoOn(bytes: number): boolean {
    const turn = this.#turn;
    // First: what is added below must wait, or it would be resumed before it is paused.
    turn.countBytes(bytes);
    if (this.#turnSeen !== turn.number) {
      this.#turnSeen = turn.number;
      this.#left = BUDGET;
      turn.countReader(this);
    }
    this.#left -= bytes;
    if (this.#holdMs > 0) {
      this.#timer = setTimeout(() => this.goOn(), this.#holdMs);
      return false;
    }
    if (this.#left > 0 || !turn.isShared) return true;
    turn.add(this);
    return false;
  }

  /** Reads no more for a moment after what is being handled. False if it waits for `subscriber` already. */
  hold(subscriber: object): boolean {
    this.#heldBy ??= new Set();
    if (this.#heldBy.has(subscriber)) return false;
    this.#heldBy.add(subscriber);
    this.#holdMs = Math.min(this.#holdMs + HOLD_MS, MOST_HOLD_MS);
    return true;
  }

  /** Reads again. */
  goOn(): void {
    this.#holdMs = 0;
    this.#heldBy = undefined;
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#transport.resume();
  }

  endTurn(): void {
    this.#transport.resume();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
