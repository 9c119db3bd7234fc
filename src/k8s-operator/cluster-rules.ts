/** What a NatsCluster may not say although each of its fields is right: contradictions, and what no server would take. */
import type { Problem } from './check.ts';
import { MAX_NAME_LENGTH, type NatsClusterSpec } from './cluster-schema.ts';
import { CLIENT_PORT, METRICS_PORT, MONITOR_PORT, ROUTE_PORT } from './names.ts';
import { podProblems } from './pod-rules.ts';
import type { NatsCluster } from './resources.ts';
import { isAtLeast } from './versions.ts';

/** All that is wrong with a cluster whose fields are right by their schema. */
export function clusterProblems({ metadata, spec }: NatsCluster): Problem[] {
  return [
    ...nameProblems(metadata.name),
    ...versionProblems(spec),
    ...tlsProblems(spec),
    ...authProblems(spec),
    ...portProblems(spec),
    ...routeProblems(spec),
    ...operatorProblems(spec),
    ...podProblems(spec),
  ];
}

/** A Service may be called so, and the label of a pod's revision still fits. */
function* nameProblems(name: string): Generator<Problem> {
  if (name.length > MAX_NAME_LENGTH) {
    const text = `has more than ${MAX_NAME_LENGTH} letters, too many for the names of its pods; write a shorter one.`;
    yield { path: 'metadata.name', text };
  } else if (!/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name)) {
    const text = 'must be of a-z, 0-9 and -, begin with a letter and not end with -.';
    yield { path: 'metadata.name', text };
  }
}

function* versionProblems({ version = '' }: NatsClusterSpec): Generator<Problem> {
  if (isAtLeast(version, 2, 2)) return;
  const text =
    'servers before 2.2 know no cluster names, so this would not start; write 2.2 or later.';
  yield { path: 'spec.version', text };
}

/** Fields of `spec.tls` that say nothing without another field. */
const TLS_NEEDS: readonly [RegExp, keyof NonNullable<NatsClusterSpec['tls']>][] = [
  [
    /^serverSecret.+|^enableHttps$|^clientsTLSTimeout$|^verify$|^cipherSuites$|^curvePreferences$/,
    'serverSecret',
  ],
  [/^routesSecret.+|^routesTLSTimeout$/, 'routesSecret'],
  [/^gatewaySecret.+|^gatewaysTLSTimeout$/, 'gatewaySecret'],
  [/^leafnodeSecret.+|^leafnodesTLSTimeout$/, 'leafnodeSecret'],
  [/^websocketSecret.+|^websocketTLSTimeout$/, 'websocketSecret'],
];

function* tlsProblems(spec: NatsClusterSpec): Generator<Problem> {
  const { tls = {}, auth } = spec;
  for (const [field, value] of Object.entries(tls)) {
    const needed = TLS_NEEDS.find(([fields]) => fields.test(field))?.[1];
    if (value === false || needed === undefined || tls[needed] !== undefined) continue;
    yield needs(`spec.tls.${field}`, `spec.tls.${needed}`);
  }
  if (tls.gatewaySecret !== undefined && spec.gatewayConfig === undefined)
    yield needs('spec.tls.gatewaySecret', 'spec.gatewayConfig');
  if (tls.leafnodeSecret !== undefined && spec.leafnodeConfig?.hostPort === undefined)
    yield needs('spec.tls.leafnodeSecret', 'spec.leafnodeConfig.hostPort');
  if (tls.websocketSecret !== undefined && spec.websocketConfig === undefined)
    yield needs('spec.tls.websocketSecret', 'spec.websocketConfig');
  if (auth?.tlsVerifyAndMap === true && tls.serverSecret === undefined)
    yield needs('spec.auth.tlsVerifyAndMap', 'spec.tls.serverSecret');
}

/** The ways to say who clients are, of which one can hold; nats-operator silently took the first. */
const CLIENT_AUTH = ['enableServiceAccounts', 'clientsAuthSecret', 'clientsAuthFile'] as const;

function* authProblems({
  auth = {},
  operatorConfig,
  gatewayConfig,
}: NatsClusterSpec): Generator<Problem> {
  const [first, ...others] = CLIENT_AUTH.filter(
    (field) => auth[field] !== undefined && auth[field] !== false,
  );
  for (const field of others) yield instead(`spec.auth.${field}`, `spec.auth.${first}`);
  if (first !== undefined && operatorConfig !== undefined) {
    const text =
      'servers that trust an operator take no other users; remove it or spec.operatorConfig.';
    yield { path: `spec.auth.${first}`, text };
  }
  for (const field of ['gatewayAuthSecret', 'gatewayAuthTimeout'] as const) {
    if (auth[field] !== undefined && gatewayConfig === undefined)
      yield needs(`spec.auth.${field}`, 'spec.gatewayConfig');
  }
  const file = auth.clientsAuthFile;
  if (
    file !== undefined &&
    (/^\/(?!etc\/nats-config\/.)/.test(file) || file.split('/').includes('..'))
  ) {
    const text =
      'must be below /etc/nats-config: servers include files relative to their configuration.';
    yield { path: 'spec.auth.clientsAuthFile', text };
  }
}

const FIXED_PORTS = new Map([
  [CLIENT_PORT, 'clients'],
  [ROUTE_PORT, 'routes'],
  [MONITOR_PORT, 'monitoring'],
  [METRICS_PORT, 'metrics'],
]);

function* portProblems(spec: NatsClusterSpec): Generator<Problem> {
  const taken = new Map(FIXED_PORTS);
  const ports = [
    ['spec.gatewayConfig.hostPort', spec.gatewayConfig?.hostPort, 'gateways'],
    ['spec.leafnodeConfig.hostPort', spec.leafnodeConfig?.hostPort, 'leafnodes'],
    ['spec.websocketConfig.port', spec.websocketConfig?.port, 'websockets'],
  ] as const;
  for (const [path, port, of] of ports) {
    if (port === undefined) continue;
    const other = taken.get(port);
    if (other !== undefined)
      yield { path, text: `${port} is the port of ${other}; write another.` };
    taken.set(port, of);
  }
}

function* routeProblems({ extraRoutes = [], leafnodeConfig }: NatsClusterSpec): Generator<Problem> {
  for (const [at, { cluster, route }] of extraRoutes.entries()) {
    const path = `spec.extraRoutes[${at}]`;
    if (cluster !== undefined && route !== undefined)
      yield instead(`${path}.cluster`, `${path}.route`);
    if (cluster === undefined && route === undefined)
      yield { path, text: 'says nothing; write cluster or route.' };
  }
  for (const [at, { url, urls = [] }] of (leafnodeConfig?.remotes ?? []).entries()) {
    const path = `spec.leafnodeConfig.remotes[${at}]`;
    if (url === undefined && urls.length === 0)
      yield { path, text: 'has no place; write url or urls.' };
  }
}

function* operatorProblems({ operatorConfig }: NatsClusterSpec): Generator<Problem> {
  if (operatorConfig === undefined) return;
  const {
    operator,
    secret,
    systemAccount,
    resolver,
    resolverPreload = {},
    resolverStorage,
  } = operatorConfig;
  const path = 'spec.operatorConfig';
  if (operator !== undefined) {
    for (const field of ['secret', 'systemAccount'] as const) {
      if (operatorConfig[field] !== undefined)
        yield instead(`${path}.${field}`, `${path}.operator`);
    }
  } else {
    if (secret === undefined)
      yield {
        path: `${path}.secret`,
        text: 'is missing: a Secret with the JWT of the operator as op.jwt. Add it, or operator.',
      };
    if (resolver === undefined)
      yield {
        path: `${path}.resolver`,
        text: 'is missing: where servers look accounts up. Add it, or operator.',
      };
  }
  const isFull = operator === undefined ? /^full$/i.test(resolver ?? '') : !isOther(resolver);
  if (resolverStorage !== undefined && !isFull)
    yield needs(`${path}.resolverStorage`, `${path}.resolver: FULL`);
  if (operator !== undefined || resolver === undefined || /^url/i.test(resolver)) return;
  if (isFull && systemAccount === undefined) {
    yield {
      path: `${path}.systemAccount`,
      text: 'is missing: accounts are pushed through the system account. Add it.',
    };
  } else if (systemAccount !== undefined && !Object.hasOwn(resolverPreload, systemAccount)) {
    const text =
      'lacks the system account, without which no server starts; add its JWT by its public key.';
    yield { path: `${path}.resolverPreload`, text };
  }
}

function isOther(resolver: string | undefined): boolean {
  return resolver !== undefined && !/^full$/i.test(resolver);
}

function needs(path: string, needed: string): Problem {
  return { path, text: `says nothing without ${needed}; add that or remove it.` };
}

function instead(path: string, other: string): Problem {
  return { path, text: `${other} takes its place; remove one of the two.` };
}
