import type { Message } from '../../protocol/message.ts';
import { NO_QUEUES } from '../../protocol/routed-message.ts';
import { isLiteralSubject } from '../../subject/subject.ts';
import type { Account } from '../account/account.ts';
import type { ClientView } from '../account/client-info.ts';
import { ShadowSubscription } from '../account/shadow-subscription.ts';
import type { Connection } from '../connection/connection.ts';
import type { Subscription } from '../connection/subscription.ts';
import { INTERNAL, isRemote, mayHear, type Source } from './audience.ts';
import { shownSubjectAt } from './acknowledged.ts';
import { isGatewayReply, ShownReplies } from './gateway-reply.ts';
import type { Plan, Target } from './plan.ts';
import { deliverToOne, isLastResort } from './queue-group.ts';

/** A connection that publishes on behalf of somebody whom services may ask about. */
export interface Publisher extends Connection, Source, Omit<ClientView, keyof Connection> {
  readonly kind: 'client' | 'leaf';
}

/** The other clusters: asked last, for what came in where they may hear it. */
export interface GatewaySender {
  /**
   * Passes a message on to the clusters that are interested. `served`: the queue groups of which somebody has it already.
   * Whether any cluster took it.
   */
  send(source: Source, account: Account, message: Message, served: readonly string[]): boolean;
  /** What repeats that for every message from `source` on `subject`; undefined if it can't be repeated. */
  targets(
    source: Source,
    account: Account,
    subject: string,
    served: readonly string[],
  ): readonly Target[] | undefined;
  /**
   * What becomes of a reply whose subject says the way back: the message under the requester's own subject, if he is here,
   * or whether it was passed on; undefined if the way is none of ours.
   */
  wayBack(source: Source, account: Account, message: Message): Message | boolean | undefined;
  /** Whether somebody in another cluster may hear `subject`. */
  isHeard(account: Account, subject: string): boolean;
}

/** A peer that gets one line for all that it is to do with a message. */
interface Passage {
  readonly subscription: Subscription;
  /** The queue groups of which it is to find a member. */
  queues: string[] | undefined;
}

/**
 * Takes a message that was let in and hands it to everyone entitled to hear it: the slow road, which knows all rules.
 *
 * `publish` re-enters in one place: a service import passes a copy of the message on into another account
 * (service-request.ts). All other subscribers only queue bytes. What a delivery ends (auto-unsubscribe) is done after all
 * loops, so that no match changes under them.
 */
export class Delivery {
  /** Undefined for a server without gateways. */
  gateways: GatewaySender | undefined;
  /** What clients are shown of replies that go to other clusters. */
  readonly shownReplies = new ShownReplies();
  #source: Source = INTERNAL;
  /** Whether the message came into this account by a service import, and whether as an answer. */
  #isImported = false;
  #isResponse = false;
  /** What clients see in place of the subject that the message was sent to. */
  #shown: string | undefined = undefined;
  #depth = 0;
  readonly #exhausted: Subscription[] = [];

  /** Whose connection brought what is being delivered; undefined if the server itself or another one did. */
  get publisher(): Publisher | undefined {
    const source = this.#source;
    return isPublisher(source) ? source : undefined;
  }

  /** The cluster of the leafnode that what is being delivered came from; empty if it came from none. */
  get origin(): string {
    return this.#source.origin;
  }

  /** Returns whether anybody took the message. The server's own come from `INTERNAL`. */
  publish(source: Source, account: Account, message: Message): boolean {
    this.#source = source;
    const isDelivered = this.#publish(account, message);
    this.#source = INTERNAL;
    return isDelivered;
  }

  /** Goes on in `account` with a message that is being delivered elsewhere: it came by a service import. */
  passOn(account: Account, message: Message, isResponse = false): boolean {
    const [isImported, wasResponse] = [this.#isImported, this.#isResponse];
    this.#isImported = true;
    this.#isResponse = isResponse;
    const isDelivered = this.#publish(account, message);
    this.#isImported = isImported;
    this.#isResponse = wasResponse;
    return isDelivered;
  }

  #publish(account: Account, message: Message): boolean {
    const source = this.#source;
    const { subject } = message;
    if (this.gateways !== undefined && isGatewayReply(subject)) {
      const way = this.gateways.wayBack(source, account, message);
      if (typeof way === 'boolean') return way;
      if (way !== undefined) return this.#publishAsOwn(account, way);
    }
    this.#depth++;
    const { reply } = message;
    const atShown = isRemote(source.kind) ? shownSubjectAt(reply) : -1;
    const shownBefore = this.#shown;
    this.#shown = atShown < 0 ? undefined : reply.slice(atShown);
    if (atShown >= 0) message.reply = reply.slice(0, atShown - 1);
    const { plain, groups } = account.match(subject);
    let isDelivered = false;
    /** Most messages meet none. */
    let passages: Passage[] | undefined;
    let served: string[] | undefined;
    for (let i = 0; i < plain.length; i++) {
      const subscription = plain[i]!;
      if (isRemote(subscription.connection.kind)) {
        if (mayHear(source, subscription, subject, this.#isResponse))
          passageTo((passages ??= []), subscription);
      } else if (this.#deliver(subscription, subject, message)) isDelivered = true;
    }
    for (let i = 0; i < groups.length; i++) {
      const members = groups[i]!;
      const queue = members[0]!.queue!;
      if (!this.#isImported && source.queues?.includes(queue) === false) continue;
      const { isTaken, remote } = deliverToOne(members, this.#deliver, subject, message, source);
      if (isTaken) isDelivered = true;
      else if (remote !== undefined) {
        (passageTo((passages ??= []), remote).queues ??= []).push(queue);
      } else continue;
      if (this.gateways !== undefined) (served ??= []).push(queue);
    }
    // Who passes it on says it as it came.
    if (atShown >= 0) message.reply = reply;
    this.#shown = shownBefore;
    for (const { subscription, queues } of passages ?? []) {
      if (subscription.connection.deliver(subscription, subject, message, queues)) {
        subscription.delivered++;
        isDelivered = true;
      }
    }
    // What was imported is of this server, wherever it came in before.
    const teller = this.#isImported ? INTERNAL : source;
    if (this.gateways?.send(teller, account, message, served ?? NO_QUEUES) === true) {
      isDelivered = true;
    }
    if (--this.#depth === 0 && this.#exhausted.length > 0) {
      for (const subscription of this.#exhausted.splice(0))
        subscription.connection.exhausted(subscription);
    }
    return isDelivered;
  }

  /** As if the server itself said it: to all who hear it, wherever they are. */
  #publishAsOwn(account: Account, message: Message): boolean {
    const source = this.#source;
    this.#source = INTERNAL;
    const isDelivered = this.#publish(account, message);
    this.#source = source;
    return isDelivered;
  }

  /**
   * What becomes of every message from `source` to `subject` that goes to `destination`; undefined for a subject that is
   * none. `key`: what the fast road knows it by, where that is not the subject.
   */
  plan(
    source: Source,
    account: Account,
    subject: string,
    destination = subject,
    key = subject,
  ): Plan | undefined {
    // Replies on their way back are passed on by other rules, each to one server.
    if (!isLiteralSubject(subject) || isGatewayReply(destination)) return undefined;
    const match = account.match(destination);
    const plain = plainTargets(source, match.plain, destination);
    const groups: Target[][] = [];
    const served: string[] = [];
    let isRepeatable = true;
    for (const members of match.groups) {
      const queue = members[0]!.queue!;
      if (source.queues?.includes(queue) === false) continue;
      const group = groupTargets(source, members, destination, queue);
      if (group === undefined) isRepeatable = false;
      else if (group.length > 0) {
        groups.push(group);
        served.push(queue);
      }
    }
    const { gateways } = this;
    const elsewhere =
      gateways === undefined ? [] : gateways.targets(source, account, destination, served);
    if (plain === undefined || elsewhere === undefined || !isRepeatable)
      return notRepeatable(account, key, destination);
    const all = [...plain, ...elsewhere];
    if (isAnyoneTwice(all, groups)) return notRepeatable(account, key, destination);
    return { space: account, subject: key, destination, isRepeatable, plain: all, groups };
  }

  readonly #deliver = (subscription: Subscription, heard: string, message: Message): boolean => {
    if (subscription.receive !== undefined) {
      // Another server asked the service there, where the request came in.
      if (subscription.isImport === true && cameFromServer(this.#source)) return false;
      subscription.delivered++;
      return subscription.receive(message);
    }
    // What came by a service import is not exported again as a stream (nats-server, processMsgResults).
    if (this.#isImported && subscription instanceof ShadowSubscription) return false;
    const { connection, remap } = subscription;
    if ((connection as object) === this.#source && !this.#source.echo) return false;
    const subject = this.#shown ?? (remap === undefined ? heard : remap(heard));
    if (subscription.withholds?.(subject) === true) return false;
    // The count goes first: the message that reaches the limit is delivered, later ones are not.
    if (subscription.max > 0) {
      if (subscription.delivered >= subscription.max) return false;
      if (subscription.delivered + 1 === subscription.max) this.#exhausted.push(subscription);
    }
    if (!connection.deliver(subscription, subject, message)) return false;
    subscription.delivered++;
    return true;
  };
}

/** Whether another server passed the message on, which has asked the services that it knows. */
function cameFromServer({ kind }: Source): boolean {
  return kind === 'route' || kind === 'gateway';
}

function isPublisher(source: Source): source is Publisher {
  return source.kind === 'client' || source.kind === 'leaf';
}

function passageTo(passages: Passage[], subscription: Subscription): Passage {
  for (const known of passages) {
    if (known.subscription.connection === subscription.connection) return known;
  }
  const passage: Passage = { subscription, queues: undefined };
  passages.push(passage);
  return passage;
}

/** The plan that says that there is none: each message is for the slow road. */
export function notRepeatable(account: Account, subject: string, destination = subject): Plan {
  return { space: account, subject, destination, isRepeatable: false, plain: [], groups: [] };
}

/** Those who hear every message; undefined if that can't be said once for all. */
function plainTargets(
  source: Source,
  subscriptions: readonly Subscription[],
  heard: string,
): Target[] | undefined {
  const result: Target[] = [];
  const peers = new Set<Connection>();
  for (const subscription of subscriptions) {
    const { connection } = subscription;
    if (isRemote(connection.kind)) {
      if (!mayHear(source, subscription, heard, false) || peers.has(connection)) continue;
      peers.add(connection);
    }
    const target = targetFor(source, subscription, heard, '');
    if (target === undefined) return undefined;
    if (target !== 'nobody') result.push(target);
  }
  return result;
}

/** Members of a group in a plan, each as often as its weight says; other servers say what theirs is. */
const MOST_MEMBERS = 10_000;

/** The members of which one hears each message, each as often as its weight says. */
function groupTargets(
  source: Source,
  members: readonly Subscription[],
  heard: string,
  queue: string,
): Target[] | undefined {
  const here = members.filter(({ connection }) => !isRemote(connection.kind));
  const elsewhere = members.filter(
    (member) => isRemote(member.connection.kind) && mayHear(source, member, heard, false),
  );
  // Who is sent here by another server finds somebody else only when nobody is left: that is seldom.
  if (source.kind === 'route' && here.length === 0 && members.length > 0) return undefined;
  const firstChoice =
    source.kind === 'route'
      ? here
      : [...here, ...elsewhere.filter((member) => !isLastResort(member, source))];
  const chosen = firstChoice.length > 0 ? firstChoice : elsewhere;
  // Of members behind leafnodes the slow road takes the first that it meets, not one by weight.
  if (firstChoice.length === 0 && elsewhere.length > 1) return undefined;
  if (chosen.reduce((sum, { weight = 1 }) => sum + weight, 0) > MOST_MEMBERS) return undefined;
  const result: Target[] = [];
  for (const member of chosen) {
    const target = targetFor(source, member, heard, isRemote(member.connection.kind) ? queue : '');
    if (target === undefined) return undefined;
    if (target === 'nobody') continue;
    for (let times = member.weight ?? 1; times > 0; times--) result.push(target);
  }
  return result;
}

/** The line that `subscription` gets, 'nobody' if it gets none; undefined if that differs from message to message. */
function targetFor(
  source: Source,
  subscription: Subscription,
  heard: string,
  queue: string,
): Target | 'nobody' | undefined {
  if (subscription.receive !== undefined) {
    // A service import: its messages get another reply each.
    return subscription.isImport === true && cameFromServer(source) ? 'nobody' : undefined;
  }
  const subject = subscription.remap?.(heard) ?? heard;
  if (subscription.withholds?.(subject) === true) return 'nobody';
  // One that ends after a number of messages is counted by the slow road.
  if (subscription.max > 0 || subscription.connection.isClosed) return undefined;
  const form = subscription.connection.lineForm(subscription, subject, source, queue);
  return form === undefined ? undefined : { subscription, ...form };
}

/** Whether a connection gets the same message from two places, in an order that a run of messages would not keep. */
function isAnyoneTwice(plain: readonly Target[], groups: readonly (readonly Target[])[]): boolean {
  if (groups.length === 0) return false;
  const seen = new Set<Connection>();
  for (const unit of [...plain.map((target) => [target]), ...groups]) {
    const connections = new Set(unit.map(({ subscription }) => subscription.connection));
    for (const connection of connections) {
      if (seen.has(connection)) return true;
      seen.add(connection);
    }
  }
  return false;
}
