// The house's fences: each folder lists what it may import, everything else is an error. Order = height.
const may = {
  base: [],
  subject: ['base'],
  nkeys: ['base'],
  conf: ['base'],
  jwt: ['base', 'nkeys', 'subject'],
  protocol: ['base', 'subject'],
  'nats-client': ['base', 'nkeys'],
  server: ['base', 'conf', 'jwt', 'nkeys', 'protocol', 'subject'],
  nsc: ['base', 'conf', 'jwt', 'nats-client', 'nkeys', 'subject'],
  'account-server': ['base', 'conf', 'jwt', 'nats-client', 'nkeys'],
  'system-client': ['base', 'nats-client', 'nkeys'],
  'auth-callout': ['base', 'conf', 'jwt', 'nats-client', 'nkeys'],
  // Gives accounts to servers as `nsc push` does.
  'k8s-operator': ['base', 'conf', 'jwt', 'nats-client', 'nkeys', 'nsc'],
  up: ['base', 'conf', 'jwt', 'nats-client', 'nkeys', 'nsc', 'server', 'system-client'],
  cli: [
    'account-server',
    'auth-callout',
    'base',
    'conf',
    'k8s-operator',
    'nats-client',
    'nkeys',
    'nsc',
    'server',
    'system-client',
    'up',
  ],
  commands: [
    'account-server',
    'auth-callout',
    'base',
    'cli',
    'jwt',
    'k8s-operator',
    'nats-client',
    'nkeys',
    'nsc',
    'server',
    'system-client',
    'up',
  ],
};
const inServer = {
  options: [],
  connection: [],
  account: ['connection', 'options'],
  auth: ['account', 'connection', 'options'],
  delivery: ['account', 'connection'],
  fastpath: ['connection', 'delivery'],
  client: ['account', 'auth', 'connection', 'delivery', 'options', 'ports'],
  route: ['account', 'auth', 'connection', 'delivery', 'options', 'peers', 'ports'],
  gateway: ['account', 'auth', 'connection', 'delivery', 'options', 'peers', 'ports'],
  leafnode: ['account', 'auth', 'connection', 'delivery', 'options', 'peers', 'ports', 'websocket'],
  tls: ['connection', 'options'],
  ports: ['connection', 'options', 'tls', 'websocket'],
  peers: ['auth', 'connection', 'options', 'ports', 'tls'],
  websocket: ['connection'],
  internal: ['account', 'connection', 'delivery'],
  system: ['account', 'connection', 'internal', 'monitor', 'options'],
  monitor: ['account', 'connection', 'options'],
};
const fence = (root, table) =>
  Object.entries(table).map(([folder, allowed]) => ({
    name: `${root}${folder}-imports`,
    severity: 'error',
    from: { path: `^${root}${folder}/` },
    to: { path: `^${root}`, pathNot: `^${root}(${[folder, ...allowed].join('|')})/` },
  }));

export default {
  forbidden: [
    {
      name: 'no-circular-files',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-circular-folders',
      severity: 'error',
      scope: 'folder',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'only-nkeys-touches-tweetnacl',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/nkeys/' },
      to: { path: 'node_modules/tweetnacl' },
    },
    {
      name: 'the-server-has-no-packages',
      comment:
        'The broker is ours, on node: alone. Hashes of passwords and websockets are not to be made anew.',
      severity: 'error',
      from: { path: '^src/server/', pathNot: '^src/server/(auth/password\\.ts$|websocket/)' },
      to: { dependencyTypes: ['npm'] },
    },
    {
      name: 'only-passwords-touch-bcrypt',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/server/auth/password\\.ts$' },
      to: { path: 'node_modules/bcrypt' },
    },
    {
      name: 'only-websockets-touch-ws',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(server/websocket/|nats-client/websocket\\.ts$)' },
      to: { path: 'node_modules/(@types/)?ws/' },
    },
    ...fence('src/', may),
    // version.ts is one constant that every folder of the server may know.
    ...fence('src/server/', inServer).map((r) => ({
      ...r,
      to: { path: '^src/server/', pathNot: `${r.to.pathNot}|^src/server/version\\.ts$` },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/assembly/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
  },
};
