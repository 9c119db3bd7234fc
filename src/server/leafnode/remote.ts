import { systemErrorText } from '../../base/system-error.ts';
import type { Logger } from '../../base/logger.ts';
import type { LeafRemoteOptions } from '../options/leafnodes.ts';
import type { DialTls } from '../peers/peer-terms.ts';
import type { PeerUrl } from '../peers/peer-url.ts';
import { ServerNames } from '../peers/server-names.ts';
import type { DialedLeaf } from './dialed-leaf.ts';
import { RemoteUrls } from './remote-urls.ts';

/** What a remote needs of its server. */
export interface RemoteSurroundings {
  readonly logger: Logger;
  /** Connects once; rejects if that can't be. */
  connect(remote: Remote, url: PeerUrl): Promise<DialedLeaf>;
  /** Time in ms from one attempt to the next. */
  pauseMs(): number;
  /** Whether the failure of an attempt belongs into the log; `isFirst` until there was a connection. */
  isReported(attempt: number, isFirst: boolean): boolean;
}

/** A hub that the options name: it is connected with, and again when that is lost. */
export class Remote {
  readonly options: LeafRemoteOptions;
  readonly urls: RemoteUrls;
  readonly names: ServerNames;
  /** How it is encrypted by its own block, and where only the other side asks for it. */
  tls: DialTls | undefined;
  defaultTls: DialTls;
  readonly #around: RemoteSurroundings;
  #leaf: DialedLeaf | undefined;
  #timer: NodeJS.Timeout | undefined;
  #attempt = 0;
  #wasConnected = false;
  #isStopped = true;
  /** Before the next attempt: the other side wants to be left alone for so long. */
  #delayMs = 0;

  constructor(
    options: LeafRemoteOptions,
    tls: { readonly own: DialTls | undefined; readonly byDefault: DialTls },
    around: RemoteSurroundings,
  ) {
    this.options = options;
    this.tls = tls.own;
    this.defaultTls = tls.byDefault;
    this.#around = around;
    this.urls = new RemoteUrls(options.urls, options.noRandomize ? undefined : Math.random);
    this.names = new ServerNames(this.urls.configured.map(({ host }) => host));
  }

  get leaf(): DialedLeaf | undefined {
    return this.#leaf;
  }

  /** Asked where it may have changed meanwhile. */
  get #isOver(): boolean {
    return this.#isStopped;
  }

  /** Connects, after `delayMs`. */
  start(delayMs = 0): void {
    if (!this.#isStopped) return;
    this.#isStopped = false;
    this.#wait(delayMs);
  }

  /** No more attempts; the connection is the caller's to close. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  /** The other side is to be left alone for a while, once the connection is closed. */
  delay(ms: number): void {
    this.#delayMs = Math.max(this.#delayMs, ms);
  }

  /** It is connected: from now on failures are told as those of one that was. */
  registered(): void {
    this.#wasConnected = true;
    this.#attempt = 0;
  }

  /** The connection is closed. */
  lost(): void {
    this.#leaf = undefined;
    const delayMs = this.#delayMs;
    this.#delayMs = 0;
    this.#wait(delayMs === 0 ? this.#around.pauseMs() : delayMs);
  }

  #wait(ms: number): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#connect(), ms).unref();
  }

  async #connect(): Promise<void> {
    const url = this.urls.take();
    if (url === undefined || this.#isStopped) return;
    const { logger } = this.#around;
    logger.debug(`Trying to connect as leafnode to remote server on ${JSON.stringify(url.place)}`);
    try {
      const leaf = await this.#around.connect(this, url);
      if (this.#isOver) {
        leaf.close('Client Closed');
        return;
      }
      this.#leaf = leaf;
      leaf.open();
    } catch (error) {
      this.#failed(url, systemErrorText(error));
    }
  }

  #failed({ place }: PeerUrl, why: string): void {
    if (this.#isStopped) return;
    const attempt = ++this.#attempt;
    const around = this.#around;
    const { logger } = around;
    const text = `Error trying to connect as leafnode to remote server ${JSON.stringify(place)} (attempt ${attempt}): ${why}`;
    if (around.isReported(attempt, !this.#wasConnected)) logger.error(text);
    else logger.debug(text);
    // Up to twice as long, so that those who lost the same hub do not come back together.
    this.#wait(around.pauseMs() * (1 + Math.random()));
  }
}
