import { Connection, type ConnectionContext } from '../connection/connection.ts';
import type { Transport } from '../connection/transport.ts';

/**
 * The server as a subscriber: it stands behind the subscriptions that the server has in its accounts. What they hear
 * they take themselves (`Subscription.receive`); no byte comes in or goes out here, and nobody counts it as a client.
 */
export class InternalConnection extends Connection {
  constructor(context: ConnectionContext) {
    super(0, context, NOWHERE);
  }

  override describe(): string {
    return 'ACCOUNT';
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
