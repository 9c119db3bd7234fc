/** The five benchmarks: open the connections, run, close, report. */
import { randomInt } from 'node:crypto';
import type { ConnectionSettings } from '../connect.ts';
import { disconnectsOf, withConnections, type BenchConnection } from './connections.ts';
import { publishAtRate, scheduled } from './paced-publishing.ts';
import { publishAll } from './publishing.ts';
import { requestAll, requestAtRate } from './requesting.ts';
import type { BenchReport, ClientResult, Delivery, Group } from './statistics.ts';
import { addDeliveries, BenchSubscriber } from './subscribing.ts';
import { aborted, heardSubject, now, type Run, type Workload } from './workload.ts';

export type Benchmark = (
  settings: ConnectionSettings,
  workload: Workload,
  run: Run,
) => Promise<BenchReport>;

/** Publishers alone. */
export const benchPublish: Benchmark = (settings, workload, run) =>
  withConnections(settings, workload.clients, async (connections) => {
    run.meter.total = scheduled(workload);
    await run.started();
    const clients = await publish(connections, workload, run, newRunId());
    return report(workload, run, connections, [publishers(clients)]);
  });

/** Subscribers alone: until each has all messages, or the end of a constant rate, or Ctrl-C. */
export const benchSubscribe: Benchmark = (settings, workload, run) =>
  withConnections(settings, workload.clients, async (connections) => {
    run.meter.total = workload.messages * workload.clients;
    const heard = await subscribe(connections, workload, () => {
      return new BenchSubscriber(workload.messages, undefined, run.meter);
    });
    await run.started();
    const all = Promise.all(heard.map(({ done }) => done));
    await Promise.race([all, aborted(run.signal), over(workload.durationMs, run.signal)]);
    const deliveries = heard.flatMap((subscriber) => subscriber.delivery() ?? []);
    const delivery = deliveries.length === 0 ? undefined : addDeliveries(deliveries);
    return report(workload, run, connections, [subscribers(heard)], delivery);
  });

/** As many publishers as subscribers, which must hear every message. */
export const benchPublishSubscribe: Benchmark = (settings, workload, run) =>
  withConnections(settings, workload.clients * 2, async (connections) => {
    const [heardOn, publishedOn] = halves(connections);
    const isPaced = workload.perSecond > 0;
    const runId = newRunId();
    run.meter.total = scheduled(workload);
    const heard = await subscribe(heardOn, workload, () => {
      return new BenchSubscriber(Infinity, isPaced ? runId : undefined);
    });
    await run.started();
    const clients = await publish(publishedOn, workload, run, runId);
    const sent = clients.map(({ messages }) => messages);
    const total = sent.reduce((sum, messages) => sum + messages, 0);
    // At constant rate the ends tell: a count would take a duplicate for one that was lost.
    if (!isPaced) for (const subscriber of heard) subscriber.expect(total);
    await Promise.all(heard.map((subscriber) => settled(subscriber, settings.timeoutMs)));
    const delivery = addDeliveries(
      heard.map((subscriber) => {
        const counted = isPaced ? subscriber.delivery(sent) : undefined;
        return counted ?? deliveryByCount(total, subscriber.messages);
      }),
    );
    const groups = [publishers(clients), subscribers(heard)];
    return report(workload, run, connections, groups, delivery);
  });

/** Requesters; somebody else answers. */
export const benchRequest: Benchmark = (settings, workload, run) =>
  withConnections(settings, workload.clients, async (connections) => {
    run.meter.total = scheduled(workload);
    await run.started();
    const { timeoutMs } = settings;
    const label = 'Core NATS service requester';
    if (workload.perSecond > 0) {
      const { results, delivery } = await requestAtRate(connections, workload, timeoutMs, run);
      const group: Group = { label, role: 'requesters', clients: results };
      return report(workload, run, connections, [group], delivery);
    }
    const clients = await requestAll(connections, workload, timeoutMs, run);
    return report(workload, run, connections, [{ label, role: 'requesters', clients }]);
  });

/** Answers requests, all clients in one queue group: until the messages are answered, or Ctrl-C. */
export const benchReply: Benchmark = (settings, workload, run) =>
  withConnections(settings, workload.clients, async (connections) => {
    run.meter.total = workload.messages;
    const payload = Buffer.alloc(workload.size);
    let isDone: () => void = () => undefined;
    const done = new Promise<void>((resolve) => (isDone = resolve));
    let answered = 0;
    const servers = await Promise.all(
      connections.map(async ({ client, session }) => {
        const counter = new BenchSubscriber(Infinity, undefined, run.meter);
        client.subscribe(heardSubject(workload), {
          queue: 'bench',
          callback: (_, message) => {
            if (!message.respond(payload)) return;
            counter.hear(payload);
            if (++answered >= workload.messages) isDone();
          },
        });
        await session.flush();
        return counter;
      }),
    );
    await run.started();
    await Promise.race([done, aborted(run.signal), over(workload.durationMs, run.signal)]);
    // The last replies go out before the connections close.
    await Promise.all(connections.map(({ session }) => session.flush()));
    const clients = servers.map((server) => server.result());
    const group: Group = { label: 'Core NATS service server', role: 'servers', clients };
    return report(workload, run, connections, [group]);
  });

function publish(
  connections: readonly BenchConnection[],
  workload: Workload,
  run: Run,
  runId: number,
): Promise<ClientResult[]> {
  if (workload.perSecond > 0) return publishAtRate(connections, workload, run, runId);
  return publishAll(connections, workload, run);
}

/** A subscriber on each connection, known to the server. */
function subscribe(
  connections: readonly BenchConnection[],
  workload: Workload,
  create: () => BenchSubscriber,
): Promise<BenchSubscriber[]> {
  return Promise.all(
    connections.map(async ({ client, session }) => {
      const subscriber = create();
      const callback = (error: unknown, message: { readonly data: Uint8Array }) => {
        // An error is the server's objection to the subscription, which the flush below throws.
        if (error === null || error === undefined) subscriber.hear(message.data);
      };
      client.subscribe(heardSubject(workload), { callback });
      await session.flush();
      return subscriber;
    }),
  );
}

/** Waits until a subscriber is done, or has heard nothing for so long that nothing more will come. */
async function settled(subscriber: BenchSubscriber, silenceMs: number): Promise<void> {
  let isDone = false as boolean;
  const done = subscriber.done.then(() => void (isDone = true));
  const startMs = now();
  while (!isDone) {
    const leftMs = Math.max(startMs, subscriber.lastMs) + silenceMs - now();
    if (leftMs <= 0) return;
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise((resolve) => (timer = setTimeout(resolve, leftMs)));
    await Promise.race([done, silence]);
    clearTimeout(timer);
  }
}

/** Resolves when the time is over, if there is one. */
function over(durationMs: number | undefined, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (durationMs === undefined) return;
    const timer = setTimeout(resolve, durationMs);
    timer.unref();
    signal.addEventListener('abort', () => clearTimeout(timer));
  });
}

function deliveryByCount(sent: number, received: number): Delivery {
  const lost = Math.max(0, sent - received);
  return { sent, received, lost, duplicates: Math.max(0, received - sent), reordered: 0 };
}

function halves<T>(all: readonly T[]): [T[], T[]] {
  return [all.slice(0, all.length / 2), all.slice(all.length / 2)];
}

function newRunId(): number {
  return randomInt(2 ** 32);
}

function publishers(clients: readonly ClientResult[]): Group {
  return { label: 'Core NATS publisher', role: 'publishers', clients };
}

function subscribers(heard: readonly BenchSubscriber[]): Group {
  const clients = heard.map((subscriber) => subscriber.result());
  return { label: 'Core NATS subscriber', role: 'subscribers', clients };
}

function report(
  workload: Workload,
  run: Run,
  connections: readonly BenchConnection[],
  groups: readonly Group[],
  delivery?: Delivery,
): BenchReport {
  const { subject, size, perSecond } = workload;
  return {
    ...{ subject, size, perSecond, groups, delivery },
    disconnects: disconnectsOf(connections),
    isInterrupted: run.signal.aborted,
  };
}
