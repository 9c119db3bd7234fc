import assert from 'node:assert/strict';
import { Applier } from '../../../src/k8s-operator/controller/applier.ts';
import { kindOf } from '../../../src/k8s-operator/controller/kinds.ts';
import type { View } from '../../../src/k8s-operator/controller/watches.ts';
import type { Manifest } from '../../../src/k8s-operator/kubernetes.ts';
import { inTurn, json, ScriptedApi } from '../../support/scripted-api.ts';

const owner = {
  ...{ apiVersion: 'nats.io/v1alpha2', kind: 'NatsCluster' },
  metadata: { namespace: 'n', name: 'c', uid: 'owner' },
};

function set(replicas: number): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'c' },
    spec: { replicas },
  };
}

/** What a watch has seen. */
function seen(...objects: readonly Manifest[]): View<Manifest> {
  return {
    kind: kindOf(set(0)),
    get: (_, name) => objects.find(({ metadata }) => metadata.name === name),
    values: () => objects,
    in: () => objects,
    onChange: () => undefined,
  };
}

function live(name: string, generation: number, uid = 'owner'): Manifest {
  const owners = [
    { apiVersion: 'nats.io/v1alpha2', kind: 'NatsCluster', name: 'c', uid, controller: true },
  ];
  const metadata = {
    namespace: 'n',
    name,
    generation,
    uid: `${name}-uid`,
    ownerReferences: owners,
  };
  return { ...set(0), metadata };
}

describe('Applier', () => {
  let server: ScriptedApi;
  let applier: Applier;
  beforeEach(async () => {
    server = await ScriptedApi.start(json(live('c', 1)));
    applier = new Applier(server.api);
  });
  afterEach(() => server.stop());

  it('says whose the object is, and what changed', async () => {
    assert.deepEqual(await applier.apply(owner, [set(1)], [seen()]), ['StatefulSet c']);
    const { metadata } = JSON.parse(server.asked[0]!.body) as Manifest;
    assert.equal(metadata.namespace, 'n');
    assert.equal(metadata.ownerReferences?.[0]?.uid, 'owner');
  });

  it('sends nothing again that is as it was left', async () => {
    await applier.apply(owner, [set(1)], [seen()]);
    assert.deepEqual(await applier.apply(owner, [set(1)], [seen(live('c', 1))]), []);
    assert.equal(server.asked.length, 1);
  });

  for (const [why, manifest, objects] of [
    ['what should be is another', set(2), seen(live('c', 1))],
    ['somebody has changed it', set(1), seen(live('c', 2))],
    ['somebody has deleted it', set(1), seen()],
  ] as const) {
    it(`sends it again when ${why}`, async () => {
      await applier.apply(owner, [set(1)], [seen()]);
      await applier.apply(owner, [manifest], [objects]);
      assert.equal(server.asked.length, 2);
    });
  }

  it('makes a StatefulSet anew around its pods where it can’t be changed', async () => {
    const message =
      'spec: Forbidden: updates to statefulset spec for fields other than replicas are forbidden';
    server.answer(inTurn(json({ message }, 422), json({}), json(live('c', 1))));
    await applier.apply(owner, [set(1)], [seen()]);
    assert.deepEqual(
      server.asked.map(({ method }) => method),
      ['PATCH', 'DELETE', 'PATCH'],
    );
    assert.equal(
      (JSON.parse(server.asked[1]!.body) as { propagationPolicy: string }).propagationPolicy,
      'Orphan',
    );
  });

  it('hands on other refusals', async () => {
    server.answer(json({ message: 'no' }, 422));
    await assert.rejects(applier.apply(owner, [set(1)], [seen()]), /no/);
  });

  it('removes what is no longer wanted, and nothing of others', async () => {
    const view = seen(live('c', 1), live('old', 1), live('theirs', 1, 'another'));
    assert.deepEqual(await applier.prune(owner, [set(1)], [view]), ['StatefulSet old']);
    assert.deepEqual(
      server.asked.map(({ url }) => url.pathname),
      ['/apis/apps/v1/namespaces/n/statefulsets/old'],
    );
  });
});
