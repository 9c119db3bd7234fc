import { isDeepStrictEqual } from 'node:util';
import { Deadline } from '../../base/deadline.ts';
import { quote } from '../../base/quote.ts';
import { bracketed, hostPort } from '../../base/system-error.ts';
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
import { violation, WIRE_ERRORS, type WireError } from '../../protocol/wire-errors.ts';
import { isLiteralSubject, isValidSubject } from '../../subject/subject.ts';
import type { Account } from '../account/account.ts';
import type { SenderClasses } from '../account/sender-classes.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import {
  claimant,
  nameOf,
  type Credentials,
  type Identity,
  type JwtUser,
  type Refusal,
} from '../auth/credentials.ts';
import type { Permissions } from '../auth/permissions.ts';
import { ResponsePermits } from '../auth/response-permits.ts';
import {
  Connection,
  countIn,
  countOut,
  type ConnectionContext,
  type LineForm,
} from '../connection/connection.ts';
import type { FastRoad } from '../connection/fast-road.ts';
import type { HandshakeStep } from '../connection/handshake.ts';
import type { Subscription } from '../connection/subscription.ts';
import type { Transport } from '../connection/transport.ts';
import { notRepeatable, type Delivery, type Publisher } from '../delivery/delivery.ts';
import type { Plan } from '../delivery/plan.ts';
import type { ConnectionType } from '../options/authorization.ts';
import { authenticatedJwt, claimsOf, clientInfo } from './claims.ts';
import { Login, type LoginClient } from './login.ts';
import { redactSecrets } from './redact.ts';
import { isReservedReply, isReservedSubject } from './reserved.ts';
import { ViolationLog } from './violation-log.ts';

/** What the client side needs beyond what every connection does. */
export interface ClientContext extends ConnectionContext {
  readonly delivery: Delivery;
  readonly limits: ConnectionContext['limits'] & ClientLimits;
  /** Repeats what was decided before; undefined when it is switched off. */
  readonly road: PublishRoad | undefined;
  /** The account of clients that have not said who they are. */
  readonly globalAccount: Account;
  readonly authenticator: Authenticator;
  readonly senderClasses: SenderClasses;
  readonly watcher: ClientWatcher;
  /** The line of INFO for `client`. */
  infoLine(client: ClientConnection, occasion: InfoOccasion): string;
}

/** When a client gets INFO: as it comes, after its first PING, when something has changed since, and when it is to go. */
export type InfoOccasion = 'greeting' | 'connected' | 'change' | 'leaving';

/** Told what becomes of clients. */
interface ClientWatcher {
  /** `client` was let in, perhaps not for the first time. */
  connected(client: ClientConnection): void;
  /** `client` was turned away. */
  refused(client: ClientConnection, reason: string, heardBy?: Account): void;
  /** `account` has one client more or less. */
  connectionsChanged(account: Account): void;
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
export class ClientConnection extends Connection implements LoginClient, Publisher {
  declare readonly context: ClientContext;
  readonly #subscriptions = new Map<string, Subscription>();
  #account: Account;
  #options: Readonly<ConnectOptions> = CONNECT_DEFAULTS;
  readonly #login: Login;
  readonly #violations = new ViolationLog();
  #identity: Identity | undefined;
  /** What the client may do; undefined if everything. */
  #permissions: Permissions | undefined;
  /** The requests that it may answer, if it may publish nothing else. */
  #permits: ResponsePermits | undefined;
  /** When it must leave. */
  #end: Deadline | undefined;
  #senderClass: number;
  #maxPayload: number;
  #maxSubscriptions: number;
  /** Whether it is counted among its account's clients. */
  #isMember = false;
  awaitsRest = false;
  #hasConnected = false;
  #hasPinged = false;
  /** Set once by the first CONNECT: how the log names the client after that. */
  #clientInfo = '';

  constructor(id: number, context: ClientContext, transport: Transport) {
    super(id, context, transport);
    this.#account = context.globalAccount;
    this.#senderClass = context.senderClasses.of(this.#account, undefined);
    this.#maxPayload = context.limits.maxPayload;
    this.#maxSubscriptions = noZero(context.limits.maxSubscriptions);
    this.#login = new Login(context.authenticator, this.connectionType, this);
  }

  // eslint-disable-next-line @typescript-eslint/class-literal-property-style -- a field would cost each client a word.
  get kindName(): 'Client' {
    return 'Client';
  }

  get clientType(): 'nats' | 'websocket' {
    return this.transport.websocket === undefined ? 'nats' : 'websocket';
  }

  /** Who it says that it is: public nkey or user name; a token is not shown. Empty for nobody. */
  get authorizedUser(): string {
    return (this.#identity ?? nameOf(this.#options)).user;
  }

  /** How the client came, in the words of `allowed_connection_types`. */
  get connectionType(): ConnectionType {
    return this.transport.websocket === undefined ? 'STANDARD' : 'WEBSOCKET';
  }

  /** What INFO asks the client to sign; empty if nothing. */
  get nonce(): string {
    return this.#login.nonce;
  }

  get permissions(): Permissions | undefined {
    return this.#permissions;
  }

  get account(): Account {
    return this.#account;
  }

  /** What its JWT says of it; undefined if it came in another way. */
  get jwtUser(): JwtUser | undefined {
    return this.#identity?.jwtUser;
  }

  /** When it must leave, in ms since 1970; undefined for never. */
  get endsAtMs(): number | undefined {
    const { endsAtMs = Infinity } = this.#identity ?? {};
    return endsAtMs === Infinity ? undefined : endsAtMs;
  }

  /** Its largest message in bytes, headers included: what server and account both let it have. */
  get maxPayload(): number {
    return this.#maxPayload;
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
    const { remoteHost, remotePort, websocket } = this.transport;
    const peer = hostPort(remoteHost, remotePort);
    if (websocket === undefined) return `${peer} - cid:${this.id}${this.#clientInfo}`;
    const { clientIp } = websocket;
    const proxied = clientIp === undefined ? '' : `${bracketed(clientIp)}/`;
    return `${proxied}${peer} - wid:${this.id}${this.#clientInfo}`;
  }

  /** Greets the client and starts to listen to it. */
  override open(): void {
    this.debug('Client connection created');
    if (this.transport.negotiates !== true) {
      this.#greet();
      this.#begin();
    }
    super.open();
  }

  override handshake(step: HandshakeStep): void {
    if (this.isClosed) return;
    super.handshake(step);
    if (step.type === 'greeting') this.#greet();
    if (step.type !== 'done' && step.type !== 'declined') return;
    if (this.transport.tls?.isFirst === true) this.#greet();
    this.#begin();
  }

  #greet(): void {
    this.send(this.context.infoLine(this, 'greeting'));
  }

  /** The way is as it will stay: what is timed starts now. */
  #begin(): void {
    this.#login.start();
    this.liveness.start();
  }

  /** Greets and turns away: there are too many already. */
  refuse(): void {
    this.open();
    this.exclude();
  }

  /** There are too many. */
  exclude(): void {
    this.violation(WIRE_ERRORS.connectionsExceeded, WIRE_ERRORS.connectionsExceeded.text);
  }

  /** There are too many of its account. */
  excludeFromAccount(): void {
    const error = WIRE_ERRORS.accountConnectionsExceeded;
    this.violation(error, error.text);
  }

  /**
   * Tells anew what INFO says, if the client can hear it: with protocol 1, and after its first PING, which brings it an
   * INFO anyway (nats-server route.go, sendAsyncInfoToClients).
   */
  inform(): void {
    if (this.#hearsInfo) this.send(this.context.infoLine(this, 'change'));
  }

  /** Tells it that the server is about to go; false if it can't hear it. */
  sendAway(): boolean {
    if (!this.#hearsInfo) return false;
    this.debug('Sending Lame Duck Mode info to client');
    this.send(this.context.infoLine(this, 'leaving'));
    return true;
  }

  get #hearsInfo(): boolean {
    return !this.isClosed && this.#hasPinged && this.#options.protocol >= 1;
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
    this.liveness.connected();
    const isFirst = !this.#hasConnected;
    this.#hasConnected = true;
    this.#login.decide(this.#credentials(), (identity) => this.#connected(identity, isFirst));
  }

  /** The client is who it says. */
  #connected(identity: Identity, isFirst: boolean): void {
    const options = this.#options;
    if (!this.#become(identity)) return;
    this.context.watcher.connected(this);
    if (options.new_account || options.account !== '') {
      this.#authenticationError();
      return;
    }
    if (identity.jwtUser !== undefined)
      this.debug(authenticatedJwt(identity.jwtUser, this.#account));
    if (isFirst) this.#clientInfo = clientInfo(options, this.#account, identity);
    if (options.protocol < 0 || options.protocol > 1) {
      this.violation(WIRE_ERRORS.clientProtocol, WIRE_ERRORS.clientProtocol.text);
    } else if (options.no_responders && !this.acceptsHeaders) {
      const error = WIRE_ERRORS.noRespondersNeedsHeaders;
      this.violation(error, error.text);
    } else this.#ok();
  }

  turnAway({ why, error, level, concerns }: Refusal): void {
    if (level === undefined) this.debug(why);
    else this.log(level, why);
    if (error === undefined) this.#authenticationError(concerns, why);
    else this.reject(error);
  }

  /** The time of its account is over. */
  accountExpired(): void {
    this.#expire(WIRE_ERRORS.accountExpired);
  }

  #expire(error: WireError): void {
    this.debug(error.text ?? '');
    this.reject(error);
  }

  loginTimedOut(): void {
    this.debug(WIRE_ERRORS.authenticationTimeout.text);
    this.reject(WIRE_ERRORS.authenticationTimeout);
  }

  /**
   * Other options say who may connect, and what who may do: looks again whether this client may stay, and takes what it
   * may no more. One that belongs to another account now is closed, so that it comes back there.
   */
  renewLogin(): void {
    const credentials = this.#hasConnected ? this.#credentials(this.#identity?.proven) : undefined;
    this.#login.renew(credentials, (identity) => {
      if (identity.account !== this.#account) this.close('Client Closed');
      else if (!hasSameRole(identity, this.#identity)) this.reject(WIRE_ERRORS.issuerGone);
      else this.#become(identity);
    });
  }

  /** `proven`: what counts as shown, unless the client says anew who it is. */
  #credentials(proven?: string): Credentials {
    return {
      claims: claimsOf(this.#options, this.transport.websocket?.credentials),
      nonce: this.#login.nonce,
      connectionType: this.connectionType,
      certificate: this.transport.tls?.peerCertificates[0]?.raw,
      host: this.transport.remoteHost,
      proven,
      isGone: () => this.isClosed,
      peer: () => {
        const { name, lang, version, protocol } = this.#options;
        const { id, clientType: type, transport } = this;
        return { id, type, name, lang, version, protocol, tls: transport.tls };
      },
    };
  }

  /**
   * Takes on what `identity` is and may; what was subscribed to and is not allowed any more ends. False if its account
   * has no place for it.
   */
  #become(identity: Identity): boolean {
    const { account, permissions, endsAtMs = Infinity } = identity;
    this.#identity = identity;
    this.#end?.cancel();
    this.#end = undefined;
    if (!this.#join(account)) return false;
    if (endsAtMs !== Infinity) {
      this.#end = new Deadline(endsAtMs, () => this.#expire(WIRE_ERRORS.authenticationExpired));
    }
    this.#senderClass = this.context.senderClasses.of(account, permissions);
    if (permissions !== this.#permissions) this.#take(permissions);
    return true;
  }

  #join(account: Account): boolean {
    if (this.#isMember && account === this.#account) return true;
    this.#leave();
    this.#account = account;
    const { maxConnections } = account.limits;
    if (maxConnections >= 0 && account.clients >= maxConnections) {
      this.excludeFromAccount();
      return false;
    }
    account.clients++;
    this.#isMember = true;
    this.context.watcher.connectionsChanged(account);
    this.limitsChanged();
    return true;
  }

  #leave(): void {
    if (!this.#isMember) return;
    this.#isMember = false;
    this.#account.clients--;
    this.context.watcher.connectionsChanged(this.#account);
  }

  /** Whether its account counts it. */
  get isMember(): boolean {
    return this.#isMember;
  }

  #take(permissions: Permissions | undefined): void {
    this.#permissions = permissions;
    const responses = permissions?.responses;
    this.#permits = responses === undefined ? undefined : new ResponsePermits(responses);
    for (const subscription of [...this.#subscriptions.values()]) this.#review(subscription);
  }

  /** A subscription from before the client's permissions changed. */
  #review(subscription: Subscription): void {
    const { subject, queue, sid } = subscription;
    if (this.#permissions?.maySubscribe(subject, queue) !== false) {
      this.#account.changing(subscription);
      subscription.withholds = this.#permissions?.filter(subject, queue);
      return;
    }
    this.#unsubscribe(subscription);
    const name = `${subscriptionName(subject, queue)} (sid ${quote(sid)})`;
    this.sendError(`Permissions Violation for Subscription to ${name}`);
    const who = this.#claimant ?? 'User "N/A"';
    this.context.logger.notice(`Removed sub ${name} for ${who} - not authorized`);
  }

  /** `concerns` hears of it, if somebody else than the server decided, and why. */
  #authenticationError(concerns?: Account, why?: string): void {
    const who = this.#claimant;
    const detail = who === undefined ? '' : ` - ${who}`;
    this.violation(WIRE_ERRORS.authorization, `authentication error${detail}`);
    if (concerns === undefined) this.context.watcher.refused(this, 'Authentication Failure');
    else this.context.watcher.refused(this, why ?? '', concerns);
  }

  /** Who it says it is; one with a JWT alone, only once the JWT has been found right. */
  get #claimant(): string | undefined {
    const { jwtUser } = this;
    const key = jwtUser === undefined ? undefined : `JWT User ${quote(jwtUser.publicKey)}`;
    return claimant(this.#credentials().claims) ?? key;
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
    if (this.#options.protocol >= 1) this.send(this.context.infoLine(this, 'connected'));
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
    if (queue === SYSTEM_QUEUE || this.#permissions?.maySubscribe(subject, queue) === false) {
      this.#subscriptionViolation(subject, queue, sid);
    } else if (
      limits.maxSubscriptionTokens > 0 &&
      tokenCount(subject) > limits.maxSubscriptionTokens
    ) {
      this.violation(
        violation(`Permissions Violation for Subscription to ${quote(subject)}, too many tokens`),
        `Subscription Violation Too Many Tokens - Subject ${quote(subject)}, SID ${sid}`,
      );
    } else if (this.#subscriptions.size >= this.#maxSubscriptions) {
      const error = WIRE_ERRORS.subscriptionsExceeded;
      this.violation(error, error.text);
    } else if (this.#subscriptions.has(sid)) {
      // The first one stays (nats-server, processSub).
      this.#ok();
    } else if (!isValidSubject(subject)) {
      this.reject(WIRE_ERRORS.invalidSubject);
    } else {
      const withholds = this.#permissions?.filter(subject, queue);
      const subscription = {
        connection: this,
        subject,
        queue,
        sid,
        delivered: 0,
        max: 0,
        withholds,
      };
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
    // It may be a shadow in another account.
    const own = this.#subscriptions.get(subscription.sid);
    if (own !== undefined) this.#unsubscribe(own);
  }

  override limitsChanged(): void {
    super.limitsChanged();
    const { limits } = this.context;
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
    const fits = this.#subscriptions.size <= this.#maxSubscriptions;
    if (fits && this.#maxSubscriptions > 0) return;
    const error = WIRE_ERRORS.subscriptionsExceeded;
    this.violation({ ...error, closes: 'Maximum Subscriptions Exceeded' }, error.text);
  }

  accept(message: Message): boolean {
    if (message.size > this.#maxPayload) {
      const error = WIRE_ERRORS.payloadExceeded;
      this.violation(error, `maximum payload exceeded: ${message.size} vs ${this.#maxPayload}`);
      return false;
    }
    // Only said, not refused: the message goes its way (nats-server, processPub).
    if (this.#options.pedantic && !isLiteralSubject(message.subject)) {
      this.reject(WIRE_ERRORS.invalidPublishSubject);
    }
    return true;
  }

  PUB(message: Message): void {
    if (this.isTracing) this.traceFrame('<<-', message.frame, message.headerSize);
    this.countedIn(1, message.size);
    const { subject: given, reply } = message;
    const subject = this.#account.mappings.apply(given);
    message.subject = subject;
    if (isReservedSubject(subject) || !this.#mayPublish(subject)) {
      const name = quote(subject);
      this.#permissionViolation(`Publish to ${name}`, `Publish Violation - Subject ${name}`);
      return;
    }
    if (reply !== '' && isReservedReply(reply)) {
      const name = quote(reply);
      this.#permissionViolation(
        `Publish with Reply of ${name}`,
        `Publish Violation - Reply ${name}`,
      );
      return;
    }
    this.#ok();
    const isDelivered = this.context.delivery.publish(this, this.#account, message);
    this.context.road?.learn(this, given);
    if (!isDelivered && reply !== '' && this.#options.no_responders)
      this.#noResponders(subject, reply);
  }

  #mayPublish(subject: string): boolean {
    const permissions = this.#permissions;
    if (permissions === undefined || permissions.mayPublish(subject)) return true;
    return this.#permits?.use(subject) ?? false;
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
      this.traceFrame('->>', frame, frame === message.frame ? headerSize : 0);
    }
    const permits = this.#permits;
    if (permits !== undefined && reply !== '' && this.#permissions?.mayPublish(reply) === false) {
      permits.grant(reply);
    }
    return true;
  }

  override lineForm({ sid }: Subscription, subject: string): LineForm | undefined {
    // Each request that one may answer who may publish nothing else, is remembered.
    if (this.outbox < 0 || this.#permits !== undefined) return undefined;
    return { head: headOfHmsg(subject, sid), takesHeaders: this.acceptsHeaders };
  }

  get senderClass(): number {
    return this.#senderClass;
  }

  get wantsNoResponders(): boolean {
    return this.#options.no_responders;
  }

  plan(subject: string): Plan | undefined {
    const { mappings } = this.#account;
    if (!mappings.isDeterministic(subject)) return notRepeatable(this.#account, subject);
    const destination = mappings.apply(subject);
    // An answer: it is allowed as often as there are requests.
    if (this.#permissions?.mayPublish(destination) === false) return undefined;
    return this.context.delivery.plan(this.#account, subject, destination);
  }

  /** Lets the fast road take what it knows, unless every message has an effect of its own. */
  repeat(chunk: Buffer, at: number): number {
    const { road, arena } = this.context;
    this.awaitsRest = false;
    if (this.#login.isDue && !this.#mayBegin(chunk[at]!)) return chunk.length;
    if (this.#login.isPending) return at;
    if (road === undefined || this.#options.verbose || this.isTracing) return at;
    if (!arena.holds(chunk)) return at;
    const start = chunk.byteOffset;
    const stopped = road.run(this, start + at, start + chunk.length) - start;
    this.awaitsRest = road.awaitsRest;
    return stopped;
  }

  /** Whether the first operation may begin with `byte`: that of CONNECT, or any if the client need not say who it is. */
  #mayBegin(byte: number): boolean {
    if (byte === 0x43 || byte === 0x63) return true; // C, c
    if (this.#login.mayBeSilent) {
      this.#hasConnected = true;
      this.#login.decide(this.#credentials(), (identity) => {
        if (this.#become(identity)) this.context.watcher.connected(this);
      });
    } else this.#authenticationError();
    return !this.isClosed;
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
    this.#login.stop();
    this.#end?.cancel();
    this.#leave();
    // They stay in its list: /connz tells what a connection had when it ended.
    for (const subscription of this.#subscriptions.values()) this.#withdraw(subscription);
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

  #subscriptionViolation(subject: string, queue: string | undefined, sid: string): void {
    const group = queue === undefined ? '' : `, Queue: ${quote(queue)}`;
    this.#permissionViolation(
      `Subscription to ${subscriptionName(subject, queue)}`,
      `Subscription Violation - Subject ${quote(subject)}${group}, SID ${sid}`,
    );
  }

  /** Tells the client each time, and the log once. */
  #permissionViolation(what: string, detail: string): void {
    const isTold = this.#violations.admits(what);
    if (isTold !== false) this.log('error', detail);
    if (isTold === 'last')
      this.log('error', 'Further violations of this connection are not logged');
    this.reject(violation(`Permissions Violation for ${what}`));
  }

  #unsubscribe(subscription: Subscription): void {
    this.#subscriptions.delete(subscription.sid);
    this.#withdraw(subscription);
  }

  #withdraw(subscription: Subscription): void {
    if (this.isTracing) this.log('trace', `<-> [DELSUB ${subscription.sid}]`);
    this.#account.unsubscribe(subscription);
  }

  #unsubscribeAll(): void {
    for (const subscription of [...this.#subscriptions.values()]) this.#unsubscribe(subscription);
  }
}

function subscriptionName(subject: string, queue: string | undefined): string {
  return queue === undefined ? quote(subject) : `${quote(subject)} using queue ${quote(queue)}`;
}

/** Whether a user who was let in by a key with a role, still has that role. */
function hasSameRole({ jwtUser: now }: Identity, before: Identity | undefined): boolean {
  return before === undefined || isDeepStrictEqual(now?.scope, before.jwtUser?.scope);
}

/** Limits of accounts are -1 where there is none, those of the server 0. */
function noNegative(limit: number): number {
  return limit < 0 ? Infinity : limit;
}

function noZero(limit: number): number {
  return limit === 0 ? Infinity : limit;
}

function tokenCount(subject: string): number {
  return subject.split('.').length;
}
