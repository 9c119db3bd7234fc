// A super-cluster of nats-servers on what `natsx up` makes: keys, accounts and configurations.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Deployment } from '../../src/up/deployment.ts';
import { exportDeployment, exportedPorts } from '../../src/up/export.ts';
import { writeConfigurations } from '../../src/up/files.ts';
import { layOut, type PlannedServer } from '../../src/up/layout.ts';
import { natsServerProgram, Programs } from '../../src/up/programs.ts';
import { firstMessage, openSystem, wholeOverview } from '../../src/up/reach.ts';
import { TopologyWatch, type ServerLook } from '../../src/up/topology.ts';
import { topologyTable } from '../../src/cli/up/topology-table.ts';
import { findPeers, requirePeer, type Peer } from '../support/peers.ts';
import { free, SUPER_CLUSTER, TemporaryHome } from '../up/temporary-home.ts';

const run = promisify(execFile);
const NATSX_SERVER = fileURLToPath(new URL('../../bin/natsx-server.js', import.meta.url));

describe('natsx up beside nats-server', function () {
  this.timeout(60_000);
  let peers: Peer[];
  before(function () {
    requirePeer(this, 'nats-server');
    peers = findPeers('nats-server');
  });

  async function start(home: TemporaryHome, { path }: Peer, onEnded?: (name: string) => void) {
    const layout = await free(SUPER_CLUSTER);
    const identities = await home.identities();
    await writeConfigurations(home.place(), layout, identities);
    const engine = new Programs(await natsServerProgram(path, undefined), process.env);
    const folderOf = ({ name }: PlannedServer) => home.place().server(name);
    const deployment = await Deployment.start({
      layout,
      engine,
      folderOf,
      onEnded: ({ server }) => onEnded?.(server.name),
    });
    const reach = { layout, creds: identities.creds, timeoutMs: 30_000 };
    const session = await openSystem(reach);
    return {
      deployment,
      reach,
      session,
      [Symbol.asyncDispose]: async () => {
        // It would come back for a day.
        await session.close();
        await deployment.stop();
      },
    };
  }

  it('runs 2 × 3 servers and a leafnode, all of which know each other', async () => {
    for (const peer of peers) {
      using home = new TemporaryHome();
      await using started = await start(home, peer);
      const { deployment, reach, session } = started;
      await firstMessage(reach);
      const { servers, missing } = await wholeOverview(session, reach);
      assert.deepEqual(
        servers.map(({ server }) => server.name),
        ['a1', 'a2', 'a3', 'b1', 'b2', 'b3', 'leaf1'],
        peer.version,
      );
      assert.deepEqual(missing, []);
      const looks = await linked(new TopologyWatch(deployment, session));
      const linksOf = (name: string) => {
        const { routes, gateways, leafnodes } = looks.find(({ server }) => server.name === name)!;
        return {
          routes: routes.there,
          gateways: gateways.there,
          leafnodes: leafnodes.there,
        };
      };
      assert.deepEqual(linksOf('b2'), { routes: ['b1', 'b3'], gateways: ['a'], leafnodes: [] });
      assert.match(linksOf('leaf1').leafnodes.join(), /^a[123](,a[123])?$/);
      assert.match(topologyTable({ servers: looks }), /^b +b2 +127\.0\.0\.1:\d+ +b1 b3 +a /m);
    }
  });

  it('goes on without a server that is killed, and shows which', async () => {
    using home = new TemporaryHome();
    let told: (name: string) => void = () => undefined;
    const lost = new Promise<string>((resolve) => (told = resolve));
    await using started = await start(home, peers[0]!, (name) => told(name));
    const { deployment, session } = started;
    const watch = new TopologyWatch(deployment, session);
    await linked(watch);
    const victim = deployment.servers.find(({ server }) => server.name === 'a2')!;
    process.kill(victim.pid!, 'SIGKILL');
    assert.equal(await lost, 'a2');
    const deadline = performance.now() + 30_000;
    let look = (await watch.look()).servers;
    // The others take note of it at the next byte that they send.
    while (look[0]!.load === undefined || look[0]!.routes.missing.length === 0) {
      assert.ok(performance.now() < deadline, topologyTable({ servers: look }));
      look = (await watch.look()).servers;
    }
    assert.deepEqual(look[0]!.routes, { there: ['a3'], missing: ['a2'] });
    assert.equal(look[1]!.hasEnded, true);
    assert.match(topologyTable({ servers: look }), /^a +a2 .* ended /m);
    assert.match(topologyTable({ servers: look }), /^a +a1 .* a3 no a2 /m);
  });

  it('writes and exports configurations in which no server finds a mistake', async () => {
    using home = new TemporaryHome();
    const { layout, conf } = await configured(home);
    const folder = join(home.path, 'exported');
    const identities = await home.identities([]);
    const hosts = layout.servers.map(({ name }) => `${name}.example.com`);
    const exported = layOut('local', SUPER_CLUSTER, { portOf: exportedPorts(4222, hosts), hosts });
    await exportDeployment(folder, { layout: exported, identities, linkPassword: 'secret' });
    for (const { name } of layout.servers) {
      for (const [file, cwd] of [
        [conf(name), home.path],
        ['server.conf', join(folder, name)],
      ] as const) {
        const check = ['-t', '-c', file];
        for (const { path } of peers) await run(path, check, { cwd });
        await run(process.execPath, [NATSX_SERVER, ...check], { cwd });
      }
    }
  });
});

async function configured(home: TemporaryHome) {
  const layout = await free(SUPER_CLUSTER);
  await writeConfigurations(home.place(), layout, await home.identities());
  return { layout, conf: (name: string) => home.place().server(name).conf };
}

/** Looks until nothing is missing. */
async function linked(watch: TopologyWatch): Promise<readonly ServerLook[]> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const { servers } = await watch.look();
    const isWhole = servers.every(
      ({ load, routes, gateways, leafnodes }) =>
        load !== undefined &&
        [routes, gateways, leafnodes].every(({ missing }) => missing.length === 0),
    );
    if (isWhole) return servers;
    if (performance.now() > deadline)
      assert.fail(`it is not whole:\n${topologyTable({ servers })}`);
  }
}
