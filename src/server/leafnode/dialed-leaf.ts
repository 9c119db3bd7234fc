import { isComplaint } from '../../protocol/json-fields.ts';
import { encodeLeafConnect, type LeafConnect } from '../../protocol/leaf-connect.ts';
import { redactSecrets } from '../../protocol/redact.ts';
import {
  readServerInfo,
  type ServerInfo,
  type SubjectPermissionInfo,
} from '../../protocol/server-info.ts';
import { WIRE_ERRORS } from '../../protocol/wire-errors.ts';
import type { Account } from '../account/account.ts';
import type { HandshakeStep } from '../connection/handshake.ts';
import type { Transport } from '../connection/transport.ts';
import type { SubjectPermissions } from '../options/permissions.ts';
import type { DialTerms } from '../peers/client-handshake.ts';
import { LeafConnection, type LeafContext } from './leaf-connection.ts';
import { denying, LeafPermissions } from './leaf-permissions.ts';

export interface DialedContext extends LeafContext {
  readonly solicitation: Solicitation;
}

/** Decides what becomes of leafnodes that we connected: `Leafnodes`. */
export interface Solicitation {
  /** What is said to a hub that sent `info`; undefined if there is nothing to say: then the leafnode was closed. */
  connectFor(leaf: DialedLeaf, info: ServerInfo): LeafConnect | undefined;
  /** What never passes between `account` and a leafnode. */
  deniedFor(account: Account): readonly string[];
  /** Whether the other side has let in, from a place that is already known: a loop. */
  isAround(leaf: DialedLeaf): boolean;
  /** Where else the other side's cluster is reached. */
  learned(leaf: DialedLeaf, info: ServerInfo): void;
}

/** What a remote of the options says of its connection. */
export interface DialedTerms {
  readonly account: Account;
  /** Whether this server is the hub. */
  readonly isHub: boolean;
  readonly isIsolated: boolean;
  readonly denyImports: readonly string[];
  readonly denyExports: readonly string[];
  readonly firstInfoTimeoutMs: number;
  /** Where it leads, without credentials: for the log. */
  readonly place: string;
  /** How it is encrypted if the other side says so in its INFO; undefined if that is decided already. */
  readonly tls: ((isRequired: boolean) => DialTerms | undefined) | undefined;
}

/** Time in ms until the other side must have said what it makes of our CONNECT (nats-server, connectProcessTimeout). */
const CONNECT_TIMEOUT_MS = 2_000;

/** A way that can still be encrypted. */
interface Securable {
  secure(terms: DialTerms): void;
}

/** A leafnode that this server connected: it says who it is, and keeps to what the other side says that it may. */
export class DialedLeaf extends LeafConnection {
  readonly isSolicited = true;
  declare readonly context: DialedContext;
  readonly terms: DialedTerms;
  #greeting: ServerInfo | undefined;
  #isIntroduced = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(id: number, context: DialedContext, transport: Transport, terms: DialedTerms) {
    super(id, context, transport);
    this.terms = terms;
    this.isSpoke = !terms.isHub;
    this.isIsolated = terms.isIsolated;
  }

  override open(): void {
    const { account, firstInfoTimeoutMs } = this.terms;
    this.debug(`Leafnode connection created for account: ${account.label}`);
    this.#timer = setTimeout(() => this.#silent(), firstInfoTimeoutMs).unref();
    super.open();
  }

  #silent(): void {
    this.debug('The other side does not introduce itself');
    this.close('Read Error');
  }

  override handshake(step: HandshakeStep): void {
    if (this.isClosed) return;
    super.handshake(step);
    if (step.type === 'begun') clearTimeout(this.#timer);
    if (step.type !== 'done') return;
    if (this.#greeting !== undefined) this.#introduce(this.#greeting);
    else {
      this.#timer = setTimeout(() => this.#silent(), this.terms.firstInfoTimeoutMs).unref();
    }
  }

  INFO(json: string): void {
    const info = readServerInfo(json);
    if (isComplaint(info)) this.violation(WIRE_ERRORS.malformedLine, info.complaint);
    else if (this.#greeting === undefined) this.#greeted(info);
    else this.#told(info);
  }

  #greeted(info: ServerInfo): void {
    clearTimeout(this.#timer);
    this.#greeting = info;
    this.remoteId = info.server_id;
    this.remoteName = info.server_name === '' ? info.server_id : info.server_name;
    this.remoteCluster = info.cluster ?? '';
    this.version = info.version;
    this.acceptsHeaders = info.headers && this.context.limits.supportsHeaders;
    if (info.client_id === undefined || info.client_id === 0 || info.leafnode_urls === undefined) {
      this.log('error', 'attempted to connect to wrong port');
      this.close('Incorrect Port');
    } else if (this.remoteCluster.includes(' ')) {
      const text = 'cluster name cannot contain spaces';
      this.violation({ text, closes: 'Protocol Violation' }, text);
    } else {
      const tls = this.terms.tls?.(info.tls_required ?? false);
      // Such a way was dialed where TLS is not decided yet.
      if (tls === undefined) this.#introduce(info);
      else (this.transport as unknown as Securable).secure(tls);
    }
  }

  #introduce(info: ServerInfo): void {
    if (this.#isIntroduced) return;
    this.#isIntroduced = true;
    const { solicitation } = this.context;
    solicitation.learned(this, info);
    const connect = solicitation.connectFor(this, info);
    if (connect === undefined) return;
    if (this.isTracing) this.traceOut('CONNECT', redactSecrets(JSON.stringify(connect)));
    this.send(encodeLeafConnect(connect));
    // Servers before 2.2 do not answer.
    if (info.info_on_connect !== true) this.#finish(info);
    else this.#timer = setTimeout(() => this.#unanswered(), CONNECT_TIMEOUT_MS).unref();
  }

  #unanswered(): void {
    const text = 'Stale Leaf Node Connection - Closing';
    this.debug(text);
    this.reject({ text, closes: 'Stale Connection' });
  }

  /** INFO that is not the first: what became of our CONNECT, or what has changed. */
  #told(info: ServerInfo): void {
    if (!this.#isIntroduced) return;
    const { solicitation } = this.context;
    solicitation.learned(this, info);
    if (!this.isRegistered) {
      if (info.connect_info === true) this.#finish(info);
    } else if (info.import !== undefined || info.export !== undefined) {
      this.permit(this.#permissionsBy(info));
    }
  }

  #finish(info: ServerInfo): void {
    clearTimeout(this.#timer);
    this.remoteAccountName = info.remote_account ?? '';
    const { account } = this.terms;
    if (this.context.solicitation.isAround(this)) {
      this.context.desk.looped(this, true);
      return;
    }
    const identity = { type: 'identity', user: '', label: '', account, proven: undefined } as const;
    const permissions = this.#permissionsBy(info);
    if (this.join({ ...identity, permissions }, permissions)) this.register();
  }

  /** `export` is what we may send, `import` what we may hear; more is denied by our own options. */
  #permissionsBy({ import: imports, export: exports }: ServerInfo): LeafPermissions | undefined {
    const { account, denyImports, denyExports } = this.terms;
    const denied = this.context.solicitation.deniedFor(account);
    const said = {
      ...(imports === undefined ? {} : { publish: subjectsOf(imports) }),
      ...(exports === undefined ? {} : { subscribe: subjectsOf(exports) }),
    };
    const terms = denying(said, [...denyImports], [...denyExports, ...denied]);
    const isNothing = terms?.publish === undefined && terms?.subscribe === undefined;
    return isNothing ? undefined : new LeafPermissions(terms, denied);
  }

  /** Whoever runs this server wants it to be there. */
  renewLogin(): void {
    // The other side says what it may.
  }

  protected maySpeak(): boolean {
    if (this.isRegistered) return true;
    if (!this.isClosed) {
      this.violation(WIRE_ERRORS.authorization, 'spoken to before it was said who is there');
    }
    return false;
  }

  protected override withdraw(): void {
    clearTimeout(this.#timer);
    super.withdraw();
  }
}

function subjectsOf({ allow, deny }: SubjectPermissionInfo): SubjectPermissions {
  return { allow, deny };
}
