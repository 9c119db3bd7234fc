import type { Msg, MsgHdrs } from '@nats-io/transport-node';
import { NatsxError } from '../base/errors.ts';
import { toNatsxError } from './client-error.ts';
import type { Session } from './session.ts';

export interface RequestSettings {
  readonly subject: string;
  readonly payload: Uint8Array;
  readonly headers?: MsgHdrs | undefined;
  readonly timeoutMs: number;
  /** How many replies to wait for; 0 = as many as come in time. */
  readonly replies: number;
}

/**
 * Sends a request and hands out the replies as they come. Throws ERR_NO_RESPONDERS if nobody listens, ERR_TIMEOUT if
 * fewer replies than wanted have come in time (with 0 wanted: none), and what the server objects to at once.
 */
export async function* request(session: Session, settings: RequestSettings): AsyncGenerator<Msg> {
  const { subject, payload, headers, replies: wanted } = settings;
  let received = 0;
  let objection: unknown;
  try {
    const inbox = session.newInbox();
    const replies = session.connection.subscribe(inbox, wanted === 0 ? {} : { max: wanted });
    const timer = setTimeout(() => replies.unsubscribe(), settings.timeoutMs);
    try {
      const options = headers === undefined ? {} : { headers };
      session.connection.publish(subject, payload, { reply: inbox, ...options });
      session.flush().catch((error: unknown) => {
        objection = error;
        replies.unsubscribe();
      });
      for await (const reply of replies) {
        if (isNoResponders(reply)) throw noResponders(subject);
        received++;
        yield reply;
      }
    } finally {
      clearTimeout(timer);
      replies.unsubscribe();
    }
  } catch (error) {
    throw toNatsxError(error);
  }
  if (received > 0 && received >= wanted) return;
  if (objection !== undefined) throw toNatsxError(objection);
  const suggestions = received === 0 ? [] : [`${received} of ${wanted} replies came in time`];
  throw new NatsxError('ERR_TIMEOUT', 'nats: timeout', { suggestions });
}

/** The server itself answers an unheard request, with an empty message of status 503 (ADR-4). */
function isNoResponders(reply: Msg): boolean {
  return reply.data.length === 0 && reply.headers?.code === 503;
}

/** The error of a request that nobody listens to. */
export function noResponders(subject: string): NatsxError {
  return new NatsxError('ERR_NO_RESPONDERS', 'nats: no responders available for request', {
    suggestions: [`nobody listens on [${subject}]`],
  });
}
