// The way to one peer without a socket: a test says what comes in, and reads what went out.
import type { Transport, TransportEvents } from '../../src/server/connection/transport.ts';

export class MemoryTransport implements Transport {
  readonly remoteHost: string = '192.0.2.1';
  readonly remotePort: number = 4711;
  readonly whenClosed: Promise<void>;
  /** How often something was written. */
  writes = 0;
  /** What became of our side. */
  state: 'open' | 'ended' | 'destroyed' = 'open';
  #events: TransportEvents | undefined;
  #isHeld = false;
  /** Whether it was told to hand on nothing more, and what came in since. */
  #isPaused = false;
  #arrived: Uint8Array[] = [];
  /** Written, and not taken yet: the memory is still the writer's. */
  #waiting: Uint8Array[] = [];
  #output = '';
  #resolveClosed: () => void = () => undefined;

  constructor() {
    this.whenClosed = new Promise((resolve) => (this.#resolveClosed = resolve));
  }

  open(events: TransportEvents): void {
    this.#events = events;
  }

  write(bytes: Uint8Array): boolean {
    if (this.state !== 'open') throw new Error(`written to a transport that is ${this.state}`);
    this.writes++;
    if (this.#isHeld) this.#waiting.push(bytes);
    else this.#output += text(bytes);
    return !this.#isHeld;
  }

  end(): void {
    if (this.state === 'open') this.state = 'ended';
  }

  destroy(): void {
    this.state = 'destroyed';
    this.#waiting = [];
  }

  /** What went out since the last look, one character a byte. */
  take(): string {
    const output = this.#output;
    this.#output = '';
    return output;
  }

  /** The peer stops reading: what is written waits. */
  hold(): void {
    this.#isHeld = true;
  }

  /** The peer takes what waits, as it is by now, and what is written from now on; with `stay`, only what waits. */
  drain({ stay = false } = {}): void {
    this.#isHeld = stay;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const bytes of waiting) this.#output += text(bytes);
    if (waiting.length > 0) this.#events?.written();
  }

  /** Bytes come in, in memory that is used again afterwards. */
  receive(bytes: string | Uint8Array): void {
    const chunk = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : Buffer.from(bytes);
    this.#arrived.push(chunk);
    this.#handOn();
  }

  resume(): void {
    this.#isPaused = false;
    this.#handOn();
  }

  /** Whether what comes in waits, because the server said so. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** The peer closes its side. */
  endInput(): void {
    this.#events?.ended();
  }

  /** The way breaks. */
  break(code: string, syscall: string): void {
    this.#events?.broke(Object.assign(new Error(code), { code, syscall }));
  }

  /** The transport is gone. */
  close(): void {
    this.#waiting = [];
    this.#events?.closed();
    this.#resolveClosed();
  }

  #handOn(): void {
    while (!this.#isPaused && this.#arrived.length > 0) {
      const chunk = Buffer.from(this.#arrived.shift()!);
      this.#isPaused = this.#events?.received(chunk) === false;
      chunk.fill(0xee);
    }
  }
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
