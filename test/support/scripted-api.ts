/** An HTTP server that answers as an API server would in moments that a real one can't be brought to: wrong, late, cut off. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';
import { KubeApi } from '../../src/k8s-operator/controller/kube-api.ts';

export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Answer = (asked: Asked, response: ServerResponse) => void;

export class ScriptedApi {
  readonly asked: Asked[] = [];
  readonly api: KubeApi;
  readonly #server: Server;
  #answer: Answer;

  static async start(answer: Answer, signal?: AbortSignal): Promise<ScriptedApi> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new ScriptedApi(server, answer, signal);
  }

  private constructor(server: Server, answer: Answer, signal: AbortSignal | undefined) {
    this.#server = server;
    this.#answer = answer;
    const config = new KubeConfig();
    const { port } = server.address() as AddressInfo;
    const cluster = { name: 'test', server: `http://127.0.0.1:${port}` };
    config.loadFromClusterAndUser(
      { ...cluster, skipTLSVerify: true },
      { name: 'test', token: 'T' },
    );
    this.api = new KubeApi(config, signal);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const { method = '', headers } = request;
        const url = new URL(request.url ?? '/', 'http://api');
        const asked = { method, url, headers, body };
        this.asked.push(asked);
        this.#answer(asked, response);
      });
    });
  }

  answer(answer: Answer): void {
    this.#answer = answer;
  }

  async stop(): Promise<void> {
    this.api.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

export function json(value: unknown, status = 200): Answer {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value));
  };
}

/** One of several answers after the other; the last goes on. */
export function inTurn(...answers: readonly Answer[]): Answer {
  let at = 0;
  return (asked, response) => {
    const answer = answers[Math.min(at, answers.length - 1)]!;
    at += 1;
    answer(asked, response);
  };
}
