/**
 * The way to a server that was dialed and speaks TLS: at once, or when its greeting says so. A server that greets first is
 * heard in the clear up to the end of its first line; whoever hears it decides, while it is told, by `secure`.
 */
import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { NegotiatingTransport } from '../connection/negotiating-transport.ts';
import type { DirectWrites } from '../connection/transport.ts';
import { shakeHandsAsClient, type DialTerms } from './client-handshake.ts';

const LINE_END = 0x0a;

export class DialedTransport extends NegotiatingTransport {
  /** Whether nothing may be said before TLS; else nothing before the server's greeting. */
  readonly negotiates: boolean;
  #terms: DialTerms | undefined;
  #isGreeted = false;

  /** `socket` is connected and not read from; `terms` if TLS comes first; `input` and `direct` are for later. */
  constructor(
    socket: Socket,
    terms: DialTerms | undefined,
    input: Buffer | undefined,
    direct?: DirectWrites,
  ) {
    super(socket, input, direct);
    this.#terms = terms;
    this.negotiates = terms !== undefined;
  }

  /** From now on all is encrypted. Only while the server's greeting is told, which is the first line: `received` has it. */
  secure(terms: DialTerms): void {
    assert(!this.#isGreeted && this.#terms === undefined, 'secured while the greeting is told');
    this.#terms = terms;
  }

  protected begin(): void {
    if (this.#terms === undefined) this.socket.on('readable', this.#hear);
    else process.nextTick(() => this.#shake(true));
  }

  protected stop(): void {
    // It waits for nothing but the socket.
  }

  readonly #hear = (): void => {
    const bytes = this.socket.read() as Buffer | null;
    if (bytes === null) return;
    const end = bytes.indexOf(LINE_END) + 1;
    if (end === 0) this.events?.received(bytes);
    else {
      this.socket.off('readable', this.#hear);
      this.events?.received(bytes.subarray(0, end));
      this.#goOn(bytes.subarray(end));
    }
  };

  /** The greeting was told; `rest` came with it. */
  #goOn(rest: Buffer): void {
    this.#isGreeted = true;
    if (this.isEnding) return;
    if (this.#terms === undefined) this.goPlain(rest.length === 0 ? undefined : rest);
    // Somebody on the way may have put it in.
    else if (rest.length > 0) this.failed({ text: UNEXPECTED, isProbe: false });
    else this.#shake(false);
  }

  #shake(isFirst: boolean): void {
    const terms = this.#terms;
    if (this.isEnding || terms === undefined) return;
    this.shake(isFirst, (outcome) => shakeHandsAsClient(this.socket, terms, outcome));
  }
}

const UNEXPECTED = 'tls: first record does not look like a TLS handshake';
