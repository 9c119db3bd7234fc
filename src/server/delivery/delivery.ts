import type { Message } from '../../protocol/message.ts';
import { isLiteralSubject } from '../../subject/subject.ts';
import type { Account } from '../account/account.ts';
import type { ClientView } from '../account/client-info.ts';
import { ShadowSubscription } from '../account/shadow-subscription.ts';
import type { Connection } from '../connection/connection.ts';
import type { Subscription } from '../connection/subscription.ts';
import type { Plan, Target } from './plan.ts';
import { deliverToOne } from './queue-group.ts';

/** A connection that publishes. */
export interface Publisher extends Connection, Omit<ClientView, keyof Connection> {
  /** Whether its own messages come back to it. */
  readonly echo: boolean;
}

/**
 * Takes a message that was let in and hands it to everyone entitled to hear it: the slow road, which knows all rules.
 *
 * `publish` re-enters in one place: a service import passes a copy of the message on into another account
 * (service-request.ts). All other subscribers only queue bytes. What a delivery ends (auto-unsubscribe) is done after all
 * loops, so that no match changes under them.
 */
export class Delivery {
  #publisher: Publisher | undefined;
  /** Whether the message came into this account by a service import. */
  #isImported = false;
  #depth = 0;
  readonly #exhausted: Subscription[] = [];

  /** Who published what is being delivered; undefined if the server itself did. */
  get publisher(): Publisher | undefined {
    return this.#publisher;
  }

  /** Returns whether anybody took the message. The server's own have no publisher. */
  publish(publisher: Publisher | undefined, account: Account, message: Message): boolean {
    this.#publisher = publisher;
    const isDelivered = this.#publish(account, message);
    this.#publisher = undefined;
    return isDelivered;
  }

  /** Goes on in `account` with a message that is being delivered elsewhere: it came by a service import. */
  passOn(account: Account, message: Message): boolean {
    const isImported = this.#isImported;
    this.#isImported = true;
    const isDelivered = this.#publish(account, message);
    this.#isImported = isImported;
    return isDelivered;
  }

  #publish(account: Account, message: Message): boolean {
    this.#depth++;
    const { plain, groups } = account.match(message.subject);
    let isDelivered = false;
    for (let i = 0; i < plain.length; i++) {
      if (this.#deliver(plain[i]!, message.subject, message)) isDelivered = true;
    }
    for (let i = 0; i < groups.length; i++) {
      if (deliverToOne(groups[i]!, this.#deliver, message.subject, message)) isDelivered = true;
    }
    if (--this.#depth === 0 && this.#exhausted.length > 0) {
      for (const subscription of this.#exhausted.splice(0))
        subscription.connection.exhausted(subscription);
    }
    return isDelivered;
  }

  /** What becomes of every message to `subject` that goes to `destination`; undefined for a subject that is none. */
  plan(account: Account, subject: string, destination = subject): Plan | undefined {
    if (!isLiteralSubject(subject)) return undefined;
    const match = account.match(destination);
    const plain = targets(match.plain, destination);
    const groups = match.groups
      .map((members) => targets(members, destination))
      .filter((members) => members?.length !== 0);
    if (
      plain === undefined ||
      !groups.every((group) => group !== undefined) ||
      isAnyoneTwice(plain, groups)
    ) {
      return notRepeatable(account, subject, destination);
    }
    return { space: account, subject, destination, isRepeatable: true, plain, groups };
  }

  readonly #deliver = (subscription: Subscription, heard: string, message: Message): boolean => {
    if (subscription.receive !== undefined) {
      subscription.delivered++;
      return subscription.receive(message);
    }
    // What came by a service import is not exported again as a stream (nats-server, processMsgResults).
    if (this.#isImported && subscription instanceof ShadowSubscription) return false;
    const { connection, remap } = subscription;
    if (connection === this.#publisher && !this.#publisher.echo) return false;
    const subject = remap === undefined ? heard : remap(heard);
    if (subscription.withholds?.(subject) === true) return false;
    // The count goes first: the message that reaches the limit is delivered, later ones are not.
    if (subscription.max > 0) {
      if (subscription.delivered >= subscription.max) return false;
      if (subscription.delivered + 1 === subscription.max) this.#exhausted.push(subscription);
    }
    if (!connection.deliver(subscription, subject, message)) return false;
    subscription.delivered++;
    return true;
  };
}

/** The plan that says that there is none: each message is for the slow road. */
export function notRepeatable(account: Account, subject: string, destination = subject): Plan {
  return { space: account, subject, destination, isRepeatable: false, plain: [], groups: [] };
}

function targets(subscriptions: readonly Subscription[], heard: string): Target[] | undefined {
  const result: Target[] = [];
  for (const subscription of subscriptions) {
    // A service import: its messages get another reply each.
    if (subscription.receive !== undefined) return undefined;
    const subject = subscription.remap?.(heard) ?? heard;
    if (subscription.withholds?.(subject) === true) continue;
    // One that ends after a number of messages is counted by the slow road.
    if (subscription.max > 0 || subscription.connection.isClosed) return undefined;
    const form = subscription.connection.lineForm(subscription, subject);
    if (form === undefined) return undefined;
    result.push({ subscription, ...form });
  }
  return result;
}

/** Whether a connection gets the same message from two places, in an order that a run of messages would not keep. */
function isAnyoneTwice(plain: readonly Target[], groups: readonly (readonly Target[])[]): boolean {
  if (groups.length === 0) return false;
  const seen = new Set<Connection>();
  for (const unit of [...plain.map((target) => [target]), ...groups]) {
    const connections = new Set(unit.map(({ subscription }) => subscription.connection));
    for (const connection of connections) {
      if (seen.has(connection)) return true;
      seen.add(connection);
    }
  }
  return false;
}
