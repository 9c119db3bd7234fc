import { quote } from '../../base/quote.ts';
import { hostPort } from '../../base/system-error.ts';
import { CONNECT_DEFAULTS, readConnect, type ConnectOptions } from '../../protocol/connect.ts';
import { checkInfo } from '../../protocol/info.ts';
import { isComplaint } from '../../protocol/json-fields.ts';
import {
  encodeHmsg,
  encodeMsg,
  encodeNoResponders,
  headOfHmsg,
  OK,
  PONG,
} from '../../protocol/encode.ts';
import type { Message } from '../../protocol/message.ts';
import { violation, WIRE_ERRORS } from '../../protocol/wire-errors.ts';
import { isLiteralSubject, isValidSubject } from '../../subject/subject.ts';
import type { Account } from '../account/account.ts';
import {
  Connection,
  countIn,
  countOut,
  type ConnectionContext,
  type LineForm,
} from '../connection/connection.ts';
import type { FastRoad } from '../connection/fast-road.ts';
import type { Subscription } from '../connection/subscription.ts';
import type { Transport } from '../connection/transport.ts';
import type { Delivery, Publisher } from '../delivery/delivery.ts';
import type { Plan } from '../delivery/plan.ts';
import { redactSecrets } from './redact.ts';
import { isReservedReply, isReservedSubject } from './reserved.ts';

/** What the client side needs beyond what every connection does. */
export interface ClientContext extends ConnectionContext {
  readonly delivery: Delivery;
  readonly limits: ConnectionContext['limits'] & ClientLimits;
  /** Repeats what was decided before; undefined when it is switched off. */
  readonly road: PublishRoad | undefined;
  /** The account of clients that are not told another one. */
  readonly globalAccount: Account;
  /** The line of INFO for `client`; `isConnectInfo` for the one after its first PING. */
  infoLine(client: ClientConnection, isConnectInfo: boolean): string;
}

/** The fast road, as publishers see it. */
interface PublishRoad extends FastRoad {
  /** A message on `subject` went the slow road. */
  learn(publisher: ClientConnection, subject: string): void;
}

interface ClientLimits {
  /** Largest message in bytes, headers included. */
  readonly maxPayload: number;
  /** Subscriptions of one client; 0 for no end. */
  readonly maxSubscriptions: number;
  /** Tokens of a subscription's subject; 0 for no end. */
  readonly maxSubscriptionTokens: number;
  readonly supportsHeaders: boolean;
}

/** Queue group that servers use among themselves. */
const SYSTEM_QUEUE = '_sys_';

/** CLIENT: an end user, bound to one account. */
export class ClientConnection extends Connection implements Publisher {
  declare readonly context: ClientContext;
  readonly #subscriptions = new Map<string, Subscription>();
  #account: Account;
  #options: Readonly<ConnectOptions> = CONNECT_DEFAULTS;
  #hasConnected = false;
  #hasPinged = false;
  /** Set once by the first CONNECT: how the log names the client after that. */
  #clientInfo = '';

  constructor(id: number, context: ClientContext, transport: Transport) {
    super(id, context, transport);
    this.#account = context.globalAccount;
  }

  get account(): Account {
    return this.#account;
  }

  get options(): Readonly<ConnectOptions> {
    return this.#options;
  }

  get subscriptions(): ReadonlyMap<string, Subscription> {
    return this.#subscriptions;
  }

  get echo(): boolean {
    return this.#options.echo;
  }

  get acceptsHeaders(): boolean {
    return this.#options.headers && this.context.limits.supportsHeaders;
  }

  override describe(): string {
    const { remoteHost, remotePort } = this.transport;
    return `${hostPort(remoteHost, remotePort)} - cid:${this.id}${this.#clientInfo}`;
  }

  /** Greets the client and starts to listen to it. */
  override open(): void {
    this.debug('Client connection created');
    this.send(this.context.infoLine(this, false));
    this.liveness.start();
    super.open();
  }

  /** Greets and turns away: there are too many already. */
  refuse(): void {
    this.open();
    this.violation(WIRE_ERRORS.connectionsExceeded, WIRE_ERRORS.connectionsExceeded.text);
  }

  CONNECT(json: string): void {
    const options = readConnect(json, this.#options);
    if (isComplaint(options)) {
      this.violation(WIRE_ERRORS.malformedLine, options.complaint);
      return;
    }
    if (this.#hasConnected) this.#unsubscribeAll();
    // Whether they get headers may change.
    for (const subscription of this.#subscriptions.values()) this.#account.changing(subscription);
    this.#options = options;
    this.liveness.connected(Date.now() - this.startedAt);
    if (options.new_account || options.account !== '') {
      this.violation(WIRE_ERRORS.authorization, 'authentication error');
      return;
    }
    if (!this.#hasConnected) this.#clientInfo = clientInfo(options);
    this.#hasConnected = true;
    if (options.protocol < 0 || options.protocol > 1) {
      this.violation(WIRE_ERRORS.clientProtocol, WIRE_ERRORS.clientProtocol.text);
    } else if (options.no_responders && !this.acceptsHeaders) {
      const error = WIRE_ERRORS.noRespondersNeedsHeaders;
      this.violation(error, error.text);
    } else this.#ok();
  }

  /** A client has nothing to inform us of; but it must not send nonsense. */
  INFO(json: string): void {
    const complaint = checkInfo(json);
    if (complaint !== undefined) this.violation(WIRE_ERRORS.malformedLine, complaint);
  }

  PING(): void {
    this.liveness.heard();
    this.traceOut('PONG');
    this.send(PONG);
    if (this.#hasPinged || !this.#hasConnected) return;
    this.#hasPinged = true;
    // nats-server 2.12: the client learns its account from the INFO that follows its first PONG.
    if (this.#options.protocol >= 1) this.send(this.context.infoLine(this, true));
  }

  PONG(): void {
    this.liveness.ponged();
  }

  '+OK'(): void {
    // Clients have nothing to confirm; nats-server takes it, too.
  }

  '-ERR'(text: string): void {
    this.log('error', `Client Error ${text}`);
    this.close('Parse Error');
  }

  SUB(subject: string, queue: string | undefined, sid: string): void {
    this.isActive = true;
    const limits = this.context.limits;
    if (queue === SYSTEM_QUEUE) {
      this.#subscriptionViolation(subject, queue, sid);
    } else if (
      limits.maxSubscriptionTokens > 0 &&
      tokenCount(subject) > limits.maxSubscriptionTokens
    ) {
      this.violation(
        violation(`Permissions Violation for Subscription to ${quote(subject)}, too many tokens`),
        `Subscription Violation Too Many Tokens - Subject ${quote(subject)}, SID ${sid}`,
      );
    } else if (limits.maxSubscriptions > 0 && this.#subscriptions.size >= limits.maxSubscriptions) {
      const error = WIRE_ERRORS.subscriptionsExceeded;
      this.violation(error, error.text);
    } else if (this.#subscriptions.has(sid)) {
      // The first one stays (nats-server, processSub).
      this.#ok();
    } else if (!isValidSubject(subject)) {
      this.reject(WIRE_ERRORS.invalidSubject);
    } else {
      const subscription = { connection: this, subject, queue, sid, delivered: 0, max: 0 };
      this.#subscriptions.set(sid, subscription);
      this.#account.subscribe(subscription);
      this.#ok();
    }
  }

  UNSUB(sid: string, max: number | undefined): void {
    this.isActive = true;
    this.#ok();
    const subscription = this.#subscriptions.get(sid);
    if (subscription === undefined) return;
    this.#account.changing(subscription);
    if (max !== undefined && max > 0 && max > subscription.delivered) {
      subscription.max = max;
      return;
    }
    this.#unsubscribe(subscription);
  }

  override exhausted(subscription: Subscription): void {
    this.debug(
      `Auto-unsubscribe limit of ${subscription.max} reached for sid '${subscription.sid}'`,
    );
    this.#unsubscribe(subscription);
  }

  accept(message: Message): boolean {
    const { maxPayload } = this.context.limits;
    if (message.size > maxPayload) {
      const error = WIRE_ERRORS.payloadExceeded;
      this.violation(error, `maximum payload exceeded: ${message.size} vs ${maxPayload}`);
      return false;
    }
    // Only said, not refused: the message goes its way (nats-server, processPub).
    if (this.#options.pedantic && !isLiteralSubject(message.subject)) {
      this.reject(WIRE_ERRORS.invalidPublishSubject);
    }
    return true;
  }

  PUB(message: Message): void {
    if (this.isTracing) this.traceFrame('<<-', message.frame);
    this.countedIn(1, message.size);
    const { subject, reply } = message;
    if (isReservedSubject(subject)) {
      this.violation(
        violation(`Permissions Violation for Publish to ${quote(subject)}`),
        `Publish Violation - Subject ${quote(subject)}`,
      );
      return;
    }
    if (reply !== '' && isReservedReply(reply)) {
      this.violation(
        violation(`Permissions Violation for Publish with Reply of ${quote(reply)}`),
        `Publish Violation - Reply ${quote(reply)}`,
      );
      return;
    }
    this.#ok();
    const isDelivered = this.context.delivery.publish(this, this.#account, message);
    this.context.road?.learn(this, subject);
    if (!isDelivered && reply !== '' && this.#options.no_responders)
      this.#noResponders(subject, reply);
  }

  override deliver(subscription: Subscription, subject: string, message: Message): boolean {
    if (this.isClosed || this.dropsInsteadOfWaiting) return false;
    const { headerSize, reply } = message;
    let { frame, size } = message;
    let line: string;
    if (headerSize === 0) line = encodeMsg(subject, subscription.sid, reply, message.sizes);
    else if (this.acceptsHeaders) {
      line = encodeHmsg(subject, subscription.sid, reply, message.sizes);
    } else {
      frame = frame.subarray(headerSize);
      size -= headerSize;
      line = encodeMsg(subject, subscription.sid, reply, String(size));
    }
    this.outbound.queueText(line);
    if (message.ownsFrame) this.outbound.queueShared(frame);
    else this.outbound.queueBytes(frame);
    this.countedOut(1, size);
    this.queued();
    if (this.isTracing) {
      this.traceOut(line.trimEnd());
      this.traceFrame('->>', frame);
    }
    return true;
  }

  override lineForm({ sid }: Subscription, subject: string): LineForm | undefined {
    if (this.outbox < 0) return undefined;
    return { head: headOfHmsg(subject, sid), takesHeaders: this.acceptsHeaders };
  }

  get senderClass(): number {
    return this.#account.senderClass;
  }

  get wantsNoResponders(): boolean {
    return this.#options.no_responders;
  }

  plan(subject: string): Plan | undefined {
    return this.context.delivery.plan(this.#account, subject);
  }

  /** Lets the fast road take what it knows, unless every message has an effect of its own. */
  repeat(at: number, end: number): number {
    const { road } = this.context;
    if (road === undefined || this.#options.verbose || this.isTracing) return at;
    return road.run(this, at, end);
  }

  override traceLine(verb: string, args: string): void {
    super.traceLine(verb, verb === 'CONNECT' ? redactSecrets(args) : args);
  }

  override countedIn(messages: number, bytes: number): void {
    super.countedIn(messages, bytes);
    countIn(this.#account.traffic, messages, bytes);
  }

  protected override countedOut(messages: number, bytes: number): void {
    super.countedOut(messages, bytes);
    countOut(this.#account.traffic, messages, bytes);
  }

  protected override withdraw(): void {
    this.#unsubscribeAll();
  }

  #ok(): void {
    if (!this.#options.verbose || this.isClosed) return;
    this.traceOut('OK');
    this.send(OK);
  }

  /** Tells the requester itself, through its own subscription, that nobody hears `subject`. */
  #noResponders(subject: string, reply: string): void {
    const own = this.#account.match(reply).plain.find((each) => each.connection === this);
    if (own !== undefined) this.send(encodeNoResponders(reply, own.sid, subject));
  }

  #subscriptionViolation(subject: string, queue: string, sid: string): void {
    const name = `Subscription to ${quote(subject)} using queue ${quote(queue)}`;
    this.violation(
      violation(`Permissions Violation for ${name}`),
      `Subscription Violation - Subject ${quote(subject)}, Queue: ${quote(queue)}, SID ${sid}`,
    );
  }

  #unsubscribe(subscription: Subscription): void {
    if (this.isTracing) this.log('trace', `<-> [DELSUB ${subscription.sid}]`);
    this.#subscriptions.delete(subscription.sid);
    this.#account.unsubscribe(subscription);
  }

  #unsubscribeAll(): void {
    for (const subscription of [...this.#subscriptions.values()]) this.#unsubscribe(subscription);
  }
}

/** `v<version>:<lang>:<name>` as far as the client said them. */
function clientInfo({ version, lang, name }: ConnectOptions): string {
  const parts = [version === '' ? '' : `v${version}`, lang, name].filter((part) => part !== '');
  return parts.length === 0 ? '' : ` - ${quote(Buffer.from(parts.join(':')).toString('latin1'))}`;
}

function tokenCount(subject: string): number {
  return subject.split('.').length;
}
