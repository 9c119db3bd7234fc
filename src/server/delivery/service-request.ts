/**
 * Requests to services of other accounts, and their answers: the one place where a delivery publishes. It works on its
 * own copy of the message, and an import is never gone through twice.
 */
import { withHeader } from '../../protocol/headers.ts';
import { payloadMessage, type Message } from '../../protocol/message.ts';
import type { Account } from '../account/account.ts';
import {
  fullInfo,
  infoText,
  shortInfo,
  shortInfoText,
  type ClientInfo,
  type ServerPlace,
} from '../account/client-info.ts';
import { choose, failureMetric, servedMetric, type Sample } from '../account/latency.ts';
import { Responses, type OpenResponse } from '../account/responses.ts';
import { serverHash } from '../account/server-hash.ts';
import type { ServiceDesk, ServiceImport } from '../account/service-import.ts';
import type { Connection } from '../connection/connection.ts';
import type { Subscription } from '../connection/subscription.ts';
import type { AtTurnEnd, Turn } from '../connection/turn.ts';
import { INTERNAL } from './audience.ts';
import type { Delivery, Publisher } from './delivery.ts';

/** What service requests need of the server. */
export interface ServiceSurroundings {
  readonly delivery: Delivery;
  readonly turn: Turn;
  /** Stands for the server as the subscriber that hears answers. */
  readonly connection: Connection;
  readonly place: ServerPlace;
  /** The account of the server's own messages; undefined if there is none. */
  systemAccount(): Account | undefined;
  warn(text: string): void;
}

/** The header by which a service learns who asks. */
const REQUEST_INFO = 'Nats-Request-Info';

/** An import that the message in hand has come through. */
interface Hop {
  /** What the exporter says of it: the same object for the same export. */
  readonly terms: object;
  readonly share: boolean;
  /** What the service was told of who asks, if that differs from what everybody may know. */
  readonly info: ClientInfo | undefined;
}

export class ServiceRequests implements ServiceDesk {
  readonly responses: Responses;
  readonly #surroundings: ServiceSurroundings;
  readonly #metrics: Metrics;
  /** By which other servers find this one, in the subjects of answers that are measured. */
  readonly #suffix: string;
  readonly #path: Hop[] = [];

  constructor(surroundings: ServiceSurroundings) {
    const { delivery, turn, connection, place } = surroundings;
    this.#surroundings = surroundings;
    this.#metrics = new Metrics(delivery, turn);
    this.#suffix = `.${serverHash(place.name)}.T`;
    this.responses = new Responses({
      answersTo: (account, pattern) => answersTo(account, pattern, connection, this),
      failed: ({ exporter }, sample, outcome) =>
        this.#metrics.add(exporter, sample, failureMetric(sample, outcome)),
      isFull: ({ name }) =>
        surroundings.warn(
          `Account ${name} has too many unanswered service requests: it can't send more`,
        ),
    });
  }

  request(service: ServiceImport, message: Message): boolean {
    const { importer, exporter, terms } = service;
    if (this.#hasPassed(terms)) return false;
    const info = this.#infoFor(service);
    const text = info === undefined ? this.#shortText(service) : infoText(info);
    const copy = withHeader(message, REQUEST_INFO, text);
    copy.subject = exporter.mappings.apply(service.remoteSubject(message.subject));
    const sample = this.#sample(service, message);
    let response: OpenResponse | undefined;
    if (message.reply !== '') {
      const { reply } = message;
      const suffix = sample === undefined ? '' : this.#suffix;
      response = this.responses.open(
        { exporter, requester: importer, reply, terms, sample },
        suffix,
      );
      if (response === undefined) return false;
      copy.reply = response.subject;
    } else if (sample !== undefined) {
      this.#metrics.add(exporter, sample, failureMetric(sample, 'unanswerable'));
    }
    // What was shared with the first service of a chain, those behind it learn too.
    const share = this.#path.at(-1)?.share ?? service.share;
    const isDelivered = this.#passOn(exporter, copy, { terms, share, info });
    if (!isDelivered && response !== undefined) this.responses.close(response, 'undeliverable');
    return isDelivered;
  }

  /** A service of `exporter` answers. */
  answer(exporter: Account, message: Message): void {
    const response = this.responses.find(exporter, message.subject);
    if (response === undefined || this.#hasPassed(response.terms)) return;
    this.#tellServed(response);
    const back = this.#wayBack(response, message);
    const copy: Message = {
      subject: response.requester.mappings.apply(response.reply),
      reply: back?.subject ?? '',
      headerSize: message.headerSize,
      size: message.size,
      sizes: message.sizes,
      frame: message.frame,
      ownsFrame: message.ownsFrame,
    };
    const { terms } = response;
    const hop = { terms, share: false, info: undefined };
    const isDelivered = this.#passOn(response.requester, copy, hop, true);
    if (!isDelivered && back !== undefined) this.responses.close(back, 'undeliverable');
    // nats-server: an empty message ends a stream, too.
    const isLast = terms.responseType === 'singleton' || message.size === 0;
    if (isLast || !isDelivered) this.responses.close(response, 'done');
    else this.responses.renew(response);
  }

  #passOn(account: Account, message: Message, hop: Hop, isResponse = false): boolean {
    this.#path.push(hop);
    const isDelivered = this.#surroundings.delivery.passOn(account, message, isResponse);
    this.#path.pop();
    return isDelivered;
  }

  #hasPassed(terms: object): boolean {
    return this.#path.some((hop) => hop.terms === terms);
  }

  /** The other direction: an answer may ask something itself. */
  #wayBack(response: OpenResponse, { reply }: Message): OpenResponse | undefined {
    if (reply === '') return undefined;
    const { exporter, requester, terms } = response;
    return this.responses.open(
      { exporter: requester, requester: exporter, reply, terms, sample: undefined },
      '',
    );
  }

  #sample(service: ServiceImport, message: Message): Sample | undefined {
    const { latency } = service.terms;
    if (latency === undefined) return undefined;
    const choice = choose(latency, message);
    if (choice === false) return undefined;
    return {
      subject: latency.subject,
      requestor: this.#infoOf(this.#surroundings.delivery.publisher, service, service.share),
      header: choice.header,
      askedAtMs: nowMs(),
    };
  }

  #tellServed(response: OpenResponse): void {
    const { sample } = response;
    if (sample === undefined || response.isTold) return;
    response.isTold = true;
    const answeredAtMs = nowMs();
    const { publisher } = this.#surroundings.delivery;
    const responder = publisher && fullInfo(publisher, this.#surroundings.place);
    const metric = servedMetric(sample, responder, answeredAtMs, nowMs());
    this.#metrics.add(response.exporter, sample, metric);
  }

  /** What the service is told of who asks; undefined where that is what everybody may know. */
  #infoFor(service: ServiceImport): ClientInfo | undefined {
    const { publisher } = this.#surroundings.delivery;
    const before = this.#path.at(-1);
    const isForServers = service.exporter === this.#surroundings.systemAccount();
    if (before === undefined) {
      if (service.share || isForServers) return this.#firstInfo(publisher, service, isForServers);
      return undefined;
    }
    const info = before.info ?? this.#infoOf(publisher, service, before.share);
    const isMoreTold = !before.share && (service.share || isForServers);
    return { ...(isMoreTold ? this.#placed(info) : info), svc: service.importer.name };
  }

  #firstInfo(
    publisher: Publisher | undefined,
    service: ServiceImport,
    isForServers: boolean,
  ): ClientInfo {
    const info = this.#infoOf(publisher, service, service.share);
    return isForServers && !service.share ? this.#placed(info) : info;
  }

  #infoOf(
    publisher: Publisher | undefined,
    { importer }: ServiceImport,
    share: boolean,
  ): ClientInfo {
    if (publisher === undefined) return { acc: importer.name, svc: undefined };
    return share ? fullInfo(publisher, this.#surroundings.place) : shortInfo(publisher);
  }

  #placed(info: ClientInfo): ClientInfo {
    const { name, cluster } = this.#surroundings.place;
    return { ...info, server: name, cluster: cluster === '' ? undefined : cluster };
  }

  #shortText({ importer }: ServiceImport): string {
    const { publisher } = this.#surroundings.delivery;
    return publisher === undefined ? infoText({ acc: importer.name }) : shortInfoText(publisher);
  }
}

/** The subscription by which an account hears what its services answer. */
function answersTo(
  account: Account,
  subject: string,
  connection: Connection,
  requests: ServiceRequests,
): Subscription {
  return {
    connection,
    subject,
    queue: undefined,
    sid: String(account.serviceImports.length + 1),
    delivered: 0,
    max: 0,
    receive(message) {
      requests.answer(account, message);
      // Whoever answers too late is not told.
      return true;
    },
  };
}

/** What was measured goes out when the turn ends: it may come up while interest changes, or in the midst of a delivery. */
class Metrics implements AtTurnEnd {
  readonly #delivery: Delivery;
  readonly #turn: Turn;
  #waiting: { readonly account: Account; readonly message: Message }[] = [];

  constructor(delivery: Delivery, turn: Turn) {
    this.#delivery = delivery;
    this.#turn = turn;
  }

  add(account: Account, { subject }: Sample, metric: string): void {
    if (this.#waiting.length === 0) this.#turn.add(this);
    this.#waiting.push({ account, message: payloadMessage(subject, metric) });
  }

  endTurn(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { account, message } of waiting) this.#delivery.publish(INTERNAL, account, message);
  }
}

/** ms since 1970, with microseconds. */
function nowMs(): number {
  return performance.timeOrigin + performance.now();
}
