/** As much of a wait is left to a timer: it knows nothing of clocks that are set, or machines that slept. */
const LONGEST_WAIT_MS = 60 * 60_000;

/** Something that is to happen at a time of day, be it in years; Node's timers end after 24 days. Keeps no process alive. */
export class Deadline {
  readonly #run: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** `atMs` in ms since 1970. What is over already happens when the turn of the event loop ends. */
  constructor(atMs: number, run: () => void) {
    this.#run = run;
    this.#wait(atMs);
  }

  cancel(): void {
    clearTimeout(this.#timer);
  }

  #wait(atMs: number): void {
    const left = atMs - Date.now();
    const isLast = left <= LONGEST_WAIT_MS;
    this.#timer = setTimeout(
      () => {
        // A timer may be early by a millisecond.
        if (isLast && Date.now() >= atMs) this.#run();
        else this.#wait(atMs);
      },
      Math.max(0, Math.min(left, LONGEST_WAIT_MS)),
    ).unref();
  }
}
