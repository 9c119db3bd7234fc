import type { ClosedState } from '../../protocol/closed-state.ts';
import type { ConnectionView, SubscriptionsView, SubscriptionView } from './server-view.ts';

/** Subscriptions remembered of all closed connections together, some 10 MB; the oldest connections lose theirs first. */
const MOST_SUBSCRIPTIONS = 100_000;

const NO_SUBSCRIPTIONS: readonly SubscriptionView[] = [];

/**
 * What /connz tells of connections that ended, the last `capacity` of them. It keeps what is told and nothing else:
 * neither the connection nor its socket.
 */
export class ClosedConnections implements Iterable<ConnectionView> {
  readonly #capacity: number;
  readonly #mostSubscriptions: number;
  readonly #ring: Closed[] = [];
  /** How many connections ever ended, by reason. */
  readonly #byReason = new Map<ClosedState, number>();
  #total = 0;
  /** How many of the oldest have lost their subscriptions, counted from the first that ever ended. */
  #forgotten = 0;
  #subscriptions = 0;

  constructor(capacity: number, mostSubscriptions = MOST_SUBSCRIPTIONS) {
    this.#capacity = Math.max(0, capacity);
    this.#mostSubscriptions = mostSubscriptions;
  }

  /** To be called while `view` still knows its subscriptions. */
  add(view: ConnectionView, reason: ClosedState, nowMs: number): void {
    this.#byReason.set(reason, (this.#byReason.get(reason) ?? 0) + 1);
    if (this.#capacity === 0) return;
    const closed = new Closed(view, reason, nowMs);
    const place = this.#total % this.#capacity;
    const oldest = this.#ring[place];
    if (oldest !== undefined) this.#subscriptions -= oldest.forgetSubscriptions();
    this.#ring[place] = closed;
    this.#total++;
    this.#subscriptions += closed.subscriptions.size;
    this.#forgetWhatIsTooMuch();
  }

  get size(): number {
    return this.#ring.length;
  }

  /** The connection of this id, if it ended lately. */
  find(id: number): ConnectionView | undefined {
    return this.#ring.find((closed) => closed.id === id);
  }

  /** How many connections ever ended for which reason. */
  get countsByReason(): ReadonlyMap<ClosedState, number> {
    return this.#byReason;
  }

  /** The oldest first. */
  *[Symbol.iterator](): Generator<ConnectionView> {
    const first = this.#total - this.#ring.length;
    for (let at = first; at < this.#total; at++) yield this.#ring[at % this.#capacity]!;
  }

  #forgetWhatIsTooMuch(): void {
    this.#forgotten = Math.max(this.#forgotten, this.#total - this.#ring.length);
    while (this.#subscriptions > this.#mostSubscriptions && this.#forgotten < this.#total) {
      const closed = this.#ring[this.#forgotten++ % this.#capacity]!;
      this.#subscriptions -= closed.forgetSubscriptions();
    }
  }
}

/** A connection as it was when it ended. */
class Closed implements ConnectionView {
  readonly id: ConnectionView['id'];
  readonly kindName: ConnectionView['kindName'];
  readonly clientType: ConnectionView['clientType'];
  readonly transport: ConnectionView['transport'];
  readonly startedAt: number;
  readonly lastActivity: number;
  readonly rttMs: number | undefined;
  readonly pendingBytes: number;
  readonly traffic: ConnectionView['traffic'];
  readonly stalls: number;
  readonly options: ConnectionView['options'];
  readonly account: ConnectionView['account'];
  readonly authorizedUser: string;
  readonly jwtUser: ConnectionView['jwtUser'];
  readonly end: NonNullable<ConnectionView['end']>;
  readonly #subscriptionCount: number;
  #subscriptions: readonly SubscriptionView[];

  constructor(view: ConnectionView, reason: ClosedState, at: number) {
    const { remoteHost, remotePort, tls } = view.transport;
    const { name, lang, version } = view.options;
    this.id = view.id;
    this.kindName = view.kindName;
    this.clientType = view.clientType;
    // As in nats-server, the certificates go with the connection.
    this.transport = { remoteHost, remotePort, tls: tls && { ...tls, peerCertificates: [] } };
    this.startedAt = view.startedAt;
    this.traffic = { ...view.traffic };
    this.lastActivity = view.lastActivity;
    this.rttMs = view.rttMs;
    this.pendingBytes = view.pendingBytes;
    this.stalls = view.stalls;
    this.options = { name, lang, version };
    const { name: account, nameTag } = view.account;
    this.account = { name: account, nameTag };
    this.authorizedUser = view.authorizedUser;
    this.jwtUser = view.jwtUser;
    this.end = { at, reason };
    this.#subscriptionCount = view.subscriptions.size;
    this.#subscriptions = Array.from(view.subscriptions.values(), infoOf);
  }

  get subscriptions(): SubscriptionsView {
    return { size: this.#subscriptionCount, values: () => this.#subscriptions };
  }

  /** Keeps their number only; says how many it had. */
  forgetSubscriptions(): number {
    const { length } = this.#subscriptions;
    this.#subscriptions = NO_SUBSCRIPTIONS;
    return length;
  }
}

function infoOf({ subject, queue, sid, delivered, max }: SubscriptionView): SubscriptionView {
  return { subject, queue, sid, delivered, max };
}
