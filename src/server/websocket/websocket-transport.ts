/**
 * The way to a peer that speaks NATS in websocket messages: framing, masks and compression are those of ws. NATS is a
 * stream of bytes: where messages begin and end means nothing.
 */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { ClosedState } from '../../protocol/closed-state.ts';
import { INPUT_SIZE } from '../connection/arena.ts';
import { tlsState, type TlsState } from '../connection/tls-state.ts';
import {
  LINGER_MS,
  plainAddress,
  type Transport,
  type TransportEvents,
} from '../connection/transport.ts';
import type { WebSocketState } from '../connection/websocket-state.ts';
import { closeStatus, MESSAGE_TOO_BIG } from './close-status.ts';
import type { Farewell, PartingWebSocket } from './parting-websocket.ts';

/** What the HTTP request said of its peer, as far as a transport has to know. */
export interface WebSocketTerms extends WebSocketState {
  /** Whether its messages are to be small: for browsers. */
  readonly takesSmallMessages: boolean;
}

/** Bytes of a message for a browser, which copes better with small ones (nats-server, wsFrameSizeForBrowsers). */
const SMALL_MESSAGE = 4_096;
/** The same before compression: ws compresses one after the other, and in another thread. */
const SMALL_COMPRESSED_MESSAGE = 16_384;

export class WebSocketTransport implements Transport {
  readonly remoteHost: string;
  readonly remotePort: number;
  readonly websocket: WebSocketState;
  readonly whenClosed: Promise<void>;
  readonly #webSocket: PartingWebSocket;
  readonly #socket: Socket;
  readonly #mostBytes: number;
  #tls: TlsState | undefined;
  #events: TransportEvents | undefined;
  /**
   * Messages that have arrived and not been handed on. While no more is wanted ws reads no more, but goes on with what
   * it has read: this is at most what one read and a message that it completes bring, inflated.
   */
  #arrived: Buffer[] = [];
  #wantsMore = false;
  /** Whether `#handOn` is about to be called. */
  #isDue = false;
  /** What to tell when all that arrived is handed on: how the peer ended. */
  #ending: ((events: TransportEvents) => void) | undefined;
  /** What the last frame is to say, if the peer decided it. */
  #farewell: Farewell | undefined;
  /** Writes that ws has not said are done, and whether somebody waits for them. */
  #writing = 0;
  #isAwaited = false;
  #isEnding = false;

  /** `webSocket` has just been made of `socket`. */
  constructor(webSocket: PartingWebSocket, socket: Socket, terms: WebSocketTerms) {
    this.#webSocket = webSocket;
    this.#socket = socket;
    const small = webSocket.extensions === '' ? SMALL_MESSAGE : SMALL_COMPRESSED_MESSAGE;
    this.#mostBytes = terms.takesSmallMessages ? small : Infinity;
    this.remoteHost = plainAddress(socket.remoteAddress ?? '');
    this.remotePort = socket.remotePort ?? 0;
    this.websocket = terms;
    this.whenClosed = new Promise((resolve) => socket.once('close', () => resolve()));
    this.#listen();
  }

  get tls(): TlsState | undefined {
    if (this.#socket instanceof TLSSocket) this.#tls ??= tlsState(this.#socket);
    return this.#tls;
  }

  open(events: TransportEvents): void {
    this.#events = events;
    this.resume();
  }

  resume(): void {
    this.#wantsMore = true;
    // Not now: whoever says it may be in the middle of what another connection sent.
    this.#schedule();
  }

  write(bytes: Uint8Array): boolean {
    const webSocket = this.#webSocket;
    const most = this.#mostBytes;
    this.#writing++;
    this.#socket.cork();
    let at = 0;
    for (; at + most < bytes.length; at += most) webSocket.send(bytes.subarray(at, at + most));
    webSocket.send(at === 0 ? bytes : bytes.subarray(at), this.#sent);
    this.#socket.uncork();
    // It tells of a write that the system took at once in a moment, too: nobody needs to wait for that.
    if (webSocket.bufferedAmount === 0) return true;
    this.#isAwaited = true;
    return false;
  }

  end(reason: ClosedState = 'Client Closed'): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#arrived = [];
    const timer = setTimeout(() => this.#webSocket.terminate(), LINGER_MS).unref();
    this.#socket.once('close', () => clearTimeout(timer));
    this.#webSocket.part(this.#farewell ?? { status: closeStatus(reason), reason });
    // The peer's close frame is still to be read.
    this.#webSocket.resume();
  }

  destroy(): void {
    this.#isEnding = true;
    this.#arrived = [];
    this.#webSocket.terminate();
  }

  #listen(): void {
    const webSocket = this.#webSocket;
    const socket = this.#socket;
    webSocket.on('message', (bytes: Buffer) => {
      if (this.#isEnding) return;
      this.#arrived.push(bytes);
      this.#schedule();
    });
    webSocket.onParting = (farewell) => {
      this.#farewell = farewell;
      this.#endWith((events) => events.ended());
    };
    // After `onParting`, where the peer broke the rules of websockets.
    webSocket.on('error', ({ message }) => this.#violated(message));
    socket.on('end', () => this.#endWith((events) => events.ended()));
    socket.on('close', () => this.#closed());
    const broke = (error: Error): void => {
      // While ending, a reset by the peer is one way of saying goodbye.
      if (!this.#isEnding) this.#events?.broke(error);
    };
    socket.on('error', broke);
    // What breaks TLS after its handshake: where Node has no tls.Server to tell, it tells nobody else, and goes on.
    if (socket instanceof TLSSocket) socket.on('_tlsError', broke);
  }

  #violated(text: string): void {
    const status = this.#farewell?.status;
    this.#farewell = { status, reason: text };
    const reason: ClosedState =
      status === MESSAGE_TOO_BIG ? 'Maximum Message Payload Exceeded' : 'Protocol Violation';
    this.#ending = undefined;
    this.#endWith((events) => events.refused(text, reason));
  }

  #endWith(ending: (events: TransportEvents) => void): void {
    this.#ending ??= ending;
    this.#schedule();
  }

  #closed(): void {
    // What the peer sent is not lost because it did not wait for an answer.
    const events = this.#events;
    while (events !== undefined && this.#arrived.length > 0) this.#handOn(events);
    this.#isEnding = true;
    events?.closed();
  }

  /** Hands on at the end of the read, not at each message of it: many small ones become one piece. */
  #schedule(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    process.nextTick(this.#due);
  }

  readonly #due = (): void => {
    this.#isDue = false;
    const events = this.#events;
    if (events === undefined || this.#isEnding || !this.#wantsMore) return;
    this.#wantsMore = this.#handOn(events);
    if (!this.#wantsMore) {
      this.#webSocket.pause();
      return;
    }
    if (this.#webSocket.isPaused) this.#webSocket.resume();
    const ending = this.#ending;
    this.#ending = undefined;
    ending?.(events);
  };

  /**
   * Hands on what has arrived, as far as it is wanted: a large message in pieces, so that others get their turn. False
   * if no more is wanted.
   */
  #handOn(events: TransportEvents): boolean {
    const bytes = this.#arrived.length === 1 ? this.#arrived[0]! : Buffer.concat(this.#arrived);
    this.#arrived = [];
    let isWanted = true;
    let at = 0;
    for (; at < bytes.length && isWanted; at += INPUT_SIZE) {
      isWanted = events.received(bytes.subarray(at, at + INPUT_SIZE));
    }
    if (at < bytes.length && !this.#isEnding) this.#arrived.push(bytes.subarray(at));
    return isWanted;
  }

  readonly #sent = (error?: Error | null): void => {
    this.#writing--;
    // The socket says what broke.
    if (error instanceof Error || this.#writing > 0 || !this.#isAwaited) return;
    this.#isAwaited = false;
    this.#events?.written();
  };
}
