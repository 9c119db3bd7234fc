import { hostPort } from '../../base/system-error.ts';
import { GATEWAY, type Dialect } from '../../protocol/dialect.ts';
import { PONG } from '../../protocol/encode.ts';
import { isComplaint } from '../../protocol/json-fields.ts';
import { redactSecrets } from '../../protocol/redact.ts';
import { encodeServerInfo, readServerInfo, type ServerInfo } from '../../protocol/server-info.ts';
import { violation, WIRE_ERRORS } from '../../protocol/wire-errors.ts';
import { Connection, type ConnectionContext } from '../connection/connection.ts';
import type { HandshakeStep } from '../connection/handshake.ts';

/** What others are interested in stands by account. */
interface SubscriptionsView {
  readonly size: number;
  values(): Iterable<never>;
}
const NONE: SubscriptionsView = { size: 0, values: () => [] };

/** What gateways need beyond what every connection does. */
export interface GatewayContext extends ConnectionContext {
  /** How long the other side may take to say who it is, in ms. */
  readonly authTimeoutMs: () => number;
}

/**
 * GATEWAY: a server of another cluster. Messages go from who dialed to who accepted, and what is of interest the other
 * way; so there are two between two clusters at least, and a connection is one or the other.
 */
export abstract class GatewayConnection extends Connection {
  declare readonly context: GatewayContext;
  /** What the other side said of itself, once it has. */
  info: ServerInfo | undefined;
  #timer: NodeJS.Timeout | undefined;

  // eslint-disable-next-line @typescript-eslint/class-literal-property-style -- it is asked for during construction.
  get kind(): 'gateway' {
    return 'gateway';
  }

  // eslint-disable-next-line @typescript-eslint/class-literal-property-style -- as above.
  get kindName(): 'Gateway' {
    return 'Gateway';
  }

  get dialect(): Dialect {
    return GATEWAY;
  }

  get acceptsHeaders(): boolean {
    return this.info?.headers ?? false;
  }

  get remoteId(): string {
    return this.info?.server_id ?? '';
  }

  get remoteName(): string {
    return this.info?.gateway ?? '';
  }

  // What monitoring asks of every kind.

  get clientType(): undefined {
    return undefined;
  }

  get subscriptions(): SubscriptionsView {
    return NONE;
  }

  get options() {
    return { name: this.remoteId, lang: '', version: '' };
  }

  get account() {
    return { name: '', nameTag: '' };
  }

  readonly authorizedUser = '';

  override describe(): string {
    const { remoteHost, remotePort } = this.transport;
    return `${hostPort(remoteHost, remotePort)} - gid:${this.id}`;
  }

  override open(): void {
    if (this.transport.negotiates !== true) this.#begin();
    super.open();
  }

  protected override handshakeTexts() {
    return {
      begun: `Starting TLS gateway ${this.role} handshake`,
      failed: 'TLS gateway handshake error',
    };
  }

  override handshake(step: HandshakeStep): void {
    if (this.isClosed) return;
    super.handshake(step);
    if (step.type === 'done') this.#begin();
  }

  /** Who is silent must not stay for ever. */
  #begin(): void {
    this.#timer = setTimeout(() => this.tooLate(), this.context.authTimeoutMs()).unref();
    this.greet();
  }

  /** In a handshake. */
  protected abstract readonly role: 'client' | 'server';
  /** Says what is to be said first. */
  protected abstract greet(): void;
  protected abstract tooLate(): void;
  /** INFO of the other side, the first or a later one. */
  protected abstract informed(info: ServerInfo): void;

  /** The other side has said who it is, and may stay. */
  accepted(info: ServerInfo): void {
    clearTimeout(this.#timer);
    this.info = info;
    this.liveness.connected();
  }

  inform(info: ServerInfo): void {
    if (this.isClosed) return;
    const line = encodeServerInfo(info, '');
    if (this.isTracing) this.traceOut('INFO', line.slice('INFO '.length).trimEnd());
    this.send(line);
  }

  INFO(json: string): void {
    const info = readServerInfo(json);
    if (isComplaint(info)) this.violation(WIRE_ERRORS.malformedLine, info.complaint);
    else this.informed(info);
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

  '-ERR'(error: string): void {
    this.log('error', `Gateway Error ${error}`);
    this.close('Parse Error');
  }

  override traceLine(verb: string, args: string): void {
    super.traceLine(verb, verb === 'CONNECT' ? redactSecrets(args) : args);
  }

  /** The other side said what it must not. */
  protected refuse(text: string): void {
    this.violation({ ...violation(text), closes: 'Protocol Violation' }, text);
  }

  override exhausted(): void {
    // What other clusters ask for has no end.
  }

  protected override withdraw(): void {
    clearTimeout(this.#timer);
  }
}
