// Servers end, by force, by turns and after a warning, under numbered traffic.
import assert from 'node:assert/strict';
import type { NatsConnection } from '@nats-io/transport-node';
import type { DeployedServer } from '../support/deployment.ts';
import { eventually } from '../support/eventually.ts';
import { pick } from '../support/random.ts';
import { Listener, untilHeard } from './listener.ts';
import type { Stage } from './stage.ts';
import { Traffic, type WayTest } from './traffic.ts';

/** From the moment on when the routes are there again, in milliseconds. */
export const INTEREST_WITHIN_MS = 1000;

/** A server that is killed is missed by nobody but who was its client; come back, it is found again. */
export async function killAndReturn(stage: Stage): Promise<void> {
  await killed(stage, [pick(stage.random, stage.servers)]);
}

/** The same of all servers of a cluster, or of a leafnode. */
export async function killClusterAndReturn(stage: Stage): Promise<void> {
  await killed(stage, pick(stage.random, stage.clusters));
}

async function killed(stage: Stage, victims: readonly DeployedServer[]): Promise<void> {
  const { deployment } = stage;
  await using traffic = await Traffic.start(stage);
  const healed = await traffic.disturb(touches(stage, victims), async () => {
    await Promise.all(victims.map((victim) => victim.end('SIGKILL')));
    await deployment.whole();
  });
  const names = victims.map(({ name }) => name).join(', ');
  stage.tell(`killed ${names}: all flows ${Math.round(healed)} ms after the others are whole`);
  for (const victim of victims) await comesBack(stage, traffic, victim);
  await report(stage, traffic);
}

/** One after the other is stopped and started, as for an upgrade: the last in the order first. */
export async function rollingRestart(stage: Stage): Promise<void> {
  const { deployment, servers } = stage;
  await using traffic = await Traffic.start(stage);
  for (const server of servers.toReversed()) {
    await traffic.disturb(touches(stage, [server]), async () => {
      await server.end('SIGTERM');
      await deployment.whole();
    });
    await comesBack(stage, traffic, server);
  }
  await report(stage, traffic);
}

/** Clients are told of a server that is about to end, and go to others. */
export async function lameDuck(stage: Stage): Promise<void> {
  const { deployment, random, servers } = stage;
  const duck = pick(random, servers);
  const left = stage.cluster(duck).filter((one) => one !== duck);
  const watcher = left[0] && (await stage.client(left[0]));
  await using traffic = await Traffic.start(stage);
  const client = await stage.client(duck, 'a', {
    servers: [duck, ...servers.filter((one) => one !== duck)].map(({ address }) => address),
    noRandomize: true,
    reconnect: true,
    reconnectTimeWait: 250,
  });
  const wasTold = (async () => {
    for await (const status of client.status()) if (status.type === 'ldm') return;
  })();
  await traffic.disturb(touches(stage, [duck]), async () => {
    await duck.end('SIGUSR2');
    await deployment.whole();
  });
  await wasTold;
  await client.flush();
  assert.notEqual(client.getServer(), duck.address);
  if (watcher !== undefined) await knows(watcher, left);
  await comesBack(stage, traffic, duck);
  await report(stage, traffic);
}

/** Nothing is lost while a server joins; soon it has all interest, all have its own, and clients know of it. */
async function comesBack(stage: Stage, traffic: Traffic, server: DeployedServer): Promise<void> {
  const subject = stage.subject('back');
  const others = stage.deployment.running.filter((one) => one !== server);
  const clients = await Promise.all(others.map((one) => stage.client(one)));
  const waiting = clients.map((client) => new Listener(client, subject));
  await Promise.all(clients.map((client) => client.flush()));
  await traffic.disturb(nobody, async () => {
    await server.start();
    await stage.deployment.whole();
    const client = await stage.client(server);
    const late = new Listener(client, subject);
    const [toOthers, toIt] = await Promise.all([
      untilHeard([client], subject, waiting),
      untilHeard(clients, subject, [late]),
    ]);
    const afterMs = Math.max(toOthers, toIt);
    stage.tell(`${server.name} came back: interest ${Math.round(afterMs)} ms after its routes`);
    assert.ok(afterMs <= INTEREST_WITHIN_MS, `interest came ${afterMs} ms after the routes`);
  });
  const neighbour = clients.find((_, at) => stage.cluster(server).includes(others[at]!));
  const isComplete = stage.cluster(server).every(({ isRunning }) => isRunning);
  if (neighbour !== undefined && isComplete) await knows(neighbour, stage.cluster(server));
}

/** Waits until a client has been told of these servers and no other. */
async function knows(client: NatsConnection, servers: readonly DeployedServer[]): Promise<void> {
  const wanted = servers.map(({ address }) => address).toSorted();
  const told = () => (client.info?.connect_urls ?? []).toSorted();
  await eventually(
    () => told().join() === wanted.join(),
    () => `a client was told of ${told().join(', ')} instead of ${wanted.join(', ')}`,
  );
}

/** Ends the traffic, looks at what came, and tells. */
export async function report(
  stage: Stage,
  traffic: Traffic,
  mayBeLate: WayTest = nobody,
): ReturnType<Traffic['check']> {
  const result = await traffic.check(mayBeLate);
  stage.tell(
    `${result.published} messages published, ${result.lost} deliveries lost within the windows`,
  );
  return result;
}

const nobody: WayTest = () => false;

/** Ways that end at one of these servers, and those between clusters and leaves that may go through them. */
function touches(stage: Stage, victims: readonly DeployedServer[]): WayTest {
  const isHit = (server: DeployedServer | undefined) => victims.some((one) => one === server);
  const cluster = victims.flatMap((victim) => stage.cluster(victim));
  const names = cluster.map(({ name }) => name);
  const isNear = (server: DeployedServer | undefined) =>
    cluster.some((one) => one === server) ||
    server?.design.remotes?.some(({ servers }) => servers.some((name) => names.includes(name)));
  return (from, to) => {
    if (isHit(from) || isHit(to)) return true;
    if (from === undefined || to === undefined || stage.cluster(from).includes(to)) return false;
    return isNear(from) === true || isNear(to) === true;
  };
}
