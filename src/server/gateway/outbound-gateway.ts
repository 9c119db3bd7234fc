import { byteString } from '../../base/byte-string.ts';
import { quote } from '../../base/quote.ts';
import { encodeRouted } from '../../protocol/encode.ts';
import type { Message } from '../../protocol/message.ts';
import { encodeServerConnect, type ServerConnect } from '../../protocol/server-connect.ts';
import type { ServerInfo } from '../../protocol/server-info.ts';
import { redactSecrets } from '../../protocol/redact.ts';
import { WIRE_ERRORS } from '../../protocol/wire-errors.ts';
import { isValidSubject } from '../../subject/subject.ts';
import type { Account } from '../account/account.ts';
import type { LineForm } from '../connection/connection.ts';
import type { Transport } from '../connection/transport.ts';
import type { HandshakeStep } from '../connection/handshake.ts';
import type { PeerUrl } from '../peers/peer-url.ts';
import { ALL_SUBS_COMPLETE, ALL_SUBS_START } from './commands.ts';
import { GatewayConnection, type GatewayContext } from './gateway-connection.ts';
import { AccountInterest, NOBODY, type Takers } from './remote-interest.ts';

export interface OutboundContext extends GatewayContext {
  readonly outbounds: OutboundDesk;
}

/** Decides what becomes of gateways that were dialed: `Gateways`. */
export interface OutboundDesk {
  /** The first INFO of the other side: false, and the gateway is closed, if that is not who was dialed. */
  introduced(gateway: OutboundGateway, info: ServerInfo): boolean;
  connectFor(gateway: OutboundGateway): ServerConnect;
  infoFor(gateway: OutboundGateway): ServerInfo;
  registered(gateway: OutboundGateway): void;
  /** Another INFO: where the other cluster is reached, or another cluster is. */
  told(gateway: OutboundGateway, info: ServerInfo): void;
  /** What the other cluster is interested in has changed: in `subject` of `account`, or in all of it. */
  remoteInterestChanged(accountName: string, subject: string): void;
  /** Somebody there listens to `name`, a subject or `subject queue`, or no more. */
  listenersChanged(accountName: string, name: string, change: 1 | -1): void;
  /** How far away it is has been measured. */
  measured(gateway: OutboundGateway): void;
  /** Its certificate is not for the name by which it was judged. */
  misnamed(gateway: OutboundGateway): void;
}

/** The gateway to another cluster: takes the messages for it, and knows what is of interest there. */
export class OutboundGateway extends GatewayConnection {
  declare readonly context: OutboundContext;
  /** The name of the cluster that was dialed. */
  readonly name: string;
  readonly url: PeerUrl;
  /** By the names of accounts, in bytes as they stand in lines. */
  readonly interest = new Map<string, AccountInterest>();
  #isRegistered = false;
  #isConfirmed = false;

  constructor(
    id: number,
    context: OutboundContext,
    transport: Transport,
    { name, url }: { readonly name: string; readonly url: PeerUrl },
  ) {
    super(id, context, transport);
    this.name = name;
    this.url = url;
  }

  /** Whether the other side has answered: it let us in. */
  get isConfirmed(): boolean {
    return this.#isConfirmed;
  }

  protected readonly role = 'client';

  override open(): void {
    this.log('notice', `Creating outbound gateway connection to ${quote(this.name)}`);
    super.open();
  }

  override handshake(step: HandshakeStep): void {
    if (step.type === 'failed' && step.isWrongName === true) this.context.outbounds.misnamed(this);
    super.handshake(step);
  }

  /** The other side speaks first. */
  protected greet(): void {
    this.debug('Gateway connect protocol: waiting for INFO');
  }

  protected tooLate(): void {
    this.debug('The other side does not introduce itself');
    this.close('Authentication Timeout');
  }

  protected informed(info: ServerInfo): void {
    const { outbounds } = this.context;
    if (this.#isRegistered) this.#told(info);
    else if (outbounds.introduced(this, info)) {
      const connect = outbounds.connectFor(this);
      if (this.isTracing) this.traceOut('CONNECT', redactSecrets(JSON.stringify(connect)));
      this.send(encodeServerConnect(connect));
      this.inform(outbounds.infoFor(this));
      this.accepted(info);
      this.#isRegistered = true;
      outbounds.registered(this);
      // What the other side answers tells that it let us in, and how far away it is.
      this.sendPing();
    }
  }

  #told(info: ServerInfo): void {
    const { gateway_cmd: command, gateway_cmd_payload: payload = '' } = info;
    if (command !== ALL_SUBS_START && command !== ALL_SUBS_COMPLETE) {
      this.context.outbounds.told(this, info);
      return;
    }
    const account = Buffer.from(payload, 'base64').toString('latin1');
    if (account === '') {
      const what = command === ALL_SUBS_START ? 'start' : 'complete';
      this.refuse(`Account absent from receive-all-subscriptions-${what} command`);
      return;
    }
    const interest = this.#interestIn(account);
    if (command === ALL_SUBS_START) interest.begin();
    else interest.complete();
    this.context.outbounds.remoteInterestChanged(account, '>');
  }

  override PONG(): void {
    super.PONG();
    if (!this.#isRegistered) return;
    this.#isConfirmed = true;
    this.context.outbounds.measured(this);
  }

  'RS+'(words: readonly string[]): void {
    const [account, subject, queue, weight, ...more] = words;
    const isWhole = subject !== undefined && more.length === 0;
    if (!isWhole || (queue === undefined) !== (weight === undefined) || !isValidSubject(subject)) {
      this.violation(WIRE_ERRORS.malformedLine, `processRS+ Parse Error: ${words.join(' ')}`);
      return;
    }
    this.isActive = true;
    const { outbounds } = this.context;
    if (this.#interestIn(account!).add(subject, queue)) {
      outbounds.listenersChanged(account!, nameOf(subject, queue), 1);
    }
    outbounds.remoteInterestChanged(account!, subject);
  }

  'RS-'(words: readonly string[]): void {
    const [account, subject, queue, ...more] = words;
    if (account === undefined || subject === undefined || more.length > 0) {
      this.violation(WIRE_ERRORS.malformedLine, `processRS- Parse Error: ${words.join(' ')}`);
      return;
    }
    this.isActive = true;
    const { outbounds } = this.context;
    if (this.#interestIn(account).remove(subject, queue)) {
      outbounds.listenersChanged(account, nameOf(subject, queue), -1);
    }
    outbounds.remoteInterestChanged(account, subject);
  }

  'A+'([account = '']: readonly string[]): void {
    this.#interestIn(account).isUninteresting = false;
    this.context.outbounds.remoteInterestChanged(account, '>');
  }

  'A-'([account = '']: readonly string[]): void {
    const interest = this.#interestIn(account);
    if (interest.mode === 'Optimistic') interest.isUninteresting = true;
    this.context.outbounds.remoteInterestChanged(account, '>');
  }

  #interestIn(account: string): AccountInterest {
    let interest = this.interest.get(account);
    if (interest === undefined) {
      interest = new AccountInterest(this.#tellsAll ? 'Interest-Only' : 'Optimistic');
      this.interest.set(account, interest);
    }
    return interest;
  }

  /** Who there takes a message on `subject`. */
  takers({ name }: Account, subject: string): Takers {
    const interest = this.interest.get(byteString(name));
    if (interest !== undefined) return interest.takers(subject);
    return this.#tellsAll ? NOBODY : ANYBODY;
  }

  /** Whether the other side tells all of its interest, so that it has none in what it has not told of: since 2.9. */
  get #tellsAll(): boolean {
    return this.info?.gateway_iom === true;
  }

  /** Passes a message on, for `queues` too if there are any. False if it is closed. */
  pass(
    account: Account,
    subject: string,
    reply: string,
    queues: readonly string[] | undefined,
    message: Message,
  ): boolean {
    if (this.isClosed || !this.#isRegistered) return false;
    const { headerSize } = message;
    let { frame, size, sizes } = message;
    const hasHeaders = headerSize > 0 && this.acceptsHeaders;
    if (headerSize > 0 && !hasHeaders) {
      frame = frame.subarray(headerSize);
      size -= headerSize;
      sizes = String(size);
    }
    const verb = hasHeaders ? 'HMSG' : 'RMSG';
    const head = `${verb} ${byteString(account.name)} ${subject} `;
    const line = encodeRouted(head, reply, queues, sizes);
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

  /** The form of the lines of `pass`. */
  formFor(account: Account, subject: string, queues: readonly string[]): LineForm | undefined {
    if (this.outbox < 0 || this.isClosed || !this.#isRegistered) return undefined;
    const rest = `${byteString(account.name)} ${subject} `;
    return {
      head: `HMSG ${rest}`,
      plainHead: `RMSG ${rest}`,
      queues: queues.length === 0 ? '' : `${queues.join(' ')} `,
      takesHeaders: this.acceptsHeaders,
      // Who listens for it may have come just now: then it leads back by this server.
      takesReplies: false,
    };
  }

  /** Nobody subscribes by a gateway: `pass` is how messages go there. */
  override deliver(): boolean {
    return false;
  }

  override lineForm(): undefined {
    return undefined;
  }
}

const ANYBODY: Takers = { isPlain: true, queues: [] };

function nameOf(subject: string, queue: string | undefined): string {
  return queue === undefined ? subject : `${subject} ${queue}`;
}
