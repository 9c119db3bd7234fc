import type { Account } from '../account/account.ts';
import type { Subscription } from '../connection/subscription.ts';
import type { RouteConnection } from './route-connection.ts';

/** What another server is interested in. */
export interface RemoteSubscription extends Subscription {
  readonly connection: RouteConnection;
  /** The account's name in bytes, as it stands in lines. */
  readonly accountName: string;
}

/** How an interest is named in a line: which account's, what, and, if leafnodes have it, of which cluster. */
export interface InterestName {
  readonly accountName: string;
  readonly subject: string;
  readonly queue: string | undefined;
  readonly origin: string;
}

/** Removed at a time when a connection ends. */
const AT_ONCE = 10_000;

/**
 * What the server at the other end of a route is interested in: subscriptions in our accounts. What it says of accounts
 * that we do not have (yet), is kept for when we do.
 */
export class RemoteInterest {
  readonly #connection: RouteConnection;
  readonly #find: (accountName: string) => Account | undefined;
  readonly #byAccount = new Map<string, OfAccount>();
  /** The clusters of leafnodes that it told of. */
  readonly #origins = new Set<string>();
  #count = 0;

  constructor(connection: RouteConnection, find: (accountName: string) => Account | undefined) {
    this.#connection = connection;
    this.#find = find;
  }

  get size(): number {
    return this.#count;
  }

  *values(): Generator<RemoteSubscription> {
    for (const { subscriptions } of this.#byAccount.values()) yield* subscriptions.values();
  }

  /** `weight` is undefined for one that is in no queue group. */
  add(name: InterestName, weight: number | undefined): void {
    const { accountName, subject, queue, origin } = name;
    let ofAccount = this.#byAccount.get(accountName);
    if (ofAccount === undefined) {
      const account = this.#find(accountName);
      ofAccount = { account, subscriptions: new Map<string, RemoteSubscription>() };
      this.#byAccount.set(accountName, ofAccount);
    }
    if (origin !== '') this.#origins.add(origin);
    const { account, subscriptions } = ofAccount;
    const key = keyOf(name);
    const known = subscriptions.get(key);
    if (known !== undefined && known.weight === weight) return;
    const subscription: RemoteSubscription = {
      connection: this.#connection,
      accountName,
      subject,
      queue,
      sid: '',
      delivered: known?.delivered ?? 0,
      max: 0,
      ...(weight === undefined ? {} : { weight }),
      ...(origin === '' ? {} : { origin }),
    };
    subscriptions.set(key, subscription);
    account?.attach(subscription);
    // The old one goes last: in between other clusters would hear that nobody listens.
    if (known === undefined) this.#count++;
    else account?.detach(known);
  }

  remove(name: InterestName): void {
    const ofAccount = this.#byAccount.get(name.accountName);
    const key = keyOf(name);
    const known = ofAccount?.subscriptions.get(key);
    if (ofAccount === undefined || known === undefined) return;
    ofAccount.subscriptions.delete(key);
    if (ofAccount.subscriptions.size === 0) this.#byAccount.delete(name.accountName);
    ofAccount.account?.detach(known);
    this.#count--;
  }

  /** An interest of leafnodes ended, and the other side did not say of which cluster. */
  removeOfSomeOrigin(name: InterestName): void {
    for (const origin of this.#origins) this.remove({ ...name, origin });
  }

  /** We have another account now, or one less, under `accountName`. */
  accountChanged(accountName: string): void {
    const ofAccount = this.#byAccount.get(accountName);
    if (ofAccount === undefined) return;
    const account = this.#find(accountName);
    if (account === ofAccount.account) return;
    for (const each of ofAccount.subscriptions.values()) {
      ofAccount.account?.detach(each);
      account?.attach(each);
    }
    ofAccount.account = account;
  }

  /** Forgets what is of `accountName`. */
  forget(accountName: string): void {
    const ofAccount = this.#byAccount.get(accountName);
    if (ofAccount === undefined) return;
    this.#byAccount.delete(accountName);
    for (const each of ofAccount.subscriptions.values()) ofAccount.account?.detach(each);
    this.#count -= ofAccount.subscriptions.size;
  }

  /** Ends all, in slices: a million of them must hold up nobody. The connection takes no messages meanwhile. */
  async clear(): Promise<void> {
    let done = 0;
    for (const [accountName, { account, subscriptions }] of this.#byAccount) {
      for (const [key, each] of subscriptions) {
        account?.detach(each);
        subscriptions.delete(key);
        this.#count--;
        if (++done % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      this.#byAccount.delete(accountName);
    }
  }
}

interface OfAccount {
  account: Account | undefined;
  readonly subscriptions: Map<string, RemoteSubscription>;
}

/** Most interest is plain, and its key the subject itself. */
function keyOf({ subject, queue, origin }: InterestName): string {
  const name = queue === undefined ? subject : `${subject} ${queue}`;
  return origin === '' ? name : `${name} ${queue === undefined ? ' ' : ''}${origin}`;
}
