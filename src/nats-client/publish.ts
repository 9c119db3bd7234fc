import type { MsgHdrs } from '@nats-io/transport-node';
import { toNatsxError } from './client-error.ts';
import type { Session } from './session.ts';

export interface Publication {
  readonly subject: string;
  readonly payload: Uint8Array;
  readonly reply?: string | undefined;
  readonly headers?: MsgHdrs | undefined;
  readonly count: number;
}

// The client library queues without a limit, so a round trip bounds what lies in memory.
const BYTES_BETWEEN_FLUSHES = 4 * 1024 * 1024;
const MESSAGES_BETWEEN_FLUSHES = 4096;

/** Publishes and returns when the server has read every message; throws what it objects to. */
export async function publish(session: Session, publication: Publication): Promise<void> {
  const { subject, payload, reply, headers, count } = publication;
  const options = {
    ...(reply === undefined || reply === '' ? {} : { reply }),
    ...(headers === undefined ? {} : { headers }),
  };
  const perFlush = Math.max(1, Math.floor(BYTES_BETWEEN_FLUSHES / (payload.length + 1)));
  const batch = Math.min(MESSAGES_BETWEEN_FLUSHES, perFlush);
  for (let sent = 1; sent <= count; sent++) {
    try {
      session.connection.publish(subject, payload, options);
    } catch (error) {
      throw toNatsxError(error);
    }
    if (sent % batch === 0) await session.flush();
  }
  await session.flush();
}
