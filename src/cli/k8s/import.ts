/** `natsx k8s import`: a NatsCluster from a release of the Helm chart or from nats-operator, and what is not as it was. */
import { NatsxError } from '../../base/errors.ts';
import { importCluster } from '../../k8s-operator/import-cluster.ts';
import { importHelm } from '../../k8s-operator/import-helm.ts';
import type { Difference, Imported } from '../../k8s-operator/imported.ts';
import type { NatsCluster } from '../../k8s-operator/resources.ts';
import type { GoCommandLine } from '../go-flags.ts';
import type { Surroundings } from '../surroundings.ts';
import { readDocuments, resourcesOf, type ReadDocument } from './documents.ts';
import { isHelmRelease, readHelmRelease } from './helm-release.ts';
import { jsonText, yamlText } from './manifest-text.ts';

export const importFlags = {
  release: {
    type: 'string',
    value: 'name',
    description: 'Name of the release whose values the file has',
    default: 'nats',
  },
  namespace: {
    type: 'string',
    value: 'name',
    aliases: ['n'],
    description: 'Namespace of the release whose values the file has',
  },
  json: { type: 'boolean', aliases: ['j'], description: 'Print JSON' },
} as const;

type Line = GoCommandLine<typeof importFlags>;

/** What came out is printed, the differences stand beside it on stderr: the first is meant for a file. */
export async function importResources({ args, flags }: Line, io: Surroundings): Promise<number> {
  const imported = (await readDocuments(args, io)).flatMap((document) => importOf(document, flags));
  if (imported.length === 0) {
    throw new NatsxError('ERR_NO_CLUSTER', `there is nothing to import in ${args.join(', ')}`, {
      suggestions: [
        'for a release of Helm: helm get values RELEASE -o yaml | natsx k8s import -',
        'for nats-operator: kubectl get natsclusters NAME -o yaml | natsx k8s import -',
      ],
    });
  }
  const manifests = imported.flatMap((each) => each.manifests);
  const differences = imported.flatMap((each) => each.differences);
  if (differences.length > 0) await io.stderr.write(differences.map(differenceLine).join(''));
  await io.stdout.write(flags.json ? jsonText(manifests) : yamlText(manifests));
  return 0;
}

function differenceLine({ path, text, isToDo }: Difference): string {
  return `${isToDo === true ? 'to do' : 'differs'}: ${path}: ${text}\n`;
}

/** What has a kind is a resource, what has none are values. */
function importOf(document: ReadDocument, { release, namespace }: Line['flags']): Imported[] {
  if (document.value['kind'] === undefined) {
    return [importHelm(document.value, release, namespace)];
  }
  return resourcesOf([document]).flatMap(({ resource }): Imported[] => {
    if (resource.kind === 'NatsCluster') return [importCluster(resource as NatsCluster)]; // As its kind says.
    if (!isHelmRelease(resource)) return [];
    const { name, namespace: where = namespace, values } = readHelmRelease(resource);
    return [importHelm(values, name, where)];
  });
}
