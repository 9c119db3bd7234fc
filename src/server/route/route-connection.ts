import { quote } from '../../base/quote.ts';
import { byteString } from '../../base/byte-string.ts';
import { hostPort } from '../../base/system-error.ts';
import { ACCOUNT_ROUTE, ROUTE, type Dialect } from '../../protocol/dialect.ts';
import { encodeRouted, PONG } from '../../protocol/encode.ts';
import { isComplaint } from '../../protocol/json-fields.ts';
import type { Message } from '../../protocol/message.ts';
import type { RoutedMessage } from '../../protocol/routed-message.ts';
import { redactSecrets } from '../../protocol/redact.ts';
import { encodeServerConnect, readServerConnect } from '../../protocol/server-connect.ts';
import type { ReceivedConnect, ServerConnect } from '../../protocol/server-connect.ts';
import {
  encodeServerInfo,
  readServerInfo,
  type ServerInfo,
  type SubjectPermissionInfo,
} from '../../protocol/server-info.ts';
import { violation, WIRE_ERRORS } from '../../protocol/wire-errors.ts';
import { isValidSubject } from '../../subject/subject.ts';
import type { Account } from '../account/account.ts';
import type { InterestCounts } from '../account/interest-counts.ts';
import type { Permissions } from '../auth/permissions.ts';
import {
  Connection,
  type ConnectionContext,
  type LineForm,
  type MessageSource,
} from '../connection/connection.ts';
import type { FastPublisher, FastRoad } from '../connection/fast-road.ts';
import type { HandshakeStep } from '../connection/handshake.ts';
import { SlicedLines } from '../connection/sliced-lines.ts';
import type { Subscription } from '../connection/subscription.ts';
import type { Transport } from '../connection/transport.ts';
import type { Source } from '../delivery/audience.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { Plan } from '../delivery/plan.ts';
import { LARGEST_MESSAGE } from '../peers/peer-limits.ts';
import { interestLine, type InterestDialect } from '../../protocol/interest-line.ts';
import { RemoteInterest, type InterestName, type RemoteSubscription } from './remote-interest.ts';

/** What routes need beyond what every connection does. */
export interface RouteContext extends ConnectionContext {
  readonly delivery: Delivery;
  readonly road: RouteRoad | undefined;
  readonly interest: InterestCounts;
  readonly desk: RouteDesk;
  /** Of what comes in for `account`, or for any. */
  senderClass(account: Account | undefined): number;
  /** What may pass over routes, if not everything. */
  readonly permissions: RoutePermissions;
  /** The account of a name. */
  account(name: string): Account | undefined;
  /** The same of one that the other server is interested in. */
  accountOfInterest(name: string): Account | undefined;
}

/** In both directions: what we may hear from other servers, and what they may hear from us. */
export interface RoutePermissions {
  readonly imports: Permissions | undefined;
  readonly exports: Permissions | undefined;
}

/** The fast road, as routes see it. */
interface RouteRoad extends FastRoad {
  learn(publisher: RouteConnection, key: string): void;
}

/** Decides what becomes of routes: `Routes`. */
export interface RouteDesk {
  /** What we say first when the other side connected, or when its INFO is there. */
  infoFor(route: RouteConnection): ServerInfo;
  connectFor(route: RouteConnection): ServerConnect;
  /** May the peer that says `connect` stay? Closes the route if not. */
  admit(route: RouteConnection, connect: ReceivedConnect): boolean | Promise<boolean>;
  /** The first INFO of the other side. */
  introduced(route: RouteConnection, info: ServerInfo): void;
  /** Another INFO, of the other side or about somebody else. */
  told(route: RouteConnection, info: ServerInfo): void;
  /** The other side has answered the first PING: it let us in. */
  confirmed(route: RouteConnection): void;
  /** The certificate of the other side is not for the name by which it was judged. */
  misnamed(route: RouteConnection): void;
  /** How long the other side may take to say who it is, in ms. */
  readonly authTimeoutMs: number;
}

/** How a route came about. */
export interface RouteOrigin {
  /** Where we connected to; undefined if the other side connected. */
  readonly url: string | undefined;
  /** Whether a configuration names it. */
  isConfigured: boolean;
  /** Whether another server told of it just now. */
  readonly isHearsay: boolean;
  /** The account that it is for, if it is for one alone. */
  readonly accountName: string;
}

/** A permission that is not given is told once a subject and route, and no more than so many. */
const MOST_TOLD = 100;

/** ROUTER: another server of the same cluster. */
export class RouteConnection extends Connection implements Source, FastPublisher {
  declare readonly context: RouteContext;
  readonly interest: RemoteInterest;
  readonly origins: RouteOrigin;
  /** The account that it is for, if it is for one alone; in bytes, as it stands in lines elsewhere. */
  accountName: string;
  /** What the other side said of itself, once it has. */
  info: ServerInfo | undefined;
  /** Its place among the connections to the same server. */
  poolIndex = 0;
  /** Of what is being delivered: see `Source`. */
  queues: readonly string[] = [];
  origin = '';
  #isAdmitted: boolean;
  #isRegistered = false;
  #isConfirmed = false;
  #authTimer: NodeJS.Timeout | undefined;
  #account: Account | undefined;
  /** What was last looked up. */
  #knownName = '';
  #knownAccount: Account | undefined;
  readonly #telling = new SlicedLines(this);
  readonly #told = new Set<string>();

  constructor(id: number, context: RouteContext, transport: Transport, origins: RouteOrigin) {
    super(id, context, transport);
    this.origins = origins;
    this.accountName = byteString(origins.accountName);
    // The side that connects has been given the address by who runs it.
    this.#isAdmitted = origins.url !== undefined;
    this.interest = new RemoteInterest(this, (name) => context.accountOfInterest(text(name)));
  }

  // eslint-disable-next-line @typescript-eslint/class-literal-property-style -- it is asked for during construction.
  get kind(): 'route' {
    return 'route';
  }

  // eslint-disable-next-line @typescript-eslint/class-literal-property-style -- as above.
  get kindName(): 'Router' {
    return 'Router';
  }

  /** Asked for before there are fields. */
  get dialect(): Dialect {
    return (this.accountName as string | undefined) ? ACCOUNT_ROUTE : ROUTE;
  }

  get isSolicited(): boolean {
    return this.origins.url !== undefined;
  }

  get remoteId(): string {
    return this.info?.server_id ?? '';
  }

  get remoteName(): string {
    return this.info?.server_name ?? '';
  }

  // What monitoring asks of every kind.

  get clientType(): undefined {
    return undefined;
  }

  get subscriptions(): RemoteInterest {
    return this.interest;
  }

  get options() {
    return { name: '', lang: '', version: '' };
  }

  get account() {
    const name = text(this.accountName);
    return { name, nameTag: name };
  }

  // eslint-disable-next-line @typescript-eslint/class-literal-property-style -- a field would cost each connection a word.
  get authorizedUser(): string {
    return '';
  }

  get isConfigured(): boolean {
    return this.origins.isConfigured;
  }

  get import(): SubjectPermissionInfo | undefined {
    return this.info?.import;
  }

  get export(): SubjectPermissionInfo | undefined {
    return this.info?.export;
  }

  /** S2 is not spoken here. */
  get compression(): string {
    return this.info?.compression === undefined ? 'not supported' : 'off';
  }

  /** Whether it is one of the connections to a server of the cluster. */
  get isRegistered(): boolean {
    return this.#isRegistered;
  }

  get interestDialect(): InterestDialect {
    const { lnoc = false, lnocu = false } = this.info ?? {};
    return { knowsOrigins: lnoc, knowsEndedOrigins: lnocu };
  }

  override describe(): string {
    const { remoteHost, remotePort } = this.transport;
    const account = this.accountName === '' ? '' : ` - "${text(this.accountName)}"`;
    return `${hostPort(remoteHost, remotePort)} - rid:${this.id}${account}`;
  }

  /** Greets the other side and starts to listen to it. */
  override open(): void {
    this.debug('Route connection created');
    if (this.transport.negotiates !== true) this.#greet();
    super.open();
  }

  protected override handshakeTexts() {
    const role = this.isSolicited ? 'client' : 'server';
    return {
      begun: `Starting TLS route ${role} handshake`,
      failed: 'TLS route handshake error',
    };
  }

  override handshake(step: HandshakeStep): void {
    if (this.isClosed) return;
    if (step.type === 'failed' && step.isWrongName === true) this.context.desk.misnamed(this);
    super.handshake(step);
    if (step.type === 'done') this.#greet();
  }

  #greet(): void {
    const { desk } = this.context;
    // Who is silent must not stay for ever.
    this.#authTimer = setTimeout(() => this.#tooLate(), desk.authTimeoutMs).unref();
    if (this.isSolicited) {
      const connect = desk.connectFor(this);
      this.traceOut('CONNECT', redactSecrets(JSON.stringify(connect)));
      this.send(encodeServerConnect(connect));
    } else this.#sendInfo(desk.infoFor(this));
  }

  #tooLate(): void {
    if (this.isSolicited) {
      this.debug('The other side does not introduce itself');
      this.close('Authentication Timeout');
      return;
    }
    this.debug(WIRE_ERRORS.authenticationTimeout.text);
    this.reject(WIRE_ERRORS.authenticationTimeout);
  }

  #sendInfo(info: ServerInfo): void {
    const line = encodeServerInfo(info);
    if (this.isTracing) this.traceOut('INFO', line.slice('INFO '.length).trimEnd());
    this.send(line);
  }

  /** Tells the other side something. */
  inform(info: ServerInfo): void {
    if (!this.isClosed) this.#sendInfo(info);
  }

  CONNECT(json: string): void {
    if (this.isSolicited) {
      this.violation(
        violation('Route connection cannot send CONNECT'),
        'CONNECT on a solicited route',
      );
      this.close('Protocol Violation');
      return;
    }
    const connect = readServerConnect(json);
    if (isComplaint(connect)) {
      this.violation(WIRE_ERRORS.malformedLine, connect.complaint);
      return;
    }
    const answer = this.context.desk.admit(this, connect);
    if (typeof answer === 'boolean') this.#isAdmitted = answer;
    else {
      this.holdInput();
      void answer.then((isAdmitted) => {
        this.#isAdmitted = isAdmitted;
        this.releaseInput();
      });
    }
  }

  INFO(json: string): void {
    if (!this.#mayspeak()) return;
    const info = readServerInfo(json);
    if (isComplaint(info)) {
      this.violation(WIRE_ERRORS.malformedLine, info.complaint);
      return;
    }
    const { desk } = this.context;
    if (this.#isRegistered) {
      desk.told(this, info);
      return;
    }
    clearTimeout(this.#authTimer);
    desk.introduced(this, info);
  }

  /** From now on it is one of the connections to a server of the cluster: tells it all that we are interested in. */
  register(info: ServerInfo, accounts: () => Iterable<Account>): void {
    this.info = info;
    this.#isRegistered = true;
    if (this.accountName !== '') this.#account = this.context.account(text(this.accountName));
    if (this.isSolicited) {
      this.#sendInfo(this.context.desk.infoFor(this));
      this.sendPing();
    }
    this.liveness.connected();
    this.tellAll(accounts);
  }

  /** Tells all our interest in `accounts`, in slices: a million lines must hold up nobody. */
  tellAll(accounts: () => Iterable<Account>): void {
    this.#telling.tell(this.#lines(accounts));
  }

  *#lines(accounts: () => Iterable<Account>): Generator<string> {
    const { interest } = this.context;
    for (const account of [...accounts()]) {
      for (const { key, count, isLeafnodes } of interest.of(account)) {
        if (this.mayTell(key, isLeafnodes)) yield this.lineFor(account, key, count, isLeafnodes);
      }
    }
  }

  override traceLine(verb: string, args: string): void {
    super.traceLine(verb, verb === 'CONNECT' ? redactSecrets(args) : args);
  }

  override written(): void {
    super.written();
    this.#telling.goOn();
  }

  /** What may pass is not what it was: the other side hears anew what we ask for, and what it may not ask for ends. */
  permissionsChanged(accounts: () => Iterable<Account>): void {
    const { exports } = this.context.permissions;
    for (const each of [...this.interest.values()]) {
      const { accountName, subject, queue, origin = '' } = each;
      if (exports?.maySubscribe(subject, queue) !== false) continue;
      this.interest.remove({ accountName, subject, queue, origin });
    }
    this.tellAll(accounts);
  }

  /** Whether the other side is to know of an interest: not of one that nothing may come in for. */
  mayTell(key: string, isLeafnodes: boolean): boolean {
    const { imports } = this.context.permissions;
    if (imports === undefined) return true;
    const words = key.split(' ');
    const subject = words[isLeafnodes ? 1 : 0]!;
    return imports.maySubscribe(subject, undefined);
  }

  lineFor(account: Account, key: string, count: number, isLeafnodes: boolean): string {
    const space = this.accountName === '' ? byteString(account.name) : '';
    return interestLine(space, key, count, isLeafnodes, this.interestDialect);
  }

  PING(): void {
    this.liveness.heard();
    this.traceOut('PONG');
    this.send(PONG);
  }

  PONG(): void {
    this.liveness.ponged();
    if (this.#isConfirmed || !this.#isRegistered) return;
    this.#isConfirmed = true;
    this.context.desk.confirmed(this);
  }

  '+OK'(): void {
    // Servers have nothing to confirm.
  }

  '-ERR'(error: string): void {
    this.log('error', `Route Error ${error}`);
    this.close('Parse Error');
  }

  'RS+'(words: readonly string[]): void {
    this.#subscribe('RS+', words, '');
  }

  'RS-'(words: readonly string[]): void {
    this.#unsubscribe('RS-', words);
  }

  'LS+'(words: readonly string[]): void {
    this.#subscribe('LS+', words.slice(1), words[0] ?? '');
  }

  'LS-'(words: readonly string[]): void {
    this.#unsubscribe('LS-', words);
  }

  'A+'(): void {
    // For gateways alone; nats-server passes over it on a route.
  }

  'A-'(): void {
    // As above.
  }

  #subscribe(verb: string, words: readonly string[], origin: string): void {
    if (!this.#mayspeak()) return;
    this.isActive = true;
    const account = this.accountName === '' ? words[0] : this.accountName;
    const [subject, queue, weight, ...more] = this.accountName === '' ? words.slice(1) : words;
    const hasWeight =
      queue === undefined || (weight !== undefined && /^[1-9]\d{0,8}$/.test(weight));
    if (account === undefined || subject === undefined || !hasWeight || more.length > 0) {
      this.#malformed(verb, words);
      return;
    }
    if (!isValidSubject(subject)) {
      this.#malformed(verb, words);
      return;
    }
    const { exports } = this.context.permissions;
    if (exports?.maySubscribe(subject, queue) === false) {
      this.debug(`Can not export ${quote(subject)}, ignoring remote subscription request`);
      return;
    }
    const name = { accountName: account, subject, queue, origin };
    this.interest.add(name, queue === undefined ? undefined : Number(weight));
  }

  #unsubscribe(verb: 'RS-' | 'LS-', words: readonly string[]): void {
    if (!this.#mayspeak()) return;
    this.isActive = true;
    const namesOrigin = verb === 'LS-' && this.interestDialect.knowsEndedOrigins;
    const [origin, rest] = namesOrigin ? [words[0] ?? '', words.slice(1)] : ['', words];
    const account = this.accountName === '' ? rest[0] : this.accountName;
    const [subject, queue, ...more] = this.accountName === '' ? rest.slice(1) : rest;
    if (account === undefined || subject === undefined || more.length > 0) {
      this.#malformed(verb, words);
      return;
    }
    const name: InterestName = { accountName: account, subject, queue, origin };
    if (verb === 'LS-' && !namesOrigin) this.interest.removeOfSomeOrigin(name);
    else this.interest.remove(name);
  }

  #malformed(verb: string, words: readonly string[]): void {
    const args = quote(words.join(' '));
    this.violation(WIRE_ERRORS.malformedLine, `process${verb} Parse Error: ${args}`);
  }

  /** Whether the other side may say anything but who it is. */
  #mayspeak(): boolean {
    if (this.#isAdmitted) return true;
    if (!this.isClosed) this.violation(WIRE_ERRORS.authorization, 'authentication error');
    return false;
  }

  accept({ size }: Message): boolean {
    if (!this.#mayspeak()) return false;
    if (size <= LARGEST_MESSAGE) return true;
    const error = WIRE_ERRORS.payloadExceeded;
    this.violation(error, `maximum payload exceeded: ${size} vs ${LARGEST_MESSAGE}`);
    return false;
  }

  RMSG(message: RoutedMessage): void {
    if (this.isTracing) this.traceFrame('<<-', message.frame, message.headerSize);
    this.countedIn(1, message.size);
    const account = this.#accountOf(message.account);
    // nats-server passes over it, too: the other side may know of an account sooner than we do.
    if (account === undefined || !this.#isRegistered) return;
    const { subject } = message;
    if (this.context.permissions.imports?.mayPublish(subject) === false) {
      this.#refused(subject);
      return;
    }
    this.queues = message.queues;
    this.origin = message.origin;
    this.context.delivery.publish(this, account, message);
    if (message.origin === '') this.context.road?.learn(this, keyOf(message));
    this.origin = '';
  }

  #accountOf(name: string): Account | undefined {
    if (this.accountName !== '') {
      return (this.#account ??= this.context.account(text(this.accountName)));
    }
    if (name !== this.#knownName || this.#knownAccount === undefined) {
      this.#knownAccount = this.context.account(text(name));
      this.#knownName = name;
    }
    return this.#knownAccount;
  }

  /** Accounts have come or gone. */
  accountChanged(account: Account): void {
    this.#knownName = '';
    this.#knownAccount = this.#account = undefined;
    this.interest.accountChanged(byteString(account.name));
  }

  #refused(subject: string): void {
    if (this.#told.size >= MOST_TOLD || this.#told.has(subject)) return;
    this.#told.add(subject);
    this.log('error', `Publish Violation - Subject ${quote(subject)}`);
  }

  override deliver(
    subscription: Subscription,
    subject: string,
    message: Message,
    queues?: readonly string[],
  ): boolean {
    return this.#write(this.#spaceOf(subscription), subject, message, queues);
  }

  /** Hands a message on to the other side, whether it listens or not. */
  pass({ name }: Account, message: Message): boolean {
    const space = this.accountName === '' ? `${byteString(name)} ` : '';
    return this.#write(space, message.subject, message, undefined);
  }

  #write(
    space: string,
    subject: string,
    message: Message,
    queues: readonly string[] | undefined,
  ): boolean {
    if (this.isClosed || !this.#isRegistered) return false;
    const { delivery } = this.context;
    const { headerSize, reply } = message;
    let { frame, size, sizes } = message;
    if (headerSize > 0 && !this.acceptsHeaders) {
      frame = frame.subarray(headerSize);
      size -= headerSize;
      sizes = String(size);
    }
    const hasHeaders = headerSize > 0 && this.acceptsHeaders;
    const origin = this.interestDialect.knowsOrigins ? delivery.origin : '';
    let line: string;
    if (origin !== '') {
      const always = hasHeaders ? sizes : `0 ${sizes}`;
      line = encodeRouted(`LMSG ${origin} ${space}${subject} `, reply, queues, always);
    } else {
      const verb = hasHeaders ? 'HMSG' : 'RMSG';
      line = encodeRouted(`${verb} ${space}${subject} `, reply, queues, sizes);
    }
    this.outbound.queueText(line);
    if (message.ownsFrame) this.outbound.queueShared(frame);
    else this.outbound.queueBytes(frame);
    this.countedOut(1, size);
    this.queued();
    if (this.isTracing) {
      this.traceOut(line.trimEnd());
      this.traceFrame('->>', frame, hasHeaders ? headerSize : 0);
    }
    return true;
  }

  override lineForm(
    subscription: Subscription,
    subject: string,
    source: MessageSource,
    queue: string,
  ): LineForm | undefined {
    // What comes from a leafnode has the size of its headers always, which the fast road does not write.
    if (this.outbox < 0 || source.kind === 'leaf' || source.origin !== '') return undefined;
    const space = this.#spaceOf(subscription);
    return {
      head: `HMSG ${space}${subject} `,
      plainHead: `RMSG ${space}${subject} `,
      queues: queue === '' ? '' : `${queue} `,
      takesHeaders: this.acceptsHeaders,
    };
  }

  #spaceOf(subscription: Subscription): string {
    if (this.accountName !== '') return '';
    return `${(subscription as RemoteSubscription).accountName} `; // All of ours are.
  }

  override exhausted(): void {
    // What other servers ask for has no end.
  }

  protected override withdraw(): void {
    clearTimeout(this.#authTimer);
    void this.interest.clear();
  }

  // What the fast road asks of who publishes.

  /** That nothing goes back where it came from, the audience sees to: nobody needs to look for it once more. */
  // eslint-disable-next-line @typescript-eslint/class-literal-property-style -- a field would cost each connection a word.
  get echo(): boolean {
    return true;
  }

  get acceptsHeaders(): boolean {
    return this.info?.headers ?? false;
  }

  get maxPayload(): number {
    return LARGEST_MESSAGE;
  }

  // eslint-disable-next-line @typescript-eslint/class-literal-property-style -- a field would cost each connection a word.
  get wantsNoResponders(): boolean {
    return false;
  }

  get senderClass(): number {
    return this.context.senderClass(this.#account);
  }

  plan(key: string): Plan | undefined {
    const words = key.split(' ');
    const account = this.#accountOf(this.accountName === '' ? words.shift()! : '');
    const [subject = '', bar, ...queues] = words;
    if (account === undefined || this.context.permissions.imports?.mayPublish(subject) === false) {
      return undefined;
    }
    this.queues = bar === undefined ? [] : queues;
    this.origin = '';
    return this.context.delivery.plan(this, account, subject, subject, key);
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

  awaitsRest = false;
}

/** What the fast road knows a message by: see connection/fast-road.ts. */
function keyOf({ account, subject, queues }: RoutedMessage): string {
  const name = account === '' ? subject : `${account} ${subject}`;
  return queues.length === 0 ? name : `${name} | ${queues.join(' ')}`;
}

/** A name as text: on the wire it is bytes. */
function text(bytes: string): string {
  return /^[\x20-\x7e]*$/.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
}
