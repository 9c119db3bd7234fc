// A little account server: it keeps what it is sent, and can be told to answer otherwise.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Reply {
  readonly status: number;
  readonly text?: string;
}

export class TemporaryAccountServer implements AsyncDisposable {
  /** What it keeps, by the last part of the path: an account's key, or `operator`. */
  readonly tokens = new Map<string, string>();
  /** What was asked: `POST /jwt/v1/accounts/A…`. */
  readonly requests: string[] = [];
  /** Its answer to a POST; what it took is kept if that is good. */
  onPost: (token: string, path: string) => Reply = () => ({ status: 200 });
  readonly #server: Server;

  static async start(): Promise<TemporaryAccountServer> {
    const server = new TemporaryAccountServer();
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/jwt/v1`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    this.requests.push(`${method} ${url}`);
    const { status, text = '' } = method === 'POST' ? await this.#post(request) : this.#get(url);
    response.writeHead(status, { 'Content-Type': 'application/jwt' });
    response.end(text);
  }

  async #post(request: IncomingMessage): Promise<Reply> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const [token, path] = [Buffer.concat(chunks).toString(), request.url ?? ''];
    const reply = this.onPost(token, path);
    if (reply.status === 200 && !this.tokens.has(lastPart(path))) {
      this.tokens.set(lastPart(path), token);
    }
    return reply;
  }

  #get(path: string): Reply {
    const token = path.startsWith('/jwt/v1/') ? this.tokens.get(lastPart(path)) : undefined;
    return token === undefined ? { status: 404 } : { status: 200, text: token };
  }
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
