import type { DialTls } from '../peers/peer-terms.ts';
import { parsePeerUrl, PEER_PORTS } from '../peers/peer-url.ts';
import { Retries } from '../peers/retries.ts';
import type { OutboundGateway } from './outbound-gateway.ts';

/** What a configuration says of another cluster. */
export interface RemoteTerms {
  readonly urls: readonly string[];
  readonly tls: DialTls | undefined;
}

/** Another cluster: where it may be reached, and the gateway to it. */
export class Remote {
  readonly name: string;
  /** Undefined if no configuration names it. */
  terms: RemoteTerms | undefined;
  outbound: OutboundGateway | undefined;
  retries: Retries;
  isConnecting = false;
  isRemoved = false;
  /** What the cluster says of where its servers are. */
  #learned: readonly string[] = [];

  constructor(name: string, terms: RemoteTerms | undefined, retries: Retries) {
    this.name = name;
    this.terms = terms;
    this.retries = retries;
  }

  learn(urls: readonly string[]): void {
    this.#learned = urls;
  }

  /** `host:port` of all servers that are known. */
  get places(): readonly string[] {
    return [...new Set(this.urls.map((url) => parsePeerUrl(url, PEER_PORTS.gateway).place))];
  }

  /** All URLs, each place once. */
  get urls(): readonly string[] {
    const byPlace = new Map<string, string>();
    for (const url of [...(this.terms?.urls ?? []), ...this.#learned]) {
      const { place } = parsePeerUrl(url, PEER_PORTS.gateway);
      if (!byPlace.has(place)) byPlace.set(place, url);
    }
    return [...byPlace.values()];
  }
}
