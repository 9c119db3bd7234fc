// The NatsClusters of test/k8s-operator/clusters, which together say everything that one can say.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocuments, resourcesOf } from '../../src/cli/k8s/documents.ts';
import type { Manifest } from '../../src/k8s-operator/kubernetes.ts';
import { renderResources } from '../../src/k8s-operator/render-resources.ts';
import type { NatsCluster } from '../../src/k8s-operator/resources.ts';
import { secretEntries } from '../../src/k8s-operator/secret-entries.ts';
import { certificateFile, keyFile } from './certificates.ts';
import { TestOperator } from './operator.ts';

const FOLDER = join(import.meta.dirname, '../k8s-operator/clusters');

export const CLUSTER_FILES: readonly string[] = readdirSync(FOLDER).sort();

export function clusterFile(file: string): string {
  return join(FOLDER, file);
}

export function resourcesIn(file: string): Manifest[] {
  const documents = parseDocuments(file, readFileSync(clusterFile(file), 'utf8'));
  return resourcesOf(documents).map(({ resource }) => resource);
}

export function renderFile(
  file: string,
  settings: Parameters<typeof renderResources>[1] = {},
): readonly Manifest[] {
  return renderResources(resourcesIn(file), settings).manifests;
}

/** The configuration of each cluster, by its name. */
export function configurations(manifests: readonly Manifest[]): Map<string, string> {
  const secrets = manifests.filter(({ kind }) => kind === 'Secret');
  return new Map(
    secrets.map((secret) => [secret.metadata.name, secretEntries(secret).get('nats.conf')!]),
  );
}

/** The one object of that kind and name; fails if there is none. */
export function objectOf(manifests: readonly Manifest[], kind: string, name?: string): Manifest {
  const found = manifests.find(
    (each) => each.kind === kind && (name === undefined || each.metadata.name === name),
  );
  if (found === undefined) throw new Error(`there is no ${kind} ${name ?? ''}`);
  return found;
}

/** A cluster with that specification. */
export function clusterOf(spec: object, name = 'c'): NatsCluster {
  const metadata = { name, namespace: 'ns' };
  const cluster = { apiVersion: 'nats.io/v1alpha2', kind: 'NatsCluster', metadata, spec };
  return cluster as NatsCluster; // Of wrong ones, too: that is what is tested.
}

/** The files that a pod has, for `conf`, whose accounts become those of `operator`. */
export class PodFiles {
  readonly #operator = new TestOperator();
  readonly #conf: string;

  constructor(conf: string) {
    const { publicKey, jwt } = this.#operator.systemAccount;
    this.#conf = conf
      .replaceAll('ADWJVSUSEVC2GHL5GRATN2LOEOQOY2E6Z2VXNU3JEIK6BDGPWNIW3AXF', publicKey)
      .replaceAll('SYSTEM_JWT', jwt);
  }

  get conf(): string {
    return this.#conf;
  }

  /** The paths that the configuration names, or includes. */
  paths(): string[] {
    const files = Array.from(this.#conf.matchAll(/"(\/etc\/[^"]+)"/g), ([, path]) => path!);
    const included = Array.from(
      this.#conf.matchAll(/include "(?:\.\/)?([^"]+)"/g),
      ([, path]) => `/etc/nats-config/${path}`,
    );
    return [...files, ...included];
  }

  /** What stands at a path; fails at one that no pod has. */
  read(path: string): string {
    if (path.endsWith('op.jwt')) return this.#operator.jwt();
    if (path.endsWith('client_advertise.conf')) return 'client_advertise = "192.0.2.1"\n';
    if (path.endsWith('gateway_advertise.conf')) return 'advertise = "192.0.2.1"\n';
    if (path.endsWith('users.conf')) return 'users = [ { user: a, password: b } ]\n';
    if (path.endsWith('.creds')) return 'creds\n';
    if (path.includes('key')) return readFileSync(keyFile('server'), 'utf8');
    if (path.includes('ca.')) return readFileSync(certificateFile('ca'), 'utf8');
    if (/\.(pem|crt)$/.test(path)) return readFileSync(certificateFile('server'), 'utf8');
    throw new Error(`no pod has ${path}`);
  }
}
