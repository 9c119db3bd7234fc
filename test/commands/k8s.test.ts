import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseAllDocuments } from 'yaml';
import type { Surroundings } from '../../src/cli/surroundings.ts';
import k8sImport from '../../src/commands/k8s/import.ts';
import k8sInstall from '../../src/commands/k8s/install.ts';
import k8sRender from '../../src/commands/k8s/render.ts';
import { CLUSTER_FILES, clusterFile } from '../support/k8s-clusters.ts';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

type Command = typeof k8sRender | typeof k8sImport | typeof k8sInstall;

async function run(command: Command, argv: readonly string[], input = ''): Promise<Ran> {
  const told = { out: '', err: '' };
  const output = (name: 'out' | 'err') => ({
    write: (text: string | Uint8Array) => {
      told[name] += typeof text === 'string' ? text : Buffer.from(text).toString();
      return Promise.resolve();
    },
  });
  const io: Surroundings = {
    readInput: () => Promise.resolve(Buffer.from(input)),
    stdout: output('out'),
    stderr: output('err'),
    pid: 1,
    env: {},
    home: '/',
    currentDirectory: '/',
    now: () => new Date(0),
    interrupted: () => new Promise(() => undefined),
  };
  return { code: await command.execute(argv, io), ...told };
}

function documentsOf(
  text: string,
): { kind: string; metadata: { name: string; namespace?: string } }[] {
  return parseAllDocuments(text).map((document) => document.toJS() as never);
}

describe('natsx k8s', () => {
  const folder = mkdtempSync(join(tmpdir(), 'natsx-k8s-'));
  after(() => rmSync(folder, { recursive: true }));

  function written(name: string, text: string): string {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  }

  describe('render', () => {
    it('prints manifests that kubectl takes, one document each', async () => {
      const { code, out, err } = await run(k8sRender, [clusterFile('super-cluster.yaml')]);
      assert.deepEqual([code, err], [0, '']);
      assert.deepEqual(
        documentsOf(out).map(({ kind, metadata }) => `${kind} ${metadata.name}`),
        [
          'ServiceAccount nats-server',
          'ClusterRole nats-server',
          'ClusterRoleBinding nats-server-default',
          'Secret nyc',
          'Service nyc-mgmt',
          'Service nyc',
          'PodDisruptionBudget nyc',
          'StatefulSet nyc',
        ],
      );
    });

    it('prints the same as JSON, from input too', async () => {
      const text =
        'apiVersion: nats.io/v1alpha2\nkind: NatsCluster\nmetadata: {name: a}\nspec: {size: 1}\n';
      const { out } = await run(k8sRender, ['-', '--json', '--namespace', 'n'], text);
      const { kind, items } = JSON.parse(out) as { kind: string; items: { metadata: object }[] };
      assert.equal(kind, 'List');
      assert.deepEqual(items.at(-1)?.metadata, {
        name: 'a',
        namespace: 'n',
        labels: { app: 'nats', nats_cluster: 'a' },
      });
    });

    it('prints configurations alone', async () => {
      const { out } = await run(k8sRender, ['--conf', clusterFile('smallest.yaml')]);
      assert.match(out, /^port: 4222\nhttp_port: 8222\ncluster \{\n {2}name: smallest\n/);
    });

    it('takes the image of natsx by choice', async () => {
      const flags = ['--server', 'natsx', '--natsx-image', 'r/natsx:7'];
      const { out } = await run(k8sRender, [clusterFile('smallest.yaml'), ...flags]);
      assert.match(out, /image: r\/natsx:7\n {10}command:\n {12}- natsx-server\n/);
    });

    it('renders all examples in one run, whatever their order', async () => {
      const files = CLUSTER_FILES.map(clusterFile);
      const forth = await run(k8sRender, files);
      const back = await run(k8sRender, files.toReversed());
      assert.deepEqual([forth.code, back.code], [0, 0]);
      const sorted = ({ out }: Ran): string[] => out.split('---\n').sort();
      assert.deepEqual(sorted(forth), sorted(back));
    });

    it('says on stderr what it did not render', async () => {
      const { out, err } = await run(k8sRender, [clusterFile('service-accounts.yaml')]);
      assert.equal(err, 'not rendered: ServiceAccount reader\n');
      assert.doesNotMatch(out, /name: reader/);
    });

    it('names file, line and field of what it refuses, and prints nothing', async () => {
      const file = written(
        'wrong.yaml',
        'apiVersion: nats.io/v1alpha2\nkind: NatsCluster\nmetadata: {name: a}\nspec:\n  size: 1\n  pod:\n    foo: 1\n  version: 2.10\n',
      );
      const { code, out, err } = await run(k8sRender, [file]);
      assert.deepEqual([code, out], [1, '']);
      assert.equal(
        err,
        `${file}:7: NatsCluster a: spec.pod.foo: there is no such field; remove it.\n` +
          `${file}:8: NatsCluster a: spec.version: must be a text: put it in quotes if it looks like a number.\n`,
      );
    });

    const failures: [string, string[], number, RegExp][] = [
      ['no file', [], 2, /required argument <file> not provided/],
      [
        'a file that is not there',
        ['/nowhere/a.yaml'],
        1,
        /\/nowhere\/a\.yaml can't be read: no such file/,
      ],
      ['no cluster', ['-'], 1, /there is no NatsCluster in -/],
      ['a server that nobody has', ['--server', 'other', '-'], 2, /nats-server, natsx/],
    ];
    for (const [name, argv, code, message] of failures) {
      it(`fails on ${name}`, async () => {
        const ran = await run(k8sRender, argv);
        assert.equal(ran.code, code);
        assert.match(ran.err, message);
      });
    }
  });

  describe('install', () => {
    it('prints definitions, roles and the Deployment', async () => {
      const { code, out } = await run(k8sInstall, []);
      const kinds = documentsOf(out).map(({ kind }) => kind);
      assert.equal(code, 0);
      assert.equal(kinds.filter((kind) => kind === 'CustomResourceDefinition').length, 5);
      assert.equal(kinds.at(-1), 'Deployment');
    });

    it('prints definitions alone', async () => {
      const { out } = await run(k8sInstall, ['--crds-only']);
      assert.ok(documentsOf(out).every(({ kind }) => kind === 'CustomResourceDefinition'));
    });

    it('runs the image, for the namespaces that it is told', async () => {
      const argv = [
        '--image',
        'r/natsx:2',
        '--watch',
        'a',
        '--watch',
        'b',
        '--replicas',
        '2',
        '-n',
        'ops',
      ];
      const { out } = await run(k8sInstall, [...argv, '--json']);
      const { items } = JSON.parse(out) as { items: Record<string, unknown>[] };
      const text = JSON.stringify(items.at(-1));
      assert.match(text, /"image":"r\/natsx:2"/);
      assert.match(text, /"--namespace","a","--namespace","b","--server","nats-server"/);
      assert.match(text, /"replicas":2/);
    });
  });

  describe('import', () => {
    it('makes a cluster of values, and says what is not as it was', async () => {
      const values = written(
        'values.yaml',
        'config:\n  cluster: {enabled: true}\n  mqtt: {enabled: true}\n',
      );
      const { code, out, err } = await run(k8sImport, [
        values,
        '--release',
        'prod',
        '--namespace',
        'n',
      ]);
      assert.equal(code, 0);
      assert.deepEqual(
        documentsOf(out).map(({ metadata }) => metadata),
        [{ name: 'prod-nats', namespace: 'n' }],
      );
      assert.match(err, /^differs: config\.mqtt: is left out: a NatsCluster has no MQTT$/m);
    });

    it('reads the Secret of a release', async () => {
      const release = {
        name: 'bus',
        namespace: 'where',
        chart: { metadata: { name: 'nats' } },
        config: { fullnameOverride: 'bus', config: { cluster: { enabled: true, replicas: 5 } } },
      };
      const { out, code } = await run(k8sImport, ['-'], releaseSecret(release));
      assert.equal(code, 0);
      assert.match(out, /name: bus\n {2}namespace: where\nspec:\n {2}size: 5\n/);
    });

    it('reads a cluster of nats-operator', async () => {
      const text =
        'apiVersion: nats.io/v1alpha2\nkind: NatsCluster\nmetadata: {name: a, uid: u}\nspec: {size: 3, version: 1.4.1}\n';
      const { out, err } = await run(k8sImport, ['-'], text);
      assert.equal(
        out,
        '---\napiVersion: nats.io/v1alpha2\nkind: NatsCluster\nmetadata:\n  name: a\nspec:\n  size: 3\n  version: 2.14.2\n',
      );
      assert.match(err, /^differs: spec\.version: 1\.4\.1 becomes 2\.14\.2/);
    });

    const failures: [string, string, RegExp][] = [
      ['nothing', '', /there is nothing to import in -\n {2}for a release of Helm/],
      [
        'another chart',
        releaseSecret({ name: 'a', chart: { metadata: { name: 'b' } } }),
        /is no release of the chart nats/,
      ],
      [
        'half a Secret',
        releaseSecret({}).replace(/"release": *"..../, '"release":"'),
        /holds no release of Helm/,
      ],
      ['an old chart', 'nats: {image: x}\n', /charts before 1\.0/],
    ];
    for (const [name, input, message] of failures) {
      it(`fails on ${name}`, async () => {
        const { code, err, out } = await run(k8sImport, ['-'], input);
        assert.deepEqual([code, out], [1, '']);
        assert.match(err, message);
      });
    }
  });
});

function releaseSecret(release: object): string {
  const inner = gzipSync(JSON.stringify(release)).toString('base64');
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'helm.sh/release.v1',
    metadata: { name: 'sh.helm.release.v1.a.v1' },
    data: { release: Buffer.from(inner).toString('base64') },
  });
}
