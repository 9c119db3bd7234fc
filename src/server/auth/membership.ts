/**
 * The place of a client or a leafnode in an account: who it is there, what it may do, for how long, and what it listens
 * to. Whoever says who it is (`login.ts`), and what a peer is told, is not asked here.
 */
import { isDeepStrictEqual } from 'node:util';
import { Deadline } from '../../base/deadline.ts';
import type { Account } from '../account/account.ts';
import type { SenderClasses } from '../account/sender-classes.ts';
import type { Connection, ConnectionContext } from '../connection/connection.ts';
import type { Subscription } from '../connection/subscription.ts';
import type { Identity } from './credentials.ts';
import type { Permissions } from './permissions.ts';
import { ResponsePermits } from './response-permits.ts';

/** What members need of their server. */
export interface MemberContext extends ConnectionContext {
  /** The account of those that have not said who they are. */
  readonly globalAccount: Account;
  readonly senderClasses: SenderClasses;
  readonly limits: ConnectionContext['limits'] & MemberLimits;
}

export interface MemberLimits {
  /** Largest message in bytes, headers included. */
  readonly maxPayload: number;
  /** Subscriptions of one connection; 0 for no end. */
  readonly maxSubscriptions: number;
}

/** The connection that is a member. */
export interface Member extends Connection {
  readonly context: MemberContext;
  /** Whether `account` has a place for one more of its kind. */
  hasPlaceIn(account: Account): boolean;
  /** It is one of `account` (1), or no more (-1): to be counted. */
  joined(account: Account, change: 1 | -1): void;
  /** There was no place. */
  excludeFromAccount(): void;
  /** Its time is over. */
  loginExpired(): void;
  /** `subscription` ends. */
  ending(subscription: Subscription): void;
  /** `subscription` has ended, because it may not hear it any more. */
  deprived(subscription: Subscription): void;
}

export class Membership {
  readonly #member: Member;
  readonly #subscriptions = new Map<string, Subscription>();
  #account: Account;
  #identity: Identity | undefined;
  #permissions: Permissions | undefined;
  /** The requests that it may answer, if it may publish nothing else. */
  #permits: ResponsePermits | undefined;
  /** When it must leave. */
  #end: Deadline | undefined;
  #senderClass: number;
  #maxPayload: number;
  #maxSubscriptions: number;
  /** Whether it is counted in its account. */
  #isCounted = false;

  constructor(member: Member) {
    const { globalAccount, senderClasses, limits } = member.context;
    this.#member = member;
    this.#account = globalAccount;
    this.#senderClass = senderClasses.of(globalAccount, undefined);
    this.#maxPayload = limits.maxPayload;
    this.#maxSubscriptions = noZero(limits.maxSubscriptions);
  }

  get account(): Account {
    return this.#account;
  }

  /** Undefined before it has said who it is. */
  get identity(): Identity | undefined {
    return this.#identity;
  }

  /** What it may do; undefined if everything. */
  get permissions(): Permissions | undefined {
    return this.#permissions;
  }

  get senderClass(): number {
    return this.#senderClass;
  }

  /** Whether its account counts it. */
  get isCounted(): boolean {
    return this.#isCounted;
  }

  /** When it must leave, in ms since 1970; undefined for never. */
  get endsAtMs(): number | undefined {
    const { endsAtMs = Infinity } = this.#identity ?? {};
    return endsAtMs === Infinity ? undefined : endsAtMs;
  }

  /** Its largest message in bytes, headers included: what server, account and user all let it have. */
  get maxPayload(): number {
    return this.#maxPayload;
  }

  /** By their sids. */
  get subscriptions(): ReadonlyMap<string, Subscription> {
    return this.#subscriptions;
  }

  /**
   * Takes on what `identity` is and may; what was subscribed to and is not allowed any more ends. False if its account
   * has no place for it.
   */
  become(identity: Identity): boolean {
    const { account, permissions, endsAtMs = Infinity } = identity;
    this.#identity = identity;
    this.#end?.cancel();
    this.#end = undefined;
    if (!this.#join(account)) return false;
    if (endsAtMs !== Infinity) {
      this.#end = new Deadline(endsAtMs, () => this.#member.loginExpired());
    }
    this.#senderClass = this.#member.context.senderClasses.of(account, permissions);
    if (permissions !== this.#permissions) this.#take(permissions);
    return true;
  }

  /** Whether a user who was let in by a key with a role, still has that role by a new `identity`. */
  hasRoleOf({ jwtUser: now }: Identity): boolean {
    const before = this.#identity;
    return before === undefined || isDeepStrictEqual(now?.scope, before.jwtUser?.scope);
  }

  /** It is closed. Its subscriptions stay in its list: monitoring tells what a connection had when it ended. */
  end(): void {
    this.#end?.cancel();
    this.#leave();
    for (const subscription of this.#subscriptions.values()) this.#withdraw(subscription);
  }

  /** Other limits hold, of the server, the account or the user. False if it has more subscriptions than they allow. */
  limit(): boolean {
    const { limits } = this.#member.context;
    const ofAccount = this.#account.limits;
    const { maxPayload = -1, maxSubscriptions = -1 } = this.#identity?.limits ?? {};
    this.#maxPayload = Math.min(
      limits.maxPayload,
      noNegative(ofAccount.maxPayload),
      noNegative(maxPayload),
    );
    this.#maxSubscriptions = Math.min(
      noZero(limits.maxSubscriptions),
      noNegative(ofAccount.maxSubscriptions),
      noNegative(maxSubscriptions),
    );
    // Who may have none at all has no business here.
    return this.#maxSubscriptions > 0 && this.#subscriptions.size <= this.#maxSubscriptions;
  }

  mayPublish(subject: string): boolean {
    const permissions = this.#permissions;
    if (permissions === undefined || permissions.mayPublish(subject)) return true;
    return this.#permits?.use(subject) ?? false;
  }

  /** Whether each request that it gets has to be remembered: it may answer it, and publish nothing else. */
  get isResponder(): boolean {
    return this.#permits !== undefined;
  }

  /** A message went to it that wants an answer at `reply`. */
  heard(reply: string): void {
    const permits = this.#permits;
    if (permits === undefined || reply === '') return;
    if (this.#permissions?.mayPublish(reply) === false) permits.grant(reply);
  }

  /** Whether it has as many subscriptions as it may. */
  get isFull(): boolean {
    return this.#subscriptions.size >= this.#maxSubscriptions;
  }

  /**
   * Adds a subscription, which must be valid and allowed. In the place of one that has its `sid` already, as when a server
   * tells of another `weight`: there is one at any time, so that nobody believes that there is none.
   */
  subscribe(subject: string, queue: string | undefined, sid: string, weight?: number): void {
    const withholds = this.#permissions?.filter(subject, queue);
    const connection = this.#member;
    const before = this.#subscriptions.get(sid);
    const subscription = {
      connection,
      subject,
      queue,
      sid,
      delivered: before?.delivered ?? 0,
      max: 0,
      withholds,
      ...(weight === undefined ? {} : { weight }),
    };
    this.#subscriptions.set(sid, subscription);
    this.#account.subscribe(subscription);
    if (before !== undefined) this.#withdraw(before);
  }

  /** Ends a subscription, at once or when it has got `max` messages in all. */
  unsubscribe(sid: string, max: number | undefined): void {
    const subscription = this.#subscriptions.get(sid);
    if (subscription === undefined) return;
    this.#account.changing(subscription);
    if (max !== undefined && max > 0 && max > subscription.delivered) {
      subscription.max = max;
      return;
    }
    this.#unsubscribe(subscription);
  }

  /** One, or its shadow in another account, got the last message that it was to get. */
  exhausted({ sid }: Subscription): void {
    const own = this.#subscriptions.get(sid);
    if (own !== undefined) this.#unsubscribe(own);
  }

  unsubscribeAll(): void {
    for (const subscription of [...this.#subscriptions.values()]) this.#unsubscribe(subscription);
  }

  /** To be called before the form of the lines changes that it gets. */
  changing(): void {
    for (const subscription of this.#subscriptions.values()) this.#account.changing(subscription);
  }

  #join(account: Account): boolean {
    if (this.#isCounted && account === this.#account) return true;
    this.#leave();
    this.#account = account;
    if (!this.#member.hasPlaceIn(account)) {
      this.#member.excludeFromAccount();
      return false;
    }
    this.#isCounted = true;
    this.#member.joined(account, 1);
    this.#member.limitsChanged();
    return true;
  }

  #leave(): void {
    if (!this.#isCounted) return;
    this.#isCounted = false;
    this.#member.joined(this.#account, -1);
  }

  #take(permissions: Permissions | undefined): void {
    this.#permissions = permissions;
    const responses = permissions?.responses;
    this.#permits = responses === undefined ? undefined : new ResponsePermits(responses);
    for (const subscription of [...this.#subscriptions.values()]) this.#review(subscription);
  }

  /** A subscription from before its permissions changed. */
  #review(subscription: Subscription): void {
    const { subject, queue } = subscription;
    if (this.#permissions?.maySubscribe(subject, queue) !== false) {
      this.#account.changing(subscription);
      subscription.withholds = this.#permissions?.filter(subject, queue);
      return;
    }
    this.#unsubscribe(subscription);
    this.#member.deprived(subscription);
  }

  #unsubscribe(subscription: Subscription): void {
    this.#subscriptions.delete(subscription.sid);
    this.#withdraw(subscription);
  }

  #withdraw(subscription: Subscription): void {
    this.#member.ending(subscription);
    this.#account.unsubscribe(subscription);
  }
}

/** Limits of accounts are -1 where there is none, those of the server 0. */
function noNegative(limit: number): number {
  return limit < 0 ? Infinity : limit;
}

function noZero(limit: number): number {
  return limit === 0 ? Infinity : limit;
}
