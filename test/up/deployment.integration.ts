import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { NatsxError } from '../../src/base/errors.ts';
import { Deployment, type DeploymentSettings } from '../../src/up/deployment.ts';
import { isRunning, processOf } from '../../src/nsc/store/process-id.ts';
import { greeting } from '../../src/up/ports.ts';
import { fakeEngine } from './fake-engine.ts';
import { free, TemporaryHome } from './temporary-home.ts';

describe('The servers of a deployment', () => {
  const TWO = { clusters: 1, servers: 2, leafnodes: 1 };
  const pids: number[] = [];
  /** What is left of those that were started. */
  const left = () => pids.filter((pid) => isRunning({ ...processOf(pid), started: '' }) === true);

  async function settings(
    home: TemporaryHome,
    mannerOf?: Parameters<typeof fakeEngine>[2],
  ): Promise<DeploymentSettings> {
    pids.length = 0;
    const layout = await free(TWO);
    const onPids = async (started: readonly number[]) => void pids.push(...started);
    return { layout, onPids, ...fakeEngine(home, layout, mannerOf) };
  }
  const failure = (starting: Promise<Deployment>): Promise<NatsxError> =>
    starting.then(
      () => assert.fail('it has started'),
      (error: unknown) => error as NatsxError,
    );

  it('all listen when it has started, and are gone when it has stopped', async () => {
    using home = new TemporaryHome();
    const deployment = await Deployment.start(await settings(home));
    const names = [];
    for (const { server } of deployment.servers) {
      names.push((await greeting(server.ports.client))?.['server_name']);
    }
    assert.deepEqual(names, ['a1', 'a2', 'leaf1']);
    assert.equal(left().length, 3);
    await deployment.stop();
    await deployment.ended;
    assert.deepEqual(left(), []);
    assert.match(readFileSync(deployment.servers[0]!.folder.log, 'utf8'), /this is a1/);
  });

  it('do not start without one of them that ends, and none is left', async () => {
    using home = new TemporaryHome();
    const starting = Deployment.start(
      await settings(home, (name) => (name === 'a2' ? 'die' : 'serve')),
    );
    const error = await failure(starting);
    assert.equal(error.code, 'ERR_UP_SERVER');
    assert.equal(error.message, 'server a2 did not start: it has ended with code 3');
    assert.match(error.suggestions[0]!, /its log says more: .*a2.server\.log$/);
    assert.deepEqual(left(), []);
  });

  it('are not taken for another program that has their port', async () => {
    using home = new TemporaryHome();
    const given = await settings(home, (name) => (name === 'a1' ? 'pretend' : 'serve'));
    const stop = new AbortController();
    const starting = Deployment.start({ ...given, signal: stop.signal });
    // It would be waited for; that the others are there is no reason not to.
    while ((await greeting(given.layout.servers[1]!.ports.client)) === undefined);
    stop.abort(new NatsxError('ERR_TEST', 'enough'));
    assert.equal((await failure(starting)).code, 'ERR_TEST');
    assert.deepEqual(left(), []);
  });

  it('are all gone when the start is interrupted', async () => {
    using home = new TemporaryHome();
    const stop = new AbortController();
    const given = await settings(home, () => 'sleep');
    const starting = Deployment.start({
      ...given,
      signal: stop.signal,
      onPids: async (started) => {
        pids.push(...started);
        stop.abort(new NatsxError('ERR_TEST', 'enough'));
      },
    });
    assert.equal((await failure(starting)).code, 'ERR_TEST');
    assert.equal(pids.length, 2);
    assert.deepEqual(left(), []);
  });

  it('go on without one that is killed, which is told', async () => {
    using home = new TemporaryHome();
    let told: (text: string) => void = () => undefined;
    const lost = new Promise<string>((resolve) => (told = resolve));
    await using deployment = await Deployment.start({
      ...(await settings(home)),
      onEnded: ({ server }, how) => told(`${server.name} ${how}`),
    });
    process.kill(deployment.servers[1]!.pid!, 'SIGKILL');
    assert.equal(await lost, 'a2 was ended by SIGKILL');
    assert.deepEqual(
      deployment.alive.map(({ server }) => server.name),
      ['a1', 'leaf1'],
    );
  });

  it('say nothing of ending when they are stopped', async () => {
    using home = new TemporaryHome();
    const told: string[] = [];
    const deployment = await Deployment.start({
      ...(await settings(home)),
      onEnded: ({ server }) => told.push(server.name),
    });
    await deployment.stop();
    assert.deepEqual(told, []);
  });

  it('can be killed', async () => {
    using home = new TemporaryHome();
    const deployment = await Deployment.start(await settings(home, () => 'stay'));
    const stopping = deployment.stop();
    deployment.kill();
    await stopping;
    assert.deepEqual(left(), []);
  });

  it('are told to end by a process that ends itself', async () => {
    using home = new TemporaryHome();
    const given = await settings(home);
    const deployment = await Deployment.start(given);
    given.engine.abandon();
    await deployment.ended;
    assert.deepEqual(left(), []);
  });
});
