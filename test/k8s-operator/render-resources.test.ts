import assert from 'node:assert/strict';
import { renderResources } from '../../src/k8s-operator/render-resources.ts';
import { clusterOf, configurations, renderFile, resourcesIn } from '../support/k8s-clusters.ts';

describe('renderResources', () => {
  it('finds tokens of service accounts among the files', () => {
    const conf = configurations(renderFile('service-accounts.yaml')).get('bound')!;
    const users = Array.from(
      conf.matchAll(/user: (\S+)\n +password: (\S+)/g),
      ([, user, token]) => [user, token],
    );
    assert.deepEqual(users, [
      ['admin', 'eyJ.admin.token'],
      ['reader', 'eyJ.reader.token'],
    ]);
  });

  it('takes no role without a token for one that may not connect', () => {
    const resources = resourcesIn('service-accounts.yaml').filter(
      ({ metadata }) => metadata.name !== 'reader-bound-bound-token',
    );
    assert.throws(() => renderResources(resources), /spec\.auth\.enableServiceAccounts/);
  });

  it('asks the operator of a resource, once it is one', () => {
    const conf = configurations(renderFile('kept-accounts.yaml')).get('operated')!;
    assert.match(conf, /operator: "\/etc\/nats-operator\/op.jwt"\nsystem_account: ADWJ/);
    assert.match(conf, /resolver_preload \{\n {2}ADWJ\w+: SYSTEM_JWT\n\}/);
    const without = resourcesIn('kept-accounts.yaml').filter(({ kind }) => kind !== 'NatsAccount');
    assert.throws(() => renderResources(without), /spec\.operatorConfig\.operator/);
  });

  it('looks for Secrets in the namespace of the cluster alone', () => {
    const [people, peers, cluster] = resourcesIn('users.yaml');
    const elsewhere = { ...people!, metadata: { ...people!.metadata, namespace: 'other' } };
    assert.throws(
      () => renderResources([elsewhere, peers!, cluster!]),
      /there is no Secret people/,
    );
    assert.ok(renderResources([people!, peers!, cluster!], { namespace: 'default' }));
  });

  it('lets servers read nodes where they advertise them, unless they have another account', () => {
    const pod = { advertiseExternalIP: true };
    const kinds = (spec: object): string[] =>
      renderResources([clusterOf(spec)]).manifests.map(({ kind }) => kind);
    assert.ok(kinds({ size: 1, pod }).includes('ClusterRoleBinding'));
    const template = { spec: { serviceAccountName: 'own' } };
    assert.ok(!kinds({ size: 1, pod, template }).includes('ClusterRoleBinding'));
  });

  it('tells what it did not need', () => {
    const { leftOut } = renderResources(resourcesIn('service-accounts.yaml'));
    assert.deepEqual(
      leftOut.map(({ kind }) => kind),
      ['ServiceAccount'],
    );
  });

  it('refuses another version, and kinds that there are not', () => {
    const cluster = clusterOf({ size: 1 });
    const older = { ...cluster, apiVersion: 'nats.io/v1' };
    assert.throws(() => renderResources([older]), /apiVersion: must be nats\.io\/v1alpha2/);
    assert.throws(
      () => renderResources([{ ...cluster, kind: 'NatsClutser' }]),
      /kind: must be one of NatsCluster/,
    );
  });
});
