/** An account server, by HTTP: it is given accounts, and asked which it has. */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { NatsxError } from '../../../base/errors.ts';
import { accountUrl } from '../../../nsc/account-server.ts';
import type { Use } from './deployment.ts';

const ANSWER_MS = 5_000;
/** No JWT is longer (nats-server's limit of a control line and its payload). */
const MOST_BYTES = 1024 * 1024;

interface Reply {
  readonly status: number;
  readonly text: string;
}

export class AccountServer {
  readonly #url: string;
  readonly #authority: string | undefined;

  constructor(url: string, authority: string | undefined) {
    this.#url = url;
    this.#authority = authority;
  }

  async push(account: string, token: string): Promise<void> {
    const { status, text } = await this.#send('POST', account, token);
    if (status >= 200 && status < 300) return;
    throw new NatsxError(
      'ERR_PUSH',
      `the account server at ${this.#url} answered ${status}: ${text.slice(0, 200)}`,
    );
  }

  async use(account: string, token: string): Promise<Use> {
    const { status, text } = await this.#send('GET', account);
    if (status === 404) return 'missing';
    if (status !== 200) {
      throw new NatsxError(
        'ERR_PUSH',
        `the account server at ${this.#url} answered ${status}: ${text.slice(0, 200)}`,
      );
    }
    return text.trim() === token ? 'as issued' : 'another';
  }

  #send(method: 'GET' | 'POST', account: string, body?: string): Promise<Reply> {
    const url = accountUrl(this.#url, account);
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    const options = {
      method,
      agent: false,
      ...(this.#authority === undefined ? {} : { ca: this.#authority }),
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/jwt' } }),
      signal: AbortSignal.timeout(ANSWER_MS),
    };
    return new Promise((resolve, reject) => {
      const fail = (cause: Error) =>
        reject(
          new NatsxError('ERR_PUSH', `the account server at ${this.#url}: ${cause.message}`, {
            cause,
          }),
        );
      const request = send(url, options, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
          if (text.length > MOST_BYTES)
            request.destroy(new Error('it answers more than any JWT has'));
        });
        response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
        response.once('error', fail);
      });
      request.once('error', fail);
      request.end(body);
    });
  }
}
