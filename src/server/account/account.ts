import { Sublist, type Match, type SublistStatistics } from '../../subject/sublist.ts';
import { noTraffic, type Traffic } from '../connection/connection.ts';
import type { Subscription } from '../connection/subscription.ts';
import type { AccountLimits } from '../options/accounts.ts';
import type { AccountStanding } from './from-claims.ts';
import { NO_EXPORTS, type Exports } from './exports.ts';
import { Mappings } from './mapping.ts';
import { ShadowSubscription } from './shadow-subscription.ts';
import type { StreamImport } from './stream-import.ts';

/** Told of every change of interest in an account. */
export interface InterestListener {
  /** `subscription` comes (1), goes (-1), or is about to change its terms (0). */
  interestChanged(account: Account, subscription: Subscription, change: 1 | 0 | -1): void;
}

/** A service of another account, by its subject there and here; subjects are byte strings. */
export interface ServiceImportSettings {
  readonly exporter: Account;
  readonly subject: string;
  /** As configured: with `$1`, `{{wildcard(1)}}` or `*` for the wildcards of the subject there. */
  readonly local: string;
  /** Whether the service is told who asks. */
  readonly share: boolean;
}

/** What is said of an account; a reload says it anew. */
export interface AccountSettings {
  readonly limits: AccountLimits;
  readonly mappings: Mappings;
  readonly exports: Exports;
  readonly streamImports: readonly StreamImport[];
  readonly serviceImports: readonly ServiceImportSettings[];
}

/** Connections of an account. */
export interface ConnectionCounts {
  readonly clients: number;
  readonly leafnodes: number;
}

const NO_CONNECTIONS: ConnectionCounts = { clients: 0, leafnodes: 0 };

/** -1 is unlimited. */
export const UNLIMITED: AccountLimits = {
  maxConnections: -1,
  maxSubscriptions: -1,
  maxPayload: -1,
  maxLeafnodes: -1,
};

const NO_MAPPINGS = new Mappings({ cluster: '' });

/** Of an account of which nothing is said. */
export const NO_SETTINGS: AccountSettings = {
  limits: UNLIMITED,
  mappings: NO_MAPPINGS,
  exports: NO_EXPORTS,
  streamImports: [],
  serviceImports: [],
};

/**
 * A subject space of its own. Knows its interest; never a socket.
 *
 * Where it imports streams, each of its subscriptions has shadows in the exporters' accounts: they come, change and go
 * with it, and the exporters know of no import, only of interest.
 */
export class Account {
  readonly name: string;
  readonly traffic: Traffic = noTraffic();
  /** When its terms were set last, in ms since 1970. */
  updatedAtMs = Date.now();
  /** Its connections that were closed because they did not keep up. */
  slowConsumers = 0;
  /** Its connections of clients: what its limit is about. */
  clients = 0;
  /** Its connections of leafnodes, which have a limit of their own. */
  leafnodes = 0;
  /** Its connections with other servers, by their ids; undefined for as long as there are none. */
  #elsewhere: Map<string, ConnectionCounts> | undefined;
  /** What its operator says of it; undefined for an account of a configuration. */
  standing: AccountStanding | undefined = undefined;
  #settings = NO_SETTINGS;
  readonly #sublist = new Sublist<Subscription>();
  readonly #listeners: readonly InterestListener[];
  /** Of the subscriptions that have some; undefined in most accounts. */
  #shadows: Map<Subscription, readonly ShadowSubscription[]> | undefined;

  constructor(name: string, listeners: readonly InterestListener[]) {
    this.name = name;
    this.#listeners = listeners;
  }

  /** Its connections of clients on all servers, as far as is known: what its limit is about. */
  get clientsEverywhere(): number {
    let count = this.clients;
    for (const { clients } of this.#elsewhere?.values() ?? []) count += clients;
    return count;
  }

  /** Its connections with the server of this id. */
  elsewhere(server: string): ConnectionCounts {
    return this.#elsewhere?.get(server) ?? NO_CONNECTIONS;
  }

  /** The server of this id has so many. False if no other server has any now. */
  setElsewhere(server: string, counts: ConnectionCounts): boolean {
    this.#elsewhere ??= new Map();
    if (counts.clients + counts.leafnodes > 0) this.#elsewhere.set(server, counts);
    else this.#elsewhere.delete(server);
    if (this.#elsewhere.size > 0) return true;
    this.#elsewhere = undefined;
    return false;
  }

  /** As people call it: by the name in its JWT, if it has one. */
  get nameTag(): string {
    const name = this.standing?.claims.name ?? '';
    return name === '' ? this.name : name;
  }

  /** As the log calls it: `A…/name`. */
  get label(): string {
    return this.nameTag === this.name ? this.name : `${this.name}/${this.nameTag}`;
  }

  get limits(): AccountLimits {
    return this.#settings.limits;
  }

  /** Where messages to some of its subjects go instead. */
  get mappings(): Mappings {
    return this.#settings.mappings;
  }

  get exports(): Exports {
    return this.#settings.exports;
  }

  get streamImports(): readonly StreamImport[] {
    return this.#settings.streamImports;
  }

  get serviceImports(): readonly ServiceImportSettings[] {
    return this.#settings.serviceImports;
  }

  /** Takes on other settings; the shadows of its subscriptions follow. */
  configure(settings: AccountSettings): void {
    const before = this.#settings;
    this.#settings = settings;
    this.updatedAtMs = Date.now();
    if (before.streamImports.length + settings.streamImports.length === 0) return;
    for (const subscription of [...this.#sublist]) {
      // Neither shadows nor the server's own have any.
      if (subscription instanceof ShadowSubscription || subscription.receive) continue;
      this.#dropShadows(subscription);
      this.#castShadows(subscription);
    }
  }

  get subscriptionCount(): number {
    return this.#sublist.size;
  }

  /** Adds an interest of a connection, and of its shadows; its subject must be valid. */
  subscribe(subscription: Subscription): void {
    this.attach(subscription);
    this.#castShadows(subscription);
  }

  unsubscribe(subscription: Subscription): void {
    this.detach(subscription);
    this.#dropShadows(subscription);
  }

  /** Adds an interest that no stream import follows: a shadow, or a service import of its own. */
  attach(subscription: Subscription): void {
    this.#sublist.insert(subscription);
    this.#tell(subscription, 1);
  }

  detach(subscription: Subscription): void {
    if (this.#sublist.remove(subscription)) this.#tell(subscription, -1);
  }

  /** To be called before the terms of `subscription` change: how many messages it gets, or in which form. */
  changing(subscription: Subscription): void {
    this.#tell(subscription, 0);
    for (const shadow of this.#shadows?.get(subscription) ?? []) {
      shadow.import.exporter.#tell(shadow, 0);
    }
  }

  match(subject: string): Match<Subscription> {
    return this.#sublist.match(subject);
  }

  /** Whether anybody hears `subject`, for those who only look. */
  hasInterest(subject: string): boolean {
    const { plain, groups } = this.#sublist.lookUp(subject);
    return plain.length + groups.length > 0;
  }

  /** All subscriptions. Of those that come or go while they are walked, some are seen. */
  subscriptions(): Iterable<Subscription> {
    return this.#sublist;
  }

  /** Who hears `subject`, for those who only look. */
  subscriptionsTo(subject: string): readonly Subscription[] {
    const { plain, groups } = this.#sublist.lookUp(subject);
    return [...plain, ...groups.flat()];
  }

  get sublistStatistics(): SublistStatistics {
    return this.#sublist.statistics;
  }

  #castShadows(subscription: Subscription): void {
    const shadows: ShadowSubscription[] = [];
    for (const each of this.#settings.streamImports) {
      const subject = each.exportedPart(subscription.subject);
      if (subject !== undefined)
        shadows.push(new ShadowSubscription(this, subscription, each, subject));
    }
    if (shadows.length === 0) return;
    (this.#shadows ??= new Map()).set(subscription, shadows);
    for (const shadow of shadows) shadow.import.exporter.attach(shadow);
  }

  #dropShadows(subscription: Subscription): void {
    const shadows = this.#shadows?.get(subscription);
    if (shadows === undefined) return;
    this.#shadows!.delete(subscription);
    for (const shadow of shadows) shadow.import.exporter.detach(shadow);
  }

  #tell(subscription: Subscription, change: 1 | 0 | -1): void {
    for (const listener of this.#listeners) listener.interestChanged(this, subscription, change);
  }
}
