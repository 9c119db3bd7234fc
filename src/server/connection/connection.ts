import type { Logger } from '../../base/logger.ts';
import { quote } from '../../base/quote.ts';
import { encodeError, PING } from '../../protocol/encode.ts';
import type { ClosedState } from '../../protocol/closed-state.ts';
import type { Message } from '../../protocol/message.ts';
import { Parser, type Operations } from '../../protocol/parser.ts';
import { WIRE_ERRORS, type WireError } from '../../protocol/wire-errors.ts';
import type { Arena } from './arena.ts';
import type { HandshakeStep } from './handshake.ts';
import { Liveness, type LivenessEvents, type LivenessLimits } from './liveness.ts';
import { Outbound } from './outbound.ts';
import { Reading } from './reading.ts';
import type { Subscription } from './subscription.ts';
import type { Transport, TransportEvents } from './transport.ts';
import type { AtTurnEnd, Turn } from './turn.ts';

/** Bytes that may wait while nothing is taken of a peer before no more is read: a control line of the usual length. */
const MOST_HELD = 4_096;

/** What a connection needs of the server that it belongs to; the same for all connections of a kind. */
export interface ConnectionContext {
  readonly arena: Arena<Connection>;
  readonly turn: Turn;
  readonly logger: Logger;
  readonly limits: ConnectionLimits;
  /** Counters of the whole server. */
  readonly totals: Traffic & { stalls: number };
  /** The connection is closed and its interest withdrawn. */
  closed(connection: Connection, reason: ClosedState): void;
}

/** What is at the other end; `internal` is the server itself. */
export type ConnectionKind = 'client' | 'internal' | 'route' | 'gateway' | 'leaf';

/** Where a message came in, as far as lines differ by it. */
export interface MessageSource {
  readonly kind: ConnectionKind;
  /** The cluster of the leafnode that it came from; empty if it came from none. */
  readonly origin: string;
}

/** The line of a message for a peer, up to its sizes: what is the same for all messages on a subject. */
export interface LineForm {
  /** What stands before the reply and the sizes of a message with headers. */
  readonly head: string;
  /** The same for a message without headers. */
  readonly plainHead: string;
  /**
   * The queue groups whose members get it at the peer, each with a blank behind; empty for none. Then a mark stands
   * behind the head that tells whether there is a reply, and the groups behind that: `+ <reply> q1 q2 5`, `| q1 q2 5`.
   */
  readonly queues: string;
  readonly takesHeaders: boolean;
  /** Whether the size of the headers is told even where there are none, as 0. Default false. */
  readonly tellsNoHeaders?: boolean;
  /** Whether replies go on as they come. Default true. */
  readonly takesReplies?: boolean;
}

interface ConnectionLimits {
  readonly maxControlLine: number;
  readonly maxPending: number;
  readonly pingIntervalMs: number;
  /** The same for websockets; undefined if it is no other. */
  readonly websocketPingIntervalMs?: number | undefined;
  readonly pingMax: number;
  readonly writeDeadlineMs: number;
  /** Whether messages for a subscriber that can't keep up are dropped instead of holding up their publisher. */
  readonly noFastProducerStall: boolean;
  /** Bytes of a message that the trace shows; 0 for all. */
  readonly maxTracedMessageLength: number;
  /** Whether the trace shows the headers of a message and not what follows. */
  readonly traceHeaders: boolean;
}

/** Messages and their bytes (headers and payload), both ways, seen from the server. */
export interface Traffic {
  inMessages: number;
  inBytes: number;
  outMessages: number;
  outBytes: number;
}

export function noTraffic(): Traffic {
  return { inMessages: 0, inBytes: 0, outMessages: 0, outBytes: 0 };
}

export function countIn(traffic: Traffic, messages: number, bytes: number): void {
  traffic.inMessages += messages;
  traffic.inBytes += bytes;
}

export function countOut(traffic: Traffic, messages: number, bytes: number): void {
  traffic.outMessages += messages;
  traffic.outBytes += bytes;
}

/**
 * What all kinds share: bytes in, bytes out, liveness, closing. Nothing here knows what a kind means.
 *
 * A kind is its own `Operations`: the verbs that it has methods for are the ones its peer may send.
 */
export abstract class Connection implements AtTurnEnd, LivenessEvents, Operations, TransportEvents {
  readonly id: number;
  readonly context: ConnectionContext;
  readonly transport: Transport;
  readonly startedAt = Date.now();
  /** When the last message or subscription came in, or a message went out (ms since 1970). */
  lastActivity = this.startedAt;
  /** Times that a publisher was held up for this connection. */
  stalls = 0;
  /** Whether the peer did something of its own accord in what is being read: asked for once a read. */
  protected isActive = false;
  protected readonly outbound: Outbound<Connection>;
  protected readonly liveness: Liveness;
  readonly #parser: Parser;
  readonly #reading: Reading;
  /** The publishers that wait until this connection has caught up. */
  #waitingPublishers: Set<Reading> | undefined;
  readonly #traffic: Traffic = noTraffic();
  #waitsForTurn = false;
  #closing: ClosedState | undefined;
  #isClosed = false;
  /** Whether the transport was gone before the end of the turn. */
  #isGone = false;
  #writeTimer: NodeJS.Timeout | undefined;
  /** Whether nothing is read because too much waits for `releaseInput`. */
  #isFull = false;

  constructor(id: number, context: ConnectionContext, transport: Transport) {
    this.id = id;
    this.context = context;
    this.transport = transport;
    this.outbound = new Outbound<Connection>(context.arena, this, transport, this.#fastLimit);
    this.liveness = new Liveness(livenessLimits(context.limits, transport), this);
    this.#parser = new Parser(this, context.limits.maxControlLine, context.arena.join);
    this.#reading = new Reading(transport, context.turn);
  }

  abstract readonly kind: ConnectionKind;
  /** nats-server's word for the kind, in the log and in monitoring. */
  abstract readonly kindName: string;
  /** Of a leafnode: the name of its cluster, or of the server if it is in none. */
  readonly remoteCluster?: string;
  /** Of a leafnode: whether the other side is the hub. */
  readonly isSpoke?: boolean;
  /**
   * Hands a message to the peer on behalf of `subscription`; `queues`: the groups of which it is to find a member there.
   * Hot path: queues bytes and returns.
   */
  abstract deliver(
    subscription: Subscription,
    subject: string,
    message: Message,
    queues?: readonly string[],
  ): boolean;
  /**
   * The form of the lines that `deliver` makes of what comes from `source`, for `queue` if it is not empty; undefined if
   * it differs, or if the fast road can't write them.
   */
  abstract lineForm(
    subscription: Subscription,
    subject: string,
    source: MessageSource,
    queue: string,
  ): LineForm | undefined;
  /** `subscription` got the last message that it was to get. */
  abstract exhausted(subscription: Subscription): void;
  /** Withdraws what the connection had in the server. */
  protected abstract withdraw(): void;
  /** `127.0.0.1:34408 - cid:5` …, in front of every line about this connection in the log. */
  abstract describe(): string;

  get isClosed(): boolean {
    return this.#closing !== undefined;
  }

  get traffic(): Readonly<Traffic> {
    this.#settle();
    return this.#traffic;
  }

  /** Where the fast road may put bytes for this connection; -1 if nowhere. */
  get outbox(): number {
    return this.outbound.outbox;
  }

  get pendingBytes(): number {
    return this.outbound.pendingBytes;
  }

  /** Whether the peer has yet to take some of what it was written. */
  get isWriting(): boolean {
    return this.outbound.isWriting;
  }

  get rttMs(): number | undefined {
    return this.liveness.rttMs;
  }

  /** Starts to read. A kind greets its peer first. */
  open(): void {
    this.transport.open(this);
  }

  received(chunk: Buffer): boolean {
    const { arena, turn } = this.context;
    turn.reader = this.#reading;
    if (arena.holds(chunk)) this.#parse(chunk);
    else {
      for (let at = 0; at < chunk.length; at += arena.input.length) {
        const count = chunk.copy(arena.input, 0, at);
        this.#parse(arena.input.subarray(0, count));
      }
    }
    turn.reader = undefined;
    if (this.isActive) {
      this.isActive = false;
      this.lastActivity = Date.now();
      this.liveness.heard();
    }
    this.#isFull = this.#parser.heldBytes > MOST_HELD;
    return !this.#isFull && this.#reading.mayGoOn(chunk.length);
  }

  /**
   * Takes no operation of the peer until `releaseInput`: for what can't be decided at once. It is still read, so that its
   * end is noticed; what waits is at most what one read brings, and a line.
   */
  holdInput(): void {
    this.#parser.hold();
  }

  releaseInput(): void {
    if (this.isClosed) return;
    const waiting = this.#parser.release();
    const wasFull = this.#isFull;
    this.#isFull = false;
    const mayGoOn = waiting.length === 0 || this.received(waiting);
    if (wasFull && mayGoOn) this.transport.resume();
  }

  #parse(chunk: Buffer): void {
    if (!this.isClosed) this.#parser.parse(chunk);
  }

  /** The slab is full, or there is none: makes room for `size` bytes of the fast road, if it may go on. */
  grow(size: number): boolean {
    if (this.isClosed || !this.outbound.grow(size)) return false;
    this.queued();
    return true;
  }

  ended(): void {
    this.close('Client Closed');
  }

  broke(error: NodeJS.ErrnoException): void {
    this.debug(error.code ?? error.message);
    // The connection is of no use; nats-server tells a reset from other errors as little.
    this.close(error.syscall === 'write' ? 'Write Error' : 'Read Error');
  }

  /** The peer broke the rules of its way: those of websockets. */
  refused(text: string, reason: ClosedState): void {
    this.log('error', `read error: ${text}`);
    this.close(reason);
  }

  /** What the log says of handshakes. */
  protected handshakeTexts(): { readonly begun: string; readonly failed: string } {
    return { begun: 'Starting TLS client connection handshake', failed: 'TLS handshake error' };
  }

  /** A way that may get encrypted comes along. A kind adds whom it greets when. */
  handshake(step: HandshakeStep): void {
    switch (step.type) {
      case 'begun':
        this.debug(this.handshakeTexts().begun);
        return;
      case 'done': {
        const { version = '', cipherSuite = '' } = this.transport.tls ?? {};
        this.debug('TLS handshake complete');
        this.debug(`TLS version ${version}, cipher suite ${cipherSuite}`);
        return;
      }
      case 'failed':
        // Who only looks whether the port is open must not fill the log.
        this.log(step.isProbe ? 'debug' : 'error', `${this.handshakeTexts().failed}: ${step.text}`);
        this.close('TLS Handshake Failure');
        return;
      case 'throttled':
        this.sendError('Connection throttling is active. Please try again later.');
        this.close('Maximum Connections Exceeded');
        return;
      case 'greeting':
      case 'declined':
      // It goes on as without TLS.
    }
  }

  closed(): void {
    this.close('Read Error');
    // Whoever gets the outbox next must not get what is still on its way to this peer's subscriptions.
    if (this.#isClosed) this.outbound.release();
    else this.#isGone = true;
  }

  sendPing(): void {
    this.traceOut('PING');
    this.send(PING);
  }

  stale(): void {
    this.debug('Stale Client Connection - Closing');
    this.reject(WIRE_ERRORS.staleConnection);
  }

  /** Queues `text`, a byte string. */
  send(text: string): void {
    if (this.isClosed) return;
    this.outbound.queueText(text);
    this.queued();
  }

  /** So many messages of so many bytes in all (headers and payload) came in. */
  countedIn(messages: number, bytes: number): void {
    this.isActive = true;
    countIn(this.#traffic, messages, bytes);
    countIn(this.context.totals, messages, bytes);
  }

  protected countedOut(messages: number, bytes: number): void {
    countOut(this.#traffic, messages, bytes);
    countOut(this.context.totals, messages, bytes);
  }

  /** Adds what the fast road counted. */
  #settle(): void {
    const counts = this.outbound.takeCounts();
    if (counts === undefined) return;
    this.lastActivity = Date.now();
    this.countedOut(counts.messages, counts.bytes);
  }

  /** To be called when something was queued: it goes out when the turn ends, unless there is too much of it. */
  protected queued(): void {
    const pending = this.outbound.pendingBytes;
    if (pending > this.context.limits.maxPending) {
      this.slowConsumer(
        'Slow Consumer (Pending Bytes)',
        `MaxPending of ${this.context.limits.maxPending} Exceeded`,
      );
      return;
    }
    if (pending > this.#mostUnhindered) this.#holdPublisher();
    if (this.#waitsForTurn) return;
    this.#waitsForTurn = true;
    this.context.turn.add(this);
  }

  /** Whether a message is lost on this connection because its publisher must not wait for it. */
  protected get dropsInsteadOfWaiting(): boolean {
    return this.context.limits.noFastProducerStall && this.pendingBytes > this.#mostUnhindered;
  }

  /** Pending bytes that the fast road may go up to: where messages may have to be dropped, the slow road does it. */
  get #fastLimit(): number {
    const { noFastProducerStall, maxPending } = this.context.limits;
    return noFastProducerStall ? this.#mostUnhindered : maxPending;
  }

  /** The limits have changed, while the connection lives. */
  limitsChanged(): void {
    this.#parser.maxControlLine = this.context.limits.maxControlLine;
    this.outbound.fastLimit = this.#fastLimit;
  }

  /** Pending bytes from which publishers wait: three quarters of what is allowed (nats-server, queueOutbound). */
  get #mostUnhindered(): number {
    return (this.context.limits.maxPending / 4) * 3;
  }

  /** Whoever is being read from waits a moment for this connection. */
  #holdPublisher(): void {
    const publisher = this.context.turn.reader;
    if (this.context.limits.noFastProducerStall) return;
    if (publisher === undefined || publisher === this.#reading) return;
    if (!publisher.hold(this)) return;
    (this.#waitingPublishers ??= new Set()).add(publisher);
    this.stalls++;
    this.context.totals.stalls++;
  }

  /** This connection has caught up, or is gone. */
  #releasePublishers(): void {
    const publishers = this.#waitingPublishers;
    if (publishers === undefined) return;
    this.#waitingPublishers = undefined;
    for (const publisher of publishers) publisher.goOn();
  }

  endTurn(): void {
    this.#waitsForTurn = false;
    if (this.#isClosed) return;
    if (this.#closing !== undefined) this.#finish();
    else this.#flush();
  }

  /** Ends the connection at the end of the turn; from now on it neither reads nor takes messages. */
  close(reason: ClosedState): void {
    if (this.#closing !== undefined) return;
    this.#closing = reason;
    this.#parser.stop();
    this.outbound.close();
    this.liveness.stop();
    this.#reading.stop();
    this.#releasePublishers();
    clearTimeout(this.#writeTimer);
    if (!this.#waitsForTurn) {
      this.#waitsForTurn = true;
      this.context.turn.add(this);
    }
  }

  /** The peer did what it must not: says so to it, and closes if the error says so. */
  violation(error: WireError, detail: string): void {
    this.log('error', detail);
    this.reject(error);
  }

  protected reject(error: WireError): void {
    if (error.text !== undefined) this.sendError(error.text);
    if (error.closes !== undefined) this.close(error.closes);
  }

  protected sendError(text: string): void {
    this.traceOut('-ERR', text);
    this.send(encodeError(text));
  }

  protected slowConsumer(reason: ClosedState, detail: string): void {
    this.log('notice', `Slow Consumer Detected: ${detail}`);
    this.outbound.discard();
    this.close(reason);
  }

  /** Writes a line about this connection; `bytes` is a byte string, as all that comes from the wire. */
  protected log(level: 'error' | 'notice' | 'debug' | 'trace', bytes: string): void {
    const line = `${this.describe()} - ${bytes}`;
    this.context.logger[level](Buffer.from(line, 'latin1').toString('utf8'));
  }

  protected debug(text: string): void {
    if (this.context.logger.isDebug) this.log('debug', text);
  }

  /** Whether somebody reads the trace. */
  get isTracing(): boolean {
    return this.context.logger.isTrace;
  }

  traceLine(verb: string, args: string): void {
    this.#trace('<<-', verb, args);
  }

  protected traceOut(verb: string, args = ''): void {
    if (this.context.logger.isTrace) this.#trace('->>', verb, args);
  }

  /** Headers and payload of a message, as far as the trace shows them. */
  protected traceFrame(direction: '<<-' | '->>', frame: Uint8Array, headerSize: number): void {
    const { traceHeaders, maxTracedMessageLength: most } = this.context.limits;
    // Headers end with an empty line; without any there is nothing to show (nats-server client.go, traceMsgInternal).
    const size = traceHeaders ? headerSize - 4 : frame.length - 2;
    if (size <= 0) return;
    const isCut = most > 0 && size > most;
    const text = quote(
      Buffer.from(frame.buffer, frame.byteOffset, isCut ? most : size).toString('latin1'),
    );
    const shown = isCut ? `"${text.slice(1, -1)}..."` : text;
    this.log('trace', `${direction} MSG_PAYLOAD: [${shown}]`);
  }

  #trace(direction: string, verb: string, args: string): void {
    const line = args === '' ? verb : `${verb} ${args}`;
    this.log('trace', `${direction} [${line}]`);
  }

  #flush(): void {
    this.#settle();
    this.outbound.flush();
    if (this.outbound.isWriting) this.#watchWrite();
  }

  written(): void {
    // What was put beside a write that was under way never saw the end of a turn.
    this.#settle();
    this.outbound.written();
    if (this.#waitingPublishers !== undefined && this.pendingBytes <= this.#mostUnhindered) {
      this.#releasePublishers();
    }
    if (!this.outbound.isWriting) {
      clearTimeout(this.#writeTimer);
      this.#writeTimer = undefined;
    } else this.#watchWrite(true);
  }

  /** A write is under way: it has until the write deadline. */
  #watchWrite(anew = false): void {
    if (this.isClosed || (this.#writeTimer !== undefined && !anew)) return;
    clearTimeout(this.#writeTimer);
    this.#writeTimer = setTimeout(() => {
      this.slowConsumer(
        'Slow Consumer (Write Deadline)',
        `WriteDeadline of ${this.context.limits.writeDeadlineMs}ms exceeded with ${this.outbound.pendingBytes} bytes pending`,
      );
    }, this.context.limits.writeDeadlineMs).unref();
  }

  #finish(): void {
    this.#isClosed = true;
    this.#settle();
    this.withdraw();
    if (this.#isGone || hasLostItsPeer(this.#closing!)) {
      this.outbound.discard();
      this.transport.destroy();
    } else {
      this.outbound.finish();
      this.transport.end(this.#closing);
    }
    if (this.#isGone) this.outbound.release();
    this.debug(`${this.kindName} connection closed: ${this.#closing!}`);
    this.context.closed(this, this.#closing!);
  }
}

/** Looked at when they are needed: a reload may change them. */
function livenessLimits(limits: ConnectionLimits, { websocket }: Transport): LivenessLimits {
  if (websocket === undefined) return limits;
  return {
    get pingIntervalMs() {
      return limits.websocketPingIntervalMs ?? limits.pingIntervalMs;
    },
    get pingMax() {
      return limits.pingMax;
    },
  };
}

/** Slow consumers get no farewell: what is queued for them is the trouble. */
function hasLostItsPeer(reason: ClosedState): boolean {
  return reason.startsWith('Slow Consumer') || LOST.has(reason);
}

const LOST: ReadonlySet<ClosedState> = new Set([
  'Write Error',
  'Read Error',
  'TLS Handshake Failure',
]);
