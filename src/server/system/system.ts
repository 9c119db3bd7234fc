import { goJson } from '../../base/go-json.ts';
import { uniqueId, UniqueIds } from '../../base/unique-id.ts';
import type { Account } from '../account/account.ts';
import { serverHash } from '../account/server-hash.ts';
import type {
  Addition,
  HeardMessage,
  InternalMessages,
  MessageHandler,
} from '../internal/internal-messages.ts';
import type { ServerView } from '../monitor/server-view.ts';
import { serverInfo, type ServerInfo } from './server-info.ts';

/** An object is written as JSON, text and bytes as they are. A function is asked only if somebody listens. */
export type Payload = Content | (() => Content);
type Content = object | string | Uint8Array;

/** What `System` needs of the server. */
export interface SystemSurroundings {
  readonly messages: InternalMessages;
  /** The account of the server's own messages; undefined if there is none. */
  account(): Account | undefined;
  readonly view: ServerView;
}

/** Where something is heard. */
export interface SubscribeOptions {
  /** Default the system account. */
  readonly in?: Account | undefined;
  readonly queue?: string | undefined;
}

/** Where something is published, and what goes with it. */
export interface PublishOptions extends Addition {
  /** Default the system account. */
  readonly in?: Account | undefined;
}

/** How long an answer is waited for, and what goes with the request. */
export interface RequestOptions {
  readonly in?: Account | undefined;
  readonly headers?: Addition['headers'];
  readonly timeoutMs: number;
}

/**
 * The server as one who speaks and listens, in its system account and, where it is told so, in others. It hears no
 * message in the midst of a delivery and publishes none there (`internal/internal-messages.ts`): handlers run when the
 * turn ends, and may call anything here. Without a system account, what would go there goes nowhere.
 */
export class System {
  readonly #around: SystemSurroundings;
  readonly #inboxPrefix: string;
  readonly #eventIds = new UniqueIds();
  #sequence = 0;
  #isClosed = false;

  constructor(around: SystemSurroundings) {
    this.#around = around;
    this.#inboxPrefix = `$SYS._INBOX.${serverHash(around.view.name)}.`;
  }

  /** The account of the server's own messages; undefined if there is none. */
  get account(): Account | undefined {
    return this.#around.account();
  }

  /** The `server` object of an event or an answer: each has the next number. */
  serverInfo(): ServerInfo {
    return serverInfo(this.#around.view, ++this.#sequence, Date.now());
  }

  /** The id of one more event. */
  eventId(): string {
    return this.#eventIds.next();
  }

  /** Hears `subject`, until what it returns is called. What the server itself publishes it does not hear. */
  subscribe(subject: string, handle: MessageHandler, options: SubscribeOptions = {}): () => void {
    const account = options.in ?? this.account;
    if (account === undefined) return () => undefined;
    return this.#around.messages.subscribe(account, subject, handle, options.queue);
  }

  /** Whether anybody but the server hears `subject`. */
  isHeard(subject: string, account = this.account): boolean {
    return account !== undefined && this.#around.messages.isHeard(account, subject);
  }

  /** Publishes when the turn ends; what nobody hears is not even made. */
  publish(subject: string, payload: Payload, options: PublishOptions = {}): void {
    const account = options.in ?? this.account;
    if (this.#isClosed || account === undefined || !this.isHeard(subject, account)) return;
    this.#around.messages.publish(account, subject, bytesOf(payload), options);
  }

  /** The server ends: what waits goes out now, and nothing after it. Never to be called from within a delivery. */
  close(): void {
    this.#around.messages.flush();
    this.#isClosed = true;
  }

  /** Answers `message`, if it wants an answer, in the account where it was heard. */
  reply({ reply, account }: HeardMessage, payload: Payload, headers?: Addition['headers']): void {
    if (reply !== '') this.publish(reply, payload, { in: account, headers });
  }

  /** The first answer to a request; or that nobody heard it, or that nobody answered in time. */
  request(
    subject: string,
    payload: Payload,
    options: RequestOptions,
  ): Promise<HeardMessage | 'no responders' | 'timeout'> {
    const account = options.in ?? this.account;
    if (account === undefined || !this.isHeard(subject, account))
      return Promise.resolve('no responders');
    return new Promise((resolve) => {
      const inbox = this.#inboxPrefix + uniqueId(INBOX_DIGITS);
      const end = (answer: HeardMessage | 'timeout'): void => {
        clearTimeout(timer);
        unsubscribe();
        resolve(answer);
      };
      const timer = setTimeout(() => end('timeout'), options.timeoutMs).unref();
      const unsubscribe = this.subscribe(inbox, end, { in: account });
      this.publish(subject, payload, { ...options, in: account, reply: inbox });
    });
  }
}

/** nats-server events.go, replySuffixLen. */
const INBOX_DIGITS = 8;

function bytesOf(payload: Payload): string | Uint8Array {
  // A content is data, never a function.
  if (typeof payload === 'function') return bytesOf((payload as () => Content)());
  return typeof payload === 'string' || payload instanceof Uint8Array ? payload : goJson(payload);
}
