import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { Server } from '../../src/server/server.ts';
import { Deployment } from '../../src/up/deployment.ts';
import { writeConfigurations } from '../../src/up/files.ts';
import { InProcess } from '../../src/up/in-process.ts';
import type { PlannedServer } from '../../src/up/layout.ts';
import { endsOf, firstMessage, openSystem, wholeOverview } from '../../src/up/reach.ts';
import { TopologyWatch } from '../../src/up/topology.ts';
import { free, ONE_SERVER, planned, SUPER_CLUSTER, TemporaryHome } from './temporary-home.ts';

describe('A deployment in this process', () => {
  async function start(home: TemporaryHome, topology = ONE_SERVER) {
    const layout = await free(topology);
    const identities = await home.identities();
    await writeConfigurations(home.place(), layout, identities);
    const engine = new InProcess({
      pid: process.pid,
      env: {},
      onFailure: (text) => assert.fail(text),
    });
    const folderOf = ({ name }: PlannedServer) => home.place().server(name);
    const deployment = await Deployment.start({ layout, engine, folderOf });
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

  it('lets a message through, and answers its system account', async () => {
    using home = new TemporaryHome();
    await using started = await start(home);
    const { deployment, reach, session } = started;
    await firstMessage(reach);
    const { servers } = await wholeOverview(session, reach);
    assert.deepEqual(
      servers.map(({ server }) => server.name),
      ['local'],
    );
    const watch = new TopologyWatch(deployment, session);
    const [first] = (await watch.look()).servers;
    assert.equal(first?.load?.connections, 1);
    assert.equal(first.load.inRate, undefined);
    const [second] = (await watch.look()).servers;
    assert.ok(second!.load!.inRate! > 0, 'it has heard our questions');
  });

  it('is two clusters and a leafnode that know each other', async function () {
    this.timeout(60_000);
    using home = new TemporaryHome();
    await using started = await start(home, { clusters: 2, servers: 2, leafnodes: 1 });
    const { deployment, reach, session } = started;
    await firstMessage(reach);
    const { servers, missing } = await wholeOverview(session, reach);
    assert.deepEqual(servers.map(({ server }) => server.name).sort(), [
      'a1',
      'a2',
      'b1',
      'b2',
      'leaf1',
    ]);
    assert.deepEqual(missing, []);
    const watch = new TopologyWatch(deployment, session);
    const links = async () =>
      (await watch.look()).servers.map(({ routes, gateways }) => [routes.there, gateways.there]);
    const whole = [
      [['a2'], ['b']],
      [['a1'], ['b']],
      [['b2'], ['a']],
      [['b1'], ['a']],
      [[], []],
    ];
    const [hub] = (await watch.look()).servers.at(-1)!.leafnodes.there;
    assert.match(hub ?? 'none', /^a[12]$/);
    const deadline = performance.now() + 30_000;
    for (let seen = await links(); !isDeepStrictEqual(seen, whole); seen = await links()) {
      if (performance.now() > deadline) assert.deepEqual(seen, whole);
    }
  });

  it('says so when a message does not come through', async () => {
    using home = new TemporaryHome();
    await using started = await start(home);
    const { reach } = started;
    await using lone = await Server.start({ port: 0 });
    // A second end that has nothing to do with the first.
    const [server] = reach.layout.servers;
    const alone = { ...server!, name: 'alone', ports: { client: lone.port } };
    const layout = { ...reach.layout, servers: [server!, alone] };
    await assert.rejects(firstMessage({ ...reach, layout, timeoutMs: 200 }), {
      code: 'ERR_UP_MESSAGE',
      message: 'no message has come from local to alone yet',
    });
  });

  it('fails with what a server says that does not start', async () => {
    using home = new TemporaryHome();
    await using started = await start(home);
    const { deployment } = started;
    const [{ server, folder }] = deployment.servers as [(typeof deployment.servers)[0]];
    const engine = new InProcess({ pid: process.pid, env: {}, onFailure: () => undefined });
    await assert.rejects(engine.start(server, folder), { code: 'ERR_LISTEN' });
  });
});

describe('The ends of a deployment', () => {
  const names = (layout: ReturnType<typeof planned>) => endsOf(layout).map(({ name }) => name);

  it('are far from each other', () => {
    assert.deepEqual(names(planned(ONE_SERVER)), ['local', 'local']);
    assert.deepEqual(names(planned({ clusters: 2, servers: 3, leafnodes: 0 })), ['a1', 'b3']);
    assert.deepEqual(names(planned(SUPER_CLUSTER)), ['leaf1', 'b3']);
  });
});
