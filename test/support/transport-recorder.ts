// Hears what a transport says: all that came in, and the rest as lines, with a wait for something to be there.
import type { HandshakeStep } from '../../src/server/connection/handshake.ts';
import type { TransportEvents } from '../../src/server/connection/transport.ts';

export class TransportRecorder implements TransportEvents {
  readonly log: string[] = [];
  /** The pieces in which the input came. */
  readonly pieces: string[] = [];
  /** Times that `written` was called and nobody has waited for. */
  #written = 0;
  #check: () => void = () => undefined;
  readonly #hear: (piece: string) => void;

  /** `hear` is called with each piece, while it is told. */
  constructor(hear: (piece: string) => void = () => undefined) {
    this.#hear = hear;
  }

  get input(): string {
    return this.pieces.join('');
  }

  received(chunk: Buffer): boolean {
    const piece = chunk.toString('latin1');
    this.pieces.push(piece);
    this.#hear(piece);
    this.#check();
    return true;
  }
  written(): void {
    this.#written++;
    this.#note('written');
  }
  ended(): void {
    this.#note('ended');
  }
  broke(error: NodeJS.ErrnoException): void {
    this.#note(`broke: ${error.code}`);
  }
  closed(): void {
    this.#note('closed');
  }
  refused(text: string): void {
    this.#note(`refused: ${text}`);
  }
  handshake(step: HandshakeStep): void {
    if (step.type !== 'failed') this.#note(step.type);
    else this.#note(`failed: ${step.text}${step.isWrongName === true ? ' (wrong name)' : ''}`);
  }

  /** Waits until it `isThere`; mocha's timeout ends a wait in vain. */
  async until(isThere: () => boolean): Promise<void> {
    if (isThere()) return;
    await new Promise<void>((resolve) => {
      this.#check = () => {
        if (isThere()) resolve();
      };
    });
  }

  /** Waits for a line of the log that matches. */
  async untilLogged(pattern: RegExp): Promise<void> {
    await this.until(() => this.log.some((line) => pattern.test(line)));
  }

  /** Waits until what was not taken at once has been. */
  async untilWritten(): Promise<void> {
    await this.until(() => this.#written > 0);
    this.#written--;
  }

  #note(what: string): void {
    this.log.push(what);
    this.#check();
  }
}
