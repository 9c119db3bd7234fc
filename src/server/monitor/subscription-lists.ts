import { decodeBytes } from './go-text.ts';
import type { SubscriptionDepth } from './query.ts';
import type { SubscriptionsView, SubscriptionView } from './server-view.ts';

/** The members of an answer that list the subscriptions of a connection; made while they are written. */
export function subscriptionLists(
  subscriptions: SubscriptionsView,
  cid: number,
  depth: SubscriptionDepth,
  account?: string,
): { subscriptions_list?: Iterable<string>; subscriptions_list_detail?: Iterable<object> } {
  if (depth === 'none' || isEmpty(subscriptions.values())) return {};
  if (depth === 'subjects') return { subscriptions_list: subjects(subscriptions.values()) };
  return { subscriptions_list_detail: details(subscriptions.values(), cid, account) };
}

/** nats-server's SubDetail. */
export function subscriptionDetail(
  { subject, queue, sid, delivered, max }: SubscriptionView,
  cid: number,
  account?: string,
): object {
  return {
    account,
    account_tag: account, // The account's name as people know it: another one only for accounts that are nkeys.
    subject: decodeBytes(subject),
    qgroup: queue === undefined ? undefined : decodeBytes(queue),
    sid: decodeBytes(sid),
    msgs: delivered,
    max: max > 0 ? max : undefined,
    cid,
  };
}

function* subjects(subscriptions: Iterable<SubscriptionView>): Generator<string> {
  for (const { subject } of subscriptions) yield decodeBytes(subject);
}

function* details(
  subscriptions: Iterable<SubscriptionView>,
  cid: number,
  account: string | undefined,
): Generator<object> {
  for (const subscription of subscriptions) yield subscriptionDetail(subscription, cid, account);
}

function isEmpty(list: Iterable<unknown>): boolean {
  return list[Symbol.iterator]().next().done === true;
}
