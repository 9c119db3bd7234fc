/** How many subscribers of clients there are to a subject, for those who look for a fault. */
import { isCoveredBy, isLiteralSubject } from '../../subject/subject.ts';
import type { Account } from '../account/account.ts';
import type { Subscription } from '../connection/subscription.ts';

/** The subscriptions of clients in `account` that hear `subject`, or all that a pattern covers; of `queue` alone if named. */
export function countSubscribers(account: Account, subject: string, queue?: string): number {
  const isLiteral = isLiteralSubject(subject);
  const candidates = isLiteral ? account.subscriptionsTo(subject) : account.subscriptions();
  let count = 0;
  for (const subscription of candidates) {
    if (!isOfClient(subscription)) continue;
    if (queue !== undefined && subscription.queue !== queue) continue;
    if (isLiteral || isCoveredBy(subscription.subject, subject)) count++;
  }
  return count;
}

/** Other servers count those that they have. */
function isOfClient({ connection }: Subscription): boolean {
  return connection.kind === 'client';
}
