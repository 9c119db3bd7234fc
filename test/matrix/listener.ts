// A subscription that keeps what it hears.
import { RequestError, type NatsConnection, type Subscription } from '@nats-io/transport-node';
import { eventually } from '../support/eventually.ts';

const PROBE = 'probe';

export class Listener {
  /** The payloads so far, without those that only looked for a way. */
  readonly heard: string[] = [];
  readonly client: NatsConnection;
  readonly subscription: Subscription;
  readonly #waysFrom = new Set<number>();

  constructor(
    client: NatsConnection,
    subject: string,
    options: { readonly queue?: string; readonly max?: number } = {},
  ) {
    this.client = client;
    this.subscription = client.subscribe(subject, {
      ...options,
      callback: (error, message) => {
        const text = error === null ? message.string() : String(error);
        const probe = new RegExp(`^${PROBE} (\\d+)$`).exec(text);
        if (probe === null) this.heard.push(text);
        else this.#waysFrom.add(Number(probe[1]));
      },
    });
  }

  /** Has it heard the probe of this publisher? */
  hasWayFrom(publisher: number): boolean {
    return this.#waysFrom.has(publisher);
  }
}

/** Publishes on `subject` until each listener has heard each publisher; gives the time in ms. */
export async function untilHeard(
  publishers: readonly NatsConnection[],
  subject: string,
  listeners: readonly Listener[],
): Promise<number> {
  const missing = () =>
    listeners.flatMap((listener, at) =>
      publishers.flatMap((_, from) => (listener.hasWayFrom(from) ? [] : [`${from} → ${at}`])),
    );
  const look = async () => {
    const left = missing();
    if (left.length === 0) return true;
    for (const [from, publisher] of publishers.entries()) {
      if (left.some((way) => way.startsWith(`${from} →`))) {
        publisher.publish(subject, `${PROBE} ${from}`);
      }
    }
    await Promise.all(publishers.map((publisher) => publisher.flush()));
    return false;
  };
  const unheard = () => `nobody heard on ${subject} on the way ${missing().join(', ')}`;
  return (await eventually(look, unheard, { everyMs: 5 })).afterMs;
}

/** Waits until the listeners together have heard `count` payloads. */
export async function untilCount(listeners: readonly Listener[], count: number): Promise<void> {
  const heard = () => listeners.reduce((sum, listener) => sum + listener.heard.length, 0);
  await eventually(
    () => heard() >= count,
    () => `heard ${heard()} of ${count}: ${listeners.map((one) => one.heard.length).join(' + ')}`,
    { everyMs: 5 },
  );
}

/** Requests until nobody is there to answer, wherever the request comes from: no interest is left. */
export async function untilNobodyListens(
  clients: readonly NatsConnection[],
  subject: string,
): Promise<void> {
  for (const client of clients) {
    await eventually(
      () =>
        client.request(subject, '', { timeout: 250 }).then(
          () => false,
          (error: unknown) => error instanceof RequestError && error.isNoResponders(),
        ),
      () => `somebody still listens to ${subject}, as ${client.getServer()} sees it`,
    );
  }
}
