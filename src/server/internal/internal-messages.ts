import { systemErrorText } from '../../base/system-error.ts';
import { headersOf, withHeader, type Headers } from '../../protocol/headers.ts';
import { payloadMessage, type Message } from '../../protocol/message.ts';
import type { Account } from '../account/account.ts';
import type { Connection } from '../connection/connection.ts';
import type { Subscription } from '../connection/subscription.ts';
import type { AtTurnEnd, Turn } from '../connection/turn.ts';
import { INTERNAL } from '../delivery/audience.ts';
import type { Delivery, Publisher } from '../delivery/delivery.ts';

/** A message that the server heard: a copy of its own, which may be kept. Subjects are byte strings. */
export interface HeardMessage {
  readonly subject: string;
  /** Empty if no answer is wanted. */
  readonly reply: string;
  readonly headers: Headers;
  /** Without the headers. */
  readonly payload: Buffer;
  /** In which it was heard. */
  readonly account: Account;
  /** The connection that it came from; undefined if the server itself sent it. */
  readonly publisher: Publisher | undefined;
}

/** Takes a message at the end of the turn in which it came. What it throws, or rejects with, is logged. */
export type MessageHandler = (message: HeardMessage) => void | Promise<void>;

/** What a message of the server's may have beside its payload. */
export interface Addition {
  /** Where answers are to go. */
  readonly reply?: string | undefined;
  /** Values without line ends. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** What the server needs to hear and to say. */
export interface InternalSurroundings {
  readonly delivery: Delivery;
  readonly turn: Turn;
  /** Stands behind what the server hears and says in `account`. */
  connectionIn(account: Account): InternalSpeaker;
  warn(text: string): void;
  error(text: string): void;
}

/** An internal connection, as far as messages concern it. */
interface InternalSpeaker extends Connection {
  /** Writes what passes to the log, if somebody reads it. */
  traceMessage(direction: 'in' | 'out', message: Message): void;
}

/** Bytes that may wait for the end of a turn. More requests find nobody; more messages of the server's own are lost. */
const MOST_HEARD = 16 * 1024 * 1024;
const MOST_SAID = 64 * 1024 * 1024;
/** What a message takes beside its payload, roughly. */
const OVERHEAD = 512;

/**
 * What the server itself hears and says, in any account. Neither happens in the midst of a delivery: what is heard is
 * copied, what is said is queued, and both have their turn when that of the event loop ends. The server does not hear
 * itself, as connections without echo do not.
 */
export class InternalMessages implements AtTurnEnd {
  readonly #around: InternalSurroundings;
  readonly #own = new WeakSet<Subscription>();
  #heard: { readonly handle: MessageHandler; readonly message: HeardMessage }[] = [];
  #said: { readonly account: Account; readonly message: Message }[] = [];
  #heardBytes = 0;
  #saidBytes = 0;
  #isWaiting = false;
  #isSpeaking = false;
  /** What was lost since there was room last. */
  #lost = 0;
  #refused = 0;
  #lastSid = 0;

  constructor(around: InternalSurroundings) {
    this.#around = around;
  }

  /** Hears `subject` in `account`, as a member of `queue` if one is named; call what it returns to hear it no more. */
  subscribe(account: Account, subject: string, handle: MessageHandler, queue?: string): () => void {
    const connection = this.#around.connectionIn(account);
    const subscription: Subscription = {
      connection,
      subject,
      queue,
      sid: String(++this.#lastSid),
      delivered: 0,
      max: 0,
      receive: (message) => this.#hear(account, message, handle),
    };
    if (connection.isTracing)
      connection.traceLine('SUB', `${subject} ${queue ?? ''} ${subscription.sid}`);
    this.#own.add(subscription);
    account.attach(subscription);
    return () => account.detach(subscription);
  }

  /** Whether anybody but the server itself hears `subject` in `account`, here or in another cluster. */
  isHeard(account: Account, subject: string): boolean {
    if (this.#around.delivery.gateways?.isHeard(account, subject) === true) return true;
    if (!account.hasInterest(subject)) return false;
    return account.subscriptionsTo(subject).some((subscription) => !this.#own.has(subscription));
  }

  /** Publishes when the turn ends. */
  publish(
    account: Account,
    subject: string,
    payload: string | Uint8Array,
    addition: Addition = {},
  ): void {
    let message = payloadMessage(subject, payload, addition.reply);
    for (const [name, value] of Object.entries(addition.headers ?? {}))
      message = withHeader(message, name, value);
    if (this.#saidBytes + message.size > MOST_SAID && this.#said.length > 0) {
      if (this.#lost++ === 0)
        this.#around.warn(`Too many messages of the server's own at a time: some are lost`);
      return;
    }
    this.#saidBytes += message.size + OVERHEAD;
    this.#said.push({ account, message });
    this.#wait();
  }

  /** Publishes what waits now: the server is about to end. Never to be called from within a delivery. */
  flush(): void {
    const said = this.#said;
    this.#said = [];
    this.#saidBytes = 0;
    this.#lost = 0;
    this.#isSpeaking = true;
    for (const { account, message } of said) {
      this.#around.connectionIn(account).traceMessage('in', message);
      this.#around.delivery.publish(INTERNAL, account, message);
    }
    this.#isSpeaking = false;
  }

  endTurn(): void {
    this.#isWaiting = false;
    const heard = this.#heard;
    this.#heard = [];
    this.#heardBytes = 0;
    this.#refused = 0;
    for (const { handle, message } of heard) this.#handle(handle, message);
    this.flush();
  }

  #hear(account: Account, message: Message, handle: MessageHandler): boolean {
    if (this.#isSpeaking) return false;
    if (this.#heardBytes + message.size > MOST_HEARD && this.#heard.length > 0) {
      if (this.#refused++ === 0)
        this.#around.warn(`Too many requests to the server at a time: some are not answered`);
      return false;
    }
    this.#heardBytes += message.size + OVERHEAD;
    this.#around.connectionIn(account).traceMessage('out', message);
    const { subject, reply, headerSize, size, frame } = message;
    const copy: HeardMessage = {
      subject,
      reply,
      headers: headersOf(message),
      payload: Buffer.from(frame.subarray(headerSize, size)),
      account,
      publisher: this.#around.delivery.publisher,
    };
    this.#heard.push({ handle, message: copy });
    this.#wait();
    return true;
  }

  #handle(handle: MessageHandler, message: HeardMessage): void {
    const failed = (error: unknown): void =>
      this.#around.error(`Error handling ${message.subject}: ${systemErrorText(error)}`);
    try {
      const work = handle(message);
      if (work !== undefined) work.catch(failed);
    } catch (error) {
      failed(error); // A fault of ours: the traffic must not suffer from it.
    }
  }

  #wait(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#around.turn.add(this);
  }
}
