/** What Helm keeps of a release in a Secret: JSON, compressed, in base64, and that in the base64 of Secrets. */
import { gunzipSync } from 'node:zlib';
import { NatsxError } from '../../base/errors.ts';
import { isRecord } from '../../k8s-operator/check.ts';
import type { Manifest } from '../../k8s-operator/kubernetes.ts';
import { secretEntries } from '../../k8s-operator/secret-entries.ts';

export interface HelmRelease {
  readonly name: string;
  readonly namespace: string | undefined;
  /** What somebody has chosen, without what the chart has by default. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** Releases are a few hundred kilobytes. */
const MOST_BYTES = 64 * 1024 * 1024;

export function isHelmRelease({ kind, ...secret }: Manifest): boolean {
  return kind === 'Secret' && secret['type'] === 'helm.sh/release.v1';
}

export function readHelmRelease(secret: Manifest): HelmRelease {
  const { name: secretName } = secret.metadata;
  const release = decoded(secretEntries(secret).get('release') ?? '', secretName);
  const { name, namespace, config, chart } = release;
  const metadata = isRecord(chart) ? chart['metadata'] : undefined;
  const of = isRecord(metadata) ? metadata['name'] : undefined;
  if (typeof name !== 'string' || of !== 'nats') {
    throw new NatsxError('ERR_HELM_RELEASE', `${secretName} is no release of the chart nats`);
  }
  return {
    name,
    namespace: typeof namespace === 'string' ? namespace : undefined,
    values: isRecord(config) ? config : {},
  };
}

function decoded(release: string, secret: string): Readonly<Record<string, unknown>> {
  try {
    const json = gunzipSync(Buffer.from(release, 'base64'), { maxOutputLength: MOST_BYTES });
    const value = JSON.parse(json.toString()) as unknown;
    if (isRecord(value)) return value;
  } catch (cause) {
    throw new NatsxError('ERR_HELM_RELEASE', `${secret} holds no release of Helm`, { cause });
  }
  throw new NatsxError('ERR_HELM_RELEASE', `${secret} holds no release of Helm`);
}
