/** The CustomResourceDefinitions of all kinds, with their schemas. */
import type { Manifest } from './kubernetes.ts';
import { GROUP, KINDS, type ResourceKind } from './resources.ts';

export function customResourceDefinitions(): Manifest[] {
  return Object.values(KINDS).map(definition);
}

function definition(kind: ResourceKind): Manifest {
  const { plural, singular, shortNames, version, columns } = kind;
  const names = { kind: kind.kind, listKind: `${kind.kind}List`, plural, singular };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${GROUP}` },
    spec: {
      group: GROUP,
      scope: 'Namespaced',
      names: shortNames.length === 0 ? names : { ...names, shortNames },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: schema(kind) },
          subresources: { status: {}, ...scale(kind) },
          additionalPrinterColumns: columns,
        },
      ],
    },
  };
}

function schema({ description, spec, status, maxNameLength }: ResourceKind): object {
  const name = { type: 'string', maxLength: maxNameLength };
  const metadata = { type: 'object', ...(maxNameLength && { properties: { name } }) };
  return {
    type: 'object',
    description,
    required: ['spec'],
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata,
      spec: spec.openapi,
      status: status.openapi,
    },
  };
}

function scale({ scales }: ResourceKind): object {
  if (scales !== true) return {};
  return {
    scale: {
      specReplicasPath: '.spec.size',
      statusReplicasPath: '.status.size',
      labelSelectorPath: '.status.selector',
    },
  };
}
