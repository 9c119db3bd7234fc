import { createInbox, type NatsConnection, type Subscription } from '@nats-io/transport-node';
import { NatsxError } from '../base/errors.ts';
import { toNatsxError } from './client-error.ts';
import { openConnection, type ConnectionSettings } from './connect.ts';

/** What a tool tells its user while a connection comes and goes. */
export interface SessionEvents {
  /** The server has sent an -ERR. */
  onComplaint?(complaint: NatsxError): void;
  onDisconnect?(reason: string): void;
  onReconnect?(url: string): void;
}

/**
 * A connection with what the client library lacks for command line tools: a flush that fails when the server has
 * complained or is gone (the library's own waits for ever then), and a closing that never hangs.
 */
export class Session {
  readonly connection: NatsConnection;
  /** Resolves when the connection has ended for good, with what ended it. */
  readonly ended: Promise<NatsxError>;
  readonly #events: SessionEvents;
  readonly #inboxPrefix: string | undefined;
  #complaint: NatsxError | undefined;
  #isConnected = true;

  static async open(settings: ConnectionSettings, events: SessionEvents = {}): Promise<Session> {
    return new Session(await openConnection(settings), events, settings.inboxPrefix);
  }

  private constructor(
    connection: NatsConnection,
    events: SessionEvents,
    inboxPrefix: string | undefined,
  ) {
    this.connection = connection;
    this.#events = events;
    this.#inboxPrefix = inboxPrefix;
    this.ended = connection.closed().then((error) => this.#ending(error));
    void this.#watch();
  }

  /** A new subject for replies. */
  newInbox(): string {
    return createInbox(this.#inboxPrefix);
  }

  /** A round trip: what was sent has been read by the server, and it has not objected. */
  async flush(): Promise<void> {
    await this.#roundTrip();
    // A complaint read just before the PONG reaches #watch within this turn.
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#complaint !== undefined) throw this.#complaint;
  }

  /** Ends a subscription; messages that have arrived are still handed out. */
  async drain(subscription: Subscription): Promise<void> {
    // Without a server nothing can be drained, and the library would wait for one.
    if (this.#isConnected) await Promise.race([subscription.drain(), this.ended]);
    else subscription.unsubscribe();
  }

  /** Closes the connection once everything published has gone out. */
  async finish(): Promise<void> {
    if (this.#isConnected) await this.#roundTrip();
    await this.close();
  }

  async close(): Promise<void> {
    await this.connection.close();
  }

  async #roundTrip(): Promise<void> {
    const flushed = this.connection.flush().catch((error: unknown) => toNatsxError(error));
    const failure = await Promise.race([flushed, this.ended]);
    if (failure instanceof NatsxError) throw failure;
  }

  async #watch(): Promise<void> {
    for await (const status of this.connection.status()) {
      if (status.type === 'error') {
        this.#complaint = toNatsxError(status.error);
        this.#events.onComplaint?.(this.#complaint);
      } else if (status.type === 'disconnect') {
        this.#isConnected = false;
        // The library does not tell why; without a complaint the server has just hung up.
        this.#events.onDisconnect?.(this.#complaint?.message ?? 'EOF');
        this.#complaint = undefined;
      } else if (status.type === 'reconnect' && !this.#isConnected) {
        this.#isConnected = true;
        this.#events.onReconnect?.(`nats://${status.server}`);
      }
    }
  }

  #ending(error: unknown): NatsxError {
    if (error === undefined) return this.#complaint ?? toNatsxError(undefined);
    return toNatsxError(error);
  }
}
