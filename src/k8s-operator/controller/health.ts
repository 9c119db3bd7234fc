/** HTTP for probes and Prometheus: /healthz, /readyz, /metrics. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NatsxError } from '../../base/errors.ts';

export interface HealthView {
  /** What keeps the process from doing its work for good; undefined if nothing does. */
  readonly illness: () => string | undefined;
  /** What it still waits for; undefined if it is ready. */
  readonly lack: () => string | undefined;
  readonly metrics: () => string;
}

export class Health {
  readonly #server: Server;

  static async listen(host: string | undefined, port: number, view: HealthView): Promise<Health> {
    const server = createServer((request, response) => {
      if (request.method !== 'GET' && request.method !== 'HEAD')
        answer(response, 405, 'only GET\n');
      else route(request.url ?? '/', view, response);
    });
    // A probe asks once a connection; nobody has reason to keep one waiting.
    server.requestTimeout = 5_000;
    server.headersTimeout = 5_000;
    server.maxConnections = 100;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (cause) => {
        const text = `can't listen for probes on ${host ?? 'all addresses'}, port ${port}: ${cause.message}`;
        reject(
          new NatsxError('ERR_LISTEN', text, {
            cause,
            suggestions: ['choose another with --health-port, or 0 for none'],
          }),
        );
      });
      server.listen({ port, ...(host === undefined ? {} : { host }) }, resolve);
    });
    return new Health(server);
  }

  private constructor(server: Server) {
    this.#server = server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port; // It listens on TCP.
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}

function route(
  url: string,
  { illness, lack, metrics }: HealthView,
  response: ServerResponse,
): void {
  const [path] = url.split('?');
  if (path === '/metrics') answer(response, 200, metrics());
  else if (path === '/healthz') verdict(response, illness());
  else if (path === '/readyz') verdict(response, illness() ?? lack());
  else answer(response, 404, 'there are /healthz, /readyz and /metrics\n');
}

function verdict(response: ServerResponse, complaint: string | undefined): void {
  if (complaint === undefined) answer(response, 200, 'ok\n');
  else answer(response, 503, `${complaint}\n`);
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
  response.end(text);
}
