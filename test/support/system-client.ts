// A user of the system account who asks servers, over a connection that knows no NATS.
import assert from 'node:assert/strict';
import type { TestUser } from './operator.ts';
import { RawClient } from './raw-client.ts';

export class SystemClient implements AsyncDisposable {
  readonly #client: RawClient;
  #lastInbox = 0;

  /** Logs in as a user of the system account. */
  static async connect(port: number, user: TestUser): Promise<SystemClient> {
    return new SystemClient(await login(port, user));
  }

  private constructor(client: RawClient) {
    this.#client = client;
  }

  /** The payload of the first answer. */
  async request(subject: string, payload: string | Uint8Array = ''): Promise<string> {
    const [answer] = await this.#ask(subject, payload, (payloads) => payloads.length > 0);
    return answer!;
  }

  /** The payloads of all answers, up to an empty one. */
  async requestMany(subject: string, payload: string | Uint8Array = ''): Promise<string[]> {
    const answers = await this.#ask(subject, payload, (payloads) => payloads.includes(''));
    return answers.slice(0, answers.indexOf(''));
  }

  /** What the envelope of an answer holds beside the server, and the names in it, in order. */
  async ask(subject: string, payload: string | Uint8Array = ''): Promise<unknown> {
    const answer = JSON.parse(await this.request(subject, payload)) as Record<string, unknown>;
    assert.equal(typeof (answer['server'] as { name: unknown }).name, 'string');
    return { ...answer, server: undefined, names: Object.keys(answer).join() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.close();
  }

  async #ask(
    subject: string,
    payload: string | Uint8Array,
    isAll: (payloads: readonly string[]) => boolean,
  ): Promise<string[]> {
    const inbox = `_INBOX.admin.${++this.#lastInbox}`;
    const bytes = Buffer.from(payload);
    this.#client.send(`SUB ${inbox} ${this.#lastInbox}\r\n`);
    this.#client.send(
      Buffer.concat([
        Buffer.from(`PUB ${subject} ${inbox} ${bytes.length}\r\n`),
        bytes,
        Buffer.from('\r\n'),
      ]),
    );
    const answers = (frames: readonly string[]): string[] =>
      frames.flatMap((frame) => {
        const [line = ''] = frame.split('\r\n', 1);
        return line.split(' ')[1] === inbox ? [frame.slice(line.length + 2, -2)] : [];
      });
    await this.#client.waitFor((frames) => isAll(answers(frames)), `an answer to ${subject}`);
    return answers(this.#client.takeFrames());
  }
}

/** Connects a user, whom the server must let in. */
export async function login(port: number, user: TestUser): Promise<RawClient> {
  const client = await RawClient.connect(port);
  client.send(user.connect(client.info));
  const refused = await client.settle();
  assert.doesNotMatch(refused, /-ERR/);
  return client;
}
