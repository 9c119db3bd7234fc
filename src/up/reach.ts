/** Whether a deployment is whole: all servers know each other, and a message goes from one end to the other. */
import { setTimeout as wait } from 'node:timers/promises';
import { NatsxError } from '../base/errors.ts';
import { Session } from '../nats-client/session.ts';
import { lookAround, type Overview } from '../system-client/overview.ts';
import type { Identities } from './identities.ts';
import { clientUrl, clientUrls, type Layout, type PlannedServer } from './layout.ts';

/** How often it is tried again: interest has to spread first. */
const PAUSE_MS = 10;

export interface ReachSettings {
  readonly layout: Layout;
  readonly creds: Identities['creds'];
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** From where to where the first message goes: from a leafnode, if there is one, to the last server of the last cluster. */
export function endsOf({ servers }: Layout): readonly [from: PlannedServer, to: PlannedServer] {
  const leaf = servers.find(({ leafOf }) => leafOf !== undefined);
  const last = servers.findLast(({ leafOf }) => leafOf === undefined);
  return [leaf ?? servers[0]!, last!];
}

/**
 * Publishes at one end of the deployment until somebody at the other end has got it. Rejects with ERR_UP_MESSAGE if nobody
 * has in time.
 */
export async function firstMessage({
  layout,
  creds,
  timeoutMs,
  signal,
}: ReachSettings): Promise<void> {
  const [from, to] = endsOf(layout);
  const deadline = performance.now() + timeoutMs;
  const publisher = await open([clientUrl(from)], creds.user);
  const subscriber = from === to ? publisher : await open([clientUrl(to)], creds.user);
  try {
    const subject = subscriber.newInbox();
    let hasArrived = false as boolean;
    const arrived = new Promise<void>((resolve) => {
      subscriber.connection.subscribe(subject, {
        max: 1,
        callback: () => {
          hasArrived = true;
          resolve();
        },
      });
    });
    await subscriber.flush();
    while (!hasArrived) {
      signal?.throwIfAborted();
      if (performance.now() > deadline) throw notThrough(from, to);
      publisher.connection.publish(subject);
      await publisher.flush();
      await Promise.race([arrived, wait(PAUSE_MS)]);
    }
  } finally {
    await publisher.close();
    if (subscriber !== publisher) await subscriber.close();
  }
}

function notThrough(from: PlannedServer, to: PlannedServer): NatsxError {
  const way = from === to ? `through ${from.name}` : `from ${from.name} to ${to.name}`;
  return new NatsxError('ERR_UP_MESSAGE', `no message has come ${way} yet`);
}

/** A connection as the system account's user; it survives all servers but one. */
export function openSystem({ layout, creds }: ReachSettings): Promise<Session> {
  return open(clientUrls(layout), creds.system, RECONNECTS);
}

/** As often as a server may be dialled, a second apart: for a day. */
const RECONNECTS = 86_400;

/** Asks until all servers have answered, or it has lasted too long; what was seen last. */
export async function wholeOverview(
  session: Session,
  { layout, timeoutMs, signal }: ReachSettings,
): Promise<Overview> {
  const expect = layout.servers.length;
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const leftMs = deadline - performance.now();
    const overview = await lookAround(session, {
      expect,
      timeoutMs: Math.max(100, Math.min(1000, leftMs)),
    });
    if (overview.servers.length >= expect || leftMs <= 0) return overview;
    signal?.throwIfAborted();
    await wait(PAUSE_MS);
  }
}

function open(urls: readonly string[], credentialsFile: string, reconnects = 0): Promise<Session> {
  const servers = urls.join(',');
  const name = 'natsx up';
  return Session.open({ servers, credentialsFile, name, tls: {}, timeoutMs: 5_000, reconnects });
}
