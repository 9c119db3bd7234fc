// From resources to servers: a super-cluster of two NatsClusters whose accounts are resources, too. The API server, the
// StatefulSets and the nats-servers are real; what a node does, test/support/kubelet.ts does, with processes for pods.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { flagsFirst } from '../../src/cli/flags-first.ts';
import { execute } from '../../src/cli/program.ts';
import ping from '../../src/commands/ping.ts';
import { kindNamed } from '../../src/k8s-operator/controller/kinds.ts';
import { secretText } from '../../src/k8s-operator/controller/kube-object.ts';
import { parseDecoratedJwt } from '../../src/nkeys/creds.ts';
import { createOperator } from '../../src/nkeys/create.ts';
import { Session } from '../../src/nats-client/session.ts';
import type { Manifest, Secret } from '../../src/k8s-operator/kubernetes.ts';
import type { NatsAccount, NatsCluster, NatsUser } from '../../src/k8s-operator/resources.ts';
import { Kubelet } from '../support/kubelet.ts';
import { requireKube, startKube, type RunningKube } from '../support/kube.ts';
import {
  applyAll,
  eventually,
  installOperator,
  secretOf,
  startOperator,
  untilReady,
  type RunningOperator,
} from '../support/operated.ts';
import { requirePeer } from '../support/peers.ts';
import { PodsAsProcesses } from '../support/pods-as-processes.ts';
import { Terminal } from '../support/terminal.ts';

const namespace = 'default';

describe('pods as processes', function () {
  this.timeout(240_000);
  let kube: RunningKube;
  let pods: PodsAsProcesses | undefined;
  let kubelet: Kubelet | undefined;
  let operator: RunningOperator | undefined;
  let folder: string;

  before(async function () {
    const { path } = requirePeer(this, 'nats-server');
    kube = await startKube(requireKube(this));
    folder = mkdtempSync(join(tmpdir(), 'natsx-creds-'));
    await installOperator(kube.api, 'nats-system');
    pods = new PodsAsProcesses(kube.api, { 'nats-server': [path] });
    kubelet = new Kubelet(kube.api, pods);
    operator = startOperator(kube, [namespace], { driftMs: 2_000 });
  });
  after(async () => {
    await operator?.stop();
    await pods?.stop();
    await kubelet?.stop();
    await (kube as RunningKube | undefined)?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  it('two clusters become one super-cluster, which natsx ping lists', async () => {
    await applyAll(kube.api, [
      secretOf(namespace, 'operator-key', { seed: createOperator().seed() }),
      identity('NatsOperator', 'acme', {
        signingKey: { secret: 'operator-key' },
        systemAccount: 'sys',
        push: { servers: [`nats://${pods!.addressOf('nyc-1', namespace)}:4222`] },
      }),
      identity('NatsAccount', 'sys', { operatorRef: { name: 'acme' } }),
      identity('NatsUser', 'admin', { accountRef: { name: 'sys' } }),
      cluster('nyc', 2),
      cluster('ams', 2),
    ]);
    for (const name of ['nyc', 'ams']) await ready(name);
    const creds = await credsFile('admin');
    const four = ['ams-1', 'ams-2', 'nyc-1', 'nyc-2'];
    await eventually('all four answer', async () => isDeepStrictEqual(await pinged(creds), four));
  });

  it('an account that is made is known to all, and its messages cross the gateways', async () => {
    await applyAll(kube.api, [
      identity('NatsAccount', 'orders', { operatorRef: { name: 'acme' } }),
      identity('NatsUser', 'clerk', { accountRef: { name: 'orders' } }),
    ]);
    await untilReady<NatsAccount>(
      kube.api,
      { kind: 'NatsAccount', namespace, name: 'orders' },
      { status: 'True', reason: 'Pushed' },
    );
    await untilReady<NatsUser>(kube.api, { kind: 'NatsUser', namespace, name: 'clerk' });
    const near = await eventually('the clerk is let in at nyc', () => connect('clerk', 'nyc-2'));
    const far = await eventually('the clerk is let in at ams', () => connect('clerk', 'ams-2'));
    const heard: string[] = [];
    far.connection.subscribe('orders.new', {
      callback: (_, message) => void heard.push(message.string()),
    });
    await far.flush();
    await eventually('it is heard on the other side', async () => {
      near.connection.publish('orders.new', 'one');
      await near.flush();
      return heard.length > 0;
    });
    assert.equal(heard[0], 'one');
    await Promise.all([near.close(), far.close()]);
  });

  it('a cluster grows: the others are told by a reload, and go on', async () => {
    const before = pods!.logOf('nyc-1').length;
    await applyAll(kube.api, [cluster('nyc', 3)]);
    await ready('nyc');
    const creds = await credsFile('admin');
    await eventually('five answer', async () => (await pinged(creds)).length === 5);
    assert.ok(pods!.reloadsOf('nyc-1') > 0, 'nyc-1 was told to reload');
    assert.match(pods!.logOf('nyc-1').slice(before), /Reloaded/);
    assert.doesNotMatch(pods!.logOf('nyc-1').slice(before), /Failed to reload|\[FTL\]/);
  });

  it('a server that is to go is a lame duck first', async () => {
    await applyAll(kube.api, [cluster('nyc', 2)]);
    await eventually('nyc-3 is a lame duck', () =>
      Promise.resolve(/lame duck/i.test(pods!.logOf('nyc-3'))),
    );
    await ready('nyc');
    assert.deepEqual(kubelet!.failures, []);
  });

  function cluster(name: string, size: number): Manifest {
    const other = name === 'nyc' ? 'ams' : 'nyc';
    return {
      apiVersion: 'nats.io/v1alpha2',
      kind: 'NatsCluster',
      metadata: { namespace, name },
      spec: {
        size,
        useServerName: true,
        lameDuckDurationSeconds: 30,
        pod: { enableConfigReload: true },
        operatorConfig: { operator: 'acme' },
        gatewayConfig: {
          name,
          hostPort: 7222,
          gateways: [{ name: other, url: `nats://${other}-1.${other}-mgmt.${namespace}.svc:7222` }],
        },
      },
    };
  }

  function identity(
    kind: 'NatsOperator' | 'NatsAccount' | 'NatsUser',
    name: string,
    spec: object,
  ): Manifest {
    return { apiVersion: 'nats.io/v1alpha1', kind, metadata: { namespace, name }, spec };
  }

  function ready(name: string): Promise<NatsCluster> {
    return untilReady<NatsCluster>(kube.api, { kind: 'NatsCluster', namespace, name });
  }

  async function credsOf(user: string): Promise<string> {
    const secret = await eventually('creds are there', () =>
      kube.api.get<Secret>(kindNamed('Secret'), namespace, `${user}-nats-creds`),
    );
    return secretText(secret, 'user.creds')!;
  }

  async function credsFile(user: string): Promise<string> {
    const file = join(folder, `${user}.creds`);
    writeFileSync(file, await credsOf(user), { mode: 0o600 });
    return file;
  }

  /** The names of the servers that natsx ping lists. */
  async function pinged(creds: string): Promise<string[]> {
    const server = `nats://${pods!.addressOf('nyc-1', namespace)}:4222`;
    const io = new Terminal();
    const argv = flagsFirst(ping.program.flags, ['-s', server, '--creds', creds, '--json']);
    await execute(ping.program, argv, io);
    const { servers } = JSON.parse(io.text('stdout')) as { servers: { name: string }[] };
    return servers.map(({ name }) => name).sort();
  }

  async function connect(user: string, pod: string): Promise<Session> {
    const creds = await credsOf(user);
    return Session.open({
      servers: `nats://${pods!.addressOf(pod, namespace)}:4222`,
      name: 'test',
      userJwt: parseDecoratedJwt(creds),
      userSeed: /S[A-Z2-7]{57}/.exec(creds)![0],
      ...{ tls: {}, timeoutMs: 5_000, reconnects: 0 },
    });
  }
});
