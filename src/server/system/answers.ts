/**
 * Answers in nats-server's envelope: `{"server":…,"data":…}`, or an `error` in place of the data. They are made one
 * after the other, in slices between which the traffic has its turn, and compressed if the requester wants it.
 */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { NatsxError } from '../../base/errors.ts';
import { goJson } from '../../base/go-json.ts';
import type { HeardMessage } from '../internal/internal-messages.ts';
import { jsonPieces } from '../monitor/json.ts';
import { Slices } from '../monitor/slices.ts';
import { snappyChunks } from './snappy.ts';
import type { System } from './system.ts';

/** Requests that may wait; who comes then is told that there are too many. */
const MOST_WAITING = 1_024;

/** What is wrong: with the request (400), with what it asks for (500), or that there are too many of them. */
export interface ApiError {
  readonly code: 400 | 500 | 503;
  readonly description: string;
}

const gzipped = promisify(gzip);

export class Answers {
  readonly #system: System;
  readonly #slices = new Slices();
  readonly #mostWaiting: number;
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(system: System, mostWaiting = MOST_WAITING) {
    this.#system = system;
    this.#mostWaiting = mostWaiting;
  }

  /**
   * Answers with what `make` returns, or not at all if that is undefined. A NatsxError of its is the answer, other errors
   * are ours.
   */
  data(request: HeardMessage, make: () => object | undefined): Promise<void> {
    if (this.#waiting >= this.#mostWaiting) {
      this.error(request, { code: 503, description: 'too many requests' });
      return Promise.resolve();
    }
    this.#waiting++;
    const answered = this.#last.then(() => this.#answer(request, make));
    // The next need not know what became of this.
    this.#last = answered.catch(() => undefined).finally(() => this.#waiting--);
    return answered;
  }

  /** Says what is wrong. `isOfEndpoint`: there would have been data, which is null then, as in Go. */
  error(request: HeardMessage, error: ApiError, isOfEndpoint = false): void {
    const data = isOfEndpoint ? { data: null } : {};
    this.#system.reply(request, () => ({ server: this.#system.serverInfo(), ...data, error }));
  }

  /** Says that it was done. */
  done(request: HeardMessage): void {
    this.#system.reply(request, () => ({ server: this.#system.serverInfo() }));
  }

  async #answer(request: HeardMessage, make: () => object | undefined): Promise<void> {
    // The requester may be gone.
    if (!this.#system.isHeard(request.reply, request.account)) return;
    try {
      const data = await this.#gather(() => piecesOf(make()));
      if (data.length > 0) await this.#send(request, data.join(''));
    } catch (error) {
      if (!(error instanceof NatsxError)) throw error;
      this.error(request, { code: 500, description: error.message }, true);
    }
  }

  async #send(request: HeardMessage, data: string): Promise<void> {
    // Made last: its number is that of the message.
    const text = `{"server":${goJson(this.#system.serverInfo())},"data":${data}}`;
    const wanted = request.headers.get('Accept-Encoding')?.[0]?.toLowerCase() ?? '';
    // nats-server events.go, getAcceptEncoding: no matter what is liked best, Snappy comes first.
    if (wanted === '') this.#system.reply(request, text);
    else if (wanted.includes('snappy') || wanted.includes('s2')) {
      const chunks = await this.#gather(() => snappyChunks(Buffer.from(text)));
      this.#system.reply(request, Buffer.concat(chunks), { 'Content-Encoding': 'snappy' });
    } else if (wanted.includes('gzip')) {
      this.#system.reply(request, await gzipped(text), { 'Content-Encoding': 'gzip' });
    } else this.#system.reply(request, text, { 'Content-Encoding': 'identity' });
  }

  /** All pieces, made in slices. */
  async #gather<Piece>(make: () => Iterable<Piece>): Promise<Piece[]> {
    const gathered: Piece[] = [];
    let isOver = await this.#slices.begin();
    for (const piece of make()) {
      gathered.push(piece);
      if (isOver()) isOver = await this.#slices.begin();
    }
    return gathered;
  }
}

function piecesOf(value: object | undefined): Iterable<string> {
  return value === undefined ? [] : jsonPieces(value, 0);
}
