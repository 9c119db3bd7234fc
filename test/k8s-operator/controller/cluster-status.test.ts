import assert from 'node:assert/strict';
import { clusterStatus } from '../../../src/k8s-operator/controller/cluster-status.ts';
import type { StatefulSet } from '../../../src/k8s-operator/controller/watches.ts';
import type { NatsCluster } from '../../../src/k8s-operator/resources.ts';

const now = new Date('2026-01-01T00:00:00Z');

function cluster(
  spec: Partial<NatsCluster['spec']> = {},
  status?: NatsCluster['status'],
): NatsCluster {
  return {
    ...{ apiVersion: 'nats.io/v1alpha2', kind: 'NatsCluster' },
    metadata: { namespace: 'n', name: 'c', generation: 4 },
    spec: { size: 3, version: 'v2.14.2', ...spec },
    ...(status === undefined ? {} : { status }),
  };
}

function set(status: StatefulSet['status'], replicas = 3, generation = 2): StatefulSet {
  return {
    ...{ apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'c', generation } },
    spec: { replicas, selector: { matchLabels: { app: 'nats', nats_cluster: 'c' } } },
    ...(status === undefined ? {} : { status: { observedGeneration: 2, ...status } }),
  };
}

describe('The status of a cluster', () => {
  const all = { replicas: 3, readyReplicas: 3, currentRevision: 'a', updateRevision: 'a' };
  const isReady = (status: NatsCluster['status']) =>
    status?.conditions?.find(({ type }) => type === 'Ready')?.status;

  it('is ready when all servers are there, are ready, and are as they should be', () => {
    const status = clusterStatus(cluster(), set(all), undefined, now);
    assert.equal(isReady(status), 'True');
    assert.equal(status.phase, 'Running');
    assert.equal(status.currentVersion, '2.14.2');
    assert.equal(status.selector, 'app=nats,nats_cluster=c');
  });

  for (const [why, objects] of [
    ['there is no StatefulSet yet', undefined],
    ['the StatefulSet was not looked at since it changed', set(all, 3, 3)],
    ['one server is not ready', set({ ...all, readyReplicas: 2 })],
    ['the StatefulSet is for another size', set(all, 5)],
    ['a server is too many', set({ ...all, replicas: 4 })],
    ['one is still as before', set({ ...all, updateRevision: 'b', updatedReplicas: 2 })],
  ] as const) {
    it(`is not ready when ${why}`, () => {
      const status = clusterStatus(cluster(), objects, undefined, now);
      assert.equal(isReady(status), 'False');
      assert.equal(status.phase, 'Creating');
    });
  }

  it('says the old version until all have the new one, and that it runs', () => {
    const before = cluster({ version: '2.15.2' }, { phase: 'Running', currentVersion: '2.14.2' });
    const rolling = set({ ...all, updateRevision: 'b', updatedReplicas: 1 });
    const status = clusterStatus(before, rolling, undefined, now);
    assert.equal(status.currentVersion, '2.14.2');
    assert.equal(status.phase, 'Running');
  });

  it('says why it was refused, and what goes on all the same', () => {
    const refusal = { code: 'ERR_RESOURCE', message: 'spec.size: too many' };
    const status = clusterStatus(cluster(), set(all), refusal, now);
    assert.equal(status.phase, 'Failed');
    assert.equal(status.reason, 'spec.size: too many');
    assert.equal(status.readySize, 3);
    assert.equal(isReady(status), 'False');
  });
});
