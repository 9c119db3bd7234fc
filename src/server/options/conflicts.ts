/** What may not be said together. The conditions and texts are those of nats-server server.go, validateOptions. */
import { formatDuration } from '../../base/duration.ts';
import { configuredUsers } from './configured-users.ts';
import { isOperatorMode, operatorProblems } from './operator.ts';
import { isWebsocketUrl, shownUrl } from './peers.ts';
import { userProblems } from './users.ts';
import type { ServerOptions } from './server-table.ts';

/** One sentence for each. */
export function conflicts(options: ServerOptions, isSharingChecked = false): string[] {
  return [
    ...limits(options),
    ...addresses(options),
    ...userProblems(options, isSharingChecked).map(({ text }) => text),
    ...trust(options),
    ...leafnodeAccounts(options),
    ...leafnodeUrls(options),
    ...anonymousUser(options, options.noAuthUser),
    ...gatewayNames(options),
    ...routePool(options),
    ...websockets(options),
    ...monitoring(options),
  ];
}

function limits(options: ServerOptions): string[] {
  const problems: string[] = [];
  const { lameDuckDurationMs, lameDuckGracePeriodMs, maxPayload, maxPending } = options;
  if (lameDuckGracePeriodMs >= lameDuckDurationMs) {
    const grace = formatDuration(lameDuckGracePeriodMs);
    const whole = formatDuration(lameDuckDurationMs);
    problems.push(
      `lame duck grace period (${grace}) should be strictly lower than lame duck duration (${whole})`,
    );
  }
  if (maxPayload > maxPending) {
    problems.push(`max_payload (${maxPayload}) cannot be higher than max_pending (${maxPending})`);
  }
  return problems;
}

function addresses({ clientAdvertise, cluster }: ServerOptions): string[] {
  const advertised = { client_advertise: clientAdvertise, advertise: cluster?.advertise };
  return Object.entries(advertised)
    .filter(([, address]) => address !== undefined && address !== '' && !isAddress(address))
    .map(([key, address]) => `${key} must be a host or host:port, not ${JSON.stringify(address)}`);
}

/** A name, an IPv4 address or an IPv6 address in brackets, then perhaps a port; URL checks their values. */
function isAddress(text: string): boolean {
  return /^([\w.-]+|\[[\da-f:.]+\])(:\d+)?$/i.test(text) && URL.canParse(`nats://${text}`);
}

function trust(options: ServerOptions): string[] {
  const { operator, accounts, systemAccount } = options;
  if (operator.length > 0) return operatorProblems(options);
  const problems: string[] = [];
  const isMissing = isSet(systemAccount) && !Object.hasOwn(accounts, systemAccount);
  // With keys alone it is looked up when the server starts.
  if (isMissing && !isOperatorMode(options)) {
    problems.push('error resolving system account: account missing');
  }
  if (isSet(options.defaultSentinel)) {
    problems.push('default sentinel requires operators and accounts');
  }
  return problems;
}

function isSet(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

function leafnodeAccounts(options: ServerOptions): string[] {
  const { leafnodes, operator, systemAccount, noSystemAccount } = options;
  if (leafnodes === undefined) return [];
  const needsSystem =
    leafnodes.port !== undefined && options.gateway?.port !== undefined && !isSet(systemAccount);
  const problems = needsSystem
    ? [
        'leaf nodes and gateways (both being defined) require a system account to also be configured',
      ]
    : [];
  if (operator.length > 0) {
    if ((leafnodes.authorization?.users ?? []).length > 0) {
      problems.push('operator mode does not allow specifying users in leafnode config');
    }
    return problems;
  }
  const known = new Set([...Object.keys(options.accounts), '$G', '']);
  if (!isSet(systemAccount) && !noSystemAccount) known.add('$SYS');
  const { account: single, users = [] } = leafnodes.authorization ?? {};
  const named = [
    ...[single, ...users.map(({ account }) => account)].map((name) => ({
      name,
      in: 'authorization',
    })),
    ...leafnodes.remotes.map(({ account }) => ({ name: account, in: 'remote' })),
  ];
  const missing = named.filter(({ name = '' }) => !known.has(name));
  return [
    ...problems,
    ...missing.map(
      ({ name, in: where }) =>
        `cannot find local account ${JSON.stringify(name)} specified in leafnode ${where}`,
    ),
  ];
}

function leafnodeUrls({ leafnodes }: ServerOptions): string[] {
  const mixed = (leafnodes?.remotes ?? []).filter(
    ({ urls }) => urls.some(isWebsocketUrl) && !urls.every(isWebsocketUrl),
  );
  return mixed.map(({ urls }) => {
    const shown = urls.map((url) => JSON.stringify(shownUrl(url))).join(' ');
    return `remote leaf node configuration cannot have a mix of websocket and non-websocket urls: [${shown}]`;
  });
}

/** The user that stands for those who say nothing of who they are. */
function anonymousUser(options: ServerOptions, name: string | undefined): string[] {
  if (!isSet(name)) return [];
  if (options.operator.length > 0) return ['no_auth_user not compatible with Trusted Operator'];
  const users = configuredUsers(options);
  if (users.length === 0) {
    return [`no_auth_user: "${name}" present, but users/nkeys are not defined`];
  }
  return users.some(({ user, nkey }) => user === name || nkey === name)
    ? []
    : [
        `no_auth_user: "${name}" not present as user or nkey in authorization block or account configuration`,
      ];
}

function gatewayNames({ gateway, cluster }: ServerOptions): string[] {
  if (gateway === undefined) return [];
  const { name = '', port, gateways } = gateway;
  if (name === '' && port === undefined) return [];
  if (name === '') return ['gateway has no name'];
  const problems: string[] = [];
  if (port === undefined) {
    problems.push(`gateway "${name}" has no port specified (select -1 for random port)`);
  }
  gateways.forEach((remote, at) => {
    if (!isSet(remote.name)) problems.push(`gateway in the list ${at} has no name`);
    else if (remote.urls.length === 0) problems.push(`gateway "${remote.name}" has no URL`);
  });
  if (isSet(cluster?.name) && cluster.name !== name) {
    problems.push('cluster name conflicts between cluster and gateway definitions');
  }
  return problems;
}

function routePool({ cluster }: ServerOptions): string[] {
  const { accounts = [], poolSize = 0 } = cluster ?? {};
  const problems: string[] = [];
  if (accounts.length > 0 && poolSize < 0) {
    problems.push('pool_size cannot be negative if pinned accounts are specified');
  }
  const again = accounts.filter((name, at) => accounts.indexOf(name) < at);
  const shown = accounts.map((name) => JSON.stringify(name)).join(' ');
  for (const name of again) {
    problems.push(
      `found duplicate account name ${JSON.stringify(name)} in pinned accounts list [${shown}]`,
    );
  }
  return problems;
}

function websockets(options: ServerOptions): string[] {
  const { websocket } = options;
  if (websocket?.port === undefined) return [];
  const problems: string[] = [];
  if (websocket.tls === undefined && !websocket.noTls) {
    problems.push('websocket requires TLS configuration');
  }
  problems.push(...websocket.allowedOrigins.flatMap(originProblem));
  problems.push(...anonymousUser(options, websocket.noAuthUser));
  if (configuredUsers(options).length > 0) {
    const { user, token } = websocket.authorization ?? {};
    const rest = 'not compatible with presence of users/nkeys';
    if (isSet(user)) problems.push(`websocket authentication username ${rest}`);
    if (isSet(token)) problems.push(`websocket authentication token ${rest}`);
  }
  const { jwtCookie } = websocket;
  const hasTrust = options.operator.length > 0 || options.trustedKeys.length > 0;
  if (isSet(jwtCookie) && !hasTrust) {
    problems.push(
      `trusted operators or trusted keys configuration is required for JWT authentication via cookie "${jwtCookie}"`,
    );
  }
  problems.push(...Object.keys(websocket.headers).flatMap(headerProblem));
  return problems;
}

function originProblem(origin: string): string[] {
  if (!URL.canParse(origin)) {
    return [
      `unable to parse allowed origin: parse ${JSON.stringify(origin)}: invalid URI for request`,
    ];
  }
  const { protocol, host } = new URL(origin);
  const what = `unable to parse allowed origin ${JSON.stringify(origin)}`;
  if (protocol !== 'http:' && protocol !== 'https:') {
    return [`${what}: allowed origins must be absolute URLs with http or https scheme`];
  }
  return host === '' ? [`${what}: host is required`] : [];
}

const ownHeaders = ['host', 'content-length', 'connection', 'upgrade', 'nats-no-masking'];

function headerProblem(header: string): string[] {
  const small = header.toLowerCase();
  const what = `websocket: invalid header ${JSON.stringify(header)}`;
  if (ownHeaders.includes(small)) return [`${what} not allowed`];
  return small.startsWith('sec-websocket-') ? [`${what}, "Sec-WebSocket-" prefix not allowed`] : [];
}

/** nats-server server.go, startMonitoring. */
function monitoring({ http, https, tls }: ServerOptions): string[] {
  if (https === undefined) return [];
  if (http !== undefined) {
    return [`can't specify both HTTP (${http.port}) and HTTPs (${https.port}) ports`];
  }
  return tls === undefined ? ['TLS cert and key required for HTTPS'] : [];
}
