import { isComplaint } from '../../protocol/json-fields.ts';
import { readLeafConnect, type ReceivedLeafConnect } from '../../protocol/leaf-connect.ts';
import type { ServerInfo } from '../../protocol/server-info.ts';
import { checkInfo } from '../../protocol/info.ts';
import { WIRE_ERRORS } from '../../protocol/wire-errors.ts';
import { authenticatedJwt } from '../auth/claims.ts';
import { claimant, type Credentials, type Identity, type Refusal } from '../auth/credentials.ts';
import { Login, type Gatekeeper, type Newcomer } from '../auth/login.ts';
import type { HandshakeStep } from '../connection/handshake.ts';
import type { Transport } from '../connection/transport.ts';
import type { ConnectionType } from '../options/authorization.ts';
import type { PermissionsOptions } from '../options/permissions.ts';
import { LeafConnection, type LeafContext } from './leaf-connection.ts';
import { denying, LeafPermissions } from './leaf-permissions.ts';

export interface AcceptedContext extends LeafContext {
  readonly gate: Gatekeeper;
  readonly reception: Reception;
}

/** Decides what becomes of leafnodes that connected to us: `Leafnodes`. */
export interface Reception {
  greetingFor(leaf: AcceptedLeaf): ServerInfo;
  /** What is said to `leaf` once it is known who it is. */
  welcomeFor(leaf: AcceptedLeaf): ServerInfo;
  /** May the other side, which is who it says, stay? Closes the leafnode if not. */
  admits(leaf: AcceptedLeaf, connect: ReceivedLeafConnect): boolean;
  /** What never passes between `identity`'s account and its leafnodes. */
  deniedFor(identity: Identity): readonly string[];
  /** Whether all leafnodes are kept from each other's interest. */
  readonly isolates: boolean;
  /** `leaf` was turned away. */
  turnedAway(leaf: AcceptedLeaf): void;
}

/** A leafnode that connected to us: it logs in as a client does, and may what its user may. */
export class AcceptedLeaf extends LeafConnection implements Newcomer {
  readonly isSolicited = false;
  declare readonly context: AcceptedContext;
  readonly #login: Login;
  #connect: ReceivedLeafConnect = { lang: '' };
  #hasConnected = false;
  /** What its user may, from its own point of view; undefined for everything. */
  #granted: Partial<PermissionsOptions> | undefined;

  constructor(id: number, context: AcceptedContext, transport: Transport) {
    super(id, context, transport);
    this.#login = new Login(context.gate, this.connectionType, this);
  }

  /** How it came, in the words of `allowed_connection_types`. */
  get connectionType(): ConnectionType {
    return this.transport.websocket === undefined ? 'LEAFNODE' : 'LEAFNODE_WS';
  }

  get nonce(): string {
    return this.#login.nonce;
  }

  /** What its user may, which it is told. */
  get granted(): Partial<PermissionsOptions> | undefined {
    return this.#granted;
  }

  override open(): void {
    this.debug('Leafnode connection created');
    if (this.transport.negotiates !== true) {
      this.#greet();
      this.#login.start();
    }
    super.open();
  }

  override handshake(step: HandshakeStep): void {
    if (this.isClosed) return;
    super.handshake(step);
    if (step.type === 'greeting') this.#greet();
    if (step.type !== 'done' && step.type !== 'declined') return;
    if (this.transport.tls?.isFirst === true) this.#greet();
    this.#login.start();
  }

  #greet(): void {
    this.sendInfo(this.context.reception.greetingFor(this));
  }

  CONNECT(json: string): void {
    const connect = readLeafConnect(json);
    if (isComplaint(connect)) {
      this.violation(WIRE_ERRORS.malformedLine, connect.complaint);
      return;
    }
    if (this.#hasConnected) {
      this.violation({ text: undefined, closes: 'Protocol Violation' }, 'CONNECT came twice');
      return;
    }
    this.#hasConnected = true;
    this.#connect = connect;
    this.remoteName = connect.name ?? '';
    this.version = connect.version ?? '';
    this.#login.decide(this.#credentials(), (identity) => this.#connected(identity));
  }

  /** It is who it says. */
  #connected(identity: Identity): void {
    const { reception } = this.context;
    const connect = this.#connect;
    if (!reception.admits(this, connect)) return;
    const { is_hub: isHub = false, cluster = '', isolate = false } = connect;
    this.remoteId = connect.server_id ?? '';
    this.remoteCluster = cluster;
    this.remoteAccountName = connect.remote_account ?? '';
    this.isSpoke = isHub;
    this.isIsolated = reception.isolates || isolate;
    this.acceptsHeaders = (connect.headers ?? false) && this.context.limits.supportsHeaders;
    if (!this.join(identity, this.#permissionsOf(identity))) return;
    if (identity.jwtUser !== undefined) {
      this.debug(authenticatedJwt(identity.jwtUser, this.account));
    }
    this.sendInfo(reception.welcomeFor(this));
    this.register();
  }

  #permissionsOf(identity: Identity): LeafPermissions | undefined {
    const terms = identity.permissions?.terms;
    this.#granted = terms;
    const denied = this.context.reception.deniedFor(identity);
    const all = denying(terms, [], [...(this.#connect.deny_pub ?? []), ...denied]);
    return all === undefined ? undefined : new LeafPermissions(all, denied);
  }

  turnAway({ why, error, level }: Refusal): void {
    if (level === undefined) this.debug(why);
    else this.log(level, why);
    if (error !== undefined) this.reject(error);
    else this.#authenticationError();
  }

  #authenticationError(): void {
    const who = claimant(this.#credentials().claims);
    const detail = who === undefined ? '' : ` - ${who}`;
    this.violation(WIRE_ERRORS.authorization, `authentication error${detail}`);
    this.context.reception.turnedAway(this);
  }

  loginTimedOut(): void {
    this.debug(WIRE_ERRORS.authenticationTimeout.text);
    this.reject(WIRE_ERRORS.authenticationTimeout);
  }

  /** Other options say who may connect: who may not, or not the same, comes back. */
  renewLogin(): void {
    const { identity: before } = this.membership;
    const credentials = this.#hasConnected ? this.#credentials(before?.proven) : undefined;
    this.#login.renew(credentials, (identity) => {
      const isSame =
        identity.account === this.account &&
        JSON.stringify(identity.permissions?.terms) === JSON.stringify(this.#granted) &&
        this.membership.hasRoleOf(identity);
      if (!isSame) this.close('Client Closed');
      else this.join(identity, this.permissions);
    });
  }

  /** `proven`: what counts as shown. */
  #credentials(proven?: string): Credentials {
    const { user = '', pass = '', auth_token = '', jwt = '', nkey = '', sig = '' } = this.#connect;
    const { transport, id } = this;
    return {
      claims: { user, pass, auth_token, jwt, nkey, sig },
      nonce: this.nonce,
      connectionType: this.connectionType,
      certificate: transport.tls?.peerCertificates[0]?.raw,
      host: transport.remoteHost,
      proven,
      isGone: () => this.isClosed,
      peer: () => ({
        ...{ id, name: this.remoteName, lang: '', version: this.version, tls: transport.tls },
        type: transport.websocket === undefined ? 'nats' : 'websocket',
        protocol: this.#connect.protocol ?? 0,
      }),
    };
  }

  /** A leafnode that compresses begins with it; this server says that it does not. */
  INFO(json: string): void {
    const complaint = checkInfo(json);
    if (complaint !== undefined) this.violation(WIRE_ERRORS.malformedLine, complaint);
  }

  protected maySpeak(): boolean {
    if (this.isRegistered) return true;
    if (!this.isClosed) this.#authenticationError();
    return false;
  }

  /** What becomes of its CONNECT, even if it may not stay. */
  answer(info: ServerInfo): void {
    this.sendInfo(info);
  }

  /** What is to be known of where else this server's cluster is reached. */
  inform(info: ServerInfo): void {
    if (this.isRegistered && !this.isClosed) this.sendInfo(info);
  }

  protected override withdraw(): void {
    this.#login.stop();
    super.withdraw();
  }
}
