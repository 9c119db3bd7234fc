/**
 * Asks all servers of a deployment at once, and many things at a time. How many will answer, nobody can know; a PING tells
 * which servers are there. Those that leave a first request unanswered until its time is up (their accounts are kept in
 * another way, or they hang) are not waited for again. So a push takes a round trip, where nothing is silent, and one
 * timeout where something is.
 */
import { createInbox, type Msg } from '@nats-io/transport-node';
import { toNatsxError } from '../../nats-client/client-error.ts';
import type { ConnectionSettings } from '../../nats-client/connect.ts';
import { request, type RequestSettings } from '../../nats-client/request.ts';
import { Session } from '../../nats-client/session.ts';
import { NatsxError } from '../../base/errors.ts';
import { fieldsOf, readAnswer, type Answer } from './answer.ts';

/** Who answers: every server, or those that keep accounts. */
export type Audience = 'servers' | 'resolvers';

export interface Answers {
  /** Sorted by the servers' names. */
  readonly answers: readonly Answer[];
  /** Why there is no answer at all, in the words of nats.go; undefined if there is one. */
  readonly failure: string | undefined;
}

interface Question {
  readonly audience: Audience;
  readonly subject: string;
  readonly answers: Answer[];
  isAnswered(): boolean;
  end(failure?: string): void;
}

const PING = '$SYS.REQ.SERVER.PING';

/** What a user has to be allowed to publish for all that is asked here. */
export const PING_SUBJECTS = [PING, `${PING}.ACCOUNTZ`];

export class Servers {
  readonly timeoutMs: number;
  #session!: Session; // Set by open.
  readonly #inbox = createInbox();
  readonly #questions = new Map<string, Question>();
  readonly #heard = { servers: new Set<string>(), resolvers: new Set<string>() };
  readonly #awaited = new Map<Audience, ReadonlySet<string>>();
  #asked = 0;

  /** Connects, and finds out which servers are there. */
  static async open(settings: ConnectionSettings, timeoutMs: number): Promise<Servers> {
    const servers = new Servers(timeoutMs);
    servers.#session = await Session.open(settings, {
      onComplaint: (complaint) => servers.#onComplaint(complaint),
    });
    servers.#listen();
    await servers.#discover();
    return servers;
  }

  private constructor(timeoutMs: number) {
    this.timeoutMs = timeoutMs;
  }

  /** How many servers were found; 0 if that could not be asked. */
  get count(): number {
    return this.#awaited.get('servers')?.size ?? 0;
  }

  async close(): Promise<void> {
    await this.#session.close();
  }

  /** Asks; resolves when all that are there have answered, or the time is up. */
  ask(
    audience: Audience,
    subject: string,
    payload: string | Uint8Array = '',
    isComplete?: (answers: readonly Answer[]) => boolean,
  ): Promise<Answers> {
    const reply = `${this.#inbox}.${++this.#asked}`;
    return new Promise((resolve) => {
      const answers: Answer[] = [];
      const timer = setTimeout(() => this.#runOut(reply), this.timeoutMs);
      this.#questions.set(reply, {
        audience,
        subject,
        answers,
        isAnswered: () => (isComplete ?? ((all) => this.#areAll(audience, all)))(answers),
        end: (failure = 'nats: timeout') => {
          clearTimeout(timer);
          this.#questions.delete(reply);
          const sorted = answers.toSorted((a, b) => (a.server < b.server ? -1 : 1));
          resolve({ answers: sorted, failure: answers.length > 0 ? undefined : failure });
        },
      });
      const question = this.#questions.get(reply)!;
      // Where nobody ever answers, nobody is waited for.
      if (this.#awaited.get(audience)?.size === 0) question.end();
      else this.#publish(question, payload, reply);
    });
  }

  /** The texts that one server sends in answer, up to an empty one. */
  async *stream(subject: string): AsyncGenerator<string> {
    const { connection } = this.#session;
    const inbox = createInbox();
    const replies = connection.subscribe(inbox);
    let timer: NodeJS.Timeout | undefined;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => replies.unsubscribe(), this.timeoutMs);
    };
    try {
      connection.publish(subject, '', { reply: inbox });
      wait();
      for await (const message of replies) {
        if (isUnheard(message)) throw new NatsxError('ERR_NO_RESPONDERS', NO_RESPONDERS);
        const text = message.string();
        if (text === '') return;
        yield text;
        wait();
      }
    } finally {
      clearTimeout(timer);
      replies.unsubscribe();
    }
    throw new NatsxError('ERR_TIMEOUT', 'nats: timeout');
  }

  /** The first text that is not empty; undefined if nobody sends one. */
  async first(subject: string): Promise<string | undefined> {
    const { timeoutMs } = this;
    const replies = this.#awaited.get('resolvers')?.size ?? 0;
    const settings: RequestSettings = { subject, payload: new Uint8Array(), timeoutMs, replies };
    try {
      for await (const { data } of request(this.#session, settings)) {
        if (data.length > 0) return Buffer.from(data).toString();
      }
    } catch (error) {
      // Nobody keeps it, or not all have answered: both mean that nobody has it.
      if (!['ERR_NO_RESPONDERS', 'ERR_TIMEOUT'].includes(toNatsxError(error).code)) throw error;
    }
    return undefined;
  }

  #listen(): void {
    const { connection, ended } = this.#session;
    connection.subscribe(`${this.#inbox}.*`, { callback: (_, message) => this.#hear(message) });
    void ended.then(({ message }) => this.#endAll(message));
  }

  #publish(question: Question, payload: string | Uint8Array, reply: string): void {
    try {
      this.#session.connection.publish(question.subject, payload, { reply });
    } catch (error) {
      question.end(toNatsxError(error).message);
    }
  }

  #onComplaint({ message }: NatsxError): void {
    const refused = Array.from(this.#questions.values()).filter(({ subject }) =>
      message.includes(`"${subject}"`),
    );
    for (const question of refused) question.end(message);
    if (refused.length === 0) this.#endAll(message);
  }

  async #discover(): Promise<void> {
    const { answers } = await this.ask('servers', PING, '', (all) => {
      const known = all.map(({ data }) => Number(fieldsOf(data)['active_servers']));
      return all.length >= Math.max(...known);
    });
    // Who does not answer now is not waited for; if nobody does, it may be that we must not ask.
    const ids = new Set(answers.map(({ id }) => id));
    if (ids.size === 0) return;
    this.#awaited.set('servers', ids);
    this.#awaited.set('resolvers', ids);
  }

  #hear(message: Msg): void {
    const question = this.#questions.get(message.subject);
    // It came after its time.
    if (question === undefined) return;
    if (isUnheard(message)) {
      question.end(NO_RESPONDERS);
      return;
    }
    const answer = readAnswer(message.string());
    question.answers.push(answer);
    this.#heard[question.audience].add(answer.id);
    if (question.isAnswered()) question.end();
  }

  #areAll(audience: Audience, answers: readonly Answer[]): boolean {
    const awaited = this.#awaited.get(audience);
    if (awaited === undefined) return false;
    const ids = new Set(answers.map(({ id }) => id));
    return Array.from(awaited).every((id) => ids.has(id));
  }

  /** Its time is up: who has never said anything is not waited for any more. */
  #runOut(reply: string): void {
    const question = this.#questions.get(reply);
    if (question === undefined) return;
    question.end();
    const { audience } = question;
    const heard = this.#heard[audience];
    const awaited = this.#awaited.get(audience) ?? heard;
    this.#awaited.set(audience, new Set(Array.from(awaited).filter((id) => heard.has(id))));
    for (const other of Array.from(this.#questions.values())) {
      if (other.audience === audience && other.isAnswered()) other.end();
    }
  }

  #endAll(failure: string): void {
    for (const question of Array.from(this.#questions.values())) question.end(failure);
  }
}

const NO_RESPONDERS = 'nats: no responders available for request';

/** The server itself answers an unheard request, with an empty message of status 503 (ADR-4). */
function isUnheard({ data, headers }: Msg): boolean {
  return data.length === 0 && headers?.code === 503;
}

/** Runs `action` on all, many at a time; the results are in the order of the items. */
export async function forAll<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  action: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const work = async () => {
    while (next < items.length) {
      const at = next++;
      results[at] = await action(items[at]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
  return results;
}
