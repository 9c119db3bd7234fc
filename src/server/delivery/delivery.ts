import type { Message } from '../../protocol/message.ts';
import { isLiteralSubject } from '../../subject/subject.ts';
import type { Account } from '../account/account.ts';
import type { Connection } from '../connection/connection.ts';
import type { Subscription } from '../connection/subscription.ts';
import type { Plan, Target } from './plan.ts';
import { deliverToOne } from './queue-group.ts';

/** A connection that publishes. */
export interface Publisher extends Connection {
  /** Whether its own messages come back to it. */
  readonly echo: boolean;
}

/**
 * Takes a message that was let in and hands it to everyone entitled to hear it: the slow road, which knows all rules.
 *
 * `publish` never re-enters: subscribers only queue bytes. What a delivery ends (auto-unsubscribe) is done after the
 * loops, so that no match changes under them.
 */
export class Delivery {
  #publisher: Publisher | undefined;
  readonly #exhausted: Subscription[] = [];

  /** Returns whether anybody took the message. */
  publish(publisher: Publisher, account: Account, message: Message): boolean {
    this.#publisher = publisher;
    const { plain, groups } = account.match(message.subject);
    let isDelivered = false;
    for (let i = 0; i < plain.length; i++) {
      if (this.#deliver(plain[i]!, message.subject, message)) isDelivered = true;
    }
    for (let i = 0; i < groups.length; i++) {
      if (deliverToOne(groups[i]!, this.#deliver, message.subject, message)) isDelivered = true;
    }
    this.#publisher = undefined;
    if (this.#exhausted.length > 0) {
      for (const subscription of this.#exhausted.splice(0))
        subscription.connection.exhausted(subscription);
    }
    return isDelivered;
  }

  /** What becomes of every message on `subject`; undefined for a subject that is none. */
  plan(account: Account, subject: string): Plan | undefined {
    if (!isLiteralSubject(subject)) return undefined;
    const match = account.match(subject);
    const plain = targets(match.plain, subject);
    const groups = match.groups
      .map((members) => targets(members, subject))
      .filter((members) => members?.length !== 0);
    if (
      plain === undefined ||
      !groups.every((group) => group !== undefined) ||
      isAnyoneTwice(plain, groups)
    ) {
      return { space: account, subject, isRepeatable: false, plain: [], groups: [] };
    }
    return { space: account, subject, isRepeatable: true, plain, groups };
  }

  readonly #deliver = (subscription: Subscription, subject: string, message: Message): boolean => {
    const { connection } = subscription;
    if (connection === this.#publisher && !this.#publisher.echo) return false;
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

function targets(subscriptions: readonly Subscription[], subject: string): Target[] | undefined {
  const result: Target[] = [];
  for (const subscription of subscriptions) {
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
