import {
  createServer,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerOptions as HttpLimits,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer, type Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { SecureContextOptions } from 'node:tls';
import { listenAddress } from '../../base/address.ts';
import { NatsxError } from '../../base/errors.ts';
import type { Logger } from '../../base/logger.ts';
import { listenErrorText, systemErrorText } from '../../base/system-error.ts';
import { ENDPOINTS, type Endpoint } from './endpoints.ts';
import { indexPage } from './index-page.ts';
import { readTarget, underBase } from './location.ts';
import { ProcessGauge } from './process-gauge.ts';
import { Query } from './query.ts';
import { send, type Answer } from './reply.ts';
import type { ServerView } from './server-view.ts';
import { Slices } from './slices.ts';
import type { Surroundings } from './varz.ts';

/** Where and how monitoring is served. */
export interface MonitorOptions {
  readonly host: string;
  /** 0 or -1 takes a free one. */
  readonly port: number;
  /** Put before the path of every endpoint. Default none. */
  readonly basePath?: string | undefined;
  /** Certificate, key and versions for HTTPS. Default plain HTTP. */
  readonly tls?: SecureContextOptions | undefined;
}

/** What a client may take its time with, in ms, so that none can hold the server. */
const LIMITS = {
  headersTimeout: 5_000, // nats-server's.
  requestTimeout: 15_000,
  // Scrapers come back every minute.
  keepAliveTimeout: 75_000,
  connectionsCheckingInterval: 1_000,
} satisfies HttpLimits;
/** How long a client may neither send nor take anything. */
const SILENCE_MS = 30_000;
/** What is answered for which error. */
const STATUS: Readonly<Record<string, number>> = {
  ERR_MONITOR_REQUEST: 400,
  ERR_MONITOR_NOT_FOUND: 404,
};
/** Clients at a time; who comes then is hung up on. */
const MOST_CLIENTS = 256;

/** The monitoring endpoints of one server, over HTTP or HTTPS. They only read. */
export class Monitor {
  readonly #view: ServerView;
  readonly #logger: Logger;
  readonly #options: MonitorOptions;
  readonly #http: HttpServer | HttpsServer;
  readonly #gauge = new ProcessGauge();
  readonly #slices = new Slices();
  /** Requests so far, by the path that they are counted at. */
  readonly #requests = new Map<string, number>();
  /** By their path, base path included. */
  readonly #endpoints: ReadonlyMap<string, Endpoint>;

  /** Starts to listen; a NatsxError says why it can't. */
  static async start(view: ServerView, options: MonitorOptions, logger: Logger): Promise<Monitor> {
    const monitor = new Monitor(view, options, logger);
    await listen(monitor.#http, options);
    // Without a listener, an accept() that fails for want of file descriptors would end the process.
    monitor.#http.on('error', (error) => {
      logger.error(`Error accepting a monitoring connection: ${systemErrorText(error)}`);
    });
    return monitor;
  }

  private constructor(view: ServerView, options: MonitorOptions, logger: Logger) {
    this.#view = view;
    this.#options = options;
    this.#logger = logger;
    const { basePath = '', tls } = options;
    const index: Endpoint = { path: '/', answer: () => this.#index() };
    this.#endpoints = new Map(
      [index, ...ENDPOINTS].map((endpoint) => [underBase(basePath, endpoint.path), endpoint]),
    );
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      void this.#answer(request, response);
    };
    this.#http =
      tls === undefined
        ? createServer(LIMITS, answer)
        : createSecureServer(
            { ...LIMITS, handshakeTimeout: LIMITS.headersTimeout, ...tls },
            answer,
          );
    this.#http.maxConnections = MOST_CLIENTS;
    this.#http.setTimeout(SILENCE_MS, (socket) => socket.destroy());
  }

  /** The port, of interest when a free one was asked for. */
  get port(): number {
    return (this.#http.address() as AddressInfo).port; // Not a pipe: listen() below was given a port.
  }

  /** What HTTPS clients are shown from now on. */
  renewTls(tls: SecureContextOptions): void {
    if ('setSecureContext' in this.#http) this.#http.setSecureContext(tls);
  }

  /** Stops listening and hangs up. */
  close(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#http.close((error) => (error === undefined ? resolve() : reject(error)));
      this.#http.closeAllConnections();
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.resume(); // Whatever the body says.
    try {
      const { url = '/', method } = request;
      await send(response, () => this.#answerTo(url), this.#slices, method === 'HEAD');
    } catch (error) {
      // A fault of ours: the traffic must not suffer from it.
      this.#logger.error(`Error answering a monitoring request: ${String(error)}`);
      response.destroy();
    }
  }

  #answerTo(target: string): Answer {
    const location = readTarget(target);
    if (location.type === 'invalid') return plain(400, '400 Bad Request');
    if (location.type === 'elsewhere') return redirect(location.location);
    const endpoint = this.#endpoints.get(location.path);
    if (endpoint === undefined) return plain(404, '404 page not found\n');
    const countedAt = endpoint.countedAt ?? endpoint.path;
    this.#requests.set(countedAt, (this.#requests.get(countedAt) ?? 0) + 1);
    try {
      return endpoint.answer({
        view: this.#view,
        query: new Query(location.query),
        around: this.surroundings(),
        logger: this.#logger,
      });
    } catch (error) {
      if (!(error instanceof NatsxError)) throw error;
      const status = STATUS[error.code];
      if (status === undefined) throw error;
      return plain(status, error.message);
    }
  }

  /** What is known of the process now. */
  surroundings(): Surroundings {
    const { host, basePath = '', tls } = this.#options;
    return {
      monitor: { host, port: this.port, isSecure: tls !== undefined, basePath },
      requests: this.#requests,
      ...this.#gauge.read(),
    };
  }

  #index(): Answer {
    const entries = [...this.#endpoints].flatMap(([href, { path, description }]) =>
      description === undefined ? [] : [{ href, name: path.slice(1), description }],
    );
    const headers = {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
    };
    return { status: 200, headers, body: [indexPage(this.#view, entries)] };
  }
}

function plain(status: number, text: string): Answer {
  const headers = {
    'Content-Type': 'text/plain; charset=utf-8',
    'X-Content-Type-Options': 'nosniff',
  };
  return { status, headers, body: [text] };
}

function redirect(location: string): Answer {
  return { status: 307, headers: { Location: location }, body: [] };
}

function listen(server: HttpServer, { host, port }: MonitorOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (error: Error): void => {
      const text = listenErrorText(host, port, error);
      const message = `Can't start monitoring: can't listen to the monitor port: ${text}`;
      reject(new NatsxError('ERR_MONITOR', message, { cause: error }));
    };
    server.once('error', refuse);
    server.listen(listenAddress(host, port), () => {
      server.off('error', refuse);
      resolve();
    });
  });
}
