import assert from 'node:assert/strict';
import { customResourceDefinitions } from '../../src/k8s-operator/crds.ts';
import { KINDS, type ResourceKind } from '../../src/k8s-operator/resources.ts';
import type { OpenApi } from '../../src/k8s-operator/schema.ts';

interface Definition {
  readonly names: {
    readonly kind: string;
    readonly plural: string;
    readonly shortNames?: string[];
  };
  readonly versions: readonly { readonly name: string; readonly subresources: object }[];
}

describe('customResourceDefinitions', () => {
  const specs = customResourceDefinitions().map((each) => each['spec'] as Definition);

  it('has those of nats-operator under their names', () => {
    const cluster = specs.find(({ names }) => names.kind === 'NatsCluster')!;
    assert.equal(cluster.names.plural, 'natsclusters');
    assert.deepEqual(cluster.names.shortNames, ['nats']);
    assert.equal(cluster.versions[0]?.name, 'v1alpha2');
    const names = customResourceDefinitions().map(({ metadata }) => metadata.name);
    assert.ok(names.includes('natsserviceroles.nats.io'));
  });

  it('lets clusters be scaled', () => {
    const { subresources } = specs[0]!.versions[0]!;
    assert.deepEqual(subresources, {
      status: {},
      scale: {
        specReplicasPath: '.spec.size',
        statusReplicasPath: '.status.size',
        labelSelectorPath: '.status.selector',
      },
    });
  });

  for (const { kind, spec, status } of Object.values<ResourceKind>(KINDS)) {
    for (const [name, { openapi }] of Object.entries({ spec, status })) {
      it(`describes each field of ${kind}.${name} in a sentence, with a type`, () => {
        for (const [path, field] of fieldsOf(openapi, name)) {
          assert.match(field.description ?? '', /^[`A-Z].*\.$/su, path);
          const isAnything = field['x-kubernetes-int-or-string'] === true;
          assert.ok(isAnything || field.type !== undefined, `${path} has no type`);
          assert.ok(!isAnything || field.type === undefined, `${path} has a type too many`);
          for (const must of field.required ?? []) assert.ok(field.properties?.[must], path);
        }
      });

      it(`has examples in ${kind}.${name} that are as they must be`, () => {
        for (const [path, { pattern, example, minLength = 0 }] of fieldsOf(openapi, name)) {
          if (pattern !== undefined) assert.match(example ?? '', new RegExp(pattern, 'u'), path);
          // RE2, by which API servers match, has neither of these.
          assert.doesNotMatch(pattern ?? '', /\(\?[=!<]|\\\d/, path);
          assert.ok(example === undefined || example.length >= minLength, path);
        }
      });
    }
  }
});

function* fieldsOf(schema: OpenApi, path: string): Generator<[string, OpenApi]> {
  yield [path, schema];
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    yield* fieldsOf(field, `${path}.${name}`);
  }
  if (schema.items !== undefined) yield* fieldsOf(schema.items, `${path}[]`);
  if (schema.additionalProperties !== undefined) {
    yield* fieldsOf(schema.additionalProperties, `${path}.*`);
  }
}
