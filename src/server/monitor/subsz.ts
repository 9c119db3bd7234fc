import { isLiteralSubject } from '../../subject/subject.ts';
import { ShadowSubscription } from '../account/shadow-subscription.ts';
import type { Subscription } from '../connection/subscription.ts';
import { encodeBytes, goTime } from './go-text.ts';
import { badRequest, type Page, type Query } from './query.ts';
import type { AccountView, ServerView } from './server-view.ts';
import { sublistInfo } from './sublist-info.ts';
import { subscriptionDetail } from './subscription-lists.ts';

/** The answer of /subsz. */
export function subsz(view: ServerView, query: Query, nowMs: number): object {
  const showsSubscriptions = query.boolean('subs');
  const page = query.page();
  const subject = query.text('test');
  if (subject !== '' && !isLiteralSubject(subject)) {
    throw badRequest(`invalid test subject, must be valid publish subject: ${subject}`);
  }
  if (showsSubscriptions) view.settle();
  const name = query.text('acc');
  const accounts = [...view.accounts.values()].filter(
    (account) => name === '' || account.name === name,
  );
  const lists = showsSubscriptions
    ? accounts.map((account) => listOf(account, encodeBytes(subject)))
    : [];
  const total = lists.reduce((sum, { size }) => sum + size, 0);
  return {
    server_id: view.id,
    now: goTime(nowMs),
    ...sublistInfo(accounts.map((account) => account.sublistStatistics)),
    total,
    offset: page.offset,
    limit: page.limit,
    subscriptions_list: page.offset < total ? details(lists, page) : undefined,
  };
}

/** Subscriptions that are passed over before others have a turn. */
const SKIPPED_AT_ONCE = 1_000;

/** The subscriptions of one account that are asked for. */
interface List {
  readonly account: string;
  readonly size: number;
  readonly subscriptions: Iterable<Subscription>;
}

function listOf(account: AccountView, subject: string): List {
  const { name } = account;
  if (subject === '') {
    return {
      account: name,
      size: account.subscriptionCount,
      subscriptions: account.subscriptions(),
    };
  }
  const hearing = account.subscriptionsTo(subject);
  return { account: name, size: hearing.length, subscriptions: hearing };
}

function* details(lists: readonly List[], { offset, limit }: Page): Generator<object | undefined> {
  let toSkip = offset;
  let left = limit;
  for (const { account, size, subscriptions } of lists) {
    if (toSkip >= size) {
      toSkip -= size;
      continue;
    }
    for (const subscription of subscriptions) {
      if (toSkip > 0) {
        if (--toSkip % SKIPPED_AT_ONCE === 0) yield undefined;
      } else if (left-- > 0)
        yield subscriptionDetail(
          subscription,
          subscription.connection.id,
          // A shadow is listed under its client's account, though it listens in another.
          subscription instanceof ShadowSubscription ? subscription.importer.name : account,
        );
      else return;
    }
  }
}
