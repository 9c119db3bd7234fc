/** What servers and JetStream tell any user about itself. */
import { NatsxError } from '../base/errors.ts';
import { request } from '../nats-client/request.ts';
import type { Session } from '../nats-client/session.ts';
import { errorOf } from './ask.ts';

/** The data of `$SYS.REQ.USER.INFO` (nats-server 2.10 and later). */
export interface UserInfo {
  readonly user: string;
  readonly user_name?: string;
  readonly account: string;
  readonly account_name?: string;
  readonly permissions?: {
    readonly publish?: SubjectPermission;
    readonly subscribe?: SubjectPermission;
    readonly responses?: { readonly max: number; readonly ttl: number };
  };
  /** Nanoseconds from now. */
  readonly expires?: number;
}

export interface SubjectPermission {
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
}

/** What `$JS.API.INFO` says of an account; -1 is unlimited. */
export interface StorageInfo {
  readonly domain?: string;
  readonly memory: number;
  readonly storage: number;
  readonly streams: number;
  readonly consumers: number;
  readonly limits?: Readonly<
    Record<'max_memory' | 'max_storage' | 'max_streams' | 'max_consumers', number>
  >;
}

/** Asks the server that it is connected to; undefined if that does not know, being older. */
export async function askUserInfo(
  session: Session,
  timeoutMs: number,
): Promise<UserInfo | undefined> {
  try {
    const body = await askJson(session, '$SYS.REQ.USER.INFO', timeoutMs);
    return errorOf(body) === undefined ? (body['data'] as UserInfo | undefined) : undefined;
  } catch (error) {
    if (error instanceof NatsxError && UNANSWERED.has(error.code)) return undefined;
    throw error;
  }
}

/** What JetStream keeps for the account, or why it does not say. */
export async function askStorage(
  session: Session,
  timeoutMs: number,
): Promise<StorageInfo | { readonly reason: string }> {
  try {
    const body = await askJson(session, '$JS.API.INFO', timeoutMs);
    const problem = errorOf(body);
    if (problem === undefined) return body as unknown as StorageInfo;
    return { reason: `Could not obtain account information: ${problem}` };
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    if (error.code === 'ERR_NO_RESPONDERS') {
      return { reason: 'JetStream is not supported in this account' };
    }
    if (error.code === 'ERR_TIMEOUT') return { reason: 'No response from JetStream server' };
    return { reason: `Could not obtain account information: ${error.message}` };
  }
}

/** Who has no permission to ask does not learn more, but what else there is is worth showing. */
const UNANSWERED: ReadonlySet<string> = new Set([
  'ERR_NO_RESPONDERS',
  'ERR_TIMEOUT',
  'ERR_PERMISSION',
  'ERR_ANSWER',
]);

async function askJson(
  session: Session,
  subject: string,
  timeoutMs: number,
): Promise<Record<string, unknown>> {
  const question = { subject, payload: new Uint8Array(), timeoutMs, replies: 1 };
  for await (const reply of request(session, question)) {
    try {
      const body = JSON.parse(reply.string()) as unknown;
      if (typeof body === 'object' && body !== null) return body as Record<string, unknown>;
    } catch {
      break; // What is no JSON is told below.
    }
  }
  throw new NatsxError('ERR_ANSWER', `what came as the answer to ${subject} is no JSON object`);
}
