import type { Message } from '../../protocol/message.ts';
import { Connection, type ConnectionContext } from '../connection/connection.ts';
import type { Transport } from '../connection/transport.ts';

/** Whose the server's own subscriptions are, in nats-server's words: the system account's, or any other's. */
export type InternalKind = 'SYSTEM' | 'ACCOUNT';

/**
 * The server as a subscriber: it stands behind the subscriptions that the server has in its accounts. What they hear
 * they take themselves (`Subscription.receive`); no byte comes in or goes out here, and nobody counts it as a client.
 */
export class InternalConnection extends Connection {
  readonly #kind: InternalKind;
  readonly #isTraced: () => boolean;

  /** `isTraced`: whether a trace is to show it; that of the system account is seldom wanted. */
  constructor(
    context: ConnectionContext,
    kind: InternalKind = 'ACCOUNT',
    isTraced = (): boolean => true,
  ) {
    super(0, context, NOWHERE);
    this.#kind = kind;
    this.#isTraced = isTraced;
  }

  // eslint-disable-next-line @typescript-eslint/class-literal-property-style -- it is asked for during construction.
  get kind(): 'internal' {
    return 'internal';
  }

  get kindName(): InternalKind {
    return this.#kind;
  }

  override get isTracing(): boolean {
    return super.isTracing && this.#isTraced();
  }

  override describe(): string {
    return this.#kind;
  }

  /** Shows what the server says (`in`, as if a client had sent it) or hears. */
  traceMessage(direction: 'in' | 'out', message: Message): void {
    if (!this.isTracing) return;
    const { subject, reply, sizes, frame, headerSize } = message;
    if (direction === 'in') this.traceLine('PUB', `${subject} ${reply} ${message.size}`);
    else this.traceOut(headerSize > 0 ? 'HMSG' : 'MSG', `${subject} ${reply} ${sizes}`);
    this.traceFrame(direction === 'in' ? '<<-' : '->>', frame, headerSize);
  }

  override deliver(): boolean {
    return false;
  }

  override lineForm(): undefined {
    return undefined;
  }

  override exhausted(): void {
    // Its subscriptions have no end.
  }

  protected override withdraw(): void {
    // Whoever made a subscription ends it.
  }
}

/** A way that leads to nobody. */
const NOWHERE: Transport = {
  remoteHost: '',
  remotePort: 0,
  whenClosed: Promise.resolve(),
  open: () => undefined,
  resume: () => undefined,
  write: () => true,
  end: () => undefined,
  destroy: () => undefined,
};
