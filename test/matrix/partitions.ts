// Servers that cannot reach each other, and can again, under numbered traffic.
import assert from 'node:assert/strict';
import type { DeployedServer } from '../support/deployment.ts';
import type { Namespaces } from '../support/namespaces.ts';
import { pick } from '../support/random.ts';
import { Listener, untilHeard, untilNobodyListens } from './listener.ts';
import type { Stage } from './stage.ts';
import { INTEREST_WITHIN_MS, report } from './faults.ts';
import { Traffic, type WayTest } from './traffic.ts';

export interface PartitionScenario {
  readonly name: string;
  readonly run: (stage: Stage, network: Namespaces) => Promise<void>;
}

/** Each side goes on by itself; together again, both have the interest as it is now. */
export async function cutAndHeal(stage: Stage, network: Namespaces): Promise<void> {
  const { deployment, random, servers, clusters } = stage;
  // One at the edge: it holds a configured route, or all others do, so that somebody goes on trying.
  const alone =
    clusters.length > 1 ? pick(random, clusters) : [pick(random, [servers[0]!, servers.at(-1)!])];
  const others = servers.filter((server) => !alone.includes(server));
  const [ended, begun] = [stage.subject('ended'), stage.subject('begun')];
  const [here, there] = [await stage.client(alone[0]!), await stage.client(others[0]!)];
  const leaving = [new Listener(here, `${ended}.here`), new Listener(there, `${ended}.there`)];
  await untilHeard([there], `${ended}.here`, [leaving[0]!]);
  await untilHeard([here], `${ended}.there`, [leaving[1]!]);
  await using traffic = await Traffic.start(stage);
  const arrived: Listener[] = [];
  const names = alone.map(({ name }) => name);
  const afterMs = await traffic.disturb(crosses(alone), async () => {
    await network.cut(
      names,
      others.map(({ name }) => name),
    );
    await deployment.whole(alone);
    await deployment.whole(others);
    for (const { subscription } of leaving) subscription.unsubscribe();
    arrived.push(new Listener(here, begun), new Listener(there, begun));
    await Promise.all([here.flush(), there.flush()]);
    await network.heal();
    const wholeMs = Math.round(await deployment.whole());
    stage.tell(`healed ${names.join(', ')}: whole after ${wholeMs} ms`);
  });
  stage.tell(`all flows ${Math.round(afterMs)} ms later`);
  assert.ok(afterMs <= INTEREST_WITHIN_MS, `interest came ${afterMs} ms after the connections`);
  await untilHeard([here, there], begun, arrived);
  await untilNobodyListens([there], `${ended}.here`);
  await untilNobodyListens([here], `${ended}.there`);
  await report(stage, traffic, readsOn);
}

/** A line that is back before anybody gave up has only been slow: nothing at all is lost. */
export async function shortCut(stage: Stage, network: Namespaces): Promise<void> {
  const { servers, clusters } = stage;
  const alone = clusters.length > 1 ? clusters[0]! : [servers[0]!];
  const others = servers.filter((server) => !alone.includes(server));
  const isThere = (server: DeployedServer | undefined) => others.some((one) => one === server);
  await using traffic = await Traffic.start(stage);
  const before = staleConnections(servers);
  await traffic.disturb(crosses(alone), async () => {
    await network.cut(
      alone.map(({ name }) => name),
      others.map(({ name }) => name),
    );
    await traffic.flowing(traffic.ways((from, to) => isThere(from) && isThere(to)));
    await network.heal();
  });
  const { lost } = await report(stage, traffic, readsOn);
  // On a busy machine a short time may be long enough to give up after all.
  if (staleConnections(servers) === before) assert.equal(lost, 0);
  else stage.tell('the line was given up');
}

/** A nats-server reads on from a route that it has given up, until what it had to write is written. */
const readsOn: WayTest = (_, to) => to?.engine.name !== 'natsx';

function staleConnections(servers: readonly DeployedServer[]): number {
  return servers.reduce((sum, { log }) => sum + log.split('Stale Connection').length - 1, 0);
}

function crosses(alone: readonly DeployedServer[]): WayTest {
  const isThere = (server: DeployedServer | undefined) => alone.some((one) => one === server);
  return (from, to) => isThere(from) !== isThere(to);
}

export const partitions: readonly PartitionScenario[] = [
  { name: 'a line that is back soon has lost nothing', run: shortCut },
  { name: 'two sides go on apart, and find together', run: cutAndHeal },
];
