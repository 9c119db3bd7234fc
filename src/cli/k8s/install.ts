/** `natsx k8s install`: what Kubernetes needs to run the operator. */
import { customResourceDefinitions } from '../../k8s-operator/crds.ts';
import { installation } from '../../k8s-operator/install.ts';
import { NATSX_IMAGE } from '../../k8s-operator/images.ts';
import type { Manifest } from '../../k8s-operator/kubernetes.ts';
import type { GoFlagValues } from '../go-flags.ts';
import { UsageError } from '../program.ts';
import type { Surroundings } from '../surroundings.ts';
import { jsonText, yamlText } from './manifest-text.ts';
import { serverFlags } from './render.ts';

export const installFlags = {
  namespace: {
    type: 'string',
    value: 'name',
    aliases: ['n'],
    description: 'Namespace of the operator',
    default: 'nats-io',
  },
  watch: {
    type: 'string',
    value: 'namespace',
    multiple: true,
    description: 'Namespace to look after; several times for several, without it all of them',
  },
  image: {
    type: 'string',
    value: 'image',
    description: 'Image of the operator, with its tag',
    default: NATSX_IMAGE,
  },
  replicas: {
    type: 'integer',
    value: 'number',
    description: 'How many operators run, of which one works',
    default: 1,
  },
  ...serverFlags,
  'node-reader': {
    type: 'string',
    value: 'namespace',
    multiple: true,
    description:
      'Namespace whose clusters advertise the external IPs of their nodes, which servers there may then read',
  },
  'crds-only': { type: 'boolean', description: 'Print the CustomResourceDefinitions alone' },
  json: { type: 'boolean', aliases: ['j'], description: 'Print JSON' },
} as const;

type InstallFlags = GoFlagValues<typeof installFlags>;

export async function install(
  { flags }: { readonly flags: InstallFlags },
  io: Surroundings,
): Promise<number> {
  const text = flags.json ? jsonText : yamlText;
  await io.stdout.write(text(manifests(flags)));
  return 0;
}

function manifests(flags: InstallFlags): Manifest[] {
  if (flags['crds-only']) return customResourceDefinitions();
  const { namespace, image, replicas, watch, server } = flags;
  if (replicas < 0) throw new UsageError('--replicas must be at least 0');
  return installation({
    namespace,
    image,
    replicas,
    watched: watch.length === 0 ? undefined : watch,
    nodeReaders: flags['node-reader'],
    server: server === 'natsx' ? 'natsx' : 'nats-server',
  });
}
