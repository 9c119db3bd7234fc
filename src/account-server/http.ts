/** The account server's HTTP or HTTPS side: limits, CORS, who may read, and one answer for each request. */
import { timingSafeEqual, createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createSecureContext, type SecureContextOptions, type TlsOptions } from 'node:tls';
import { listenAddress } from '../base/address.ts';
import { NatsxError } from '../base/errors.ts';
import { fileErrorText, listenErrorText } from '../base/system-error.ts';
import { MAX_TOKEN_BYTES } from '../jwt/token.ts';
import { failed, goError, type Answer } from './answer.ts';
import type { Api } from './api.ts';
import type { HttpOptions, TlsFileOptions } from './options.ts';
import { isOpen, NOT_FOUND, route } from './routes.ts';

/** Clients at a time; who comes then is hung up on. */
const MOST_CLIENTS = 1024;
/** nats-server keeps its idle connections for half a minute. */
const KEEP_ALIVE_MS = 35_000;
/** How long those who are being answered may take when the server stops. */
const GRACE_MS = 5_000;

export class HttpSide {
  readonly #api: Api;
  readonly #options: HttpOptions;
  readonly #server: Server;
  readonly #tokens: readonly Buffer[];

  /** Starts to listen; a NatsxError says why it can't. */
  static async start(api: Api, options: HttpOptions): Promise<HttpSide> {
    const http = new HttpSide(api, options);
    await http.#listen();
    api.logger.notice(`${http.scheme} listening on port ${http.port}`);
    return http;
  }

  private constructor(api: Api, options: HttpOptions) {
    this.#api = api;
    this.#options = options;
    this.#tokens = options.readTokens.map(digest);
    const limits = {
      headersTimeout: options.readTimeoutMs,
      requestTimeout: options.readTimeoutMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: 1000,
    };
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      void this.#answer(request, response);
    };
    this.#server =
      options.tls.cert === ''
        ? createServer(limits, answer)
        : createSecureServer(
            { ...limits, handshakeTimeout: options.readTimeoutMs, ...tlsOptions(options.tls) },
            answer,
          );
    this.#server.maxConnections = MOST_CLIENTS;
    this.#server.setTimeout(options.writeTimeoutMs, (socket) => socket.destroy());
  }

  get scheme(): 'http' | 'https' {
    return this.#options.tls.cert === '' ? 'http' : 'https';
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port; // Not a pipe: it was given a port.
  }

  /** Answers those who have asked, and no more. */
  async stop(): Promise<void> {
    const { logger } = this.#api;
    logger.notice('stopping http server');
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const timer = setTimeout(() => this.#server.closeAllConnections(), GRACE_MS);
    await closed;
    clearTimeout(timer);
    logger.notice('http server stopped');
    logger.notice('http stopped');
  }

  #listen(): Promise<void> {
    const { host, port } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error) => {
        const text = `error creating listener: ${listenErrorText(host, port, error)}`;
        reject(new NatsxError('ERR_LISTEN', text, { cause: error }));
      });
      this.#server.listen(listenAddress(host, port), () => {
        this.#server.removeAllListeners('error');
        // An accept() that fails for want of file descriptors must not end the process.
        this.#server.on('error', (error) => {
          this.#api.logger.error(`error attempting to serve requests: ${error.message}`);
        });
        resolve();
      });
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { logger } = this.#api;
    logger.trace(`${remoteOf(request)}: ${request.url ?? ''}`);
    try {
      send(response, request, await this.#answerTo(request));
    } catch (error) {
      if (isGone(request)) return;
      // A fault of ours, or of the disk: whoever asks again may be luckier.
      logger.error(`error answering ${request.method} ${request.url}: ${messageOf(error)}`);
      send(response, request, failed(500, 'Internal Server Error'));
    }
  }

  async #answerTo(request: IncomingMessage): Promise<Answer> {
    const { method = 'GET', headers } = request;
    const [path, query] = targetOf(request.url ?? '/');
    if (path === undefined) return goError(400, '400 Bad Request');
    if (method === 'OPTIONS' && headers['access-control-request-method'] !== undefined) {
      return preflight(headers['access-control-request-method']);
    }
    if (!isOpen(method, path) && !this.#mayRead(headers.authorization)) return UNAUTHORIZED;
    const destination = route(method, path, this.#api.store.isReadOnly);
    if (destination.type === 'answer') return destination.answer;
    const body = await readBody(request);
    if (body === undefined) {
      return failed(413, `bad JWT in request: no more than ${MAX_TOKEN_BYTES} bytes are allowed`);
    }
    const { handler, parameters } = destination;
    const ifNoneMatch = headers['if-none-match'] ?? '';
    const answer = await handler(this.#api, { method, parameters, query, ifNoneMatch, body });
    return answer ?? NOT_FOUND;
  }

  /** As a bearer, or as the password of a URL: nats-server's resolver can say the latter. */
  #mayRead(authorization = ''): boolean {
    if (this.#tokens.length === 0) return true;
    const [scheme = '', value = ''] = authorization.split(' ', 2);
    const isBasic = scheme.toLowerCase() === 'basic';
    const said = isBasic
      ? Buffer.from(value, 'base64')
          .toString()
          .replace(/^[^:]*:/, '')
      : value;
    const given = digest(said);
    return this.#tokens.some((token) => timingSafeEqual(token, given));
  }
}

const UNAUTHORIZED: Answer = {
  ...failed(401, 'a read token is needed'),
  headers: { 'Content-Type': 'text/plain', 'WWW-Authenticate': 'Basic realm="accounts"' },
};

/** Equal in length, so that they can be compared in the same time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Path and query; no path for what no browser sends. */
function targetOf(url: string): [string | undefined, URLSearchParams] {
  const at = url.indexOf('?');
  const path = at < 0 ? url : url.slice(0, at);
  const query = new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
  try {
    return [path.startsWith('/') ? decodeURIComponent(path) : undefined, query];
  } catch {
    return [undefined, query]; // A % that escapes nothing.
  }
}

/** The body as text; undefined if it is larger than a JWT can be. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_TOKEN_BYTES) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > MAX_TOKEN_BYTES) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, request: IncomingMessage, answer: Answer): void {
  if (response.headersSent || response.destroyed) return;
  const { status, headers = {}, body = '' } = answer;
  response.setHeader('Vary', 'Origin');
  const { origin } = request.headers;
  if (origin !== undefined) {
    // Whoever may ask, may ask from a web page: there is nothing here that a cookie would open.
    response.setHeader('Access-Control-Allow-Origin', origin);
    if (status !== 204) response.setHeader('Access-Control-Expose-Headers', 'Authorization');
  }
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  // The rest of a body that was not read is not worth reading.
  if (status === 413) response.setHeader('Connection', 'close');
  response.statusCode = status;
  if (status !== 304 && status !== 204)
    response.setHeader('Content-Length', Buffer.byteLength(body));
  response.end(body);
}

function preflight(method: string): Answer {
  const Vary = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers';
  const isAllowed = ['GET', 'POST', 'HEAD'].includes(method);
  return {
    status: 204,
    headers: { Vary, ...(isAllowed ? { 'Access-Control-Allow-Methods': method } : {}) },
  };
}

/** Reads and checks the files, so that a bad one is told by name. TLS 1.2 is the oldest that is spoken. */
function tlsOptions({ cert, key, root, verify }: TlsFileOptions): TlsOptions {
  const options: SecureContextOptions = {
    cert: readFile(cert),
    key: readFile(key),
    ...(root === '' ? {} : { ca: readFile(root) }),
    minVersion: 'TLSv1.2',
  };
  try {
    new X509Certificate(options.cert as string);
    createSecureContext(options);
  } catch (error) {
    const text = `error loading X509 certificate/key pair: ${messageOf(error)}`;
    throw new NatsxError('ERR_TLS_FILES', text, { cause: error });
  }
  return { ...options, requestCert: verify, rejectUnauthorized: verify };
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const text = `error loading X509 certificate/key pair: ${fileErrorText('open', path, error)}`;
    throw new NatsxError('ERR_TLS_FILES', text, { cause: error });
  }
}

function remoteOf({ socket }: IncomingMessage): string {
  return `${socket.remoteAddress ?? ''}:${socket.remotePort ?? ''}`;
}

function isGone(request: IncomingMessage): boolean {
  return request.socket.destroyed;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
