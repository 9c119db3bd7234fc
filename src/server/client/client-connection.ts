import { quote } from '../../base/quote.ts';
import { bracketed, hostPort } from '../../base/system-error.ts';
import { CONNECT_DEFAULTS, readConnect, type ConnectOptions } from '../../protocol/connect.ts';
import { checkInfo } from '../../protocol/info.ts';
import { isComplaint } from '../../protocol/json-fields.ts';
import {
  encodeHmsg,
  encodeMsg,
  encodeNoResponders,
  headOfMsg,
  OK,
  PONG,
} from '../../protocol/encode.ts';
import type { Message } from '../../protocol/message.ts';
import { violation, WIRE_ERRORS, type WireError } from '../../protocol/wire-errors.ts';
import { isLiteralSubject, isValidSubject } from '../../subject/subject.ts';
import type { Account } from '../account/account.ts';
import { authenticatedJwt, claimsOf, clientInfo } from '../auth/claims.ts';
import {
  claimant,
  nameOf,
  type Credentials,
  type Identity,
  type JwtUser,
  type Refusal,
} from '../auth/credentials.ts';
import { Login, type Newcomer } from '../auth/login.ts';
import { Membership, type Member } from '../auth/membership.ts';
import type { Permissions } from '../auth/permissions.ts';
import { Connection, countIn, countOut, type LineForm } from '../connection/connection.ts';
import type { HandshakeStep } from '../connection/handshake.ts';
import type { Subscription } from '../connection/subscription.ts';
import type { Transport } from '../connection/transport.ts';
import { notRepeatable, type Publisher } from '../delivery/delivery.ts';
import { isGatewayReply } from '../delivery/gateway-reply.ts';
import type { Plan } from '../delivery/plan.ts';
import type { ConnectionType } from '../options/authorization.ts';
import { redactSecrets } from '../../protocol/redact.ts';
import type { ClientContext } from './client-context.ts';
import { isReservedReply, isReservedSubject } from './reserved.ts';
import { ViolationLog } from './violation-log.ts';

/** Queue group that servers use among themselves. */
const SYSTEM_QUEUE = '_sys_';

/** CLIENT: an end user, bound to one account. */
export class ClientConnection extends Connection implements Newcomer, Member, Publisher {
  declare readonly context: ClientContext;
  readonly #membership: Membership;
  #options: Readonly<ConnectOptions> = CONNECT_DEFAULTS;
  readonly #login: Login;
  /** Undefined in most clients. */
  #violations: ViolationLog | undefined;
  awaitsRest = false;
  #hasConnected = false;
  #hasPinged = false;
  /** Set once by the first CONNECT: how the log names the client after that. */
  #clientInfo = '';

  constructor(id: number, context: ClientContext, transport: Transport) {
    super(id, context, transport);
    this.#membership = new Membership(this);
    this.#login = new Login(context.authenticator, this.connectionType, this);
  }

  // eslint-disable-next-line @typescript-eslint/class-literal-property-style -- a field would cost each client a word.
  get kindName(): 'Client' {
    return 'Client';
  }

  // eslint-disable-next-line @typescript-eslint/class-literal-property-style -- as above.
  get kind(): 'client' {
    return 'client';
  }

  // eslint-disable-next-line @typescript-eslint/class-literal-property-style -- as above.
  get origin(): '' {
    return '';
  }

  get clientType(): 'nats' | 'websocket' {
    return this.transport.websocket === undefined ? 'nats' : 'websocket';
  }

  /** Who it says that it is: public nkey or user name; a token is not shown. Empty for nobody. */
  get authorizedUser(): string {
    return (this.#membership.identity ?? nameOf(this.#options)).user;
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
    return this.#membership.permissions;
  }

  get account(): Account {
    return this.#membership.account;
  }

  /** What its JWT says of it; undefined if it came in another way. */
  get jwtUser(): JwtUser | undefined {
    return this.#membership.identity?.jwtUser;
  }

  /** When it must leave, in ms since 1970; undefined for never. */
  get endsAtMs(): number | undefined {
    return this.#membership.endsAtMs;
  }

  /** Its largest message in bytes, headers included: what server, account and user all let it have. */
  get maxPayload(): number {
    return this.#membership.maxPayload;
  }

  get options(): Readonly<ConnectOptions> {
    return this.#options;
  }

  get subscriptions(): ReadonlyMap<string, Subscription> {
    return this.#membership.subscriptions;
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
    if (this.#hasConnected) this.#membership.unsubscribeAll();
    // Whether they get headers may change.
    this.#membership.changing();
    this.#options = options;
    this.liveness.connected();
    const isFirst = !this.#hasConnected;
    this.#hasConnected = true;
    this.#login.decide(this.#credentials(), (identity) => this.#connected(identity, isFirst));
  }

  /** The client is who it says. */
  #connected(identity: Identity, isFirst: boolean): void {
    const options = this.#options;
    if (!this.#membership.become(identity)) return;
    this.context.watcher.connected(this);
    if (options.new_account || options.account !== '') {
      this.#authenticationError();
      return;
    }
    if (identity.jwtUser !== undefined)
      this.debug(authenticatedJwt(identity.jwtUser, this.account));
    if (isFirst) this.#clientInfo = clientInfo(options, this.account, identity);
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

  loginExpired(): void {
    this.#expire(WIRE_ERRORS.authenticationExpired);
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
    const membership = this.#membership;
    const credentials = this.#hasConnected
      ? this.#credentials(membership.identity?.proven)
      : undefined;
    this.#login.renew(credentials, (identity) => {
      if (identity.account !== membership.account) this.close('Client Closed');
      else if (!membership.hasRoleOf(identity)) this.reject(WIRE_ERRORS.issuerGone);
      else membership.become(identity);
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

  hasPlaceIn({ clientsEverywhere, limits: { maxConnections } }: Account): boolean {
    return maxConnections < 0 || clientsEverywhere < maxConnections;
  }

  joined(account: Account, change: 1 | -1): void {
    account.clients += change;
    this.context.watcher.connectionsChanged(account);
  }

  /** Whether its account counts it. */
  get isMember(): boolean {
    return this.#membership.isCounted;
  }

  deprived({ subject, queue, sid }: Subscription): void {
    const name = `${subscriptionName(subject, queue)} (sid ${quote(sid)})`;
    this.sendError(`Permissions Violation for Subscription to ${name}`);
    const who = this.#claimant ?? 'User "N/A"';
    this.context.logger.notice(`Removed sub ${name} for ${who} - not authorized`);
  }

  ending({ sid }: Subscription): void {
    if (this.isTracing) this.log('trace', `<-> [DELSUB ${sid}]`);
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
    const membership = this.#membership;
    if (queue === SYSTEM_QUEUE || membership.permissions?.maySubscribe(subject, queue) === false) {
      this.#subscriptionViolation(subject, queue, sid);
    } else if (
      limits.maxSubscriptionTokens > 0 &&
      tokenCount(subject) > limits.maxSubscriptionTokens
    ) {
      this.violation(
        violation(`Permissions Violation for Subscription to ${quote(subject)}, too many tokens`),
        `Subscription Violation Too Many Tokens - Subject ${quote(subject)}, SID ${sid}`,
      );
    } else if (membership.isFull) {
      const error = WIRE_ERRORS.subscriptionsExceeded;
      this.violation(error, error.text);
    } else if (membership.subscriptions.has(sid)) {
      // The first one stays (nats-server, processSub).
      this.#ok();
    } else if (!isValidSubject(subject)) {
      this.reject(WIRE_ERRORS.invalidSubject);
    } else {
      membership.subscribe(subject, queue, sid);
      this.#ok();
    }
  }

  UNSUB(sid: string, max: number | undefined): void {
    this.isActive = true;
    this.#ok();
    this.#membership.unsubscribe(sid, max);
  }

  override exhausted(subscription: Subscription): void {
    this.debug(
      `Auto-unsubscribe limit of ${subscription.max} reached for sid '${subscription.sid}'`,
    );
    this.#membership.exhausted(subscription);
  }

  override limitsChanged(): void {
    super.limitsChanged();
    if (this.#membership.limit()) return;
    const error = WIRE_ERRORS.subscriptionsExceeded;
    this.violation({ ...error, closes: 'Maximum Subscriptions Exceeded' }, error.text);
  }

  accept(message: Message): boolean {
    const { maxPayload } = this.#membership;
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
    if (this.isTracing) this.traceFrame('<<-', message.frame, message.headerSize);
    this.countedIn(1, message.size);
    const { subject: given, reply } = message;
    const membership = this.#membership;
    const subject = membership.account.mappings.apply(given);
    message.subject = subject;
    if (isReservedSubject(subject) || !membership.mayPublish(subject)) {
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
    const { delivery, road } = this.context;
    const way = delivery.shownReplies.wayOf(this, given);
    if (way !== undefined) message.subject = way;
    const isDelivered = delivery.publish(this, membership.account, message);
    if (way === undefined) road?.learn(this, given);
    if (!isDelivered && reply !== '' && this.#options.no_responders)
      this.#noResponders(subject, reply);
  }

  override deliver(subscription: Subscription, subject: string, message: Message): boolean {
    if (this.isClosed || this.dropsInsteadOfWaiting) return false;
    const { headerSize } = message;
    let { reply, frame, size } = message;
    // The way back through a gateway is kept here: the client sees where the requester listens.
    if (isGatewayReply(reply)) reply = this.context.delivery.shownReplies.show(this, reply);
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
    this.#membership.heard(reply);
    return true;
  }

  override lineForm({ sid }: Subscription, subject: string): LineForm | undefined {
    // Each request that one may answer who may publish nothing else, is remembered.
    if (this.outbox < 0 || this.#membership.isResponder) return undefined;
    const plainHead = headOfMsg(subject, sid);
    return { head: `H${plainHead}`, plainHead, queues: '', takesHeaders: this.acceptsHeaders };
  }

  get senderClass(): number {
    return this.#membership.senderClass;
  }

  get wantsNoResponders(): boolean {
    return this.#options.no_responders;
  }

  plan(subject: string): Plan | undefined {
    const { account, permissions } = this.#membership;
    const { mappings } = account;
    if (!mappings.isDeterministic(subject)) return notRepeatable(account, subject);
    const destination = mappings.apply(subject);
    // An answer: it is allowed as often as there are requests.
    if (permissions?.mayPublish(destination) === false) return undefined;
    return this.context.delivery.plan(this, account, subject, destination);
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
        if (this.#membership.become(identity)) this.context.watcher.connected(this);
      });
    } else this.#authenticationError();
    return !this.isClosed;
  }

  override traceLine(verb: string, args: string): void {
    super.traceLine(verb, verb === 'CONNECT' ? redactSecrets(args) : args);
  }

  override countedIn(messages: number, bytes: number): void {
    super.countedIn(messages, bytes);
    countIn(this.#membership.account.traffic, messages, bytes);
  }

  protected override countedOut(messages: number, bytes: number): void {
    super.countedOut(messages, bytes);
    countOut(this.#membership.account.traffic, messages, bytes);
  }

  protected override withdraw(): void {
    this.#login.stop();
    this.#membership.end();
  }

  #ok(): void {
    if (!this.#options.verbose || this.isClosed) return;
    this.traceOut('OK');
    this.send(OK);
  }

  /** Tells the requester itself, through its own subscription, that nobody hears `subject`. */
  #noResponders(subject: string, reply: string): void {
    const own = this.account.match(reply).plain.find((each) => each.connection === this);
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
    const isTold = (this.#violations ??= new ViolationLog()).admits(what);
    if (isTold !== false) this.log('error', detail);
    if (isTold === 'last')
      this.log('error', 'Further violations of this connection are not logged');
    this.reject(violation(`Permissions Violation for ${what}`));
  }
}

function subscriptionName(subject: string, queue: string | undefined): string {
  return queue === undefined ? quote(subject) : `${quote(subject)} using queue ${quote(queue)}`;
}

function tokenCount(subject: string): number {
  return subject.split('.').length;
}
