/** `natsx k8s render`: manifests of the NatsClusters in files, without an API server. */
import type { Manifest } from '../../k8s-operator/kubernetes.ts';
import { CONFIG_FILE } from '../../k8s-operator/names.ts';
import { renderResources, type Rendered } from '../../k8s-operator/render-resources.ts';
import { secretEntries } from '../../k8s-operator/secret-entries.ts';
import { NatsxError } from '../../base/errors.ts';
import type { GoCommandLine } from '../go-flags.ts';
import { UsageError, type Program } from '../program.ts';
import type { Surroundings } from '../surroundings.ts';
import { located, readDocuments, resourcesOf, type ReadResource } from './documents.ts';
import { jsonText, yamlText } from './manifest-text.ts';

export const serverFlags = {
  server: {
    type: 'string',
    value: 'server',
    description: 'Whose server runs where a NatsCluster names no image',
    options: ['nats-server', 'natsx'],
    default: 'nats-server',
  },
} as const;

export const renderFlags = {
  namespace: {
    type: 'string',
    value: 'name',
    aliases: ['n'],
    description: 'Namespace of resources that name none',
    default: 'default',
  },
  ...serverFlags,
  'natsx-image': {
    type: 'string',
    value: 'image',
    description: 'Image of natsx, with its tag, for --server natsx',
  },
  conf: { type: 'boolean', description: 'Print nats.conf of the clusters alone' },
  json: { type: 'boolean', aliases: ['j'], description: 'Print JSON' },
} as const;

export const renderProgram: Program<typeof renderFlags> = {
  name: 'natsx k8s render',
  usage: '[options] <file> …',
  flags: renderFlags,
  exitCodes: 'natsx',
  run: render,
};

async function render(
  { args, flags }: GoCommandLine<typeof renderFlags>,
  io: Surroundings,
): Promise<number> {
  if (args.length === 0) throw new UsageError('required argument <file> not provided');
  const resources = resourcesOf(await readDocuments(args, io));
  const { namespace, server, 'natsx-image': image } = flags;
  const { manifests, leftOut } = rendered(resources, {
    namespace,
    server: server === 'natsx' ? 'natsx' : 'nats-server',
    ...(image === undefined ? {} : { natsxImage: image }),
  });
  if (manifests.length === 0) {
    throw new NatsxError('ERR_NO_CLUSTER', `there is no NatsCluster in ${args.join(', ')}`);
  }
  if (leftOut.length > 0) await io.stderr.write(leftOutText(leftOut));
  const text = flags.json ? jsonText : yamlText;
  await io.stdout.write(flags.conf ? confText(manifests) : text(manifests));
  return 0;
}

function rendered(
  resources: readonly ReadResource[],
  settings: Parameters<typeof renderResources>[1],
): Rendered {
  try {
    return renderResources(
      resources.map(({ resource }) => resource),
      settings,
    );
  } catch (error) {
    throw located(error, resources);
  }
}

function leftOutText(leftOut: readonly Manifest[]): string {
  const names = leftOut.map(({ kind, metadata: { name } }) => `${kind} ${name}`);
  return `not rendered: ${names.join(', ')}\n`;
}

function confText(manifests: readonly Manifest[]): string {
  return manifests
    .filter(({ kind }) => kind === 'Secret')
    .map((secret) => secretEntries(secret).get(CONFIG_FILE) ?? '')
    .join('');
}
