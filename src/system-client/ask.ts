/** One request, the answers of many servers. */
import type { Msg } from '@nats-io/transport-node';
import { NatsxError } from '../base/errors.ts';
import { toNatsxError } from '../nats-client/client-error.ts';
import type { Session } from '../nats-client/session.ts';
import type { Endpoints } from './endpoints.ts';
import type { ServerIdentity } from './server-identity.ts';

/** Which servers are meant; a text is found anywhere in a name unless `exact_match` (nats-server, EventFilterOptions). */
export interface ServerFilter {
  readonly server_name?: string | undefined;
  readonly cluster?: string | undefined;
  readonly host?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly domain?: string | undefined;
  readonly exact_match?: boolean | undefined;
}

export interface Question {
  /** After `$SYS.REQ.`: `SERVER.PING.VARZ`. */
  readonly subject: string;
  /** What is asked for, and of whom; the fields are those of the endpoint. */
  readonly options?: object | undefined;
  /** Longest time to wait, ms. */
  readonly timeoutMs: number;
  /** How many answers there will be; without it all that come until none has for a while. */
  readonly expect?: number | undefined;
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
}

export interface Answer {
  readonly server: ServerIdentity;
  /** All that it says. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Time from the request to its answer. */
  readonly rttMs: number;
}

/** How long none must come, ms, before the answers are all; four times the slowest if that is longer. */
export const QUIET_MS = 300;

/**
 * The answers as they come. Throws NatsxError: ERR_NOT_SYSTEM if nobody hears the request, and what the server objects to.
 * Answers that are no JSON objects with a `server` are left out.
 */
export async function* ask(session: Session, question: Question): AsyncGenerator<Answer> {
  const { expect = Infinity } = question;
  let received = 0;
  for await (const { message, rttMs } of askRaw(session, question)) {
    const body = decode(message);
    if (body === undefined) continue;
    yield { server: body['server'] as ServerIdentity, body, rttMs };
    if (++received >= expect) return;
  }
}

/** A question about an endpoint: to all servers, or to the one with this id. */
export interface EndpointQuestion<E extends keyof Endpoints> extends Omit<Question, 'subject'> {
  readonly endpoint: E;
  readonly server?: string | undefined;
}

export interface EndpointAnswer<E extends keyof Endpoints> {
  readonly server: ServerIdentity;
  readonly data: Endpoints[E];
  readonly rttMs: number;
}

/** All answers; the endpoint's data of each. Servers that answered with an error are given to `onError`. */
export async function askAll<E extends keyof Endpoints>(
  session: Session,
  { endpoint, server: id = 'PING', ...question }: EndpointQuestion<E>,
  onError: (server: ServerIdentity, message: string) => void = () => undefined,
): Promise<EndpointAnswer<E>[]> {
  const answers: EndpointAnswer<E>[] = [];
  // Older servers know the statistics of all by this name alone.
  const isPing = id === 'PING' && endpoint === 'STATSZ';
  const subject = isPing ? 'SERVER.PING' : `SERVER.${id}.${endpoint}`;
  for await (const { server, body, rttMs } of ask(session, { ...question, subject })) {
    const message = errorOf(body);
    if (message !== undefined) onError(server, message);
    else {
      const data = (body['data'] ?? body['statsz']) as Endpoints[E]; // What servers answer there.
      answers.push({ server, data, rttMs });
    }
  }
  return answers;
}

/** What is wrong, if an answer is an error. */
export function errorOf(body: Readonly<Record<string, unknown>>): string | undefined {
  const { error } = body as { error?: { code?: number; description?: string } | null };
  if (typeof error !== 'object' || error === null) return undefined;
  return `${error.description ?? 'error'} (${error.code ?? 'no code'})`;
}

async function* askRaw(
  session: Session,
  { subject, options, timeoutMs, expect, signal }: Question,
): AsyncGenerator<{ message: Msg; rttMs: number }> {
  const inbox = session.newInbox();
  const answers = session.connection.subscribe(inbox, {});
  const stop = () => answers.unsubscribe();
  const timer = setTimeout(stop, timeoutMs);
  signal?.addEventListener('abort', stop);
  let quiet: NodeJS.Timeout | undefined;
  let objection: unknown;
  try {
    const sentAt = performance.now();
    const payload = options === undefined ? '' : JSON.stringify(options);
    session.connection.publish(`$SYS.REQ.${subject}`, payload, { reply: inbox });
    session.flush().catch((error: unknown) => {
      objection = error;
      stop();
    });
    for await (const message of answers) {
      if (message.data.length === 0 && message.headers?.code === 503) throw notSystem(subject);
      const rttMs = performance.now() - sentAt;
      yield { message, rttMs };
      if (expect !== undefined) continue;
      clearTimeout(quiet);
      quiet = setTimeout(stop, Math.max(QUIET_MS, 4 * rttMs));
    }
  } catch (error) {
    throw toNatsxError(error);
  } finally {
    clearTimeout(timer);
    clearTimeout(quiet);
    signal?.removeEventListener('abort', stop);
    stop();
  }
  if (objection !== undefined) throw refused(objection, subject);
}

function decode(message: Msg): Record<string, unknown> | undefined {
  try {
    const body = JSON.parse(message.string()) as unknown;
    if (typeof body !== 'object' || body === null) return undefined;
    const { server } = body as { server?: { id?: unknown } };
    return typeof server?.id === 'string' ? (body as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // Whoever says something else on this subject is no server.
  }
}

export const NO_SYSTEM_ACCESS =
  'no results received, ensure the account used has system privileges and appropriate permissions';

function notSystem(subject: string): NatsxError {
  return new NatsxError('ERR_NOT_SYSTEM', NO_SYSTEM_ACCESS, {
    suggestions: [
      `nobody listens on $SYS.REQ.${subject}: use the creds or the context of a user of the system account`,
    ],
  });
}

function refused(objection: unknown, subject: string): NatsxError {
  const error = toNatsxError(objection);
  if (error.code !== 'ERR_PERMISSION') return error;
  return new NatsxError(error.code, NO_SYSTEM_ACCESS, {
    cause: error,
    suggestions: [`${error.message} ($SYS.REQ.${subject})`],
  });
}
