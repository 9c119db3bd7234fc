// Specifications of NatsClusters that together have every field. What excludes each other stands in different ones.
import type { RenderSettings } from '../../src/k8s-operator/render.ts';

const SYSTEM = 'ADWJVSUSEVC2GHL5GRATN2LOEOQOY2E6Z2VXNU3JEIK6BDGPWNIW3AXF';

export const FULL_SETTINGS: RenderSettings = {
  secret: (name) => new Map([['auth.json', `{"username":"${name}","password":"p"}`]]),
  serviceUsers: [{ user: 'a', token: 't', permissions: { publish: ['a'] } }],
  operator: (name) => ({
    jwtSecret: `${name}-jwt`,
    systemAccount: SYSTEM,
    preload: { [SYSTEM]: 'J' },
  }),
};

const CONTAINER = {
  name: 'nats',
  env: [
    { name: 'A', value: '1' },
    { name: 'B', valueFrom: { fieldRef: { fieldPath: 'x' } } },
  ],
  ports: [{ containerPort: 9 }],
  volumeMounts: [{ name: 'v', mountPath: '/v', readOnly: true, subPath: 's' }],
};

const SIDECARS = {
  enableConfigReload: true,
  reloaderImage: 'r',
  reloaderImageTag: '1',
  reloaderImagePullPolicy: 'Always',
  reloaderResources: { limits: { cpu: 1 }, requests: { cpu: '1m' } },
  enableMetrics: true,
  metricsImage: 'm',
  metricsImageTag: '1',
  metricsImagePullPolicy: 'Never',
};

const TOLERATION = {
  key: 'a',
  operator: 'Equal',
  value: 'b',
  effect: 'NoExecute',
  tolerationSeconds: 5,
};

function certificates(field: string): object {
  return {
    [field]: `${field}-tls`,
    [`${field}CAFileName`]: 'a',
    [`${field}KeyFileName`]: 'k',
    [`${field}CertFileName`]: 'c',
  };
}

export const FULL_SPECS: readonly object[] = [
  {
    size: 3,
    version: '2.12.0',
    serverImage: 'registry:5000/nats',
    natsConfig: {
      debug: true,
      trace: true,
      write_deadline: '1m2.5s',
      maxConnections: 1,
      maxPayload: 2,
      maxPending: 3,
      maxSubscriptions: 4,
      maxControlLine: 5,
      disableLogtime: true,
    },
    useServerName: true,
    paused: true,
    lameDuckDurationSeconds: 30,
    noAdvertise: true,
    template: {
      metadata: { labels: { l: 'a' }, annotations: { n: 'b' } },
      spec: {
        containers: [CONTAINER],
        initContainers: [{ ...CONTAINER, name: 'first' }],
        volumes: [{ name: 'v', emptyDir: {} }],
        affinity: {
          podAntiAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'z' }],
          },
        },
        tolerations: [{ ...TOLERATION, key: 'c' }],
      },
    },
    extraRoutes: [{ cluster: 'd' }, { route: 'nats://e:1' }],
    pod: {
      ...SIDECARS,
      labels: { l2: 'a' },
      annotations: { n2: 'b' },
      nodeSelector: { s: 'c' },
      antiAffinity: true,
      resources: { limits: { memory: '1Gi' }, requests: { cpu: '1m' } },
      tolerations: [TOLERATION],
      natsEnv: [
        { name: 'E', value: '1' },
        { name: 'F', valueFrom: {} },
      ],
      volumeMounts: [{ name: 'v', mountPath: '/w', readOnly: true, subPath: 's' }],
      enableClientsHostPort: true,
      advertiseExternalIP: true,
      bootconfigImage: 'b',
      bootconfigImageTag: '1',
    },
    tls: {
      ...certificates('serverSecret'),
      ...certificates('routesSecret'),
      ...certificates('gatewaySecret'),
      ...certificates('leafnodeSecret'),
      ...certificates('websocketSecret'),
      enableHttps: true,
      clientsTLSTimeout: 1.5,
      routesTLSTimeout: 2,
      gatewaysTLSTimeout: 3,
      leafnodesTLSTimeout: 4,
      websocketTLSTimeout: 5,
      verify: true,
      cipherSuites: ['TLS_AES_128_GCM_SHA256'],
      curvePreferences: ['X25519'],
    },
    auth: {
      clientsAuthSecret: 'people',
      clientsAuthTimeout: 1,
      tlsVerifyAndMap: true,
      clusterAuthSecret: 'routes',
      clusterAuthTimeout: 2,
      gatewayAuthSecret: 'gateways',
      gatewayAuthTimeout: 3,
    },
    gatewayConfig: {
      name: 'g',
      hostPort: 7222,
      rejectUnknown: true,
      gateways: [{ name: 'h', url: 'nats://h:7222' }],
    },
    leafnodeConfig: {
      hostPort: 7422,
      remotes: [{ url: 'nats://l:1', urls: ['nats://m:1', 'nats://n:1'], credentials: '/c' }],
    },
    websocketConfig: { port: 9222, handshakeTimeout: '2s', compression: true },
    servicePolicy: { labels: { a: 'b' }, annotations: { c: 'd' } },
    managementServicePolicy: { labels: { e: 'f' }, annotations: { g: 'h' } },
  },
  { size: 1, auth: { enableServiceAccounts: true } },
  { size: 1, auth: { clientsAuthFile: 'users.conf' } },
  {
    size: 1,
    operatorConfig: {
      secret: 'op',
      systemAccount: SYSTEM,
      resolver: 'FULL',
      resolverPreload: { [SYSTEM]: 'J' },
      resolverStorage: { size: '2Gi', storageClassName: 'fast' },
    },
  },
  { size: 1, operatorConfig: { operator: 'acme' } },
  {
    size: 1,
    gatewayConfig: { hostPort: 7222 },
    leafnodeConfig: { hostPort: 7422 },
    websocketConfig: { port: 9222 },
    pod: {
      disableGatewaysHostPort: true,
      disableLeafnodesHostPort: true,
      disableWebsocketsHostPort: true,
    },
  },
];
