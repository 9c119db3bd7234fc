import { quote } from '../../base/quote.ts';
import { hostPort } from '../../base/system-error.ts';
import { LEAFNODE, type Dialect } from '../../protocol/dialect.ts';
import { encodeRouted, PONG } from '../../protocol/encode.ts';
import { leafInterestLine } from '../../protocol/leaf-interest-line.ts';
import type { Message } from '../../protocol/message.ts';
import { redactSecrets } from '../../protocol/redact.ts';
import type { RoutedMessage } from '../../protocol/routed-message.ts';
import { encodeServerInfo, type ServerInfo } from '../../protocol/server-info.ts';
import { WIRE_ERRORS, type WireError } from '../../protocol/wire-errors.ts';
import { isValidSubject } from '../../subject/subject.ts';
import type { Account } from '../account/account.ts';
import type { Identity, JwtUser } from '../auth/credentials.ts';
import { Membership, type Member, type MemberContext } from '../auth/membership.ts';
import { Connection, countIn, countOut, type LineForm } from '../connection/connection.ts';
import type { FastPublisher, FastRoad } from '../connection/fast-road.ts';
import { SlicedLines } from '../connection/sliced-lines.ts';
import type { Subscription } from '../connection/subscription.ts';
import type { Transport } from '../connection/transport.ts';
import { notRepeatable, type Delivery, type Publisher } from '../delivery/delivery.ts';
import type { Plan } from '../delivery/plan.ts';
import type { LeafPermissions } from './leaf-permissions.ts';
import type { LoopSubjects } from './loop-subjects.ts';
import { withAccountOf } from './request-info.ts';
import { LOOP_PREFIX, type Listener, type ToldInterest } from './told-interest.ts';

/** What leafnodes need beyond what every connection does. */
export interface LeafContext extends MemberContext {
  readonly delivery: Delivery;
  readonly limits: MemberContext['limits'] & { readonly supportsHeaders: boolean };
  readonly road: LeafRoad | undefined;
  readonly interest: ToldInterest;
  readonly loops: LoopSubjects;
  /** Subjects that every leafnode asks for, whoever hears them. */
  readonly alwaysHeard: () => readonly string[];
  readonly desk: LeafDesk;
}

/** The fast road, as leafnodes see it. */
interface LeafRoad extends FastRoad {
  learn(publisher: LeafConnection, key: string): void;
}

/** What all leafnodes ask of `Leafnodes`. */
export interface LeafDesk {
  /** `account` has one leafnode more or less. */
  connectionsChanged(account: Account): void;
  /** By what those are told apart whose messages are not treated alike in an account. */
  senderKey(leaf: LeafConnection): object;
  /** The other side may be reached by this server itself. */
  looped(leaf: LeafConnection, tellsPeer: boolean): void;
  /** The other side complains. */
  heardError(leaf: LeafConnection, text: string): void;
  /** `leaf` is bound to its account now. */
  entered(leaf: LeafConnection): void;
}

/** nats-server leafnode.go: what a hub is told of who may not. */
function permissionViolation(what: 'Publish' | 'Subscription', subject: string): WireError {
  return {
    text: `Permissions Violation for ${what} to ${quote(subject)}`,
    closes: 'Protocol Violation',
  };
}

/**
 * LEAF: another server, bound to one account on each side. What it asks for and says counts as if a client had; who is
 * the hub of the two also passes on what other servers say (nats-server leafnode.go).
 */
export abstract class LeafConnection
  extends Connection
  implements Publisher, FastPublisher, Member, Listener
{
  declare readonly context: LeafContext;
  /** What the other side says of itself. */
  remoteId = '';
  remoteName = '';
  /** The account that it is bound to there; empty if it does not say. */
  remoteAccountName = '';
  override remoteCluster = '';
  override isSpoke = false;
  isIsolated = false;
  acceptsHeaders = false;
  /** Of what is being delivered: see `Source`. */
  queues: readonly string[] | undefined = [];
  awaitsRest = false;
  protected version = '';
  protected readonly membership: Membership;
  #permissions: LeafPermissions | undefined;
  #isRegistered = false;
  #senderClass = 0;
  readonly #telling: SlicedLines;

  constructor(id: number, context: LeafContext, transport: Transport) {
    super(id, context, transport);
    this.membership = new Membership(this);
    this.#telling = new SlicedLines(this);
  }

  // eslint-disable-next-line @typescript-eslint/class-literal-property-style -- it is asked for during construction.
  get kind(): 'leaf' {
    return 'leaf';
  }

  // eslint-disable-next-line @typescript-eslint/class-literal-property-style -- as above.
  get kindName(): 'Leafnode' {
    return 'Leafnode';
  }

  get dialect(): Dialect {
    return LEAFNODE;
  }

  /** Whether this server connected. */
  abstract readonly isSolicited: boolean;
  /** Whether the other side may say anything but who it is; complains if not. */
  protected abstract maySpeak(): boolean;

  get origin(): string {
    return this.remoteCluster;
  }

  // eslint-disable-next-line @typescript-eslint/class-literal-property-style -- as above.
  get echo(): false {
    return false;
  }

  get account(): Account {
    return this.membership.account;
  }

  get subscriptions(): ReadonlyMap<string, Subscription> {
    return this.membership.subscriptions;
  }

  get isRegistered(): boolean {
    return this.#isRegistered;
  }

  get permissions(): LeafPermissions | undefined {
    return this.#permissions;
  }

  get endsAtMs(): number | undefined {
    return this.membership.endsAtMs;
  }

  // What monitoring and services ask of every kind.

  get clientType(): undefined {
    return undefined;
  }

  get options() {
    return { name: this.remoteName, lang: '', version: this.version };
  }

  get authorizedUser(): string {
    return this.membership.identity?.user ?? '';
  }

  get jwtUser(): JwtUser | undefined {
    return this.membership.identity?.jwtUser;
  }

  // eslint-disable-next-line @typescript-eslint/class-literal-property-style -- S2 is not spoken here.
  get compression(): string {
    return 'not supported';
  }

  override describe(): string {
    const { remoteHost, remotePort, websocket } = this.transport;
    const way = websocket === undefined ? 'lid' : 'lid_ws';
    const account = this.#isRegistered ? ` - account: ${quote(this.account.label)}` : '';
    return `${hostPort(remoteHost, remotePort)} - ${way}:${this.id}${account}`;
  }

  // Its place in an account.

  hasPlaceIn({ leafnodes, limits: { maxLeafnodes } }: Account): boolean {
    return maxLeafnodes < 0 || leafnodes < maxLeafnodes;
  }

  joined(account: Account, change: 1 | -1): void {
    account.leafnodes += change;
    this.context.desk.connectionsChanged(account);
  }

  excludeFromAccount(): void {
    const error = WIRE_ERRORS.accountConnectionsExceeded;
    this.violation(error, error.text);
  }

  loginExpired(): void {
    this.debug(WIRE_ERRORS.authenticationExpired.text);
    this.reject(WIRE_ERRORS.authenticationExpired);
  }

  ending({ sid }: Subscription): void {
    if (this.isTracing) this.log('trace', `<-> [DELSUB ${sid}]`);
  }

  deprived(): void {
    // Its next message is filtered; whoever may do less than before is connected anew.
  }

  override limitsChanged(): void {
    super.limitsChanged();
    if (this.membership.limit()) return;
    const error = WIRE_ERRORS.subscriptionsExceeded;
    this.violation({ ...error, closes: 'Maximum Subscriptions Exceeded' }, error.text);
  }

  get isMember(): boolean {
    return this.membership.isCounted;
  }

  /** The time of its account is over. */
  accountExpired(): void {
    this.debug(WIRE_ERRORS.accountExpired.text);
    this.reject(WIRE_ERRORS.accountExpired);
  }

  /** Other options or claims say who may connect, and what who may do. */
  abstract renewLogin(): void;

  /** From now on it is one of `identity`'s account, as far as that has a place for it. */
  protected join(identity: Identity, permissions: LeafPermissions | undefined): boolean {
    this.#permissions = permissions;
    return this.membership.become({ ...identity, permissions });
  }

  /** Other permissions hold for who is connected. */
  protected permit(permissions: LeafPermissions | undefined): void {
    const { identity } = this.membership;
    if (identity !== undefined) this.join(identity, permissions);
  }

  /** From now on the other side hears of what is of interest here, and is heard. */
  protected register(): void {
    const { account } = this;
    const { desk, interest, senderClasses } = this.context;
    this.#isRegistered = true;
    this.#senderClass = senderClasses.of(account, desk.senderKey(this));
    this.liveness.connected();
    interest.add(account, this);
    this.#telling.tell(this.#lines());
    desk.entered(this);
  }

  *#lines(): Generator<string> {
    const { interest, loops, alwaysHeard } = this.context;
    yield this.#interestLine(loops.of(this.account), 1);
    for (const subject of alwaysHeard()) yield this.#interestLine(subject, 1);
    for (const { name, count } of interest.of(this.account, this)) {
      yield this.#interestLine(name, count);
    }
  }

  tell(name: string, count: number): void {
    this.send(this.#interestLine(name, count));
  }

  #interestLine(name: string, count: number): string {
    const line = leafInterestLine(name, count);
    if (this.isTracing) this.traceOut(line.slice(0, 3), line.slice(4).trimEnd());
    return line;
  }

  mayAsk(subject: string): boolean {
    return this.#permissions?.mayAsk(subject) !== false;
  }

  protected sendInfo(info: ServerInfo): void {
    const line = encodeServerInfo(info);
    if (this.isTracing) this.traceOut('INFO', line.slice('INFO '.length).trimEnd());
    this.send(line);
  }

  override traceLine(verb: string, args: string): void {
    super.traceLine(verb, verb === 'CONNECT' ? redactSecrets(args) : args);
  }

  override written(): void {
    super.written();
    this.#telling.goOn();
  }

  PING(): void {
    this.liveness.heard();
    this.traceOut('PONG');
    this.send(PONG);
  }

  PONG(): void {
    this.liveness.ponged();
  }

  '+OK'(): void {
    // Servers have nothing to confirm.
  }

  /** Whoever complains closes the connection, if it is to be closed. */
  '-ERR'(text: string): void {
    this.log('error', `Leafnode Error ${text}`);
    this.context.desk.heardError(this, text);
  }

  'LS+'(words: readonly string[]): void {
    if (!this.maySpeak()) return;
    this.isActive = true;
    const [subject = '', queue, weight] = words;
    const isRight = words.length === 1 || (words.length === 3 && /^[1-9]\d{0,8}$/.test(weight!));
    if (!isRight || !isValidSubject(subject)) {
      this.#malformed('LS+', words);
      return;
    }
    const { membership } = this;
    if (subject.startsWith(LOOP_PREFIX) && subject === this.context.loops.of(this.account)) {
      this.context.desk.looped(this, true);
      return;
    }
    if (this.#permissions?.maySubscribe(subject, queue) === false) {
      this.disallowed('Subscription', subject);
      return;
    }
    const sid = queue === undefined ? subject : `${subject} ${queue}`;
    if (!membership.subscriptions.has(sid)) {
      if (membership.isFull) {
        const error = WIRE_ERRORS.subscriptionsExceeded;
        this.violation({ ...error, closes: 'Maximum Subscriptions Exceeded' }, error.text);
        return;
      }
    } else if (queue === undefined) return;
    membership.subscribe(subject, queue, sid, queue === undefined ? undefined : Number(weight));
  }

  'LS-'(words: readonly string[]): void {
    if (!this.maySpeak()) return;
    this.isActive = true;
    if (words.length === 0 || words.length > 2) this.#malformed('LS-', words);
    else this.membership.unsubscribe(words.join(' '), undefined);
  }

  #malformed(verb: string, words: readonly string[]): void {
    const args = quote(words.join(' '));
    this.violation(WIRE_ERRORS.malformedLine, `process${verb} Parse Error: ${args}`);
  }

  /** The other side may not do that. A hub has told its spokes what they may; the other way round it is passed over. */
  protected disallowed(what: 'Publish' | 'Subscription', subject: string): void {
    if (this.isSpoke) return;
    this.violation(
      permissionViolation(what, subject),
      `${what} Violation on ${quote(subject)} - Check other side configuration`,
    );
  }

  accept({ size }: Message): boolean {
    if (!this.maySpeak()) return false;
    const { maxPayload } = this;
    if (size <= maxPayload) return true;
    const error = WIRE_ERRORS.payloadExceeded;
    this.violation(error, `maximum payload exceeded: ${size} vs ${maxPayload}`);
    return false;
  }

  RMSG(message: RoutedMessage): void {
    if (this.isTracing) this.traceFrame('<<-', message.frame, message.headerSize);
    this.countedIn(1, message.size);
    const { subject: given, queues } = message;
    if (!this.membership.mayPublish(given)) {
      this.disallowed('Publish', given);
      return;
    }
    const { account, context } = this;
    message.subject = account.mappings.apply(given);
    this.queues = queuesAt(queues, message.subject !== given);
    context.delivery.publish(this, account, message);
    context.road?.learn(this, queues.length === 0 ? given : `${given} | ${queues.join(' ')}`);
  }

  override deliver(
    subscription: Subscription,
    heard: string,
    given: Message,
    queues?: readonly string[],
  ): boolean {
    if (this.isClosed || !this.#isRegistered) return false;
    const subject = subscription.remap?.(heard) ?? heard;
    if (this.#permissions?.maySend(subject) === false) return false;
    const message = withAccountOf(given, this.account.name, this.remoteAccountName);
    const { headerSize, reply } = message;
    let { frame, size, sizes } = message;
    const hasHeaders = headerSize > 0 && this.acceptsHeaders;
    if (headerSize > 0 && !hasHeaders) {
      frame = frame.subarray(headerSize);
      size -= headerSize;
      sizes = String(size);
    }
    const line = encodeRouted(`${hasHeaders ? 'HMSG' : 'LMSG'} ${subject} `, reply, queues, sizes);
    this.outbound.queueText(line);
    if (message.ownsFrame) this.outbound.queueShared(frame);
    else this.outbound.queueBytes(frame);
    this.countedOut(1, size);
    this.queued();
    if (this.isTracing) {
      this.traceOut(line.trimEnd());
      this.traceFrame('->>', frame, hasHeaders ? headerSize : 0);
    }
    this.membership.heard(reply);
    return true;
  }

  override lineForm(
    _subscription: Subscription,
    subject: string,
    _source: object,
    queue: string,
  ): LineForm | undefined {
    // Each request that one may answer who may publish nothing else, is remembered.
    if (this.outbox < 0 || !this.#isRegistered || this.membership.isResponder) return undefined;
    if (this.#permissions?.maySend(subject) === false) return undefined;
    return {
      head: `HMSG ${subject} `,
      plainHead: `LMSG ${subject} `,
      queues: queue === '' ? '' : `${queue} `,
      takesHeaders: this.acceptsHeaders,
    };
  }

  override exhausted(): void {
    // What other servers ask for has no end.
  }

  override countedIn(messages: number, bytes: number): void {
    super.countedIn(messages, bytes);
    countIn(this.account.traffic, messages, bytes);
  }

  protected override countedOut(messages: number, bytes: number): void {
    super.countedOut(messages, bytes);
    countOut(this.account.traffic, messages, bytes);
  }

  protected override withdraw(): void {
    this.#telling.stop();
    this.context.interest.remove(this.account, this);
    this.membership.end();
  }

  // What the fast road asks of who publishes.

  get maxPayload(): number {
    return this.membership.maxPayload;
  }

  // eslint-disable-next-line @typescript-eslint/class-literal-property-style -- as above.
  get wantsNoResponders(): false {
    return false;
  }

  get senderClass(): number {
    return this.#senderClass;
  }

  plan(key: string): Plan | undefined {
    const [subject = '', bar, ...named] = key.split(' ');
    const { account, context } = this;
    const { mappings } = account;
    if (!mappings.isDeterministic(subject)) return notRepeatable(account, key);
    // An answer: it is allowed as often as there are requests.
    if (this.#permissions?.mayPublish(subject) === false) return undefined;
    const destination = mappings.apply(subject);
    this.queues = queuesAt(bar === undefined ? [] : named, destination !== subject);
    return context.delivery.plan(this, account, subject, destination, key);
  }

  /** Lets the fast road take what it knows. */
  repeat(chunk: Buffer, at: number): number {
    const { road, arena } = this.context;
    this.awaitsRest = false;
    if (road === undefined || !this.#isRegistered || this.isTracing) return at;
    if (!arena.holds(chunk)) return at;
    const start = chunk.byteOffset;
    const stopped = road.run(this, start + at, start + chunk.length) - start;
    this.awaitsRest = road.awaitsRest;
    return stopped;
  }
}

/** Who did not know where a message goes could name no groups: then all count (nats-server, pmrIgnoreEmptyQueueFilter). */
function queuesAt(named: readonly string[], isMapped: boolean): readonly string[] | undefined {
  return isMapped && named.length === 0 ? undefined : named;
}
