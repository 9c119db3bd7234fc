import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadKubeConfig, namespaceOf } from '../../../src/k8s-operator/controller/kube-config.ts';

describe('loadKubeConfig', () => {
  let folder: string;
  let kubeconfig: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'natsx-kubeconfig-'));
    kubeconfig = join(folder, 'config');
    writeFileSync(
      kubeconfig,
      JSON.stringify({
        clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
        users: [{ name: 'u', user: { token: 'T' } }],
        contexts: [
          { name: 'first', context: { cluster: 'c', user: 'u' } },
          { name: 'second', context: { cluster: 'c', user: 'u', namespace: 'nats' } },
        ],
        'current-context': 'first',
      }),
    );
  });
  after(() => rmSync(folder, { recursive: true }));

  it('takes the current context, or the one that is named', () => {
    assert.equal(namespaceOf(loadKubeConfig({ kubeconfig })), 'default');
    assert.equal(namespaceOf(loadKubeConfig({ kubeconfig, context: 'second' })), 'nats');
  });

  it('says which contexts there are', () => {
    assert.throws(() => loadKubeConfig({ kubeconfig, context: 'third' }), {
      code: 'ERR_KUBE_CONFIG',
      suggestions: ['it has: first, second'],
    });
  });

  it('says what is wrong with the file', () => {
    assert.throws(() => loadKubeConfig({ kubeconfig: join(folder, 'none') }), /ENOENT/);
  });
});
