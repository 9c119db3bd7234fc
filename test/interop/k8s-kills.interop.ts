// The operator is killed at random points of fifty rounds of random changes. What is there afterwards is what an operator
// that was never killed would have made: nothing is missing, nothing is left over, no key has become another.
import assert from 'node:assert/strict';
import { kindNamed } from '../../src/k8s-operator/controller/kinds.ts';
import { keyOf, secretText } from '../../src/k8s-operator/controller/kube-object.ts';
import { createOperator } from '../../src/nkeys/create.ts';
import type { Manifest, Secret } from '../../src/k8s-operator/kubernetes.ts';
import type { NatsAccount, NatsCluster, NatsUser } from '../../src/k8s-operator/resources.ts';
import { killedApi, type LastMoment } from '../support/killed-api.ts';
import { Kubelet } from '../support/kubelet.ts';
import { requireKube, startKube, type RunningKube } from '../support/kube.ts';
import {
  applyAll,
  eventually,
  installOperator,
  makeNamespace,
  operatorToken,
  secretOf,
  startOperator,
} from '../support/operated.ts';
import { newSeed, pick, randomFrom, type Random } from '../support/random.ts';

const ROUNDS = 50;
const NAMES = ['a', 'b', 'c', 'd'];
const POD = { apiVersion: 'v1', kind: 'Pod', plural: 'pods' };

type Name = 'NatsCluster' | 'NatsServiceRole' | 'NatsAccount' | 'NatsUser' | 'ServiceAccount';

describe('an operator that is killed', function () {
  this.timeout(600_000);
  let kube: RunningKube;
  let kubelet: Kubelet | undefined;

  before(async function () {
    kube = await startKube(requireKube(this));
    await installOperator(kube.api, 'nats-system');
    for (const namespace of ['one', 'two']) await makeNamespace(kube.api, namespace);
    kubelet = new Kubelet(kube.api);
  });
  after(async () => {
    await kubelet?.stop();
    await (kube as RunningKube | undefined)?.stop();
  });

  it('goes on from what is there', async () => {
    const seed = newSeed();
    process.stderr.write(`      SEED=${seed}\n`);
    const random = randomFrom(seed);
    const config = kube.configFor(await operatorToken(kube.api, 'nats-system'));
    await applyAll(kube.api, [
      secretOf('one', 'operator-key', { seed: createOperator().seed() }),
      resource('NatsOperator', 'one', 'op', {
        signingKey: { secret: 'operator-key' },
        systemAccount: 'a',
      }),
      resource('NatsAccount', 'one', 'a', { operatorRef: { name: 'op' } }),
    ]);
    const keys = new Map<string, string>();
    const wanted = new Map<string, Manifest>();
    for (let round = 0; round < ROUNDS; round += 1) {
      for (let change = 0; change < 3; change += 1) await changeSomething(random, wanted);
      const moment = pick<LastMoment>(random, ['before', 'during', 'after']);
      const killed = killedApi(config, 1 + random(12), moment);
      const operator = startOperator(kube, undefined, { api: killed.api });
      // Where there is less to do it is killed idle.
      const idle = eventually('it is idle', () => Promise.resolve(operator.controller.isIdle));
      await Promise.race([killed.killed, idle]);
      killed.kill();
      await idle.catch(() => undefined);
      await operator.stop();
      await checkKeys(keys);
    }
    const operator = startOperator(kube, undefined, {});
    try {
      await eventually(
        'all is as it should be',
        async () => {
          await checkAll(wanted);
          return true;
        },
        120_000,
      );
      await checkKeys(keys);
    } finally {
      await operator.stop();
    }
  });

  /** Makes, changes or removes one thing. */
  async function changeSomething(random: Random, wanted: Map<string, Manifest>): Promise<void> {
    const kind = pick<Name>(random, [
      'NatsCluster',
      'NatsServiceRole',
      'NatsAccount',
      'NatsUser',
      'ServiceAccount',
    ]);
    const namespace = kind === 'ServiceAccount' ? pick(random, ['one', 'two']) : 'one';
    const name = pick(random, kind === 'NatsCluster' ? ['x', 'y'] : NAMES);
    // The system account is never removed.
    const isKept = kind === 'NatsAccount' && name === 'a';
    const key = `${kind} ${namespace}/${name}`;
    if (random(4) === 0 && !isKept) {
      wanted.delete(key);
      await kube.api.remove(kindNamed(kind), resource(kind, namespace, name));
      return;
    }
    const specs: Record<Name, object> = {
      NatsCluster: {
        size: 1 + random(3),
        auth: { enableServiceAccounts: random(5) > 0 },
        pod: { enableConfigReload: true },
      },
      NatsServiceRole: { permissions: { publish: [`${pick(random, NAMES)}.>`] } },
      NatsAccount: {
        operatorRef: { name: 'op' },
        description: pick(random, NAMES),
        signingKeys: random(2) === 0 ? [{ name: 's' }] : [],
      },
      NatsUser: { accountRef: { name: pick(random, NAMES) }, tags: [pick(random, NAMES)] },
      ServiceAccount: {},
    };
    // It may still be going.
    await eventually(
      'what goes is gone',
      async () => {
        const there = await kube.api.get(kindNamed(kind), namespace, name);
        return there?.metadata.deletionTimestamp === undefined;
      },
      500,
    ).then(
      async () => {
        const object = resource(kind, namespace, name, specs[kind]);
        wanted.set(key, await kube.api.apply(kindNamed(kind), object));
      },
      () => undefined,
    );
  }

  /** Keys stay those of their resource as long as that is there. */
  async function checkKeys(keys: Map<string, string>): Promise<void> {
    for (const kind of ['NatsAccount', 'NatsUser'] as const) {
      const { items } = await kube.api.list<NatsAccount | NatsUser>(kindNamed(kind), 'one');
      for (const { metadata, status } of items) {
        const key = status?.publicKey;
        if (key === undefined) continue;
        assert.equal(keys.get(metadata.uid!) ?? key, key, `the key of ${kind} ${metadata.name}`);
        keys.set(metadata.uid!, key);
      }
    }
  }

  async function checkAll(wanted: ReadonlyMap<string, Manifest>): Promise<void> {
    const of = (kind: Name, namespace?: string) =>
      Array.from(wanted.values()).filter(
        (each) =>
          each.kind === kind && (namespace ?? each.metadata.namespace) === each.metadata.namespace,
      );
    for (const kind of ['NatsCluster', 'NatsServiceRole', 'NatsUser'] as const) {
      const { items } = await kube.api.list(kindNamed(kind), undefined);
      assert.deepEqual(items.map(keyOf).sort(), of(kind).map(keyOf).sort(), `${kind}s`);
    }
    const accounts = of('ServiceAccount');
    const tokens = new Set<string>();
    for (const cluster of of('NatsCluster') as NatsCluster[]) {
      const { name } = cluster.metadata;
      const secret = await kube.api.get<Secret>(kindNamed('Secret'), 'one', name);
      const text = secretText(secret!, 'nats.conf')!;
      const { items: pods } = await kube.api.list(POD, 'one', {
        labelSelector: `nats_cluster=${name}`,
      });
      assert.equal(pods.length, cluster.spec.size, `pods of ${name}`);
      const isOn = cluster.spec.auth?.enableServiceAccounts === true;
      const roles = isOn
        ? of('NatsServiceRole').filter(({ metadata }) => metadata.labels!['nats_cluster'] === name)
        : [];
      for (const role of roles) {
        for (const { metadata } of accounts.filter(
          (each) => each.metadata.name === role.metadata.name,
        )) {
          const tokenName = `${role.metadata.name}-${name}-bound-token`;
          const token = await kube.api.get<Secret>(
            kindNamed('Secret'),
            metadata.namespace,
            tokenName,
          );
          assert.ok(
            token !== undefined && text.includes(secretText(token, 'token')!),
            `token of ${keyOf(role)} in ${name}`,
          );
          tokens.add(`${metadata.namespace!}/${tokenName}`);
        }
      }
    }
    const { items: secrets } = await kube.api.list<Secret>(kindNamed('Secret'), undefined);
    const bound = secrets.filter((each) => each.metadata.name.endsWith('-bound-token')).map(keyOf);
    assert.deepEqual(bound.sort(), Array.from(tokens).sort(), 'tokens');
    const users = await kube.api.list<NatsUser>(kindNamed('NatsUser'), 'one');
    for (const user of users.items) {
      const hasAccount =
        wanted.has(`NatsAccount one/${user.spec.accountRef.name}`) ||
        user.spec.accountRef.name === 'a';
      const isReady =
        user.status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';
      assert.equal(isReady, hasAccount, `NatsUser ${user.metadata.name}`);
    }
    const creds = secrets.filter(({ type }) => (type as string) === 'nats.io/creds');
    const owners = new Set(users.items.map(({ metadata }) => metadata.uid));
    assert.ok(
      creds.every((each) => owners.has(each.metadata.ownerReferences?.[0]?.uid)),
      'creds of nobody',
    );
  }

  function resource(
    kind: Name | 'NatsOperator',
    namespace: string,
    name: string,
    spec?: object,
  ): Manifest {
    if (kind === 'ServiceAccount') return { apiVersion: 'v1', kind, metadata: { namespace, name } };
    const isFirst = kind === 'NatsCluster' || kind === 'NatsServiceRole';
    const labels = { nats_cluster: name < 'c' ? 'x' : 'y' };
    return {
      apiVersion: isFirst ? 'nats.io/v1alpha2' : 'nats.io/v1alpha1',
      kind,
      metadata: { namespace, name, ...(kind === 'NatsServiceRole' ? { labels } : {}) },
      ...(spec === undefined ? {} : { spec }),
    };
  }
});
