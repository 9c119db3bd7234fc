import type { Logger } from '../../base/logger.ts';
import { quote } from '../../base/quote.ts';
import { systemErrorText } from '../../base/system-error.ts';
import type { Transport } from '../connection/transport.ts';
import type { GatewayOptions } from '../options/gateway.ts';
import type { DialTerms } from '../peers/client-handshake.ts';
import type { Place } from '../peers/dial.ts';
import type { DialTls } from '../peers/peer-terms.ts';
import type { PeerUrl } from '../peers/peer-url.ts';
import { Retries } from '../peers/retries.ts';
import type { OutboundGateway } from './outbound-gateway.ts';
import { Remote, type RemoteTerms } from './remote.ts';

/** What connecting to other clusters needs. */
export interface OtherClustersSurroundings {
  /** The own cluster. */
  readonly name: string;
  readonly logger: Logger;
  terms(): Pick<GatewayOptions, 'rejectUnknown' | 'connectRetries' | 'connectBackoff'>;
  /** How clusters are dialed of which no configuration says it. */
  dialTls(): DialTls | undefined;
  dial(place: Place, tls: DialTerms | undefined): Promise<Transport>;
  /** Makes a gateway of what was dialed. */
  make(remote: Remote, url: PeerUrl, transport: Transport): OutboundGateway;
  /** Whether a server of that cluster has dialed us. */
  hasDialed(name: string): boolean;
}

/** Failures are told at first, then each so many. */
const TELL_EACH = 120;
/** A cluster that told of itself is looked for again at once. */
const SOON_MS = 1;

/** The other clusters that are known, and the gateway to each: opened, and opened again when it is lost. */
export class OtherClusters {
  readonly #around: OtherClustersSurroundings;
  readonly #remotes = new Map<string, Remote>();
  #isStopped = false;

  constructor(around: OtherClustersSurroundings) {
    this.#around = around;
  }

  get(name: string): Remote | undefined {
    return this.#remotes.get(name);
  }

  all(): Iterable<Remote> {
    return this.#remotes.values();
  }

  /** A configuration names `name`. */
  configure(name: string, terms: RemoteTerms): void {
    const known = this.#remotes.get(name);
    if (known !== undefined) known.configure(terms);
    else this.#remotes.set(name, new Remote(name, terms, this.#retries(Infinity)));
  }

  /** Connects to all that are known. */
  solicit(): void {
    for (const remote of this.#remotes.values()) this.#review(remote);
  }

  /** Somebody tells that servers of the cluster `name` are at `urls`. The cluster, if nobody knew of it. */
  hearOf(name: string, urls: readonly string[]): Remote | undefined {
    if (name === '' || name === this.#around.name || this.#isStopped) return undefined;
    const known = this.#remotes.get(name);
    known?.augment(urls);
    const { rejectUnknown, connectRetries } = this.#around.terms();
    if (known !== undefined || rejectUnknown) return undefined;
    const remote = new Remote(name, undefined, this.#retries(connectRetries));
    remote.learn(urls);
    if (remote.urls.length === 0) return undefined;
    this.#remotes.set(name, remote);
    this.#review(remote);
    return remote;
  }

  /** The gateway was there and is no more, or was never let in. */
  lost(gateway: OutboundGateway): void {
    const remote = this.#remotes.get(gateway.name);
    if (remote?.outbound !== gateway) return;
    remote.outbound = undefined;
    if (this.#isStopped) return;
    if (!gateway.isConfirmed) this.#again(remote);
    else {
      const pauseMs = remote.isConfigured ? undefined : SOON_MS;
      remote.retries.anew(() => this.#review(remote), pauseMs);
    }
  }

  stop(): void {
    this.#isStopped = true;
    for (const { retries } of this.#remotes.values()) retries.cancel();
  }

  #retries(most: number): Retries {
    return new Retries({ grows: this.#around.terms().connectBackoff, most });
  }

  #review(remote: Remote): void {
    if (this.#isStopped || remote.isConnecting || remote.outbound !== undefined) return;
    void this.#connect(remote);
  }

  /** Tries all that is known of where the cluster is, in an order by chance. */
  async #connect(remote: Remote): Promise<void> {
    remote.isConnecting = true;
    let transport: Transport | undefined;
    for (const url of shuffled(remote.urls)) {
      transport = await this.#dial(remote, url);
      if (this.#isStopped) {
        transport?.destroy();
        return;
      }
      if (transport === undefined) continue;
      remote.outbound = this.#around.make(remote, url, transport);
      break;
    }
    remote.isConnecting = false;
    if (remote.outbound === undefined) this.#again(remote);
    else remote.outbound.open();
  }

  async #dial(remote: Remote, url: PeerUrl): Promise<Transport | undefined> {
    const { logger } = this.#around;
    const { retries, isConfigured, name } = remote;
    const { host, port, place } = url;
    const isReported = retries.isReported(TELL_EACH);
    const kind = isConfigured ? 'explicit' : 'implicit';
    const what = `${kind} gateway ${quote(name)} (${place}) at ${place} (attempt ${retries.attempt})`;
    logger[isReported ? 'notice' : 'debug'](`Connecting to ${what}`);
    const terms = remote.terms?.tls ?? this.#around.dialTls();
    try {
      const tls = terms && { ...terms, serverName: remote.names.nameOf(host) };
      return await this.#around.dial({ host, port }, tls);
    } catch (error) {
      const text = `Error connecting to ${what}: ${systemErrorText(error)}`;
      logger[isReported ? 'error' : 'debug'](text);
      return undefined;
    }
  }

  /** Tries again after a pause; forgets a cluster that no configuration names, and that does not dial us either. */
  #again(remote: Remote): void {
    const review = (): void => this.#review(remote);
    if (this.#isStopped || remote.retries.again(review)) return;
    if (this.#around.hasDialed(remote.name)) remote.retries.anew(review);
    else this.#remotes.delete(remote.name);
  }
}

function shuffled<T>(items: readonly T[]): T[] {
  const mixed = [...items];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = Math.floor(Math.random() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other]!, mixed[at]!];
  }
  return mixed;
}
