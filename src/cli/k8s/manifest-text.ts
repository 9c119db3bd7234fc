/** Manifests as text that people read and kubectl takes. */
import { stringify } from 'yaml';
import { secretEntries } from '../../k8s-operator/secret-entries.ts';
import type { Manifest } from '../../k8s-operator/kubernetes.ts';

/** YAML, a document for each; what Secrets hold is readable. */
export function yamlText(manifests: readonly Manifest[]): string {
  return manifests
    .map(
      (manifest) =>
        `---\n${stringify(readable(manifest), { lineWidth: 0, aliasDuplicateObjects: false })}`,
    )
    .join('');
}

/** One JSON document, a list. */
export function jsonText(manifests: readonly Manifest[]): string {
  return `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests }, undefined, 2)}\n`;
}

function readable(manifest: Manifest): Manifest {
  if (manifest.kind !== 'Secret') return manifest;
  const { data, ...rest } = manifest;
  return data === undefined
    ? manifest
    : { ...rest, stringData: Object.fromEntries(secretEntries(manifest)) };
}
