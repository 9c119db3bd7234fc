import assert from 'node:assert/strict';
import { importCluster } from '../../src/k8s-operator/import-cluster.ts';
import type { NatsCluster } from '../../src/k8s-operator/resources.ts';
import { renderCluster } from '../../src/k8s-operator/render.ts';
import { clusterOf } from '../support/k8s-clusters.ts';

function imported(spec: object): { spec: object; differences: Record<string, string> } {
  const { manifests, differences } = importCluster(clusterOf(spec));
  return {
    spec: (manifests[0] as NatsCluster).spec,
    differences: Object.fromEntries(differences.map(({ path, text }) => [path, text])),
  };
}

describe('importCluster', () => {
  it('keeps what it can, and says that pods are others', () => {
    const spec = { size: 3, version: '2.10.1', gatewayConfig: { name: 'a', hostPort: 7222 } };
    const result = imported(spec);
    assert.deepEqual(result.spec, spec);
    assert.deepEqual(Object.keys(result.differences), ['spec']);
  });

  it('leaves out what an API server and nats-operator added', () => {
    const given = {
      ...clusterOf({ size: 1, version: '2.2.0' }),
      metadata: {
        name: 'c',
        namespace: 'ns',
        uid: 'u',
        resourceVersion: '1',
        annotations: {
          'nats.io/cas': 'h',
          'kubectl.kubernetes.io/last-applied-configuration': '{}',
          mine: 'x',
        },
      },
      status: { phase: 'Running' },
    } as NatsCluster;
    const [cluster] = importCluster(given).manifests;
    assert.deepEqual(cluster?.metadata, { name: 'c', namespace: 'ns', annotations: { mine: 'x' } });
    assert.equal(cluster['status'], undefined);
  });

  it('takes old servers and old sidecars for those of today', () => {
    const pod = {
      enableMetrics: true,
      reloaderImage: 'connecteverything/nats-server-config-reloader',
      reloaderImageTag: '0.4.5-v1alpha2',
      metricsImage: 'mine/exporter',
      metricsImageTag: '1',
    };
    const { spec, differences } = imported({ size: 1, version: '1.4.1', pod });
    assert.deepEqual(spec, {
      size: 1,
      version: '2.14.2',
      pod: { enableMetrics: true, metricsImage: 'mine/exporter', metricsImageTag: '1' },
    });
    assert.match(differences['spec.version'] ?? '', /^1\.4\.1 becomes 2\.14\.2/);
    assert.match(differences['spec.pod.reloaderImageTag'] ?? '', /is left out/);
  });

  it('leaves out what nats-operator did not look at, and says so', () => {
    const { spec, differences } = imported({
      size: 1,
      version: '2.2.0',
      natsConfig: { writeDeadline: '5s', debug: true },
      tls: { gatewaySecret: 'a' },
      auth: { enableServiceAccounts: true, clientsAuthFile: 'x' },
      template: {
        spec: {
          containers: [{ name: 'gnatsd', image: 'x', restartPolicy: 'Always', args: ['-D'] }],
        },
      },
    });
    assert.deepEqual(spec, {
      size: 1,
      version: '2.2.0',
      natsConfig: { debug: true },
      tls: {},
      auth: { enableServiceAccounts: true },
      template: { spec: { containers: [{ name: 'nats', args: ['-D'] }] } },
    });
    assert.deepEqual(Object.keys(differences), [
      'spec.template.spec.containers[0].name',
      'spec.natsConfig.writeDeadline',
      'spec.tls.gatewaySecret',
      'spec.auth.clientsAuthFile',
      'spec.template.spec.containers[0].image',
      'spec.template.spec.containers[0].restartPolicy',
      'spec',
    ]);
    renderCluster(clusterOf(spec), { serviceUsers: [] });
  });

  it('says what has to be done', () => {
    const { differences } = importCluster(
      clusterOf({ size: 1, version: '2.2.0', gatewayConfig: {} }),
    );
    assert.deepEqual(
      differences.filter(({ isToDo }) => isToDo).map(({ path }) => path),
      ['spec.gatewayConfig.hostPort'],
    );
  });

  it('never takes the name for something to leave out', () => {
    const { manifests, differences } = importCluster(
      clusterOf({ size: 1, version: '2.2.0' }, 'a.b'),
    );
    assert.equal(manifests[0]?.metadata.name, 'a.b');
    assert.ok(differences.some(({ path, isToDo }) => path === 'metadata.name' && isToDo));
  });

  it('tells of the tenth pod, whose name had a letter', () => {
    assert.match(imported({ size: 10 }).differences['spec.size'] ?? '', /c-a becomes c-10/);
  });
});
