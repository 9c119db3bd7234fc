import { createServer, type Server as HttpServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { listenAddress } from '../../base/address.ts';
import { NatsxError } from '../../base/errors.ts';
import type { Logger } from '../../base/logger.ts';
import { listenErrorText, systemErrorText } from '../../base/system-error.ts';
import type { HttpOptions } from '../options/options.ts';
import { COMPATIBILITY_VERSION } from '../version.ts';
import { CpuMeter } from './cpu-meter.ts';
import type { ServerView } from './server-view.ts';
import { varz } from './varz.ts';

interface Answer {
  readonly status: number;
  readonly type: 'application/json' | 'text/html; charset=utf-8';
  readonly body: string;
}

/** The monitoring endpoints of one server, over HTTP. They only read. */
export class Monitor {
  readonly #view: ServerView;
  readonly #host: string;
  readonly #http: HttpServer;
  readonly #cpu = new CpuMeter();
  readonly #requests = new Map<string, number>();
  readonly #endpoints: ReadonlyMap<string, () => Answer>;

  /** Starts to listen; a NatsxError says why it can't. */
  static async start(view: ServerView, options: HttpOptions, logger: Logger): Promise<Monitor> {
    const monitor = new Monitor(view, options.host);
    await listen(monitor.#http, options);
    // Without a listener, an accept() that fails for want of file descriptors would end the process.
    monitor.#http.on('error', (error) => {
      logger.error(`Error accepting a monitoring connection: ${systemErrorText(error)}`);
    });
    return monitor;
  }

  private constructor(view: ServerView, host: string) {
    this.#view = view;
    this.#host = host;
    this.#endpoints = new Map([
      ['/', () => this.#index()],
      ['/varz', () => this.#varz()],
      ['/healthz', () => this.#healthz()],
    ]);
    this.#http = createServer((request, response) => this.#answer(request.url ?? '/', response));
  }

  /** The port, of interest when a free one was asked for. */
  get port(): number {
    return (this.#http.address() as AddressInfo).port; // Not a pipe: listen() below was given a port.
  }

  /** Stops listening and hangs up. */
  close(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#http.close((error) => (error === undefined ? resolve() : reject(error)));
      this.#http.closeAllConnections();
    });
  }

  #answer(url: string, response: ServerResponse): void {
    const path = url.replace(/[?#].*$/s, '');
    const endpoint = this.#endpoints.get(path);
    if (endpoint === undefined) {
      response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' });
      response.end('404 page not found\n');
      return;
    }
    this.#requests.set(path, (this.#requests.get(path) ?? 0) + 1);
    const { status, type, body } = endpoint();
    const headers = { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) };
    // nats-server lets web pages of other origins read the JSON.
    const origin = type === 'application/json' ? { 'Access-Control-Allow-Origin': '*' } : {};
    response.writeHead(status, { ...origin, ...headers });
    response.end(body);
  }

  #varz(): Answer {
    const around = {
      nowMs: Date.now(),
      monitorHost: this.#host,
      monitorPort: this.port,
      requests: this.#requests,
      memoryBytes: process.memoryUsage.rss(),
      cores: availableParallelism(),
      cpuPercent: this.#cpu.percent(),
    };
    return json(200, JSON.stringify(varz(this.#view, around), undefined, 2));
  }

  #healthz(): Answer {
    const { failure } = this.#view;
    if (failure === undefined) return json(200, JSON.stringify({ status: 'ok' }));
    return json(503, JSON.stringify({ status: 'unavailable', error: failure }));
  }

  #index(): Answer {
    const paths = [...this.#endpoints.keys()].filter((path) => path !== '/');
    const links = paths.map((path) => `<li><a href=".${path}">${path.slice(1)}</a></li>`);
    const title = `nats-server v${COMPATIBILITY_VERSION} (natsx)`;
    const body = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title></head>
<body><h1>${title}</h1><ul>${links.join('')}</ul></body>
</html>
`;
    return { status: 200, type: 'text/html; charset=utf-8', body };
  }
}

function json(status: number, body: string): Answer {
  return { status, type: 'application/json', body };
}

function listen(server: HttpServer, { host, port }: HttpOptions): Promise<void> {
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
