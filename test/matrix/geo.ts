// Queue groups across clusters: whoever is near serves first.
import assert from 'node:assert/strict';
import type { NatsConnection } from '@nats-io/transport-node';
import { DelayingProxy } from '../support/delaying-proxy.ts';
import { localPlaces } from '../support/deployment.ts';
import { eventually } from '../support/eventually.ts';
import type { Place, Topology } from '../support/topology.ts';
import { answer } from './requests.ts';
import type { Scenario, Stage } from './stage.ts';

/** How long a line to the gateways of the first, second, third cluster takes, one way, in ms. */
const DELAYS_MS = [0, 15, 40];
/** So many answers of one cluster in a row, and it is the one that serves. */
const IN_A_ROW = 20;

/** Places of this machine whose gateways are reached through slow lines. */
export async function distantPlaces({ servers }: Topology): Promise<{
  readonly places: ReadonlyMap<string, Place>;
  readonly lines: readonly DelayingProxy[];
}> {
  const places = new Map(await localPlaces(servers));
  const clusters = [...new Set(servers.map(({ cluster }) => cluster))];
  const lines: DelayingProxy[] = [];
  for (const { name, cluster } of servers) {
    const place = places.get(name)!;
    const line = await DelayingProxy.start(
      place.gatewayPort,
      DELAYS_MS[clusters.indexOf(cluster)]!,
    );
    lines.push(line);
    places.set(name, { ...place, gatewayDoor: line.port });
  }
  return { places, lines };
}

/** The own cluster serves; without it the nearest; and each gives back when a nearer one is there again. */
async function nearestServes(stage: Stage): Promise<void> {
  const subject = stage.subject('geo');
  const clusters = stage.clusters.map(([first]) => first!);
  const services = new Map<string, NatsConnection>();
  const open = async (at: number) => {
    const server = clusters[at]!;
    const client = await stage.client(server);
    answer(client, subject, server.name, 'service');
    await client.flush();
    services.set(server.name, client);
  };
  const close = async (at: number) => services.get(clusters[at]!.name)!.drain();
  const client = await stage.client(clusters[0]!);
  const served = (at: number, mayLose = false) =>
    untilServedBy(stage, client, subject, clusters[at]!.name, mayLose);
  for (const at of clusters.keys()) await open(at);
  await served(0);
  await close(0);
  await served(1);
  await close(1);
  // What is on its way to a far member when that leaves finds nobody there: the news takes as long as the request.
  await served(2, true);
  await open(1);
  await served(1);
  await open(0);
  await served(0);
}

/** Asks until one serves all the time. Every request is answered, unless some may be lost. */
async function untilServedBy(
  stage: Stage,
  client: NatsConnection,
  subject: string,
  name: string,
  mayLose: boolean,
): Promise<void> {
  let [asked, lost, inARow] = [0, 0, 0];
  const { afterMs } = await eventually(
    async () => {
      const text = `${++asked}`;
      const reply = await client
        .request(subject, text, { timeout: 1000 })
        .catch((error: unknown) => {
          if (!mayLose) throw error;
          lost++;
        });
      const served = reply?.string() ?? '';
      if (reply !== undefined) assert.equal(served.split(': ')[1], text);
      inARow = served.startsWith(`${name}:`) ? inARow + 1 : 0;
      return inARow === IN_A_ROW;
    },
    () => `${name} served ${inARow} requests in a row only`,
    { withinMs: 30_000, everyMs: 5, mayFail: false },
  );
  const ms = Math.round(afterMs);
  stage.tell(`${name} serves after ${ms} ms and ${asked} requests, of which ${lost} were lost`);
}

export const geo: readonly Scenario[] = [
  { name: 'the nearest members of a queue group serve', run: nearestServes },
];
