/** NatsCluster, `nats.io/v1alpha2`: the fields of nats-operator 0.8.2, and a few of ours where it had none. */
import {
  ANNOTATIONS,
  CONDITIONS,
  ENV,
  LABELS,
  POD_TEMPLATE,
  PULL_POLICY,
  RESOURCES,
  TOLERATIONS,
  VOLUME_MOUNTS,
} from './kubernetes-schemas.ts';
import { choice, flag, integer, list, map, object, quantity, text, type TypeOf } from './schema.ts';
import { TLS } from './tls-schema.ts';

/** The longest name whose pods, Services and labels Kubernetes still takes: of 63 letters, the hash of a revision takes 11. */
export const MAX_NAME_LENGTH = 52;

/** The version of clusters that name none. */
export const DEFAULT_VERSION = '2.14.2';

const PORT = { minimum: 1, maximum: 65535 };
const DURATION = { pattern: '^([0-9]+(\\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$' };
const URL_TEXT = { pattern: '^[a-z]+://.+' };

const NATS_CONFIG = object('Configuration of the servers.', {
  debug: flag('Whether servers log debugging lines.'),
  trace: flag('Whether servers log the protocol.'),
  write_deadline: text('How long a write may take.', '10s', DURATION),
  maxConnections: integer('Clients a server takes.', { minimum: 0 }),
  maxPayload: integer('Bytes of the largest message.', { minimum: 1 }),
  maxPending: integer('Bytes that may wait for one client.', { minimum: 1 }),
  maxSubscriptions: integer('Subscriptions a client may have; 0 for no limit.', { minimum: 0 }),
  maxControlLine: integer('Bytes of the longest protocol line.', { minimum: 1 }),
  disableLogtime: flag('Whether lines of the log have no time.'),
});

const POD = object('The pods.', {
  labels: LABELS,
  annotations: ANNOTATIONS,
  nodeSelector: map(text('The value of the label.'), 'Labels a node must have.'),
  antiAffinity: flag('Whether no two servers of the cluster may share a node.'),
  resources: RESOURCES,
  tolerations: TOLERATIONS,
  natsEnv: ENV,
  volumeMounts: VOLUME_MOUNTS,
  enableConfigReload: flag('Whether a sidecar has the server reload what changed.'),
  reloaderImage: text(
    'The image of that sidecar, without tag.',
    'natsio/nats-server-config-reloader',
  ),
  reloaderImageTag: text('Its tag.', '0.23.0'),
  reloaderImagePullPolicy: PULL_POLICY,
  reloaderResources: RESOURCES,
  enableMetrics: flag('Whether a sidecar exports metrics for Prometheus on port 7777.'),
  metricsImage: text('The image of that sidecar, without tag.', 'natsio/prometheus-nats-exporter'),
  metricsImageTag: text('Its tag.', '0.20.1'),
  metricsImagePullPolicy: PULL_POLICY,
  enableClientsHostPort: flag('Whether port 4222 is one of the node, too.'),
  disableGatewaysHostPort: flag('Whether the port of gateways is none of the node.'),
  disableLeafnodesHostPort: flag('Whether the port of leafnodes is none of the node.'),
  disableWebsocketsHostPort: flag('Whether the port of websockets is none of the node.'),
  advertiseExternalIP: flag(
    'Whether servers tell clients and gateways the external IP of their node.',
  ),
  bootconfigImage: text(
    'The image of the init container that finds that IP.',
    'natsio/nats-boot-config',
  ),
  bootconfigImageTag: text('Its tag.', '0.23.0'),
});

const AUTH = object('Who may connect.', {
  enableServiceAccounts: flag(
    'Whether NatsServiceRoles are users, with tokens of service accounts.',
  ),
  clientsAuthSecret: text('A Secret whose only entry is the authorization of clients as JSON.'),
  clientsAuthFile: text('A file with it instead, relative to /etc/nats-config.', 'auth/auth.conf'),
  clientsAuthTimeout: integer('Seconds a client has to log in.', { minimum: 1 }),
  tlsVerifyAndMap: flag('Whether the certificate of a client says who it is.'),
  clusterAuthSecret: text(
    'A Secret whose only entry has `username` and `password` of routes as JSON.',
  ),
  clusterAuthTimeout: integer('Seconds a route has to log in.', { minimum: 1 }),
  gatewayAuthSecret: text(
    'A Secret whose only entry has `username` and `password` of gateways as JSON.',
  ),
  gatewayAuthTimeout: integer('Seconds a gateway has to log in.', { minimum: 1 }),
});

const GATEWAYS = object(
  'The super-cluster that the cluster is a part of.',
  {
    name: text('The name of this cluster in it; the name of the resource by default.', 'nyc'),
    hostPort: integer('The port of gateways, of the node too unless disabled.', PORT),
    rejectUnknown: flag('Whether clusters that are not in `gateways` are refused.'),
    gateways: list(
      object(
        'Another cluster.',
        {
          name: text('Its name.', 'amsterdam', { minLength: 1 }),
          url: text('Where it is.', 'nats://host:7222', URL_TEXT),
        },
        ['name'],
      ),
      'The clusters to connect to.',
    ),
  },
  ['hostPort'],
);

const LEAFNODES = object('Leafnodes.', {
  hostPort: integer('The port for leafnodes, of the node too unless disabled.', PORT),
  remotes: list(
    object('A server elsewhere that these servers connect to.', {
      url: text('Where it is.', 'nats://host:7422', URL_TEXT),
      urls: list(text('One of its places.', 'nats://host:7422', URL_TEXT), 'Several places of it.'),
      credentials: text(
        'The path of a creds file, mounted by `pod.volumeMounts`.',
        '/etc/nats-creds/user.creds',
      ),
    }),
    'Servers elsewhere that these servers connect to.',
  ),
});

const OPERATOR = object('Accounts of JWTs: who the servers trust.', {
  operator: text('A NatsOperator of the namespace, instead of the three below.', 'acme'),
  secret: text('A Secret with the JWT of the operator as `op.jwt`.', 'operator-jwt'),
  systemAccount: text(
    'The public key of the system account.',
    'ADWJVSUSEVC2GHL5GRATN2LOEOQOY2E6Z2VXNU3JEIK6BDGPWNIW3AXF',
  ),
  resolver: text(
    'Where servers look accounts up: `URL(http://…)`, `MEMORY`, or `FULL` for all that is pushed to them.',
    'URL(http://nats-account-server:9090/jwt/v1/accounts/)',
    {
      pattern:
        '^[Uu][Rr][Ll]\\( *"?[a-zA-Z]+://[^" )]+"? *\\)$|^(MEMORY|memory|MEM|mem|FULL|full)$',
    },
  ),
  resolverPreload: map(
    text('The JWT.', 'eyJ0…'),
    'JWTs of accounts that servers know from the start, by public key.',
  ),
  resolverStorage: object(
    'A volume for what was pushed; without it is lost with the pod and pushed again.',
    {
      size: quantity('How large it is.'),
      storageClassName: text('The class of storage.', 'fast'),
    },
  ),
});

const WEBSOCKET = object(
  'Clients that come by websocket.',
  {
    port: integer('Their port, of the node too unless disabled.', PORT),
    handshakeTimeout: text('How long their handshake may take.', '2s', DURATION),
    compression: flag('Whether messages are compressed for clients that can.'),
  },
  ['port'],
);

const SERVICE_POLICY = object('Labels and annotations of a Service.', {
  labels: LABELS,
  annotations: ANNOTATIONS,
});

export const CLUSTER_SPEC = object(
  'The cluster that is wanted.',
  {
    size: integer('How many servers.', { minimum: 1, maximum: 100 }),
    version: text(
      'The version of the server: the tag of its image, and its digest if need be.',
      DEFAULT_VERSION,
      {
        pattern: '^v?[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,62}(@sha256:[0-9a-f]{64})?$',
      },
    ),
    serverImage: text('The image of the server, without tag.', 'nats', {
      pattern: '^([^/@ ]+/)*[^/@: ]+$',
    }),
    natsConfig: NATS_CONFIG,
    useServerName: flag('Whether servers are named like their pods.'),
    paused: flag('Whether the operator leaves the cluster alone.'),
    lameDuckDurationSeconds: integer('Seconds over which a server that stops closes its clients.', {
      // nats-server: invalid lame_duck_duration, minimum is 30 seconds.
      minimum: 30,
      format: 'int64',
    }),
    noAdvertise: flag('Whether servers do not tell clients of each other.'),
    template: POD_TEMPLATE,
    extraRoutes: list(
      object('A cluster whose servers are routed to, too.', {
        cluster: text('A NatsCluster of the namespace.', 'blue'),
        route: text('Any place.', 'nats://host:6222', URL_TEXT),
      }),
      'Routes beyond the cluster: the two become one.',
    ),
    pod: POD,
    tls: TLS,
    auth: AUTH,
    gatewayConfig: GATEWAYS,
    leafnodeConfig: LEAFNODES,
    operatorConfig: OPERATOR,
    websocketConfig: WEBSOCKET,
    servicePolicy: SERVICE_POLICY,
    managementServicePolicy: SERVICE_POLICY,
  },
  ['size'],
);

export const CLUSTER_STATUS = object('The cluster that is there.', {
  phase: choice('Where it stands.', ['', 'Creating', 'Running', 'Failed']),
  reason: text('Why it failed.'),
  controlPaused: flag('Whether the operator leaves it alone.'),
  size: integer('Servers that are there.'),
  readySize: integer('Servers that are ready.'),
  currentVersion: text('The version that they run.', '2.14.2'),
  observedGeneration: integer('The generation of the resource that was last looked at.', {
    format: 'int64',
  }),
  configHash: text('The hash of the configuration that was last written.'),
  selector: text('The selector of its pods, for autoscalers.'),
  conditions: CONDITIONS,
});

export type NatsClusterSpec = TypeOf<typeof CLUSTER_SPEC>;
export type NatsClusterStatus = TypeOf<typeof CLUSTER_STATUS>;
