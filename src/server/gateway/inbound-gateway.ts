import { byteString } from '../../base/byte-string.ts';
import { encodeInterest } from '../../protocol/encode.ts';
import { isComplaint } from '../../protocol/json-fields.ts';
import type { Message } from '../../protocol/message.ts';
import type { RoutedMessage } from '../../protocol/routed-message.ts';
import { readServerConnect, type ReceivedConnect } from '../../protocol/server-connect.ts';
import type { ServerInfo } from '../../protocol/server-info.ts';
import { WIRE_ERRORS } from '../../protocol/wire-errors.ts';
import type { Account } from '../account/account.ts';
import { SlicedLines } from '../connection/sliced-lines.ts';
import type { FastPublisher, FastRoad } from '../connection/fast-road.ts';
import type { Source } from '../delivery/audience.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { Plan } from '../delivery/plan.ts';
import { LARGEST_MESSAGE } from '../peers/peer-limits.ts';
import { GatewayConnection, type GatewayContext } from './gateway-connection.ts';

export interface InboundContext extends GatewayContext {
  readonly delivery: Delivery;
  readonly road: GatewayRoad | undefined;
  readonly inbounds: InboundDesk;
  /** The class of all that comes in by gateways: its lines name the account. */
  readonly senderClass: number;
  /** The account of a name. */
  account(name: string): Account | undefined;
}

/** The fast road, as gateways see it. */
interface GatewayRoad extends FastRoad {
  learn(publisher: InboundGateway, key: string): void;
}

/** Decides what becomes of gateways that dialed us: `Gateways`. */
export interface InboundDesk {
  infoFor(gateway: InboundGateway): ServerInfo;
  /** May the other side, which says `connect`, stay? Closes the gateway if not. */
  admit(gateway: InboundGateway, connect: ReceivedConnect): boolean | Promise<boolean>;
  /** The first INFO of the other side. */
  arrived(gateway: InboundGateway, info: ServerInfo): void;
}

/** Accounts that are remembered; others are told of again. */
const MOST_ACCOUNTS = 10_000;

/** A gateway of another cluster, which dialed: brings messages from there, and is told what is of interest here. */
export class InboundGateway extends GatewayConnection implements Source, FastPublisher {
  declare readonly context: InboundContext;
  /** Of what is being delivered: see `Source`. */
  queues: readonly string[] = [];
  awaitsRest = false;
  #connect: ReceivedConnect | undefined;
  #isAdmitted = false;
  readonly #telling = new SlicedLines(this);
  /** The accounts of which it was told that they interest nobody. */
  readonly #uninteresting = new Set<string>();

  protected readonly role = 'server';

  override open(): void {
    this.log('notice', 'Processing inbound gateway connection');
    super.open();
  }

  // eslint-disable-next-line @typescript-eslint/class-literal-property-style -- gateways know of no leafnodes.
  get origin(): '' {
    return '';
  }

  protected greet(): void {
    this.inform(this.context.inbounds.infoFor(this));
  }

  protected tooLate(): void {
    this.debug(WIRE_ERRORS.authenticationTimeout.text);
    this.reject(WIRE_ERRORS.authenticationTimeout);
  }

  CONNECT(json: string): void {
    if (this.#connect !== undefined) {
      this.refuse('CONNECT protocol received more than once');
      return;
    }
    const connect = readServerConnect(json);
    if (isComplaint(connect)) {
      this.violation(WIRE_ERRORS.malformedLine, connect.complaint);
      return;
    }
    this.#connect = connect;
    const answer = this.context.inbounds.admit(this, connect);
    if (typeof answer === 'boolean') this.#isAdmitted = answer;
    else {
      this.holdInput();
      void answer.then((isAdmitted) => {
        this.#isAdmitted = isAdmitted;
        this.releaseInput();
      });
    }
  }

  /** The cluster that it says it is of. */
  get clusterName(): string {
    return this.#connect?.gateway ?? '';
  }

  protected informed(info: ServerInfo): void {
    if (!this.#maySpeak()) return;
    if (this.info === undefined) this.context.inbounds.arrived(this, info);
    // Where the other cluster is reached, those that we dial tell us.
  }

  #maySpeak(): boolean {
    if (this.#isAdmitted) return true;
    if (!this.isClosed) this.violation(WIRE_ERRORS.authorization, 'authentication error');
    return false;
  }

  'RS+'(): void {
    this.refuse('RS+ protocol received on an inbound gateway');
  }

  'RS-'(): void {
    this.refuse('RS- protocol received on an inbound gateway');
  }

  /** Tells `lines`, in slices: a million of them must hold up nobody. */
  tell(lines: Iterable<string>): void {
    this.#telling.tell(lines);
  }

  /** There is another account: it is told whole, whatever was said of it before. */
  accountAdded({ name }: Account, lines: Iterable<string>): void {
    this.#uninteresting.delete(byteString(name));
    this.send([...lines].join(''));
  }

  override written(): void {
    super.written();
    this.#telling.goOn();
  }

  accept({ size }: Message): boolean {
    if (!this.#maySpeak()) return false;
    if (size <= LARGEST_MESSAGE) return true;
    const error = WIRE_ERRORS.payloadExceeded;
    this.violation(error, `maximum payload exceeded: ${size} vs ${LARGEST_MESSAGE}`);
    return false;
  }

  RMSG(message: RoutedMessage): void {
    if (this.isTracing) this.traceFrame('<<-', message.frame, message.headerSize);
    this.countedIn(1, message.size);
    if (this.info === undefined) return;
    const account = this.context.account(text(message.account));
    if (account === undefined) {
      this.#isUnknown(message.account);
      return;
    }
    this.queues = message.queues;
    this.context.delivery.publish(this, account, message);
    this.context.road?.learn(this, keyOf(message));
  }

  /**
   * Says once that an account interests nobody here, to servers that send everything until they are told (before 2.9).
   * When there is such an account, they are told all that it is interested in.
   */
  #isUnknown(account: string): void {
    if (this.info?.gateway_iom === true || this.#uninteresting.has(account)) return;
    if (this.#uninteresting.size >= MOST_ACCOUNTS) this.#uninteresting.clear();
    this.#uninteresting.add(account);
    this.send(encodeInterest('A-', account));
  }

  override deliver(): boolean {
    return false;
  }

  override lineForm(): undefined {
    return undefined;
  }

  // What the fast road asks of who publishes.

  // eslint-disable-next-line @typescript-eslint/class-literal-property-style -- as above.
  get echo(): false {
    return false;
  }

  get maxPayload(): number {
    return LARGEST_MESSAGE;
  }

  // eslint-disable-next-line @typescript-eslint/class-literal-property-style -- as above.
  get wantsNoResponders(): false {
    return false;
  }

  get senderClass(): number {
    return this.context.senderClass;
  }

  plan(key: string): Plan | undefined {
    const [accountName = '', subject = '', bar, ...queues] = key.split(' ');
    const account = this.context.account(text(accountName));
    if (account === undefined) return undefined;
    this.queues = bar === undefined ? [] : queues;
    return this.context.delivery.plan(this, account, subject, subject, key);
  }

  repeat(chunk: Buffer, at: number): number {
    const { road, arena } = this.context;
    this.awaitsRest = false;
    if (road === undefined || this.info === undefined || this.isTracing) return at;
    if (!arena.holds(chunk)) return at;
    const start = chunk.byteOffset;
    const stopped = road.run(this, start + at, start + chunk.length) - start;
    this.awaitsRest = road.awaitsRest;
    return stopped;
  }
}

/** What the fast road knows a message by: see delivery/plan.ts. */
function keyOf({ account, subject, queues }: RoutedMessage): string {
  const name = `${account} ${subject}`;
  return queues.length === 0 ? name : `${name} | ${queues.join(' ')}`;
}

/** A name as text: on the wire it is bytes. */
function text(bytes: string): string {
  return byteString(bytes) === bytes ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
}
