// Super-clusters of natsx, of every nats-server that is found, and of both: what their monitoring says, and what
// natsx ping prints.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { connect } from '@nats-io/transport-node';
import { Deployment } from '../support/deployment.ts';
import { findEngines, howToGetEngine, type Engine } from '../support/engines.ts';
import { eventually } from '../support/eventually.ts';
import { skipWithout } from '../support/peers.ts';
import { supercluster } from '../support/topology.ts';

const run = promisify(execFile);
const NATSX = fileURLToPath(new URL('../../bin/natsx.js', import.meta.url));

const QUERIES = [
  '',
  '?accs=1',
  '?accs=1&subs=1',
  '?accs=1&subs=detail',
  '?gw_name=B',
  '?acc_name=A',
];

describe('Gateways', function () {
  this.timeout(120_000);
  const engines = findEngines();
  const natsx = engines.get('natsx')!;

  for (const name of ['old', 'current'] as const) {
    describe(`and ${engines.get(name)?.label ?? `the ${name} nats-server`}`, () => {
      let peer: Engine;
      before(function () {
        const found = engines.get(name);
        if (found === undefined) skipWithout(this, `no ${name} nats-server`, howToGetEngine[name]);
        peer = found;
      });

      it('show the same on /gatewayz, in both directions', async () => {
        const [ours, theirs] = [await shown([natsx, peer]), await shown([peer, peer])];
        for (const [query, shape] of theirs) {
          // Subscriptions are listed since 2.10.
          if (name === 'old' && query.includes('subs=')) continue;
          const own = ours.get(query);
          assert.deepEqual(name === 'old' ? knownTo(shape, own) : own, shape, query);
        }
      });

      it('are one super-cluster of 2 × 3, which natsx ping prints', async () => {
        const mixed = [natsx, peer, natsx, peer, natsx, peer];
        await using deployment = await Deployment.start(supercluster(3, 3), mixed);
        await deployment.whole();
        await printed(deployment);
      });
    });
  }

  it('of natsx alone are one super-cluster of 2 × 3, which natsx ping prints', async () => {
    const six = Array.from({ length: 6 }, () => natsx);
    await using deployment = await Deployment.start(supercluster(3, 3), six);
    await deployment.whole();
    await printed(deployment);
  });
});

/** What the first of two clusters of one server each shows of the other, by query; values as their types. */
async function shown(engines: readonly Engine[]): Promise<ReadonlyMap<string, unknown>> {
  await using deployment = await Deployment.start(supercluster(1, 1), engines);
  await deployment.whole();
  const [a1, b1] = deployment.servers;
  const clients = await Promise.all(
    [a1!, b1!].map(({ address }) => connect({ servers: address, user: 'a', pass: 'p' })),
  );
  for (const client of clients) {
    client.subscribe('plain.*');
    client.subscribe('work', { queue: 'q' });
    await client.flush();
  }
  const ask = (query: string) => a1!.monitor(`/gatewayz${query}`);
  await eventually(
    async () =>
      /"num_subs":\d+,"num_queue_subs":1\b/.test(JSON.stringify(await ask('?acc_name=A'))),
    async () => JSON.stringify(await ask('?acc_name=A')),
  );
  const shapes = new Map<string, unknown>();
  for (const query of QUERIES) shapes.set(query, shapeOf(await ask(query)));
  await Promise.all(clients.map((client) => client.close()));
  return shapes;
}

/** Keys in their order, lists of accounts by name, and of what stands in other lists the kinds. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value))
    return [...new Set(value.map((each) => JSON.stringify(shapeOf(each))))].sort();
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.entries(value).map(([key, each]) => [key, shapeOf(each)]);
}

/** `ours` without what an older server does not say. */
function knownTo(theirs: unknown, ours: unknown): unknown {
  if (!isEntries(theirs) || !isEntries(ours)) return ours;
  const known = new Map(theirs);
  return ours
    .filter(([key]) => known.has(key))
    .map(([key, shape]) => [key, knownTo(known.get(key), shape)]);
}

function isEntries(shape: unknown): shape is readonly (readonly [string, unknown])[] {
  return Array.isArray(shape) && shape.every((each) => Array.isArray(each));
}

/** The table of the talk: a line for each server, in its cluster, and the sum. */
async function printed(deployment: Deployment): Promise<void> {
  const [first] = deployment.servers;
  const args = ['ping', '-s', `nats://sys:p@${first!.address}`, '--expect', '6'];
  const { seen } = await eventually(
    async () => (await run(process.execPath, [NATSX, ...args])).stdout,
    () => 'natsx ping finds fewer than six',
  );
  const lines = seen.trimEnd().split('\n');
  assert.match(lines[0]!, /^Cluster +IP +Ver +Conns +Mem +Uptime$/, seen);
  assert.equal(lines.length, 8, seen);
  assert.deepEqual(
    lines.slice(1, 7).map((line) => /^(\S+) /.exec(line)?.[1]),
    ['A', 'A', 'A', 'B', 'B', 'B'],
    seen,
  );
  assert.match(lines[7]!, /^6 servers, 2 clusters /, seen);
}
