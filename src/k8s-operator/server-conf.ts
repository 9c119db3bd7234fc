/** The configuration of the servers of a cluster, of which all have the same. */
import {
  Inclusion,
  Variable,
  writeConf,
  type PlainConf,
  type PlainRecord,
} from '../conf/writer.ts';
import { secretAuthorization, serviceAuthorization } from './authorization.ts';
import type { Problem } from './check.ts';
import type { NatsClusterSpec } from './cluster-schema.ts';
import { defined } from './defined.ts';
import {
  ADVERTISE,
  CLIENT_PORT,
  DIRECTORIES,
  headlessName,
  MONITOR_PORT,
  OPERATOR_JWT_FILE,
  podHost,
  podNames,
  ROUTE_PORT,
  type ClusterName,
} from './names.ts';
import type { OperatorTrust, RenderSettings } from './settings.ts';
import { restartHash } from './restart-hash.ts';
import { clientTls, tlsBlock } from './tls-conf.ts';

export interface ServerConf {
  readonly text: string;
  /** Changes when servers have to start anew to have the configuration: not with what a reload gives them. */
  readonly restartHash: string;
}

/** What is wrong with what the cluster refers to becomes one of `problems`. */
export function serverConf(
  name: ClusterName,
  spec: NatsClusterSpec,
  trust: OperatorTrust | undefined,
  settings: RenderSettings,
  problems: Problem[],
): ServerConf {
  const authorizations = readAuthorizations(spec, settings, problems);
  const isAdvertised = spec.pod?.advertiseExternalIP === true;
  const { natsConfig = {}, tls = {}, lameDuckDurationSeconds: lameDuck } = spec;
  const conf = defined<PlainConf>({
    port: CLIENT_PORT,
    [tls.enableHttps === true ? 'https_port' : 'http_port']: MONITOR_PORT,
    server_name: spec.useServerName === true ? new Variable('SERVER_NAME') : undefined,
    client_advertise: isAdvertised ? new Inclusion(`./${ADVERTISE.client}`) : undefined,
    debug: natsConfig.debug,
    trace: natsConfig.trace,
    logtime: natsConfig.disableLogtime === true ? false : undefined,
    write_deadline: natsConfig.write_deadline,
    max_connections: natsConfig.maxConnections,
    max_payload: natsConfig.maxPayload,
    max_pending: natsConfig.maxPending,
    max_subscriptions: natsConfig.maxSubscriptions,
    max_control_line: natsConfig.maxControlLine,
    lame_duck_duration: lameDuck === undefined ? undefined : `${lameDuck}s`,
    tls: clientTls(spec),
    authorization: authorizations.clients,
    cluster: clusterBlock(name, spec, authorizations.routes),
    gateway: gatewayBlock(name, spec, authorizations.gateways),
    leafnodes: leafnodeBlock(spec),
    websocket: websocketBlock(spec),
    ...operatorEntries(spec, trust),
  });
  const isReloaded = spec.pod?.enableConfigReload === true;
  return { text: writeConf(conf), restartHash: restartHash(conf, isReloaded) };
}

interface Authorizations {
  readonly clients: PlainRecord | undefined;
  readonly routes: PlainRecord | undefined;
  readonly gateways: PlainRecord | undefined;
}

function readAuthorizations(
  { auth = {} }: NatsClusterSpec,
  settings: RenderSettings,
  problems: Problem[],
): Authorizations {
  const peers = (field: 'clusterAuth' | 'gatewayAuth'): PlainRecord | undefined => {
    const secret = auth[`${field}Secret`];
    const timeout = auth[`${field}Timeout`];
    if (secret === undefined) return timeout === undefined ? undefined : { timeout };
    const use = { name: secret, path: `spec.auth.${field}Secret`, of: 'peers', timeout } as const;
    return secretAuthorization(use, settings, problems);
  };
  return {
    clients: clientAuthorization(auth, settings, problems),
    routes: peers('clusterAuth'),
    gateways: peers('gatewayAuth'),
  };
}

function clientAuthorization(
  auth: NonNullable<NatsClusterSpec['auth']>,
  settings: RenderSettings,
  problems: Problem[],
): PlainRecord | undefined {
  const { clientsAuthSecret: secret, clientsAuthFile: file, clientsAuthTimeout: timeout } = auth;
  if (auth.enableServiceAccounts === true) {
    if (settings.serviceUsers !== undefined)
      return serviceAuthorization(settings.serviceUsers, timeout);
    const text =
      'an API server makes the tokens: leave it to natsx k8s operator, or add the files of the NatsServiceRoles and of the Secrets with their tokens.';
    problems.push({ path: 'spec.auth.enableServiceAccounts', text });
    return undefined;
  }
  if (secret !== undefined) {
    const use = {
      name: secret,
      path: 'spec.auth.clientsAuthSecret',
      of: 'clients',
      timeout,
    } as const;
    return secretAuthorization(use, settings, problems);
  }
  const more = timeout === undefined ? {} : { timeout };
  if (file === undefined) return timeout === undefined ? undefined : more;
  return { users: new Inclusion(file.replace(`${DIRECTORIES.config}/`, '')), ...more };
}

function clusterBlock(
  name: ClusterName,
  spec: NatsClusterSpec,
  authorization: PlainRecord | undefined,
): PlainRecord {
  const { gatewayConfig, extraRoutes = [], tls = {} } = spec;
  // Two NatsClusters that are routed to each other are one: it gets a name that all of its servers agree on by themselves.
  const ownName = extraRoutes.length > 0 ? undefined : name.name;
  return defined({
    name: gatewayConfig === undefined ? ownName : (gatewayConfig.name ?? name.name),
    port: ROUTE_PORT,
    routes: routes(name, spec, authorization),
    tls: tlsBlock(tls, 'routesSecret', tls.routesTLSTimeout),
    authorization,
  });
}

function routes(
  name: ClusterName,
  { size, extraRoutes = [] }: NatsClusterSpec,
  authorization: PlainRecord | undefined,
): string[] {
  const { username, password } = authorization ?? {};
  const user = username === undefined ? '' : `${encoded(username)}:${encoded(password)}@`;
  return [
    ...podNames(name.name, size).map((pod) => `nats://${user}${podHost(pod, name)}:${ROUTE_PORT}`),
    ...extraRoutes.map(
      ({ route, cluster = '' }) => route ?? `nats://${user}${headlessName(cluster)}:${ROUTE_PORT}`,
    ),
  ];
}

function encoded(value: PlainConf | undefined): string {
  return encodeURIComponent(typeof value === 'string' ? value : '');
}

function gatewayBlock(
  name: ClusterName,
  { gatewayConfig, tls = {}, pod = {} }: NatsClusterSpec,
  authorization: PlainRecord | undefined,
): PlainRecord | undefined {
  if (gatewayConfig === undefined) return undefined;
  const { hostPort, rejectUnknown, gateways } = gatewayConfig;
  return defined({
    name: gatewayConfig.name ?? name.name,
    port: hostPort,
    reject_unknown_cluster: rejectUnknown === true ? true : undefined,
    advertise:
      pod.advertiseExternalIP === true ? new Inclusion(`./${ADVERTISE.gateway}`) : undefined,
    tls: tlsBlock(tls, 'gatewaySecret', tls.gatewaysTLSTimeout),
    authorization,
    gateways: gateways?.map((gateway) => defined({ ...gateway })),
  });
}

function leafnodeBlock({
  leafnodeConfig,
  tls = {},
  pod = {},
}: NatsClusterSpec): PlainRecord | undefined {
  if (leafnodeConfig === undefined) return undefined;
  const { hostPort, remotes } = leafnodeConfig;
  const isAdvertised = pod.advertiseExternalIP === true && hostPort !== undefined;
  return defined({
    port: hostPort,
    // The file says the address of the node under the key that leafnodes have, too.
    advertise: isAdvertised ? new Inclusion(`./${ADVERTISE.gateway}`) : undefined,
    tls: tlsBlock(tls, 'leafnodeSecret', tls.leafnodesTLSTimeout),
    remotes: remotes?.map(({ url, urls = [], credentials }) =>
      defined({ urls: url === undefined ? urls : [url, ...urls], credentials }),
    ),
  });
}

function websocketBlock({ websocketConfig, tls = {} }: NatsClusterSpec): PlainRecord | undefined {
  if (websocketConfig === undefined) return undefined;
  const { port, handshakeTimeout, compression } = websocketConfig;
  return defined({
    port,
    handshake_timeout: handshakeTimeout,
    compression,
    tls: tlsBlock(tls, 'websocketSecret', tls.websocketTLSTimeout),
    // Without certificates a server wants to be told so.
    no_tls: tls.websocketSecret === undefined ? true : undefined,
  });
}

function operatorEntries(
  { operatorConfig }: NatsClusterSpec,
  trust: OperatorTrust | undefined,
): Readonly<Record<string, PlainConf | undefined>> {
  if (operatorConfig === undefined) return {};
  const resolver = operatorConfig.resolver ?? 'FULL';
  const preload = { ...trust?.preload, ...operatorConfig.resolverPreload };
  return {
    operator: `${DIRECTORIES.operator}/${OPERATOR_JWT_FILE}`,
    system_account: trust?.systemAccount ?? operatorConfig.systemAccount,
    resolver: isFull(resolver)
      ? { type: 'full', dir: DIRECTORIES.resolver, allow_delete: true, interval: '2m' }
      : resolver,
    resolver_preload: Object.keys(preload).length === 0 ? undefined : sorted(preload),
  };
}

/** Whether servers keep the accounts that are pushed to them. */
export function isFull(resolver: string | undefined): boolean {
  return /^full$/i.test(resolver ?? 'FULL');
}

function sorted(record: Readonly<Record<string, string>>): PlainRecord {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
