import type { ServerInfo } from '../../protocol/server-info.ts';
import type { Account } from '../account/account.ts';
import { gatewayHash } from '../account/server-hash.ts';
import { poolIndex } from './pool.ts';
import type { RouteConnection } from './route-connection.ts';

/** How this server spreads accounts over connections. */
export interface Spread {
  /** Connections for all accounts together; below 0 there is one, for those in `pinned`, too. */
  readonly poolSize: number;
  /** The accounts that have a connection of their own. */
  readonly pinned: ReadonlySet<string>;
}

/** Another server of the cluster, and the connections to it. */
export class Peer {
  readonly id: string;
  readonly info: ServerInfo;
  /** How gateways call it. */
  readonly hash: string;
  /** Where it is reached: `nats-route://host:port/`. */
  readonly url: string;
  /** Whether it, or this server, knows only of one connection. */
  readonly isPoolless: boolean;
  readonly pinned = new Map<string, RouteConnection>();
  readonly #pool: (RouteConnection | undefined)[];
  /** It said that it is about to go. */
  isLeaving = false;

  constructor(info: ServerInfo, url: string, ownPoolSize: number) {
    this.id = info.server_id;
    this.info = info;
    this.hash = gatewayHash(info.server_id);
    this.url = url;
    const { route_pool_size: theirs = 0 } = info;
    this.isPoolless = ownPoolSize < 0 || theirs <= 0;
    const size = this.isPoolless ? 1 : Math.max(ownPoolSize, theirs);
    this.#pool = new Array<RouteConnection | undefined>(size).fill(undefined);
  }

  get poolSize(): number {
    return this.#pool.length;
  }

  get isEmpty(): boolean {
    return this.pinned.size === 0 && this.#pool.every((each) => each === undefined);
  }

  /** Whether it has its first connection for all accounts together. */
  get isNewInPool(): boolean {
    return this.#pool.filter((each) => each !== undefined).length === 1;
  }

  /** The first place that has no connection; -1 if there is none. */
  get freeIndex(): number {
    return this.#pool.indexOf(undefined);
  }

  at(index: number): RouteConnection | undefined {
    return this.#pool[index];
  }

  put(route: RouteConnection, index: number): void {
    route.poolIndex = index;
    this.#pool[index] = route;
  }

  /** False if it was none of its connections. */
  remove(route: RouteConnection): boolean {
    // By what is there: who accepted the route learnt of its account from the other side.
    for (const [accountName, each] of this.pinned) {
      if (each === route) return this.pinned.delete(accountName);
    }
    if (this.#pool[route.poolIndex] !== route) return false;
    this.#pool[route.poolIndex] = undefined;
    return true;
  }

  *connections(): Generator<RouteConnection> {
    for (const each of this.#pool) if (each !== undefined) yield each;
    yield* this.pinned.values();
  }

  /** By which it can be told something that concerns no account. */
  get any(): RouteConnection | undefined {
    return this.#pool.find((each) => each !== undefined);
  }

  /** The connection by which it is told of `account`; undefined while there is none. */
  connectionFor({ name }: Account, { poolSize, pinned }: Spread): RouteConnection | undefined {
    if (this.isPoolless) return this.#pool[0];
    if (pinned.has(name)) return this.pinned.get(name);
    return this.#pool[poolIndex(name, poolSize)];
  }
}
