// Writes down what a parser makes of bytes. Each chunk is overwritten after it was parsed, as a socket's buffer is.
import type { Message } from '../../src/protocol/message.ts';
import { Parser, type Operations } from '../../src/protocol/parser.ts';
import type { WireError } from '../../src/protocol/wire-errors.ts';

export interface RecorderOptions {
  readonly maxControlLine?: number;
  /** Messages above this are not accepted. */
  readonly maxPayload?: number;
  /** Default true. */
  readonly acceptsHeaders?: boolean;
}

export class Recorder implements Operations {
  readonly acceptsHeaders: boolean;
  readonly details: string[] = [];
  readonly #records: (() => string)[] = [];
  readonly #parser: Parser;
  readonly #maxPayload: number;

  constructor({ maxControlLine = 4096, maxPayload = 1e9, acceptsHeaders = true }: RecorderOptions) {
    this.acceptsHeaders = acceptsHeaders;
    this.#maxPayload = maxPayload;
    this.#parser = new Parser(this, maxControlLine);
  }

  get records(): string[] {
    return this.#records.map((text) => text());
  }

  get isBetweenOperations(): boolean {
    return this.#parser.isBetweenOperations;
  }

  stop(): void {
    this.#parser.stop();
  }

  /** Feeds `bytes` in memory of their own, which is overwritten afterwards. */
  feed(bytes: Buffer): void {
    const chunk = Buffer.from(bytes);
    this.#parser.parse(chunk);
    chunk.fill(0xee);
  }

  CONNECT(json: string): void {
    this.#note(`CONNECT ${json}`);
  }

  INFO(json: string): void {
    this.#note(`INFO ${json}`);
  }

  PING(): void {
    this.#note('PING');
  }

  PONG(): void {
    this.#note('PONG');
  }

  '+OK'(): void {
    this.#note('+OK');
  }

  '-ERR'(text: string): void {
    this.#note(`-ERR ${text}`);
  }

  SUB(subject: string, queue: string | undefined, sid: string): void {
    this.#note(`SUB ${subject} ${queue ?? '-'} ${sid}`);
  }

  UNSUB(sid: string, max: number | undefined): void {
    this.#note(`UNSUB ${sid} ${max ?? '-'}`);
  }

  accept(message: Message): boolean {
    if (message.size <= this.#maxPayload) return true;
    this.#note(`refused ${message.size}`);
    this.#parser.stop();
    return false;
  }

  PUB({ subject, reply, headerSize, size, frame, ownsFrame }: Message): void {
    const line = `${headerSize > 0 ? 'HPUB' : 'PUB'} ${subject} ${reply || '-'} ${headerSize} ${size}`;
    // What the message owns must still be there when the test looks; the rest only now.
    const now = text(frame);
    this.#records.push(() => `${line} ${JSON.stringify(ownsFrame ? text(frame) : now)}`);
  }

  violation(error: WireError, detail: string): void {
    this.details.push(detail);
    this.#note(`violation: ${error.text ?? 'nothing said'}, ${error.closes ?? 'goes on'}`);
  }

  #note(record: string): void {
    this.#records.push(() => record);
  }
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
