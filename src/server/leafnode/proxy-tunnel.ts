/** Connects through an HTTP proxy (RFC 9110, 9.3.6). */
import { request as httpRequest, STATUS_CODES } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { NatsxError } from '../../base/errors.ts';
import { systemErrorText } from '../../base/system-error.ts';

export interface ProxyTerms {
  /** `http://host:port`, or https. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** Time in ms that the proxy may take. */
  readonly timeoutMs: number;
}

/** A socket by which the proxy passes on to `place`, `host:port`. Rejects with NatsxError, ERR_PROXY. */
export function tunnelTo(place: string, terms: ProxyTerms): Promise<Socket> {
  const { url, username, password, timeoutMs } = terms;
  const login = Buffer.from(`${username}:${password}`).toString('base64');
  const request = url.startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const fail = (text: string, cause?: Error): void => {
      asked.destroy();
      reject(new NatsxError('ERR_PROXY', `proxy CONNECT failed: ${text}`, { cause }));
    };
    const asked = request(url, {
      method: 'CONNECT',
      path: place,
      headers: {
        Host: place,
        ...(username === '' ? {} : { 'Proxy-Authorization': `Basic ${login}` }),
      },
      agent: false,
    });
    const timer = setTimeout(() => fail('i/o timeout'), timeoutMs);
    asked.once('connect', ({ statusCode = 0 }, socket, early) => {
      clearTimeout(timer);
      // Whoever is behind it speaks when it is asked to.
      if (statusCode === 200 && early.length === 0) resolve(socket);
      else fail(`${statusCode} ${STATUS_CODES[statusCode] ?? ''}`);
    });
    asked.once('response', ({ statusCode = 0 }) => {
      clearTimeout(timer);
      fail(`${statusCode} ${STATUS_CODES[statusCode] ?? ''}`);
    });
    asked.on('error', (error) => {
      clearTimeout(timer);
      fail(systemErrorText(error), error);
    });
    asked.end();
  });
}
