import type { Logger } from '../base/logger.ts';
import { hostPort } from '../base/system-error.ts';
import type { Monitor } from './monitor/http.ts';
import { ProcessGauge } from './monitor/process-gauge.ts';
import type { ServerView } from './monitor/server-view.ts';
import type { Surroundings } from './monitor/varz.ts';
import type { ServerOptions } from './options/options.ts';
import { serverTls } from './tls/tls-terms.ts';

const NO_REQUESTS: ReadonlyMap<string, number> = new Map();

/** The monitoring port of a server, if it has one, and what is known of the process in either case. */
export class Monitoring {
  readonly #view: ServerView;
  readonly #gauge = new ProcessGauge();
  #monitor: Monitor | undefined;

  constructor(view: ServerView) {
    this.#view = view;
  }

  /** The port, if it is open. */
  get port(): number | undefined {
    return this.#monitor?.port;
  }

  /** Opens the port that the options name. Rejects with a NatsxError when it can't be had. */
  async open(logger: Logger): Promise<void> {
    const { host, http, https, httpBasePath, tls } = this.#view.options;
    const address = http ?? https;
    if (address === undefined) return;
    const protocol = http === undefined ? 'https' : 'http';
    const options = {
      host: address.host === '' ? host : address.host,
      port: address.port,
      basePath: httpBasePath,
      tls: protocol === 'https' && tls !== undefined ? serverTls(tls).contextOptions : undefined,
    };
    // With what it needs, it is a third of the start of a server that has none.
    const { Monitor } = await import('./monitor/http.ts');
    this.#monitor = await Monitor.start(this.#view, options, logger);
    const where = hostPort(options.host, this.#monitor.port);
    logger.notice(`Starting ${protocol} monitor on ${where}`);
  }

  /** Who comes from now on is shown the certificates of `options`. */
  reload({ tls }: ServerOptions): void {
    if (tls !== undefined) this.#monitor?.renewTls(serverTls(tls).contextOptions);
  }

  async close(): Promise<void> {
    await this.#monitor?.close();
    this.#monitor = undefined;
  }

  /** What is known of the process now. */
  surroundings(): Surroundings {
    const nowhere = { host: this.#view.options.host, port: 0, isSecure: false, basePath: '' };
    return (
      this.#monitor?.surroundings() ?? {
        monitor: nowhere,
        requests: NO_REQUESTS,
        ...this.#gauge.read(),
      }
    );
  }
}
