import assert from 'node:assert/strict';
import { located, parseDocuments, resourcesOf } from '../../../src/cli/k8s/documents.ts';
import { ResourceError } from '../../../src/k8s-operator/check.ts';

const TWO = `# A comment.
apiVersion: v1
kind: Secret
metadata:
  name: a
---
apiVersion: v1
kind: List
items:
  - apiVersion: nats.io/v1alpha2
    kind: NatsCluster
    metadata: { name: b }
    spec:
      size: 3
      pod:
        labels:
          a.b/c: d
`;

describe('parseDocuments', () => {
  it('reads documents one after the other, and knows their lines', () => {
    const [secret, cluster] = resourcesOf(parseDocuments('f.yaml', TWO));
    assert.equal(secret?.resource.metadata.name, 'a');
    assert.equal(secret.place(), 'f.yaml:2');
    assert.equal(secret.place('metadata.name'), 'f.yaml:5');
    assert.equal(cluster?.resource.kind, 'NatsCluster');
    assert.equal(cluster.place('spec.size'), 'f.yaml:14');
    assert.equal(cluster.place('spec.pod.labels.a.b/c'), 'f.yaml:17');
    assert.equal(cluster.place('spec.pod.missing'), 'f.yaml:16');
  });

  it('reads JSON', () => {
    const json = JSON.stringify(
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } },
      undefined,
      2,
    );
    const [secret] = resourcesOf(parseDocuments('f.json', json));
    assert.equal(secret?.place('metadata.name'), 'f.json:5');
  });

  it('reads nothing where there is nothing', () => {
    for (const text of ['', '\n', '# A comment.\n', '---\n---\n', 'null\n']) {
      assert.deepEqual(parseDocuments('f', text), []);
    }
  });

  const refused: [string, string, RegExp][] = [
    ['half a file', 'a: [1, 2\nb: "x', /^f:\d+: /],
    ['a key that is there twice', 'a: 1\na: 2\n', /^f:2: .*unique/],
    ['a tab', 'a:\n\tb: 1\n', /^f:2: /],
    ['a list', '- a\n', /^f:1: must be a map of fields/],
    ['an alias of nothing', 'a: *b\n', /^f:1: /],
    ['aliases that grow without measure', bomb(), /^f:1: .*alias/i],
  ];
  for (const [name, text, message] of refused) {
    it(`refuses ${name}, with its line`, () => {
      assert.throws(() => parseDocuments('f', text), { code: 'ERR_YAML', message });
    });
  }

  for (const [text, message] of [
    ['a: 1\n', /^f:1: is no resource/],
    ['apiVersion: v1\nkind: Secret\n', /^f:1: is a Secret without metadata\.name/],
    ['apiVersion: v1\nkind: List\nitems: [1]\n', /^f:3: must be a map of fields/],
  ] as const) {
    it(`refuses what is no resource: ${JSON.stringify(text)}`, () => {
      assert.throws(() => resourcesOf(parseDocuments('f', text)), {
        code: 'ERR_RESOURCE',
        message,
      });
    });
  }
});

describe('located', () => {
  it('puts the line of its field before each problem', () => {
    const resources = resourcesOf(parseDocuments('f.yaml', TWO));
    const error = new ResourceError('NatsCluster b', [
      { path: 'spec.size', text: 'is wrong.' },
      { path: 'spec.version', text: 'is missing.' },
    ]);
    assert.equal(
      (located(error, resources) as Error).message,
      'f.yaml:14: NatsCluster b: spec.size: is wrong.\nf.yaml:14: NatsCluster b: spec.version: is missing.',
    );
  });

  it('leaves other errors alone', () => {
    const error = new Error('other');
    assert.equal(located(error, []), error);
  });
});

/** Nine lists, each of nine times the one before. */
function bomb(): string {
  const lines = ['a0: &a0 [x]'];
  for (let at = 1; at < 9; at++) {
    lines.push(
      `a${at}: &a${at} [${Array(9)
        .fill(`*a${at - 1}`)
        .join(', ')}]`,
    );
  }
  return `${lines.join('\n')}\n`;
}
