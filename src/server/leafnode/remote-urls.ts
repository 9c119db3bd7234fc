import { isWebsocketUrl } from '../options/peers.ts';
import { parsePeerUrl, PEER_PORTS, type PeerUrl } from '../peers/peer-url.ts';

/** nats-server: websockets are where browsers expect them. */
const PORTS = { ws: 80, wss: 443 } as const;

/** Where a leafnode connects to, one place after the other: what the options say, and what the other side says of itself. */
export class RemoteUrls {
  readonly #configured: readonly PeerUrl[];
  readonly #isWebsocket: boolean;
  #all: readonly PeerUrl[];
  #next = 0;

  /** `random` gives numbers from 0 up to 1; undefined keeps the order. */
  constructor(urls: readonly string[], random: (() => number) | undefined) {
    this.#isWebsocket = isWebsocketUrl(urls[0] ?? '');
    const parsed = urls.map((url) => parsePeerUrl(url, portFor(url)));
    this.#configured = random === undefined ? parsed : shuffled(parsed, random);
    this.#all = this.#configured;
  }

  get isWebsocket(): boolean {
    return this.#isWebsocket;
  }

  /** Those of the options. */
  get configured(): readonly PeerUrl[] {
    return this.#configured;
  }

  /** Where to go this time. */
  take(): PeerUrl | undefined {
    const url = this.#all[this.#next % this.#all.length];
    this.#next = (this.#next + 1) % Math.max(1, this.#all.length);
    return url;
  }

  /** The other side's cluster is at `places` now, `host:port` each; those of the options stay, at the end. */
  learn(places: readonly string[], isEncrypted: boolean): void {
    const scheme = this.#isWebsocket ? (isEncrypted ? 'wss' : 'ws') : 'nats-leaf';
    const known = new Set(this.#configured.map(({ place }) => place));
    const learned = places.flatMap((place) => {
      const url = parsed(`${scheme}://${place}`);
      return url === undefined || known.has(url.place) ? [] : [url];
    });
    this.#all = [...learned, ...this.#configured];
    this.#next %= this.#all.length;
  }
}

/** What another server says may be anything. */
function parsed(text: string): PeerUrl | undefined {
  try {
    return parsePeerUrl(text, PEER_PORTS.leafnode);
  } catch {
    return undefined; // It names no server: there is nothing to connect to.
  }
}

function portFor(url: string): number {
  if (!isWebsocketUrl(url)) return PEER_PORTS.leafnode;
  return /^wss:/i.test(url.trim()) ? PORTS.wss : PORTS.ws;
}

function shuffled<Item>(list: readonly Item[], random: () => number): Item[] {
  const items = [...list];
  for (let at = items.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [items[at], items[other]] = [items[other]!, items[at]!];
  }
  return items;
}
