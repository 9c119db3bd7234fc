import assert from 'node:assert/strict';
import { installation } from '../../src/k8s-operator/install.ts';
import type { Manifest } from '../../src/k8s-operator/kubernetes.ts';

describe('installation', () => {
  it('has what is needed first before what needs it', () => {
    const kinds = installation({ namespace: 'nats-io' }).map(({ kind }) => kind);
    assert.equal(kinds[0], 'Namespace');
    assert.equal(kinds.at(-1), 'Deployment');
    assert.ok(kinds.lastIndexOf('CustomResourceDefinition') < kinds.indexOf('ServiceAccount'));
    assert.ok(kinds.indexOf('ClusterRole') < kinds.indexOf('ClusterRoleBinding'));
  });

  it('gives rights in all namespaces only to who looks after all', () => {
    const all = installation({ namespace: 'nats-io' });
    assert.deepEqual(namesOf(all, 'ClusterRole'), ['natsx-operator']);
    const some = installation({ namespace: 'nats-io', watched: ['a', 'b'] });
    assert.deepEqual(namesOf(some, 'ClusterRole'), []);
    const places = some
      .filter(({ kind }) => kind === 'RoleBinding')
      .map(({ metadata }) => metadata.namespace);
    assert.deepEqual(places, ['a', 'b', 'nats-io']);
    assert.deepEqual(commandOf(some).slice(3), ['--namespace', 'a', '--namespace', 'b']);
    assert.deepEqual(commandOf(all).slice(3), ['--all-namespaces']);
  });

  it('lets servers read nodes only where that is asked for', () => {
    assert.ok(!namesOf(installation({ namespace: 'n' }), 'ClusterRole').includes('nats-server'));
    const manifests = installation({ namespace: 'n', nodeReaders: ['a', 'b'] });
    const bindings = manifests.filter(({ metadata }) => metadata.name.startsWith('nats-server-'));
    assert.deepEqual(
      bindings.map(({ subjects }) => subjects),
      ['a', 'b'].map((namespace) => [{ kind: 'ServiceAccount', name: 'nats-server', namespace }]),
    );
  });

  it('never lets the operator make roles, or run a command in a pod', () => {
    const rules = JSON.stringify(
      installation({ namespace: 'n' }).flatMap(({ rules: each }) => each ?? []),
    );
    assert.doesNotMatch(rules, /"roles"|"clusterroles"|pods\/exec|"\*"/);
  });
});

function namesOf(manifests: readonly Manifest[], kind: string): string[] {
  return manifests.filter((each) => each.kind === kind).map(({ metadata }) => metadata.name);
}

function commandOf(manifests: readonly Manifest[]): string[] {
  const { spec } = manifests.at(-1) as unknown as {
    spec: { template: { spec: { containers: [{ command: string[] }] } } };
  };
  return spec.template.spec.containers[0].command;
}
