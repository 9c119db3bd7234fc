import type { Message } from '../../protocol/message.ts';
import type { Account, InterestListener } from '../account/account.ts';
import { isLocal } from '../account/interest-counts.ts';
import { gatewayHash } from '../account/server-hash.ts';
import type { Subscription } from '../connection/subscription.ts';
import type { Source } from '../delivery/audience.ts';
import type { GatewaySender } from '../delivery/delivery.ts';
import { gatewayReply, isGatewayReply, parseGatewayReply } from '../delivery/gateway-reply.ts';
import type { Target } from '../delivery/plan.ts';
import type { OutboundGateway } from './outbound-gateway.ts';
import { RecentSubscriptions } from './recent-subscriptions.ts';

export interface SenderSurroundings {
  /** Of this server, and of its cluster. */
  readonly id: string;
  readonly cluster: string;
  readonly plans: Plans | undefined;
  /** Hands a reply on to the server of the cluster that is called `hash`; false if there is none. */
  toServer(hash: string, account: Account, message: Message): boolean;
  account(name: string): Account | undefined;
}

/** The plans of the fast road. */
interface Plans {
  forget(space: object, pattern: string): void;
  forgetAll(): void;
}

/** What goes to other clusters: to those that are interested, of queue groups to the nearest. */
export class Sender implements GatewaySender, InterestListener {
  readonly #around: SenderSurroundings;
  readonly #recent = new RecentSubscriptions();
  readonly #clusterHash: string;
  readonly #serverHash: string;
  readonly #byHash = new Map<string, OutboundGateway>();
  /** The nearest first. */
  #outbounds: readonly OutboundGateway[] = [];

  constructor(around: SenderSurroundings) {
    this.#around = around;
    this.#clusterHash = gatewayHash(around.cluster);
    this.#serverHash = gatewayHash(around.id);
  }

  get outbounds(): readonly OutboundGateway[] {
    return this.#outbounds;
  }

  add(gateway: OutboundGateway): void {
    this.#byHash.set(gatewayHash(gateway.name), gateway);
    this.#outbounds = [...this.#outbounds, gateway];
    this.order();
    this.#around.plans?.forgetAll();
  }

  remove(gateway: OutboundGateway): void {
    if (!this.#outbounds.includes(gateway)) return;
    this.#byHash.delete(gatewayHash(gateway.name));
    this.#outbounds = this.#outbounds.filter((each) => each !== gateway);
    this.#around.plans?.forgetAll();
  }

  /** Round trips have been measured: plans were made by who is nearest. */
  order(): void {
    const before = this.#outbounds;
    const rtt = ({ rttMs = Infinity }: OutboundGateway): number => rttMs;
    this.#outbounds = [...before].sort((a, b) => rtt(a) - rtt(b) || 0);
    if (this.#outbounds.some((each, at) => each !== before[at])) this.#around.plans?.forgetAll();
  }

  /** What a cluster asks for in an account has changed. */
  remoteInterestChanged(accountName: string, subject: string): void {
    const account = this.#around.account(Buffer.from(accountName, 'latin1').toString('utf8'));
    if (account !== undefined) this.#around.plans?.forget(account, subject);
  }

  interestChanged(account: Account, subscription: Subscription, change: 1 | 0 | -1): void {
    if (this.#outbounds.length === 0 || !isLocal(subscription)) return;
    if (change === 1) this.#recent.add(account, subscription);
    else if (change === -1) this.#recent.remove(account, subscription);
  }

  stop(): void {
    this.#recent.stop();
  }

  send(source: Source, account: Account, message: Message, served: readonly string[]): boolean {
    if (!mayLeave(source)) return false;
    const { subject } = message;
    let isTaken = false;
    const done = [...served];
    let reply: string | undefined;
    for (const gateway of this.#outbounds) {
      const { isPlain, queues } = gateway.takers(account, subject);
      const mine = queues.filter((queue) => isOpen(source, queue, done));
      if (!isPlain && mine.length === 0) continue;
      reply ??= this.#replyFor(account, message.reply);
      const names = mine.length === 0 ? undefined : mine;
      if (!gateway.pass(account, subject, reply, names, message)) continue;
      done.push(...mine);
      isTaken = true;
    }
    return isTaken;
  }

  targets(
    source: Source,
    account: Account,
    subject: string,
    served: readonly string[],
  ): readonly Target[] | undefined {
    if (!mayLeave(source)) return [];
    const targets: Target[] = [];
    const done = [...served];
    for (const gateway of this.#outbounds) {
      const { isPlain, queues } = gateway.takers(account, subject);
      const mine = queues.filter((queue) => isOpen(source, queue, done));
      if (!isPlain && mine.length === 0) continue;
      const form = gateway.formFor(account, subject, mine);
      if (form === undefined) return undefined;
      done.push(...mine);
      targets.push({ subscription: standIn(gateway, subject), ...form });
    }
    return targets;
  }

  isHeard(account: Account, subject: string): boolean {
    if (isGatewayReply(subject)) return true;
    return this.#outbounds.some((gateway) => {
      const { isPlain, queues } = gateway.takers(account, subject);
      return isPlain || queues.length > 0;
    });
  }

  /** A requester whose inbox may not be known elsewhere yet is answered by way of this server. */
  #replyFor(account: Account, reply: string): string {
    if (reply === '' || isGatewayReply(reply) || !this.#recent.hear(account, reply)) return reply;
    return gatewayReply(this.#clusterHash, this.#serverHash, reply);
  }

  wayBack(source: Source, account: Account, message: Message): Message | boolean | undefined {
    const { cluster, server, reply } = parseGatewayReply(message.subject);
    if (cluster !== this.#clusterHash) return this.#wayOut(cluster, source, account, message);
    const isElsewhere = server !== this.#serverHash && source.kind !== 'route';
    if (isElsewhere && this.#around.toServer(server, account, message)) return true;
    // If that server is gone, somebody else may listen.
    return { ...message, subject: reply };
  }

  /** To the cluster that asked, whether it listens or not. */
  #wayOut(
    cluster: string,
    source: Source,
    account: Account,
    message: Message,
  ): boolean | undefined {
    // What another server sent is for this cluster or lost.
    if (!mayLeave(source)) return false;
    const gateway = this.#byHash.get(cluster);
    // A leafnode may lead there.
    if (gateway === undefined) return undefined;
    const back = this.#replyFor(account, message.reply);
    return gateway.pass(account, message.subject, back, undefined, message);
  }
}

/** Messages leave a cluster from the server where they came in. */
function mayLeave({ kind }: Source): boolean {
  return kind !== 'route' && kind !== 'gateway';
}

/** Whether somebody of `queue` is still to be found. */
function isOpen({ queues }: Source, queue: string, served: readonly string[]): boolean {
  return !served.includes(queue) && queues?.includes(queue) !== false;
}

/** Nobody subscribes by a gateway; plans count what they deliver to subscriptions. */
function standIn(connection: OutboundGateway, subject: string): Subscription {
  return { connection, subject, queue: undefined, sid: '', delivered: 0, max: 0 };
}
