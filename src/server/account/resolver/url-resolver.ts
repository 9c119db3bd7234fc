import { Agent as HttpAgent, get as httpGet, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, get as httpsGet } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import { NatsxError } from '../../../base/errors.ts';
import { systemErrorText } from '../../../base/system-error.ts';
import { MAX_TOKEN_BYTES } from '../../../jwt/token.ts';
import { isValidPublicKey } from '../../../nkeys/strkey.ts';
import type { AccountResolver } from './resolver.ts';

/** How the account server is spoken to by HTTPS. */
export interface UrlResolverTls extends SecureContextOptions {
  /** Whether its certificate must be good. */
  readonly rejectUnauthorized: boolean;
}

/** nats-server accounts.go: an answer takes 1.9 s at most, and ten idle connections wait 30 s for the next question. */
const TIMEOUT_MS = 1_900;
const IDLE_CONNECTIONS = 10;
const IDLE_MS = 30_000;
/** Go's client follows as many. */
const REDIRECTS = 10;
/** Connections at a time, where Go has no limit: who makes up accounts would open as many. */
const CONNECTIONS = 64;
/** Accounts that are asked for at a time: what is above would not be answered in time. */
const QUESTIONS = 4096;

/** Asks an account server for each JWT: `GET <url><account key>`. */
export class UrlResolver implements AccountResolver {
  readonly type = 'url';
  readonly #url: string;
  readonly #agents: { readonly 'http:': HttpAgent; readonly 'https:': HttpsAgent };
  /** Questions that are not answered yet, by account. */
  readonly #asked = new Map<string, Promise<string>>();
  readonly #closing = new AbortController();

  constructor(url: string, tls: UrlResolverTls | undefined) {
    this.#url = url.endsWith('/') ? url : `${url}/`;
    const shared = {
      keepAlive: true,
      maxSockets: CONNECTIONS,
      maxFreeSockets: IDLE_CONNECTIONS,
      timeout: IDLE_MS,
    };
    this.#agents = {
      'http:': new HttpAgent(shared),
      'https:': new HttpsAgent({ ...shared, ...tls }),
    };
  }

  /** Somebody must be there: a server that can't look up any account would let in nobody, and say nothing of why. */
  async start(): Promise<void> {
    await this.#ask('');
  }

  fetch(accountKey: string): Promise<string | undefined> {
    if (!isValidPublicKey(accountKey, 'account')) return Promise.resolve(undefined);
    const asked = this.#asked.get(accountKey);
    if (asked !== undefined) return asked;
    if (this.#asked.size >= QUESTIONS)
      return Promise.reject(this.#error(accountKey, 'too many accounts are being looked up'));
    const question = this.#ask(accountKey).finally(() => this.#asked.delete(accountKey));
    this.#asked.set(accountKey, question);
    return question;
  }

  reload(): void {
    // Nothing is kept here.
  }

  close(): void {
    this.#closing.abort();
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }

  async #ask(path: string): Promise<string> {
    const late = AbortSignal.timeout(TIMEOUT_MS);
    const signal = AbortSignal.any([late, this.#closing.signal]);
    try {
      let url = new URL(`${this.#url}${path}`);
      for (let redirects = 0; redirects <= REDIRECTS; redirects++) {
        const response = await this.#get(url, signal);
        const { statusCode = 0, statusMessage = '', headers } = response;
        if (statusCode === 200) return await readBody(response);
        response.resume();
        const isRedirect = [301, 302, 303, 307, 308].includes(statusCode);
        if (!isRedirect || headers.location === undefined)
          throw this.#error(path, `${statusCode} ${statusMessage}`);
        url = new URL(headers.location, url);
      }
      throw this.#error(path, `stopped after ${REDIRECTS} redirects`);
    } catch (error) {
      if (error instanceof NatsxError) throw error;
      if (late.aborted) throw this.#error(path, `no answer within ${TIMEOUT_MS} ms`, error);
      if (signal.aborted) throw this.#error(path, 'the server stops', error);
      throw this.#error(path, systemErrorText(error), error);
    }
  }

  /** Asks once more if the answer to the first question was that an idle connection is closed. */
  #get(url: URL, signal: AbortSignal, isAgain = false): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const request =
        url.protocol === 'https:'
          ? httpsGet(url, { agent: this.#agents['https:'], signal }, resolve)
          : httpGet(url, { agent: this.#agents['http:'], signal }, resolve);
      request.on('error', (error: NodeJS.ErrnoException) => {
        const isStale = request.reusedSocket && error.code === 'ECONNRESET';
        if (isStale && !isAgain) resolve(this.#get(url, signal, true));
        else reject(error);
      });
    });
  }

  #error(path: string, problem: string, cause?: unknown): NatsxError {
    const url = new URL(`${this.#url}${path}`);
    if (url.password !== '') url.password = 'xxxxx';
    return new NatsxError('ERR_RESOLVER', `could not fetch <"${url.href}">: ${problem}`, { cause });
  }
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_TOKEN_BYTES) throw new Error('the answer is too large for a JWT');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
