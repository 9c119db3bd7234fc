// What natsx prints for Kubernetes, given to a real API server by kubectl, which then knows every field or refuses.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { jsonText } from '../../src/cli/k8s/manifest-text.ts';
import { installation } from '../../src/k8s-operator/install.ts';
import type { Manifest } from '../../src/k8s-operator/kubernetes.ts';
import {
  CLUSTER_FILES,
  clusterFile,
  clusterOf,
  renderFile,
  resourcesIn,
} from '../support/k8s-clusters.ts';
import { requireKube, startKube, type RunningKube } from '../support/kube.ts';
import { skipWithout } from '../support/peers.ts';

const run = promisify(execFile);

describe('kubectl and an API server', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'natsx-kubectl-'));
  const kubeconfig = join(folder, 'kubeconfig');
  let kube: RunningKube | undefined;

  before(async function () {
    const programs = requireKube(this);
    await run('kubectl', ['version', '--client']).catch(() =>
      skipWithout(this, 'no kubectl', 'apt-get install kubernetes-client'),
    );
    kube = await startKube(programs);
    writeFileSync(kubeconfig, kube.kubeconfig);
    await applied(
      file(
        'install',
        installation({ namespace: 'nats-io', nodeReaders: ['shop'] }).filter(isNotIn('shop')),
      ),
    );
    await kubectl('wait', '--for=condition=Established', '--timeout=60s', 'crd', '--all');
    for (const namespace of ['shop', 'ns']) await kubectl('create', 'namespace', namespace);
  });
  after(async () => {
    await kube?.stop();
    rmSync(folder, { recursive: true });
  });

  function file(name: string, manifests: readonly Manifest[]): string {
    const path = join(folder, `${name}.json`);
    writeFileSync(path, jsonText(manifests));
    return path;
  }

  async function kubectl(...args: string[]): Promise<string> {
    const { stdout } = await run('kubectl', ['--kubeconfig', kubeconfig, ...args]);
    return stdout;
  }

  /** Strictly: a field that the API server does not know is an error. */
  function applied(path: string): Promise<string> {
    return kubectl('apply', '--server-side', '--validate=strict', '--force-conflicts', '-f', path);
  }

  for (const name of CLUSTER_FILES) {
    it(`takes ${name}, and what is rendered of it`, async () => {
      const resources = resourcesIn(name).filter(({ apiVersion }) =>
        apiVersion.startsWith('nats.io/'),
      );
      const own = await applied(file(`own-${name}`, resources));
      assert.equal(own.trim().split('\n').length, resources.length, clusterFile(name));
      const manifests = renderFile(name);
      const made = await applied(file(`made-${name}`, manifests));
      assert.equal(made.trim().split('\n').length, manifests.length);
    });
  }

  it('is refused by schema what we refuse by schema', async () => {
    for (const spec of [
      {},
      { size: 0 },
      { size: '3' },
      { size: 1, version: 'a b' },
      { size: 1, foo: 1 },
      { size: 1, operatorConfig: { resolver: 'CACHE' } },
      { size: 1, tls: { cipherSuites: ['ASDF'] } },
      { size: 1, pod: { volumeMounts: [{ name: 'a' }] } },
    ]) {
      await assert.rejects(applied(file('wrong', [clusterOf(spec)])), JSON.stringify(spec));
    }
    await applied(file('right', [clusterOf({ size: 1 })]));
  });

  it('scales and lists clusters', async () => {
    await applied(file('scaled', [clusterOf({ size: 1 }, 'scaled')]));
    await kubectl('scale', '--namespace', 'ns', '--replicas', '5', 'natscluster/scaled');
    const listed = await kubectl('get', 'nats', '--namespace', 'ns', 'scaled');
    assert.match(listed, /NAME +SIZE +SERVERS +VERSION +PHASE +AGE\nscaled +5 /);
  });
});

/** Objects of a namespace that is made later. */
function isNotIn(namespace: string): (manifest: Manifest) => boolean {
  return ({ metadata }) => metadata.namespace !== namespace;
}
