import type { Message } from '../../protocol/message.ts';
import type { Subscription } from '../connection/subscription.ts';

/**
 * Hands a message to one member of a queue group: a random one, or the next that takes it
 * (nats-server, processMsgResults: random start, then in order).
 */
export function deliverToOne(
  members: readonly Subscription[],
  deliver: (member: Subscription, subject: string, message: Message) => boolean,
  subject: string,
  message: Message,
): boolean {
  const start = members.length === 1 ? 0 : Math.floor(Math.random() * members.length);
  for (let i = 0; i < members.length; i++) {
    if (deliver(members[(start + i) % members.length]!, subject, message)) return true;
  }
  return false;
}
