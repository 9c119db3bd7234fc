import assert from 'node:assert/strict';
import { importHelm } from '../../src/k8s-operator/import-helm.ts';
import type { Imported } from '../../src/k8s-operator/imported.ts';
import type { NatsCluster } from '../../src/k8s-operator/resources.ts';
import { renderResources } from '../../src/k8s-operator/render-resources.ts';
import { secretEntries } from '../../src/k8s-operator/secret-entries.ts';
import { objectOf } from '../support/k8s-clusters.ts';

const SYSTEM = 'ADWJVSUSEVC2GHL5GRATN2LOEOQOY2E6Z2VXNU3JEIK6BDGPWNIW3AXF';

function imported(values: object, release = 'nats'): Imported {
  return importHelm(values as Record<string, unknown>, release, 'n');
}

function specOf(values: object): NatsCluster['spec'] {
  return (objectOf(imported(values).manifests, 'NatsCluster') as NatsCluster).spec;
}

function toldOf(values: object): string[] {
  return imported(values).differences.map(({ path }) => path);
}

describe('importHelm', () => {
  const always = toldOf({});

  it('has what the chart does without being told', () => {
    assert.deepEqual(specOf({}), {
      size: 1,
      lameDuckDurationSeconds: 30,
      useServerName: true,
      noAdvertise: true,
      pod: { enableConfigReload: true },
    });
    assert.deepEqual(always, ['StatefulSet', 'Service', 'ConfigMap']);
  });

  for (const [release, values, name] of [
    ['nats', {}, 'nats'],
    ['prod', {}, 'prod-nats'],
    ['my-nats-1', {}, 'my-nats-1'],
    ['prod', { nameOverride: 'bus' }, 'prod-bus'],
    ['prod', { fullnameOverride: 'x' }, 'x'],
  ] as const) {
    it(`names ${release} with ${JSON.stringify(values)} ${name}`, () => {
      const cluster = objectOf(imported(values, release).manifests, 'NatsCluster');
      assert.equal(cluster.metadata.name, name);
    });
  }

  it('carries options, numbers with units too', () => {
    const merge = {
      debug: true,
      logtime: false,
      max_payload: '<< 8MB >>',
      max_connections: 10,
      write_deadline: '5s',
      lame_duck_duration: '1m',
    };
    const spec = specOf({ config: { merge } });
    assert.deepEqual(spec.natsConfig, {
      debug: true,
      write_deadline: '5s',
      maxConnections: 10,
      maxPayload: 8 * 1024 * 1024,
      disableLogtime: true,
    });
    assert.equal(spec.lameDuckDurationSeconds, 60);
  });

  it('makes Secrets of passwords', () => {
    const { manifests } = imported({
      config: {
        cluster: { enabled: true, replicas: 5, routeURLs: { user: 'r', password: 'p' } },
        merge: { authorization: { timeout: 3, users: [{ user: 'a', pass: 'b' }, { nkey: 'U' }] } },
      },
    });
    const { spec } = objectOf(manifests, 'NatsCluster') as NatsCluster;
    assert.equal(spec.size, 5);
    assert.deepEqual(spec.auth, {
      clientsAuthSecret: 'nats-clients-auth',
      clusterAuthSecret: 'nats-cluster-auth',
    });
    const json = (name: string): unknown =>
      JSON.parse(secretEntries(objectOf(manifests, 'Secret', name)).get('auth.json')!);
    assert.deepEqual(json('nats-cluster-auth'), { username: 'r', password: 'p' });
    assert.deepEqual(json('nats-clients-auth'), {
      timeout: 3,
      users: [{ username: 'a', password: 'b' }, { nkey: 'U' }],
    });
  });

  it('carries operators, whose JWT becomes a Secret', () => {
    const { manifests } = imported({
      config: {
        resolver: { enabled: true, pvc: { size: '5Gi' }, merge: { type: 'full', interval: '2m' } },
        merge: { operator: 'eyJ0', system_account: SYSTEM, resolver_preload: { [SYSTEM]: 'eyJ1' } },
      },
    });
    const { spec } = objectOf(manifests, 'NatsCluster') as NatsCluster;
    assert.deepEqual(spec.operatorConfig, {
      secret: 'nats-operator-jwt',
      systemAccount: SYSTEM,
      resolver: 'FULL',
      resolverPreload: { [SYSTEM]: 'eyJ1' },
      resolverStorage: { size: '5Gi' },
    });
    assert.equal(secretEntries(objectOf(manifests, 'Secret')).get('op.jwt'), 'eyJ0');
  });

  it('carries gateways, leafnodes and websockets, which the chart keeps off the node', () => {
    const spec = specOf({
      config: {
        gateway: {
          enabled: true,
          merge: {
            reject_unknown_cluster: true,
            gateways: [{ name: 'b', urls: ['nats://b:7222'] }],
          },
        },
        leafnodes: {
          enabled: true,
          port: 7423,
          merge: { remotes: [{ url: 'nats://c:7422', credentials: '/d' }] },
        },
        websocket: { enabled: true, merge: { no_tls: true, compression: true } },
      },
      container: { ports: { gateway: { hostPort: 7222 }, nats: { hostPort: 4222 } } },
    });
    assert.deepEqual(spec.gatewayConfig, {
      name: 'nats',
      hostPort: 7222,
      rejectUnknown: true,
      gateways: [{ name: 'b', url: 'nats://b:7222' }],
    });
    assert.deepEqual(spec.leafnodeConfig, {
      hostPort: 7423,
      remotes: [{ url: 'nats://c:7422', credentials: '/d' }],
    });
    assert.deepEqual(spec.websocketConfig, { port: 8080, compression: true });
    assert.deepEqual(spec.pod, {
      enableConfigReload: true,
      enableClientsHostPort: true,
      disableLeafnodesHostPort: true,
      disableWebsocketsHostPort: true,
    });
  });

  it('carries certificates, and says where the authority must be', () => {
    const values = {
      tlsCA: { enabled: true, secretName: 'clients' },
      config: {
        nats: {
          tls: { enabled: true, secretName: 'clients', merge: { verify: true, timeout: 2 } },
        },
        cluster: { tls: { enabled: true, secretName: 'routes', cert: 'a.crt', key: 'a.key' } },
        monitor: { tls: { enabled: true } },
      },
    };
    assert.deepEqual(specOf(values).tls, {
      serverSecret: 'clients',
      serverSecretCAFileName: 'ca.crt',
      serverSecretCertFileName: 'tls.crt',
      serverSecretKeyFileName: 'tls.key',
      clientsTLSTimeout: 2,
      routesSecret: 'routes',
      routesSecretCAFileName: 'ca.crt',
      routesSecretCertFileName: 'a.crt',
      routesSecretKeyFileName: 'a.key',
      enableHttps: true,
      verify: true,
    });
    const toDo = imported(values).differences.filter(({ isToDo }) => isToDo);
    assert.deepEqual(
      toDo.map(({ path }) => path),
      ['config.cluster.tls'],
    );
  });

  it('carries images, environment and pods', () => {
    const spec = specOf({
      global: { image: { registry: 'r.example.com', pullSecretNames: ['p'] } },
      container: {
        image: { repository: 'nats', tag: '2.12.0', pullPolicy: 'Always' },
        env: { A: 'b', C: { valueFrom: { secretKeyRef: { name: 's', key: 'k' } } } },
        merge: { resources: { requests: { cpu: 1 } } },
      },
      promExporter: { enabled: true, image: { fullImageName: 'r/exporter:9' } },
      config: { serverNamePrefix: 'eu-' },
      podTemplate: {
        topologySpreadConstraints: { zone: { maxSkew: 1 } },
        merge: { spec: { nodeSelector: { a: 'b' } }, metadata: { annotations: { c: 'd' } } },
      },
      service: { merge: { metadata: { annotations: { e: 'f' } } } },
    });
    assert.equal(`${spec.serverImage}:${spec.version}`, 'r.example.com/nats:2.12.0');
    assert.deepEqual(spec.pod, {
      resources: { requests: { cpu: 1 } },
      natsEnv: [
        { name: 'A', value: 'b' },
        { name: 'C', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
      ],
      enableConfigReload: true,
      enableMetrics: true,
      metricsImage: 'r/exporter',
      metricsImageTag: '9',
    });
    assert.deepEqual(spec.servicePolicy, { annotations: { e: 'f' } });
    assert.deepEqual(spec.template?.spec?.containers, [
      {
        name: 'nats',
        imagePullPolicy: 'Always',
        env: [{ name: 'SERVER_NAME', value: 'eu-$(POD_NAME)' }],
      },
    ]);
  });

  const leftOut: [object, string][] = [
    [
      { config: { jetstream: { enabled: true, fileStore: { pvc: { size: '10Gi' } } } } },
      'config.jetstream',
    ],
    [{ config: { mqtt: { enabled: true } } }, 'config.mqtt'],
    [{ config: { nats: { port: 4333 } } }, 'config.nats.port'],
    [{ config: { monitor: { enabled: false } } }, 'config.monitor.enabled'],
    [{ config: { merge: { accounts: { A: {}, B: { users: [1] } } } } }, 'config.merge.accounts'],
    [{ config: { patch: [{ op: 'add' }] } }, 'config.patch'],
    [
      { container: { merge: { securityContext: { runAsUser: 1 } } } },
      'container.merge.securityContext',
    ],
    [{ natsBox: { enabled: true } }, 'natsBox'],
    [{ extraResources: [{}] }, 'extraResources'],
    [{ something: { new: 1 } }, 'something.new'],
    [{ serviceAccount: { enabled: true } }, 'serviceAccount'],
  ];
  for (const [values, path] of leftOut) {
    it(`tells that ${path} is not as it was`, () => {
      assert.deepEqual(
        toldOf(values).filter((each) => !always.includes(each)),
        [path],
      );
    });
  }

  it('has nothing to tell of what is off', () => {
    const values = {
      config: {
        cluster: { enabled: false, replicas: 3, port: 6222 },
        jetstream: { enabled: false, fileStore: { dir: '/data', pvc: { size: '10Gi' } } },
        leafnodes: {
          enabled: false,
          port: 7422,
          tls: { enabled: false, dir: '/x', cert: 'tls.crt' },
          merge: {},
        },
        mqtt: { port: 1883 },
        resolver: { enabled: false, dir: '/data/resolver', pvc: { enabled: true, size: '1Gi' } },
      },
      natsBox: { enabled: false, container: { image: { tag: '1' } } },
    };
    assert.deepEqual(toldOf(values), always);
  });

  it('refuses charts that have other values', () => {
    assert.throws(() => imported({ nats: { image: 'x' } }), { code: 'ERR_HELM_VALUES' });
  });

  it('gives what can be rendered', () => {
    const config = {
      cluster: { enabled: true, routeURLs: { user: 'r', password: 'p' } },
      gateway: { enabled: true },
      merge: { authorization: { token: 't' } },
    };
    const { manifests } = renderResources(imported({ config }).manifests);
    assert.equal(manifests.filter(({ kind }) => kind === 'StatefulSet').length, 1);
  });
});
