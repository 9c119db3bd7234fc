import { systemErrorText } from '../../base/system-error.ts';
import type { ClosedState } from '../../protocol/closed-state.ts';
import { Retries } from '../peers/retries.ts';
import type { Peer } from './peer.ts';
import type { RouteConnection } from './route-connection.ts';

/** What connecting to others needs. */
export interface SolicitorSurroundings {
  /** Opens one more connection to `target`, for `accountName` alone if that is not empty. Rejects if it can't be had. */
  connect(target: Target, accountName: string): Promise<RouteConnection>;
  peer(id: string): Peer | undefined;
  /** The accounts that are to have a connection of their own to `peer`. */
  pinnedTo(peer: Peer): Iterable<string>;
  /** How often to try to reach a server that another one told of, after the first time. */
  connectRetries(): number;
  /** Whether pauses grow. */
  backsOff(): boolean;
  debug(text: string): void;
  error(text: string): void;
}

/** A server to be connected with. */
export interface Target {
  readonly url: string;
  readonly isConfigured: boolean;
  /** Without user and password, for the log. */
  readonly address: string;
  /** The server that was found there last. */
  peerId: string | undefined;
}

/** Two servers that connect to each other at once each close one connection: they try again soon, and not at once. */
const SOON_MS = 1;
/** Failures are told at first, then each so many. */
const TELL_EACH = 120;
/**
 * Attempts to find a server that was connected and is not configured: ten minutes. nats-server makes one; but then two
 * that only lost each other, and no third one, stay apart until one is started again.
 */
const LOOK_FOR = 600;

interface State extends Target {
  isSelf: boolean;
  isRemoved: boolean;
  /** Accounts that the other side has no connection of their own for. */
  readonly refusedAccounts: Set<string>;
  retries: Retries;
  isConnecting: boolean;
  /** Whether it will be looked at anyway. */
  isWaiting: boolean;
  /** The accounts whose connection is being made or waits for its first answer. */
  readonly underWay: Set<RouteConnection>;
}

/** Connects to other servers, and again when a connection is lost, until there are as many as there should be. */
export class Solicitor {
  readonly #around: SolicitorSurroundings;
  readonly #targets = new Map<string, State>();
  readonly #byRoute = new WeakMap<RouteConnection, State>();
  #isStopped = false;

  constructor(around: SolicitorSurroundings) {
    this.#around = around;
  }

  /** The servers at `urls` are those that a configuration names; others that were are left alone from now on. */
  configure(urls: readonly string[], addressOf: (url: string) => string): readonly Target[] {
    const removed = [...this.#targets.values()].filter(
      ({ url, isConfigured }) => isConfigured && !urls.includes(url),
    );
    for (const target of removed) this.#remove(target);
    for (const url of urls) {
      if (this.#targets.get(url)?.isConfigured !== true) this.#add(url, addressOf(url), true);
    }
    return removed;
  }

  /** Another server told of one at `url`. */
  hearOf(url: string, address: string): void {
    const isKnown = [...this.#targets.values()].some((target) => target.address === address);
    if (!isKnown) this.#add(url, address, false);
  }

  /** `peer` is gone, and we had not connected to it ourselves. */
  lookFor({ id, url }: Peer, address: string): void {
    const known = [...this.#targets.values()].find(
      (target) => target.peerId === id || target.address === address,
    );
    const target = known ?? this.#make(url, address, false);
    target.peerId = id;
    this.#again(target, SOON_MS);
  }

  targetOf(route: RouteConnection): Target | undefined {
    return this.#byRoute.get(route);
  }

  /** The other side of `route` turned out to be this server itself. */
  isSelf(route: RouteConnection): void {
    const target = this.#byRoute.get(route);
    if (target !== undefined) target.isSelf = true;
  }

  /** `route` leads to `peer`, whether it stays or not. */
  found(route: RouteConnection, peerId: string): void {
    const target = this.#byRoute.get(route);
    if (target === undefined) return;
    target.peerId = peerId;
    // From now on it is worth looking for.
    target.retries.cancel();
    target.retries = this.#retries(target.isConfigured ? Infinity : LOOK_FOR);
    target.isWaiting = false;
  }

  /** `route` is one of the connections to its server, and has been answered: there may have to be more. */
  confirmed(route: RouteConnection): void {
    const target = this.#byRoute.get(route);
    if (target === undefined) return;
    target.underWay.delete(route);
    this.#review(target);
  }

  closed(route: RouteConnection, reason: ClosedState): void {
    const target = this.#byRoute.get(route);
    for (const each of this.#targets.values()) {
      if (each !== target && each.peerId !== route.remoteId) continue;
      each.underWay.delete(route);
      if (each === target && reason === 'Missing Account') {
        each.refusedAccounts.add(route.origins.accountName);
      }
      if (this.#around.peer(each.peerId ?? '') === undefined) each.refusedAccounts.clear();
      const isSoon = reason === 'Duplicate Route' || !each.isConfigured;
      this.#again(each, isSoon ? SOON_MS : undefined);
    }
  }

  stop(): void {
    this.#isStopped = true;
    for (const { retries } of this.#targets.values()) retries.cancel();
  }

  #add(url: string, address: string, isConfigured: boolean): void {
    this.#review(this.#make(url, address, isConfigured));
  }

  #make(url: string, address: string, isConfigured: boolean): State {
    const target: State = {
      url,
      address,
      isConfigured,
      peerId: undefined,
      isSelf: false,
      isRemoved: false,
      refusedAccounts: new Set<string>(),
      retries: this.#retries(isConfigured ? Infinity : this.#around.connectRetries()),
      isConnecting: false,
      isWaiting: false,
      underWay: new Set<RouteConnection>(),
    };
    this.#targets.set(url, target);
    return target;
  }

  #remove(target: State): void {
    target.isRemoved = true;
    target.retries.cancel();
    this.#targets.delete(target.url);
  }

  #retries(most: number): Retries {
    return new Retries({ grows: this.#around.backsOff(), most });
  }

  /** Looks at `target` anew after a pause; undefined is the usual one. */
  #again(target: State, pauseMs: number | undefined): void {
    if (this.#isStopped || target.isRemoved || target.isWaiting || target.isConnecting) return;
    target.isWaiting = true;
    target.retries.anew(() => this.#wake(target), pauseMs);
  }

  #wake(target: State): void {
    target.isWaiting = false;
    this.#review(target);
  }

  /** Opens the next connection to `target` that there should be. */
  #review(target: State): void {
    if (this.#isStopped || target.isRemoved || target.isSelf) return;
    if (target.isConnecting || target.underWay.size > 0 || target.isWaiting) return;
    const missing = this.#missing(target);
    if (missing !== undefined) void this.#connect(target, missing);
  }

  /** The account of the next connection, empty for all accounts; undefined if there are enough. */
  #missing({ peerId, refusedAccounts }: State): string | undefined {
    const peer = peerId === undefined ? undefined : this.#around.peer(peerId);
    if (peer === undefined) return '';
    // Whoever made the first connection makes the others, too: both at once would be in each other's way.
    if (peer.at(0) !== undefined && !peer.at(0)!.isSolicited) return undefined;
    if (peer.freeIndex >= 0) return '';
    if (peer.isPoolless) return undefined;
    for (const name of this.#around.pinnedTo(peer)) {
      if (!peer.pinned.has(name) && !refusedAccounts.has(name)) return name;
    }
    return undefined;
  }

  async #connect(target: State, accountName: string): Promise<void> {
    const { address, retries } = target;
    target.isConnecting = true;
    if (retries.isReported(TELL_EACH)) {
      this.#around.debug(`Trying to connect to route on ${address}`);
    }
    try {
      const route = await this.#around.connect(target, accountName);
      target.isConnecting = false;
      this.#byRoute.set(route, target);
      target.underWay.add(route);
      route.open();
    } catch (error) {
      target.isConnecting = false;
      this.#failed(target, systemErrorText(error));
    }
  }

  #failed(target: State, why: string): void {
    if (this.#isStopped || target.isRemoved) return;
    const { retries } = target;
    const text = `Error trying to connect to route (attempt ${retries.attempt}): ${why}`;
    if (retries.isReported(TELL_EACH)) this.#around.error(text);
    else this.#around.debug(text);
    target.isWaiting = retries.again(() => this.#wake(target));
    // What is configured is never given up.
    if (!target.isWaiting) this.#remove(target);
  }
}
