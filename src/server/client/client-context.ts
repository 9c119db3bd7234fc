import type { Account } from '../account/account.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { MemberContext, MemberLimits } from '../auth/membership.ts';
import type { ConnectionContext } from '../connection/connection.ts';
import type { FastRoad } from '../connection/fast-road.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { ClientConnection } from './client-connection.ts';

/** What the client side needs beyond what every connection does. */
export interface ClientContext extends MemberContext {
  readonly delivery: Delivery;
  readonly limits: ConnectionContext['limits'] & ClientLimits;
  /** Repeats what was decided before; undefined when it is switched off. */
  readonly road: PublishRoad | undefined;
  readonly authenticator: Authenticator;
  readonly watcher: ClientWatcher;
  /** The line of INFO for `client`. */
  infoLine(client: ClientConnection, occasion: InfoOccasion): string;
}

/** When a client gets INFO: as it comes, after its first PING, when something has changed since, and when it is to go. */
export type InfoOccasion = 'greeting' | 'connected' | 'change' | 'leaving';

/** Told what becomes of clients. */
export interface ClientWatcher {
  /** `client` was let in, perhaps not for the first time. */
  connected(client: ClientConnection): void;
  /** `client` was turned away. */
  refused(client: ClientConnection, reason: string, heardBy?: Account): void;
  /** `account` has one client more or less. */
  connectionsChanged(account: Account): void;
}

/** The fast road, as publishers see it. */
interface PublishRoad extends FastRoad {
  /** A message on `subject` went the slow road. */
  learn(publisher: ClientConnection, subject: string): void;
}

interface ClientLimits extends MemberLimits {
  /** Tokens of a subscription's subject; 0 for no end. */
  readonly maxSubscriptionTokens: number;
  readonly supportsHeaders: boolean;
}
