/** The NatsClusters among the examples of nats-operator, as facts: their specs by the name of the file. */

const tls = (secret: string, kind: string) => ({
  [`${kind}Secret`]: secret,
  [`${kind}SecretCAFileName`]: 'ca.crt',
  [`${kind}SecretKeyFileName`]: 'tls.key',
  [`${kind}SecretCertFileName`]: 'tls.crt',
});

const fieldRef = (fieldPath: string) => ({ valueFrom: { fieldRef: { fieldPath } } });

export const EXAMPLES: Readonly<Record<string, object>> = {
  'example-nats-cluster': { size: 3 },
  'example-nats-cluster-auth': {
    size: 3,
    version: '1.3.0',
    pod: {
      enableConfigReload: true,
      reloaderImage: 'connecteverything/nats-server-config-reloader',
      reloaderImageTag: '0.4.5-v1alpha2',
      reloaderImagePullPolicy: 'IfNotPresent',
    },
    auth: { clientsAuthSecret: 'nats-clients-auth', clientsAuthTimeout: 5 },
  },
  'example-nats-cluster-authfile': {
    size: 1,
    version: '1.4.1',
    natsConfig: { maxPayload: 20_971_520 },
    pod: {
      enableConfigReload: true,
      volumeMounts: [{ name: 'authconfig', mountPath: '/etc/nats-config/authconfig' }],
    },
    auth: { clientsAuthFile: 'authconfig/auth.json' },
    template: {
      spec: {
        initContainers: [
          {
            name: 'secret-getter',
            image: 'busybox',
            command: ['sh', '-c', 'echo > /etc/nats-config/authconfig/auth.json'],
            volumeMounts: [{ name: 'authconfig', mountPath: '/etc/nats-config/authconfig' }],
          },
        ],
        volumes: [{ name: 'authconfig', emptyDir: {} }],
      },
    },
  },
  'example-nats-cluster-gateway': {
    size: 1,
    natsConfig: { debug: true, trace: true },
    pod: { enableClientsHostPort: true, advertiseExternalIP: true },
    gatewayConfig: {
      name: 'gw',
      hostPort: 7522,
      rejectUnknown: true,
      gateways: [{ name: 'remote-nats', url: 'nats://external-nats-gateway:7522' }],
    },
    template: { spec: { serviceAccountName: 'nats-server' } },
  },
  'example-nats-cluster-metrics': {
    size: 3,
    version: '1.4.1',
    serverImage: 'nats',
    pod: {
      enableMetrics: true,
      metricsImage: 'synadia/prometheus-nats-exporter',
      metricsImageTag: '0.2.2',
    },
  },
  'example-nats-cluster-tls': {
    size: 3,
    version: '1.3.0',
    tls: { ...tls('nats-clients-tls', 'server'), ...tls('nats-routes-tls', 'routes') },
  },
  'example-nats-custom-config': {
    size: 3,
    version: '1.4.1',
    natsConfig: {
      ...{ debug: true, trace: true, maxPayload: 5_242_880, maxConnections: 10 },
      ...{ maxSubscriptions: 10, maxPending: 1024, disableLogtime: true, maxControlLine: 2048 },
    },
    pod: { enableConfigReload: true, reloaderImageTag: '0.2.2-v1alpha2' },
  },
  'example-service-annotations': {
    size: 3,
    servicePolicy: {
      annotations: { 'this.is.an.example': 'hello, world' },
      labels: { spam: 'eggs' },
    },
    managementServicePolicy: { annotations: { 'this.is.an.example': 'goodbye, world' } },
  },
  'example-super-cluster': {
    size: 3,
    version: '2.14.2',
    serverImage: 'synadia/nats-server',
    natsConfig: { debug: true, trace: true },
    tls: {
      clientsTLSTimeout: 5,
      gatewaysTLSTimeout: 5,
      ...tls('nats-server-tls', 'server'),
      ...tls('nats-gateways-tls', 'gateway'),
      ...tls('nats-leafnodes-tls', 'leafnode'),
    },
    pod: { enableClientsHostPort: true, advertiseExternalIP: true },
    gatewayConfig: {
      name: 'example',
      hostPort: 32_328,
      gateways: [{ name: 'example', url: 'nats://example.com:32328' }],
    },
    leafnodeConfig: { hostPort: 4224 },
    operatorConfig: {
      secret: 'operator-jwt',
      systemAccount: 'ADWJVSUSEVC2GHL5GRATN2LOEOQOY2E6Z2VXNU3JEIK6BDGPWNIW3AXF',
      resolver: 'URL(https://example.com/jwt/v1/accounts/)',
    },
    template: { spec: { serviceAccountName: 'nats-server' } },
  },
  'example-with-server-name': {
    size: 3,
    useServerName: true,
    template: {
      spec: {
        containers: [
          {
            name: 'nats',
            imagePullPolicy: 'Always',
            terminationMessagePolicy: 'FallbackToLogsOnError',
            env: [
              { name: 'MY_NODE_NAME', ...fieldRef('spec.nodeName') },
              { name: 'MY_POD_NAME', ...fieldRef('metadata.name') },
              { name: 'SERVER_NAME', value: 'us-$(MY_POD_NAME)' },
            ],
            lifecycle: { preStop: { exec: { command: ['preStop.sh'] } } },
          },
        ],
      },
    },
  },
  'leafnode-remotes-gateways': {
    size: 3,
    version: '2.1.7',
    natsConfig: { debug: true, trace: true },
    pod: {
      volumeMounts: [{ name: 'user-credentials', mountPath: '/etc/nats-creds', readOnly: true }],
    },
    leafnodeConfig: {
      remotes: [{ url: 'nats://1.2.3.4:7422', credentials: '/etc/nats-creds/user.ncreds' }],
    },
    gatewayConfig: {
      name: 'gateway_b',
      hostPort: 7222,
      rejectUnknown: true,
      gateways: [{ name: 'gateway_a', url: 'nats://guser:gpassword@1.2.3.4:7222' }],
    },
    template: {
      spec: {
        volumes: [{ name: 'user-credentials', secret: { secretName: 'user-credentials' } }],
      },
    },
  },
  websocket: {
    size: 3,
    serverImage: 'synadia/nats-server',
    version: 'nightly-20201008',
    websocketConfig: { port: 9222, handshakeTimeout: '5s', compression: true },
    tls: { websocketSecret: 'nats-client-ws-tls', websocketSecretCAFileName: 'ca.pem' },
  },
};

/** The Secret that one of them names, as the examples have it. */
export const CLIENTS_AUTH = {
  users: [
    {
      username: 'user0',
      password: 'user0secret',
      permissions: { publish: { allow: ['public.>'], deny: ['private.>'] } },
    },
    { username: 'user1', password: 'user1secret' },
    {
      username: 'user2',
      password: 'user2secret',
      permissions: { publish: ['hello.*'], subscribe: ['hello.world'] },
    },
  ],
  default_permissions: { publish: ['SANDBOX.*'], subscribe: ['PUBLIC.>'] },
};
