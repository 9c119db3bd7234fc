import assert from 'node:assert/strict';
import { CLUSTER_SPEC } from '../../src/k8s-operator/cluster-schema.ts';
import { ResourceError } from '../../src/k8s-operator/check.ts';
import { withoutField } from '../../src/k8s-operator/field-path.ts';
import { renderCluster, type RenderSettings } from '../../src/k8s-operator/render.ts';
import type { OpenApi } from '../../src/k8s-operator/schema.ts';
import { readConf } from '../../src/server/options/load.ts';
import {
  CLUSTER_FILES,
  clusterOf,
  configurations,
  objectOf,
  PodFiles,
  renderFile,
} from '../support/k8s-clusters.ts';
import { FULL_SPECS, FULL_SETTINGS } from './full-specs.ts';

interface Pod {
  readonly metadata: { readonly annotations: Record<string, string> };
  readonly spec: Record<string, unknown> & {
    readonly containers: readonly Record<string, unknown>[];
    readonly initContainers?: readonly Record<string, unknown>[];
    readonly volumes: readonly { readonly name: string }[];
  };
}

function podOf(spec: object, settings: RenderSettings = {}): Pod {
  const set = objectOf(renderCluster(clusterOf(spec), settings), 'StatefulSet');
  return (set['spec'] as { template: Pod }).template;
}

function containerOf(pod: Pod, name: string): Record<string, unknown> {
  return pod.spec.containers.find((each) => each['name'] === name)!;
}

describe('renderCluster', () => {
  it('gives the objects in the order in which they are to be applied', () => {
    const objects = renderCluster(clusterOf({ size: 3 }));
    assert.deepEqual(
      objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`),
      [
        'Secret ns/c',
        'Service ns/c-mgmt',
        'Service ns/c',
        'PodDisruptionBudget ns/c',
        'StatefulSet ns/c',
      ],
    );
    for (const { metadata } of objects) {
      assert.deepEqual(metadata.labels, { app: 'nats', nats_cluster: 'c' });
    }
  });

  it('gives the same for the same, byte for byte', () => {
    for (const [at, spec] of FULL_SPECS.entries()) {
      const once = JSON.stringify(renderCluster(clusterOf(spec), FULL_SETTINGS), undefined, 1);
      const again = JSON.stringify(
        renderCluster(clusterOf(structuredClone(spec)), FULL_SETTINGS),
        undefined,
        1,
      );
      assert.equal(once, again, `specification ${at}`);
    }
  });

  it('changes nothing of what it is given', () => {
    const [spec] = FULL_SPECS;
    const before = structuredClone(spec);
    renderCluster(clusterOf(spec!), FULL_SETTINGS);
    assert.deepEqual(spec, before);
  });

  describe('honours every field: without it another thing comes out, or it is asked for', () => {
    /** The controller alone knows what to do with it. */
    const OF_THE_CONTROLLER = ['spec.paused'];

    for (const path of leavesOf(CLUSTER_SPEC.openapi, 'spec')) {
      it(path, () => {
        const outcomes = FULL_SPECS.flatMap((spec) => outcomesWithout(spec, path));
        assert.notDeepEqual(outcomes, [], 'no specification of the test has the field');
        assert.equal(outcomes.includes('another'), !OF_THE_CONTROLLER.includes(path));
      });
    }
  });

  it('runs the server of Go with the flags of a cluster', () => {
    const nats = containerOf(podOf({ size: 3, noAdvertise: true }), 'nats');
    assert.equal(nats['image'], 'nats:2.14.2');
    assert.deepEqual(nats['command'], [
      ...['nats-server', '-c', '/etc/nats-config/nats.conf', '-P', '/var/run/nats/nats.pid'],
      ...['--cluster_advertise', '$(POD_NAME).c-mgmt.ns.svc', '--connect_retries', '10'],
      '--no_advertise',
    ]);
  });

  it('runs ours by choice, whatever version of nats-server is named', () => {
    const spec = { size: 3, version: '2.10.1' };
    const nats = containerOf(podOf(spec, { server: 'natsx', natsxImage: 'r/natsx:1' }), 'nats');
    assert.equal(nats['image'], 'r/natsx:1');
    assert.equal((nats['command'] as string[])[0], 'natsx-server');
    const own = { ...spec, serverImage: 'r/ours' };
    assert.equal(containerOf(podOf(own, { server: 'natsx' }), 'nats')['image'], 'r/ours:2.10.1');
  });

  it('lets clients go before it stops, for which there is time', () => {
    const pod = podOf({ size: 3, lameDuckDurationSeconds: 60 });
    assert.deepEqual(containerOf(pod, 'nats')['lifecycle'], {
      preStop: { exec: { command: ['nats-server', '--signal', 'ldm=/var/run/nats/nats.pid'] } },
    });
    assert.equal(pod.spec['terminationGracePeriodSeconds'], 80);
    assert.equal(podOf({ size: 3 }).spec['terminationGracePeriodSeconds'], 140);
  });

  for (const [version, path] of [
    ['2.14.2', '/healthz'],
    ['v2.7.0-alpine', '/healthz'],
    ['2.6.6', '/'],
    ['nightly', '/healthz'],
  ] as const) {
    it(`asks ${version} at ${path} whether it is well`, () => {
      const nats = containerOf(podOf({ size: 1, version }), 'nats');
      for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
        const { httpGet } = nats[probe] as { httpGet: object };
        assert.deepEqual(httpGet, { path, port: 'monitoring' });
      }
    });
  }

  it('has the sidecar reload what changes, of all files that a reload reads', () => {
    const spec = { size: 3, pod: { enableConfigReload: true }, tls: { serverSecret: 's' } };
    const pod = podOf({ ...spec, auth: { clientsAuthFile: '/etc/nats-config/users/users.conf' } });
    assert.equal(pod.spec['shareProcessNamespace'], true);
    const { command } = containerOf(pod, 'reloader');
    assert.deepEqual(
      (command as string[]).filter((word) => word.startsWith('/')),
      [
        '/var/run/nats/nats.pid',
        '/etc/nats-config/nats.conf',
        '/etc/nats-server-tls-certs/ca.pem',
        '/etc/nats-server-tls-certs/server.pem',
        '/etc/nats-server-tls-certs/server-key.pem',
        '/etc/nats-config/users/users.conf',
      ],
    );
  });

  it('keeps what the template says beside its own', () => {
    const spec = objectOf(renderFile('server-names.yaml'), 'StatefulSet')['spec'];
    const pod = (spec as { template: Pod }).template;
    const nats = containerOf(pod, 'nats');
    assert.equal(pod.spec['priorityClassName'], 'high');
    assert.deepEqual(nats['args'], ['-DV']);
    assert.deepEqual(nats['lifecycle'], { preStop: { exec: { command: ['goodbye'] } } });
    assert.deepEqual(
      (nats['env'] as { name: string; value?: string }[]).map(({ name, value }) => [name, value]),
      [
        ['POD_NAME', undefined],
        ['MY_POD_NAME', undefined],
        ['SERVER_NAME', 'eu-$(MY_POD_NAME)'],
      ],
    );
    assert.ok(containerOf(pod, 'watcher'));
  });

  it('asks for the external IP before the server starts', () => {
    const pod = podOf({ size: 1, pod: { advertiseExternalIP: true } });
    assert.equal(pod.spec['serviceAccountName'], 'nats-server');
    assert.deepEqual(pod.spec.initContainers?.[0]?.['command'], [
      'nats-pod-bootconfig',
      ...['-f', '/etc/nats-config/advertise/client_advertise.conf'],
      ...['-gf', '/etc/nats-config/advertise/gateway_advertise.conf'],
    ]);
  });

  it('mounts only volumes that there are, each once at a place', () => {
    for (const spec of FULL_SPECS) {
      const manifests = renderCluster(clusterOf(spec), FULL_SETTINGS);
      const { template, volumeClaimTemplates = [] } = objectOf(manifests, 'StatefulSet')[
        'spec'
      ] as {
        template: Pod;
        volumeClaimTemplates?: { metadata: { name: string } }[];
      };
      const volumes = template.spec.volumes.map(({ name }) => name);
      const names = [...volumes, ...volumeClaimTemplates.map(({ metadata }) => metadata.name)];
      assert.equal(new Set(names).size, names.length);
      for (const container of [
        ...template.spec.containers,
        ...(template.spec.initContainers ?? []),
      ]) {
        const mounts = (container['volumeMounts'] ?? []) as { name: string; mountPath: string }[];
        for (const { name } of mounts) assert.ok(names.includes(name), name);
        assert.equal(new Set(mounts.map(({ mountPath }) => mountPath)).size, mounts.length);
      }
    }
  });

  describe('tells pods to start anew', () => {
    const hash = (spec: object): string | undefined =>
      podOf(spec).metadata.annotations['nats.io/restart-hash'];
    const reloaded = { enableConfigReload: true };

    it('not when the cluster grows, which servers find out by themselves', () => {
      assert.equal(hash({ size: 3 }), hash({ size: 5 }));
      assert.equal(hash({ size: 3, pod: reloaded }), hash({ size: 5, pod: reloaded }));
    });

    it('when the configuration changes that nobody has them reload', () => {
      assert.notEqual(hash({ size: 3 }), hash({ size: 3, natsConfig: { debug: true } }));
    });

    it('not when a reload does it', () => {
      const changed = { debug: true, maxPayload: 1000, maxConnections: 5 };
      assert.equal(
        hash({ size: 3, pod: reloaded }),
        hash({ size: 3, pod: reloaded, natsConfig: changed }),
      );
    });

    it('when a reload can not do it', () => {
      for (const change of [
        { natsConfig: { maxPending: 70000 } },
        { lameDuckDurationSeconds: 31 },
        { gatewayConfig: { hostPort: 7222 } },
        { leafnodeConfig: { hostPort: 7422 } },
        { websocketConfig: { port: 9222 } },
        { useServerName: true },
      ]) {
        const name = JSON.stringify(change);
        assert.notEqual(
          hash({ size: 3, pod: reloaded }),
          hash({ size: 3, pod: reloaded, ...change }),
          name,
        );
      }
    });
  });

  describe('writes configurations that natsx takes', () => {
    for (const file of CLUSTER_FILES) {
      it(file, () => {
        for (const [name, text] of configurations(renderFile(file))) {
          const files = new PodFiles(text);
          const readFile = (path: string): string =>
            path === '/etc/nats-config/nats.conf' ? files.conf : files.read(path);
          const around = { env: { SERVER_NAME: 'n' }, readFile };
          const { errors, warnings } = readConf('/etc/nats-config/nats.conf', around);
          assert.deepEqual({ name, errors, warnings }, { name, errors: [], warnings: [] });
        }
      });
    }
  });

  it('writes what people can read', () => {
    assert.equal(
      configurations(renderFile('users.yaml')).get('users'),
      `port: 4222
http_port: 8222
authorization {
  users [
    {
      username: ana
      password: "$2a$11$not.a.real.hash.but.looks.like.one"
      permissions {
        publish {
          allow [ "open.>" ]
          deny [ "closed.>" ]
        }
      }
    }
    {
      username: ben
      password: "b 1\\"2"
      permissions {
        publish [ "b.*" ]
        subscribe [ b.in ]
      }
    }
    {
      nkey: UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4
    }
  ]
  default_permissions {
    publish [ "SANDBOX.*" ]
    subscribe [ "PUBLIC.>" ]
  }
  timeout: 5
}
cluster {
  name: users
  port: 6222
  routes [
    "nats://route:p%40ss%2Fword@users-1.users-mgmt.default.svc:6222"
    "nats://route:p%40ss%2Fword@users-2.users-mgmt.default.svc:6222"
  ]
  authorization {
    username: route
    password: "p@ss/word"
    timeout: 3
  }
}
gateway {
  name: users
  port: 7222
  authorization {
    username: route
    password: "p@ss/word"
    timeout: 4
  }
  gateways [
    {
      name: other
      url: "nats://route:p%40ss@other.example.com:7222"
    }
  ]
}
`,
    );
  });

  it('shares the name of a cluster with those it is routed to', () => {
    const conf = (spec: object): string => configurations(renderCluster(clusterOf(spec))).get('c')!;
    assert.match(conf({ size: 1 }), /cluster \{\n {2}name: c\n/);
    const joined = conf({ size: 1, extraRoutes: [{ cluster: 'd' }] });
    assert.match(joined, /cluster \{\n {2}port: 6222\n/);
    assert.match(joined, /"nats:\/\/d-mgmt:6222"/);
  });

  it('lets nobody in while no service account has a token', () => {
    const spec = { size: 1, auth: { enableServiceAccounts: true } };
    const [secret] = renderCluster(clusterOf(spec), { serviceUsers: [] });
    assert.match(
      configurations([secret!]).get('c')!,
      /users \[\n {4}\{\n {6}nkey: U[A-Z2-7]{55}\n/,
    );
  });
});

/** All fields, those of elements with `[]`. */
function leavesOf(schema: OpenApi, path: string): string[] {
  const { properties, items } = schema;
  if (properties !== undefined) {
    return Object.entries(properties).flatMap(([name, field]) =>
      leavesOf(field, `${path}.${name}`),
    );
  }
  return items === undefined ? [path] : leavesOf(items, `${path}[]`);
}

/** What comes of the specification without each occurrence of the field. */
function outcomesWithout(spec: object, path: string): ('same' | 'another')[] {
  const whole = outcome({ spec });
  return occurrences(path, { spec }).map((each) => {
    const without = withoutField({ spec }, each);
    assert.ok(without !== undefined, each);
    return outcome(without) === whole ? 'same' : 'another';
  });
}

function occurrences(path: string, value: unknown): string[] {
  const at = path.indexOf('[]');
  if (at < 0) return withoutField(value, path) === undefined ? [] : [path];
  return [0, 1, 2].flatMap((place) => occurrences(path.replace('[]', `[${place}]`), value));
}

function outcome({ spec }: { spec: object }): string {
  try {
    return JSON.stringify(renderCluster(clusterOf(spec), FULL_SETTINGS));
  } catch (error) {
    if (error instanceof ResourceError) return error.message;
    throw error;
  }
}
