import type { DialTls } from '../peers/peer-terms.ts';
import { parsePeerUrl, PEER_PORTS, type PeerUrl } from '../peers/peer-url.ts';
import type { Retries } from '../peers/retries.ts';
import { ServerNames } from '../peers/server-names.ts';
import type { OutboundGateway } from './outbound-gateway.ts';

/** What a configuration says of another cluster. */
export interface RemoteTerms {
  readonly urls: readonly string[];
  readonly tls: DialTls | undefined;
}

/** Another cluster: where it may be reached, and the gateway to it. */
export class Remote {
  readonly name: string;
  readonly retries: Retries;
  outbound: OutboundGateway | undefined;
  isConnecting = false;
  #terms: RemoteTerms | undefined;
  #names = new ServerNames([]);
  /** What was said of where its servers are. */
  #learned: readonly PeerUrl[] = [];

  /** `terms` is undefined if no configuration names it. */
  constructor(name: string, terms: RemoteTerms | undefined, retries: Retries) {
    this.name = name;
    this.retries = retries;
    if (terms !== undefined) this.configure(terms);
  }

  get terms(): RemoteTerms | undefined {
    return this.#terms;
  }

  get isConfigured(): boolean {
    return this.#terms !== undefined;
  }

  configure(terms: RemoteTerms): void {
    this.#terms = terms;
    this.#names = new ServerNames(
      terms.urls.map((url) => parsePeerUrl(url, PEER_PORTS.gateway).host),
    );
  }

  /** By which names its certificates are judged. */
  get names(): ServerNames {
    return this.#names;
  }

  /** The cluster itself says where its servers are: there, and no longer where it said before. */
  learn(urls: readonly string[]): void {
    this.#learned = urls.flatMap(parsed);
  }

  /** Others say where servers of it are, who may know less or more than the cluster itself. */
  augment(urls: readonly string[]): void {
    const known = new Set(this.#learned.map(({ place }) => place));
    const more = urls.flatMap(parsed).filter(({ place }) => !known.has(place));
    this.#learned = [...this.#learned, ...more];
  }

  /** `host:port` of all servers that are known. */
  get places(): readonly string[] {
    return this.urls.map(({ place }) => place);
  }

  /** All that are known, each place once; those that are configured say with whom to log in. */
  get urls(): readonly PeerUrl[] {
    const byPlace = new Map<string, PeerUrl>();
    const configured = (this.#terms?.urls ?? []).flatMap(parsed);
    for (const url of [...configured, ...this.#learned]) {
      if (!byPlace.has(url.place)) byPlace.set(url.place, url);
    }
    return [...byPlace.values()];
  }
}

/** None for what is no URL: nats-server passes over it, too. */
function parsed(url: string): PeerUrl[] {
  try {
    return [parsePeerUrl(url, PEER_PORTS.gateway)];
  } catch {
    return []; // The others lead to the cluster as well.
  }
}
