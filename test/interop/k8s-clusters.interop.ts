// NatsClusters on a real API server, whose StatefulSets are real, too; the operator has the rights that `natsx k8s install`
// gives it. Pods are ready as soon as they are there: see k8s-pods.interop.ts for servers that run.
import assert from 'node:assert/strict';
import { silentLogger } from '../../src/base/logger.ts';
import { KubeApi } from '../../src/k8s-operator/controller/kube-api.ts';
import { kindNamed } from '../../src/k8s-operator/controller/kinds.ts';
import { secretText } from '../../src/k8s-operator/controller/kube-object.ts';
import { ServiceTokens, type Tokens } from '../../src/k8s-operator/controller/service-tokens.ts';
import { Watches } from '../../src/k8s-operator/controller/watches.ts';
import { Watched } from '../../src/k8s-operator/controller/watched.ts';
import type { Manifest, Secret } from '../../src/k8s-operator/kubernetes.ts';
import type { NatsCluster, NatsServiceRole } from '../../src/k8s-operator/resources.ts';
import { Kubelet, type Pod } from '../support/kubelet.ts';
import { requireKube, startKube, type RunningKube } from '../support/kube.ts';
import { CLIENTS_AUTH, EXAMPLES } from './k8s-examples.ts';
import {
  applyAll,
  eventually,
  installOperator,
  makeNamespace,
  operatorToken,
  secretOf,
  startOperator,
  untilReady,
  type RunningOperator,
} from '../support/operated.ts';

const CLUSTER = kindNamed('NatsCluster');
const POD = { apiVersion: 'v1', kind: 'Pod', plural: 'pods' };
const namespace = 'default';

describe('clusters as resources', function () {
  this.timeout(180_000);
  let kube: RunningKube;
  let api: KubeApi;
  let kubelet: Kubelet | undefined;
  let operator: RunningOperator | undefined;

  before(async function () {
    kube = await startKube(requireKube(this));
    api = kube.api;
    await installOperator(api, 'nats-system');
    kubelet = new Kubelet(api);
    const token = await operatorToken(api, 'nats-system');
    operator = startOperator(kube, undefined, { api: new KubeApi(kube.configFor(token)) });
  });
  after(async () => {
    await operator?.stop();
    await kubelet?.stop();
    await (kube as RunningKube | undefined)?.stop();
  });
  afterEach(() => assert.deepEqual(kubelet?.failures ?? [], []));

  it('makes a cluster of three, with all that belongs to it', async () => {
    await applyAll(api, [cluster('example', { size: 3, version: '2.14.2' })]);
    const { status } = await ready('example');
    assert.equal(status?.phase, 'Running');
    assert.equal(status.readySize, 3);
    assert.equal(status.currentVersion, '2.14.2');
    assert.deepEqual(await names('example'), [
      'PodDisruptionBudget example',
      'Secret example',
      'Service example',
      'Service example-mgmt',
      'StatefulSet example',
    ]);
    assert.deepEqual(await podNames('example'), ['example-1', 'example-2', 'example-3']);
  });

  it('scales to five and back to three, last first, and starts no server anew', async () => {
    const before = await pods('example');
    await applyAll(api, [cluster('example', { size: 5, version: '2.14.2' })]);
    await ready('example');
    assert.equal((await podNames('example')).length, 5);
    await applyAll(api, [cluster('example', { size: 3, version: '2.14.2' })]);
    await ready('example');
    const after = await pods('example');
    assert.deepEqual(after.map(uidOf), before.map(uidOf));
    assert.match(await configuration('example'), /example-3\.example-mgmt/);
    assert.doesNotMatch(await configuration('example'), /example-4\.example-mgmt/);
  });

  it('upgrades one after the other, last first', async () => {
    const order: string[] = [];
    const seen = new Set((await pods('example')).map(uidOf));
    await applyAll(api, [cluster('example', { size: 3, version: '2.15.2' })]);
    await eventually('all pods are new', async () => {
      for (const pod of await pods('example')) {
        if (seen.has(uidOf(pod))) continue;
        seen.add(uidOf(pod));
        order.push(pod.metadata.name);
      }
      return order.length === 3;
    });
    assert.deepEqual(order, ['example-3', 'example-2', 'example-1']);
    const { status } = await ready('example');
    assert.equal(status?.currentVersion, '2.15.2');
    const images = (await pods('example')).map(({ spec }) => spec.containers[0]!['image']);
    assert.deepEqual(new Set(images), new Set(['nats:2.15.2']));
  });

  it('writes a changed Secret of users into the configuration, and starts no server anew', async () => {
    const users = (name: string) =>
      secretOf(namespace, 'clients', {
        'auth.json': JSON.stringify({ users: [{ username: name, password: 'secret-1' }] }),
      });
    const spec = {
      size: 1,
      auth: { clientsAuthSecret: 'clients' },
      pod: { enableConfigReload: true },
    };
    await applyAll(api, [users('alice'), cluster('auth', spec)]);
    await ready('auth');
    const before = await pods('auth');
    assert.match(await configuration('auth'), /alice/);
    await applyAll(api, [users('bob')]);
    await eventually('bob is in it', async () => (await configuration('auth')).includes('bob'));
    await ready('auth');
    assert.deepEqual((await pods('auth')).map(uidOf), before.map(uidOf));
  });

  it('says what is wrong with a cluster, and takes it once that is right', async () => {
    await applyAll(api, [cluster('wrong', { size: 1, auth: { clientsAuthSecret: 'not-there' } })]);
    const failed = await untilReady<NatsCluster>(
      api,
      { kind: 'NatsCluster', namespace, name: 'wrong' },
      { status: 'False', reason: 'Refused' },
    );
    assert.equal(failed.status?.phase, 'Failed');
    assert.match(failed.status.reason ?? '', /not-there/);
    await applyAll(api, [
      secretOf(namespace, 'not-there', { a: '{"users":[{"username":"u","password":"p"}]}' }),
    ]);
    await ready('wrong');
  });

  it('makes again what somebody deletes or changes', async () => {
    const service = await api.get(kindNamed('Service'), namespace, 'example');
    await api.remove(kindNamed('Service'), service!);
    await eventually('the service is there again', async () => {
      const now = await api.get(kindNamed('Service'), namespace, 'example');
      return now !== undefined && now.metadata.uid !== service!.metadata.uid;
    });
    const set = await api.get(kindNamed('StatefulSet'), namespace, 'example');
    await api.merge(kindNamed('StatefulSet'), set!, { spec: { replicas: 7 } });
    await eventually('there are three again', async () => {
      const now = await api.get<Manifest & { spec: { replicas: number } }>(
        kindNamed('StatefulSet'),
        namespace,
        'example',
      );
      return now?.spec.replicas === 3 && (await podNames('example')).length === 3;
    });
    await ready('example');
  });

  it('leaves a paused cluster alone', async () => {
    await applyAll(api, [cluster('example', { size: 4, version: '2.15.2', paused: true })]);
    await eventually(
      'it says that it is paused',
      async () => (await get('example')).status?.controlPaused === true,
    );
    assert.equal((await podNames('example')).length, 3);
    await applyAll(api, [cluster('example', { size: 3, version: '2.15.2' })]);
    await ready('example');
  });

  it('takes the examples of nats-operator', async () => {
    await makeNamespace(api, 'examples');
    const clients = secretOf('examples', 'nats-clients-auth', {
      'auth.json': JSON.stringify(CLIENTS_AUTH),
    });
    const account = {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { namespace: 'examples', name: 'nats-server' },
    };
    await applyAll(api, [clients, account]);
    for (const [name, spec] of Object.entries(EXAMPLES)) {
      const metadata = { namespace: 'examples', name };
      await api.create(CLUSTER, {
        apiVersion: 'nats.io/v1alpha2',
        kind: 'NatsCluster',
        metadata,
        spec,
      });
    }
    const at = (name: string) => ({ kind: 'NatsCluster', namespace: 'examples', name }) as const;
    for (const [name, spec] of Object.entries(EXAMPLES)) {
      const { size, version = '' } = spec as { size: number; version?: string };
      if (/^(1\.|2\.[01]\.)/.test(version)) {
        // Servers that are as old as some examples know no cluster names.
        const refused = await untilReady<NatsCluster>(api, at(name), {
          status: 'False',
          reason: 'Refused',
        });
        assert.match(refused.status?.reason ?? '', /spec\.version/, name);
        await api.merge(CLUSTER, refused, { spec: { version: '2.14.2' } });
      }
      const made = await untilReady<NatsCluster>(api, at(name));
      assert.equal(made.status?.readySize, size, name);
    }
  });

  it('gives two hundred service roles their tokens in one configuration', async () => {
    await makeNamespace(api, 'apps');
    const roles = Array.from({ length: 200 }, (_, at) => `role-${String(at).padStart(3, '0')}`);
    await applyAll(api, [
      cluster('roles', {
        size: 1,
        auth: { enableServiceAccounts: true },
        pod: { enableConfigReload: true },
      }),
    ]);
    await ready('roles');
    const versions = new Set<string>();
    const watching = new AbortController();
    const secrets = new Watched<Secret>({
      api,
      kind: kindNamed('Secret'),
      namespace,
      logger: silentLogger,
    });
    secrets.onChange((now) => {
      if (now?.metadata.name === 'roles') versions.add(now.metadata.resourceVersion!);
    });
    const watched = secrets.run(watching.signal);
    await applyAll(
      api,
      roles.flatMap((name) => [
        { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace: 'apps', name } },
        role(name, 'roles', { publish: [`${name}.>`] }),
      ]),
    );
    await eventually('all are in the configuration', async () => {
      const text = await configuration('roles');
      return roles.every((name) => text.includes(name));
    });
    watching.abort();
    await watched;
    // As many as there were pauses while they came, not one a role.
    assert.ok(versions.size < 20, `${versions.size} configurations`);
    const text = await configuration('roles');
    for (const name of ['role-000', 'role-199']) {
      const secret = await api.get<Secret>(
        kindNamed('Secret'),
        'apps',
        `${name}-roles-bound-token`,
      );
      assert.ok(text.includes(secretText(secret!, 'token')!), `the token of ${name}`);
    }
    const told = await untilReady<NatsServiceRole>(api, {
      kind: 'NatsServiceRole',
      namespace,
      name: 'role-123',
    });
    assert.equal(told.status?.tokens?.[0]?.namespace, 'apps');
  });

  it('removes the token of a role that goes, in whatever namespace, and its user', async () => {
    const gone = await api.get(kindNamed('NatsServiceRole'), namespace, 'role-007');
    await api.remove(kindNamed('NatsServiceRole'), gone!);
    await eventually('it is gone', async () => {
      const secret = await api.get(kindNamed('Secret'), 'apps', 'role-007-roles-bound-token');
      return secret === undefined && !(await configuration('roles')).includes('role-007');
    });
  });

  it('makes a token again that somebody deletes', async () => {
    const name = 'role-008-roles-bound-token';
    const before = await api.get<Secret>(kindNamed('Secret'), 'apps', name);
    await api.remove(kindNamed('Secret'), before!);
    await eventually('another is there, and in the configuration', async () => {
      const now = await api.get<Secret>(kindNamed('Secret'), 'apps', name);
      const token = now === undefined ? undefined : secretText(now, 'token');
      return (
        token !== undefined &&
        now!.metadata.uid !== before!.metadata.uid &&
        (await configuration('roles')).includes(token)
      );
    });
  });

  it('renews tokens before they expire, and the configuration follows', async () => {
    const end = new AbortController();
    const watches = new Watches({ api, namespaces: undefined, logger: silentLogger });
    const watching = watches.run(end.signal);
    await eventually('all is seen', () => Promise.resolve(watches.isSynced));
    const tokens = new ServiceTokens(api, watches, silentLogger);
    const roles = await get('roles');
    const of = (all: Tokens) =>
      all.held.find(({ role: { metadata } }) => metadata.name === 'role-100')!;
    const before = of(await tokens.ensure(roles, new Date()));
    assert.ok(before.renewAt < before.expiresAt);
    const justBefore = of(await tokens.ensure(roles, new Date(before.renewAt.getTime() - 1_000)));
    assert.equal(justBefore.user.token, before.user.token);
    const renewed = of(await tokens.ensure(roles, new Date(before.renewAt.getTime() + 1_000)));
    assert.notEqual(renewed.user.token, before.user.token);
    end.abort();
    await watching;
    await eventually('it is in the configuration', async () => {
      const text = await configuration('roles');
      return text.includes(renewed.user.token) && !text.includes(before.user.token);
    });
  });

  it('leaves nothing of clusters and roles that are deleted', async () => {
    for (const kind of ['NatsCluster', 'NatsServiceRole'] as const) {
      const { items } = await api.list(kindNamed(kind), undefined);
      await Promise.all(items.map((each) => api.remove(kindNamed(kind), each)));
    }
    await eventually(
      'nothing is left',
      async () => {
        const kinds = [
          'NatsCluster',
          'NatsServiceRole',
          'StatefulSet',
          'PodDisruptionBudget',
        ] as const;
        const left = [...kinds.map(kindNamed), POD].map((kind) => api.list(kind, undefined));
        left.push(api.list(kindNamed('Secret'), undefined, { labelSelector: 'nats_cluster' }));
        left.push(api.list(kindNamed('Service'), undefined, { labelSelector: 'nats_cluster' }));
        const all = (await Promise.all(left)).flatMap(({ items }) => items);
        if (all.length > 0)
          throw new Error(
            all
              .slice(0, 5)
              .map((each) => `${each.kind} ${each.metadata.name}`)
              .join(),
          );
        return true;
      },
      120_000,
    );
  });

  function cluster(name: string, spec: object): Manifest {
    return {
      apiVersion: 'nats.io/v1alpha2',
      kind: 'NatsCluster',
      metadata: { namespace, name },
      spec,
    };
  }

  function role(name: string, of: string, permissions: object): Manifest {
    const metadata = { namespace, name, labels: { nats_cluster: of } };
    return {
      apiVersion: 'nats.io/v1alpha2',
      kind: 'NatsServiceRole',
      metadata,
      spec: { permissions },
    };
  }

  function ready(name: string): Promise<NatsCluster> {
    return untilReady<NatsCluster>(api, { kind: 'NatsCluster', namespace, name });
  }

  async function get(name: string): Promise<NatsCluster> {
    return (await api.get<NatsCluster>(CLUSTER, namespace, name))!;
  }

  async function config(name: string): Promise<Secret> {
    return (await api.get<Secret>(kindNamed('Secret'), namespace, name))!;
  }

  async function configuration(name: string): Promise<string> {
    return secretText(await config(name), 'nats.conf')!;
  }

  async function pods(name: string): Promise<Pod[]> {
    const { items } = await api.list<Pod>(POD, namespace, {
      labelSelector: `nats_cluster=${name}`,
    });
    return items.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  }

  async function podNames(name: string): Promise<string[]> {
    return (await pods(name)).map(({ metadata }) => metadata.name);
  }

  async function names(name: string): Promise<string[]> {
    const kinds = ['Secret', 'Service', 'StatefulSet', 'PodDisruptionBudget'] as const;
    const lists = await Promise.all(
      kinds.map((kind) =>
        api.list(kindNamed(kind), namespace, { labelSelector: `nats_cluster=${name}` }),
      ),
    );
    return lists
      .flatMap(({ items }) => items.map((each) => `${each.kind} ${each.metadata.name}`))
      .sort();
  }
});

function uidOf({ metadata }: Manifest): string {
  return metadata.uid!;
}
