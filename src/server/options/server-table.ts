/**
 * Everything a server can be told, once: what it is called in a file, on the command line and in a program, what it may
 * be, what it is when nobody says, and whether a reload may change it. Types, parsing, checks, flags, usage text, reload
 * and docs/reference/options.md are made from this table and those of its blocks. The comments are the reference's text.
 */
import { formatDuration } from '../../base/duration.ts';
import { accounts } from './accounts.ts';
import { authorization } from './authorization.ts';
import { configuredUsers } from './configured-users.ts';
import { cluster } from './cluster.ts';
import { clusterFromUrl } from './cluster-url.ts';
import { gateway } from './gateway.ts';
import type { Kind } from './kind.ts';
import {
  boolean,
  duration,
  integer,
  list,
  listenAddress,
  map,
  path,
  port,
  size,
  text,
} from './kinds.ts';
import { leafnodes } from './leafnodes.ts';
import { listen } from './listen.ts';
import { mappings } from './mappings.ts';
import { option, shorthand, type GivenOf, type OptionsOf } from './option.ts';
import { writeTimeoutPolicy } from './peers.ts';
import { operators } from './operator.ts';
import { preload, resolver, trustedKeys } from './resolver.ts';
import { tls } from './tls.ts';
import { jetstream, jetstreamDomains, mqtt, ocsp, proxies } from './unserved.ts';
import { websocket } from './websocket.ts';

/** nats-server keeps some numbers in 32 bits. */
const INT32 = {
  max: 2 ** 31 - 1,
  tooLarge: (key: string) => `${key} value is too big`,
};

const noJetStream = {
  refuses:
    'natsx does not serve JetStream. Run nats-server -c FILE with the same file; with a leafnode remote to it, the clients of a natsx-server have its JetStream',
};

/** Empty is as good as nothing in a file; a program that says so most likely lacks a variable. */
const hostName: Kind<string> = {
  ...text(),
  complete(given, place) {
    if (given === '') place.sentence('host must not be empty');
    return text().complete(given, place);
  },
};

export const serverTable = {
  listen,
  /** Address on which clients are accepted. Default 127.0.0.1; the natsx-server program says 0.0.0.0. */
  host: option(hostName, {
    aliases: ['net'],
    default: '127.0.0.1',
    zeroIsDefault: true,
    flags: {
      addr: {
        group: 'Server',
        type: 'string',
        aliases: ['a', 'net'],
        value: 'host',
        description: 'Bind to host address (default: 0.0.0.0)',
      },
    },
  }),
  /** Port on which clients are accepted; 0 or -1 takes a free one. Default 4222. */
  port: option(port, {
    default: 4222,
    zeroIsDefault: true,
    flags: {
      port: {
        group: 'Server',
        type: 'integer',
        aliases: ['p'],
        value: 'port',
        description: 'Use port for clients, -1 for a free one (default: 4222)',
      },
    },
  }),
  /** Name of the server in INFO and monitoring. Default: its id. */
  serverName: option(
    text({
      check: (name) => (name.includes(' ') ? 'server name cannot contain spaces' : undefined),
    }),
    {
      flags: {
        name: {
          group: 'Server',
          type: 'string',
          aliases: ['n', 'server_name'],
          value: 'name',
          description: 'Server name (default: auto)',
        },
      },
    },
  ),
  /** `host` or `host:port` told to clients and other servers in place of our own address. Default none. */
  clientAdvertise: option(text(), {
    reload: 'now',
    flags: {
      client_advertise: {
        group: 'Server',
        type: 'string',
        value: 'addr',
        description: 'Client URL to advertise to other servers',
      },
    },
  }),
  /** Words that say what the server is for; clients of the system account may ask for servers by them. Default none. */
  serverTags: option(list(text(), { single: true }), {
    default: [],
    reload: 'now',
    field: 'Tags',
    reported: 'tags',
  }),
  /** Names and values that monitoring shows. Default none. */
  serverMetadata: option(map(text()), {
    default: {},
    reload: 'now',
    since: '2.12',
    field: 'Metadata',
    reported: 'metadata',
  }),
  /** Switches of nats-server; natsx shows them in monitoring and obeys none. Default none. */
  featureFlags: option(map(boolean), { default: {}, since: '2.14' }),

  /** Largest message, headers included, in bytes; not above `maxPending`. Default 1048576 (1 MB). */
  maxPayload: option(size({ min: 1, orZero: true, ...INT32 }), {
    default: 1024 * 1024,
    reload: 'now',
    zeroIsDefault: true,
  }),
  /** Longest protocol line in bytes, its operation and line end not counted. Default 4096. */
  maxControlLine: option(size({ min: 1, orZero: true, ...INT32 }), {
    default: 4096,
    reload: 'now',
    zeroIsDefault: true,
  }),
  /** Bytes that may wait for one client before it is closed as a slow consumer. Default 67108864 (64 MB). */
  maxPending: option(size({ min: 1, orZero: true }), {
    default: 64 * 1024 * 1024,
    zeroIsDefault: true,
  }),
  /** Client connections at a time; 0 is unlimited, -1 refuses all, and so does 0 in a file. Default 65536. */
  maxConnections: option(integer({ min: -1, fromFile: (number) => (number <= 0 ? -1 : number) }), {
    aliases: ['max_conn'],
    default: 64 * 1024,
    reload: 'now',
    field: 'MaxConn',
  }),
  /** Subscriptions of one client; 0 is unlimited. Default 0. */
  maxSubscriptions: option(integer({ min: 0, fromFile: (number) => Math.max(number, 0) }), {
    aliases: ['max_subs'],
    default: 0,
    field: 'MaxSubs',
  }),
  /** Tokens in a subscription's subject, at most 255; 0 is unlimited. Default 0. */
  maxSubscriptionTokens: option(
    integer({
      min: 0,
      max: 255, // nats-server keeps it in a byte.
      // It takes no 0 in a file either.
      fromFile: (number) => (number <= 0 ? -1 : number),
      tooLarge: INT32.tooLarge,
      tooSmall: (key) => `${key} value can not be negative`,
    }),
    { aliases: ['max_sub_tokens'], default: 0, field: 'MaxSubTokens' },
  ),
  /** Connections that have ended and that monitoring still shows. Default 10000. */
  maxClosedClients: option(integer({ min: 0 }), {
    default: 10_000,
    since: '2.10',
    zeroIsDefault: true,
  }),

  /** Silence in ms after which a client is sent PING. Default 120000 (2 minutes). */
  pingIntervalMs: option(duration({ min: 1e-6, orZero: true }), {
    default: 120_000,
    reload: 'new connections',
    zeroIsDefault: true,
  }),
  /** Unanswered PINGs after which a client is closed as stale. Default 2. */
  pingMax: option(integer({ min: 0 }), {
    default: 2,
    reload: 'new connections',
    field: 'MaxPingsOut',
    zeroIsDefault: true,
  }),
  /** Time in ms a write to a client may take before it is closed as a slow consumer. Default 10000. */
  writeDeadlineMs: option(duration({ min: 1e-6, orZero: true }), {
    default: 10_000,
    reload: 'new connections',
    zeroIsDefault: true,
  }),
  /** What becomes of a client that a write takes too long to. Default "default": it is closed. */
  writeTimeout: option(writeTimeoutPolicy, { default: 'default', since: '2.14' }),
  /** Whether message headers are refused. Default false. */
  noHeaderSupport: option(boolean, { default: false }),
  /** Whether a publisher is never slowed down when its subscribers are slow. Default false. */
  noFastProducerStall: option(boolean, { default: false, reload: 'now', since: '2.10' }),
  /** Has no effect: what natsx keeps of matches is not a cache of the subject tree. Default false. */
  disableSublistCache: option(boolean, {
    aliases: ['no_sublist_cache'],
    default: false,
    field: 'NoSublistCache',
  }),
  /** Whether the fast road may repeat what the slow road decided; for tests and benchmarks. Default true. */
  fastPath: option(boolean, {
    default: true,
    natsx: true,
    flags: {
      fast_path: {
        group: 'natsx',
        type: 'boolean',
        default: true,
        description: 'Repeat on bytes what was decided before, off with =false (default: true)',
      },
    },
  }),
  /** Whether the fast road may run in WebAssembly; otherwise it runs in JavaScript. Default true. */
  wasm: option(boolean, {
    default: true,
    natsx: true,
    flags: {
      wasm: {
        group: 'natsx',
        type: 'boolean',
        default: true,
        description: 'Let the fast road run in WebAssembly, off with =false (default: true)',
      },
    },
  }),
  /** Whether the loop looks for more for 50 µs before it sleeps, which answers single requests sooner. Default true. */
  spin: option(boolean, {
    default: true,
    natsx: true,
    flags: {
      spin: {
        group: 'natsx',
        type: 'boolean',
        default: true,
        description: 'Look for more for 50 µs before sleeping, off with =false (default: true)',
      },
    },
  }),
  /** Whether sockets are written to below Node's streams, if this Node allows it. Default true. */
  directWrites: option(boolean, {
    default: true,
    natsx: true,
    flags: {
      direct_writes: {
        group: 'natsx',
        type: 'boolean',
        default: true,
        description: "Write below Node's streams, through them with =false (default: true)",
      },
    },
  }),
  /** Whether sockets are read into one static buffer, if this Node allows it, instead of by 'data' events. Default true. */
  staticReads: option(boolean, {
    default: true,
    natsx: true,
    flags: {
      static_reads: {
        group: 'natsx',
        type: 'boolean',
        default: true,
        description: "Read into one static buffer, 'data' events with =false (default: true)",
      },
    },
  }),

  /** Duration in ms over which clients are sent away in lame duck mode, at least 30000. Default 120000. */
  lameDuckDurationMs: option(
    duration({
      min: 30_000,
      numbers: 'refused',
      tooShort: (ms) =>
        `invalid lame_duck_duration of ${formatDuration(ms)}, minimum is 30 seconds`,
    }),
    { default: 120_000 },
  ),
  /** Time in ms before the first client is sent away, below `lameDuckDurationMs`. Default 10000. */
  lameDuckGracePeriodMs: option(
    duration({
      numbers: 'refused',
      tooShort: () => 'invalid lame_duck_grace_period, needs to be positive',
    }),
    { default: 10_000, zeroIsDefault: true },
  ),

  /** Who may connect. Default everybody. */
  authorization: option(authorization, {
    reload: 'parts',
    flags: {
      user: {
        group: 'Authorization',
        type: 'string',
        value: 'user',
        description: 'User required for connections',
        as: (user: string) => ({ user }),
      },
      pass: {
        group: 'Authorization',
        type: 'string',
        value: 'password',
        description: 'Password required for connections',
        as: (password: string) => ({ password }),
      },
      auth: {
        group: 'Authorization',
        type: 'string',
        value: 'token',
        description: 'Authorization token required for connections',
        as: (token: string) => ({ token }),
      },
    },
  }),
  /** User of clients that say nothing of who they are. Default none: such clients are refused. */
  noAuthUser: option(text(), {
    reload: {
      only: 'its removal, together with that of its user',
      allows: (old, next, options) =>
        (next === undefined || next === '') &&
        !configuredUsers(options as Parameters<typeof configuredUsers>[0]).some(
          ({ user }) => user === old,
        ),
    },
  }),
  /** Subject spaces with their users, and what they share. Default one, $G. */
  accounts: option(accounts, {
    default: {},
    reload: 'now',
  }),
  /** Where messages to a subject go instead, in the account $G. */
  mappings: option(mappings, {
    aliases: ['maps'],
    default: {},
    reload: 'now',
  }),
  /** Name of the system account, or its key where there is an operator. Default $SYS. */
  systemAccount: option(text(), {
    aliases: ['system'],
    reload: {
      only: 'from $SYS to none',
      allows: (old, next) => old === '$SYS' && next === undefined,
    },
  }),
  /** Whether there is no system account. Default false. */
  noSystemAccount: option(boolean, { aliases: ['no_system', 'no_sys_acc'], default: false }),
  /** JWTs of the operators whose accounts are trusted; in a file, also paths of files with them. Default none. */
  operator: option(operators, {
    aliases: ['operators', 'roots', 'root', 'root_operators', 'root_operator'],
    default: [],
    field: 'TrustedOperators',
  }),
  /** Public keys of the operators whose accounts are trusted. Default none. */
  trustedKeys: option(trustedKeys, {
    aliases: ['trusted'],
    default: [],
  }),
  /** Where the JWTs of accounts are looked up. Default at the operator's account server. */
  resolver: option(resolver, {
    aliases: ['account_resolver', 'accounts_resolver'],
    reload: {
      only: 'not from none or to none',
      allows: (old, next) => old !== undefined && next !== undefined,
    },
    field: 'AccountResolver',
  }),
  /** JWTs of accounts by their keys, for a start. */
  resolverPreload: option(preload, {
    default: {},
    reload: 'now',
  }),
  /** Keys of the accounts whose users alone may connect. Default all. */
  resolverPinnedAccounts: option(list(text(), { single: true }), {
    default: [],
    reload: 'now',
  }),
  /** JWT with which clients connect that bring none. Default none. */
  defaultSentinel: option(text(), {
    since: '2.12',
    reload: 'now',
    secret: true,
  }),

  /** How connections of clients are encrypted. Default not at all. */
  tls: option(tls(), {
    reload: 'reread',
    field: 'TLSConfig',
    flags: {
      tls: {
        group: 'TLS',
        type: 'boolean',
        description: 'Enable TLS, do not verify clients (default: false)',
        as: () => ({}),
      },
      tlscert: {
        group: 'TLS',
        type: 'string',
        value: 'file',
        description: 'Server certificate file',
        as: (certFile: string) => ({ certFile }),
      },
      tlskey: {
        group: 'TLS',
        type: 'string',
        value: 'file',
        description: 'Private key for server certificate',
        as: (keyFile: string) => ({ keyFile }),
      },
      tlsverify: {
        group: 'TLS',
        type: 'boolean',
        description: 'Enable TLS, verify client certificates',
        as: (verify: boolean) => ({ verify }),
      },
      tlscacert: {
        group: 'TLS',
        type: 'string',
        value: 'file',
        description: 'Client certificate CA for verification',
        as: (caFile: string) => ({ caFile }),
      },
    },
  }),
  /** How the connection to the account server is encrypted. */
  resolverTls: option(tls(), { reload: 'reread' }),
  /** Whether clients may connect without TLS although there is a `tls` block. Default false. */
  allowNonTls: option(boolean, { default: false, field: 'AllowNonTLS' }),
  /** OCSP stapling. Default as the certificate demands. */
  ocsp: option(ocsp, {
    reload: 'now',
    unserved: { warns: 'no OCSP answer is stapled to the certificate' },
  }),
  /** Cache of OCSP answers. */
  ocspCache: option(ocsp, {
    reload: 'now',
    since: '2.10',
    unserved: { warns: 'OCSP answers are not looked up, so none is kept' },
  }),
  /** Whether connections begin with a PROXY protocol header. Default false. */
  proxyProtocol: option(boolean, {
    default: false,
    since: '2.14',
    unserved: { refuses: 'the PROXY protocol is not served: every connection would be refused' },
  }),
  /** Proxies that may vouch for their clients. Default none. */
  proxies: option(proxies, {
    since: '2.12',
    reload: 'now',
    unserved: { refuses: 'trusted proxies are not served: their clients would not be told apart' },
  }),

  /** The servers that this one shares all its subjects with. Default none. */
  cluster: option(cluster, {
    reload: 'parts',
    field: 'cluster',
    flags: {
      routes: {
        group: 'Cluster',
        type: 'string',
        value: 'rurl-1, rurl-2',
        description: 'Routes to solicit and connect',
        takesEmpty: true,
        as: (urls: string) => ({
          routes: urls === '' ? [] : urls.split(',').map((url) => url.trim()),
        }),
      },
      cluster: {
        group: 'Cluster',
        type: 'string',
        aliases: ['cluster_listen'],
        value: 'url',
        description: 'Cluster URL from which members can solicit routes',
        takesEmpty: true,
        as: clusterFromUrl,
      },
      cluster_name: {
        group: 'Cluster',
        type: 'string',
        value: 'string',
        description: 'Cluster Name, if not set one will be dynamically generated',
        as: (name: string) => ({ name }),
      },
      no_advertise: {
        group: 'Cluster',
        type: 'boolean',
        description: 'Do not advertise known cluster information to clients',
        as: (noAdvertise: boolean) => ({ noAdvertise }),
      },
      cluster_advertise: {
        group: 'Cluster',
        type: 'string',
        value: 'string',
        description: 'Cluster URL to advertise to other servers',
        as: (advertise: string) => ({ advertise }),
      },
      connect_retries: {
        group: 'Cluster',
        type: 'integer',
        value: 'number',
        description: 'For implicit routes, number of connect retries',
        as: (connectRetries: number) => ({ connectRetries }),
      },
    },
  }),
  /** The clusters that this one shares its subjects with, as far as there is interest. Default none. */
  gateway: option(gateway, {
    reload: 'parts',
  }),
  /** Servers that hang off this one, and those that this one hangs off. Default none. */
  leafnodes: option(leafnodes, {
    aliases: ['leaf'],
    reload: 'parts',
    field: 'LeafNode',
  }),
  /** How clients may connect by websocket. Default not at all. */
  websocket: option(websocket, { aliases: ['ws'], reload: 'parts' }),
  /** How clients may connect by MQTT. */
  mqtt: option(mqtt, {
    reload: 'now',
    unserved: {
      refuses:
        'natsx does not serve MQTT. Run nats-server -c FILE with the same file; with a leafnode remote to it, its MQTT clients and those of a natsx-server meet',
      when: ({ port: number }) => number !== undefined,
    },
  }),
  /** JetStream. */
  jetstream: option(jetstream, {
    unserved: noJetStream,
    field: 'JetStream',
    flags: {
      jetstream: {
        group: 'JetStream',
        type: 'boolean',
        aliases: ['js'],
        description: 'Enable JetStream functionality',
      },
    },
  }),
  /** Directory in which JetStream keeps its streams. */
  storeDir: option(path, {
    aliases: ['storedir'],
    reload: 'now',
    unserved: { warns: 'it has no effect without JetStream' },
    flags: {
      store_dir: {
        group: 'JetStream',
        type: 'string',
        aliases: ['sd'],
        value: 'dir',
        description: 'Set the storage directory',
      },
    },
  }),
  /** JetStream domains that accounts use when they say none. */
  defaultJsDomain: option(jetstreamDomains, {
    unserved: { warns: 'it has no effect without JetStream' },
  }),

  httpPort: shorthand(port, (number: number) => (number === 0 ? {} : { http: { port: number } }), {
    aliases: ['monitor_port'],
  }),
  httpsPort: shorthand(port, (number: number) => (number === 0 ? {} : { https: { port: number } })),
  /** Monitoring endpoints: `{ host, port }`; the client host when empty. Default none. */
  http: option(listenAddress, {
    field: 'HTTPPort',
    flags: {
      http_port: {
        group: 'Server',
        type: 'integer',
        aliases: ['m'],
        value: 'port',
        description: 'Use port for http monitoring, -1 for a free one',
        as: (number: number) => ({ port: number }),
      },
    },
  }),
  /** Monitoring endpoints with the certificate of `tls`. Default none. */
  https: option(listenAddress, {
    field: 'HTTPSPort',
    flags: {
      https_port: {
        group: 'Server',
        type: 'integer',
        aliases: ['ms'],
        value: 'port',
        description: 'Use port for https monitoring',
        as: (number: number) => ({ port: number }),
      },
    },
  }),
  /** Path before those of the monitoring endpoints. Default none. */
  httpBasePath: option(text(), { field: 'HTTPBasePath' }),

  /** Whether debug lines are logged. Default false. */
  debug: option(boolean, {
    default: false,
    reload: 'now',
    flags: {
      debug: {
        group: 'Logging',
        type: 'boolean',
        aliases: ['D'],
        description: 'Enable debugging output',
      },
    },
  }),
  /** Whether protocol lines are logged. Default false. */
  trace: option(boolean, {
    default: false,
    reload: 'now',
    flags: {
      trace: {
        group: 'Logging',
        type: 'boolean',
        aliases: ['V'],
        description: 'Trace the raw protocol',
      },
    },
  }),
  /** Whether protocol lines of the system account are logged, too. Default false. */
  traceVerbose: option(boolean, { default: false, reload: 'now' }),
  /** Whether protocol lines are logged, of messages their headers alone. Default false. */
  traceHeaders: option(boolean, { default: false, reload: 'now', since: '2.12' }),
  /** Bytes of a message that a trace line shows; 0 is unlimited. Default 0. */
  maxTracedMessageLength: option(integer({ min: 0, fromFile: (number) => Math.max(number, 0) }), {
    key: 'max_traced_msg_len',
    default: 0,
    reload: 'now',
    field: 'MaxTracedMsgLen',
    flags: {
      max_traced_msg_len: {
        group: 'Logging',
        type: 'integer',
        value: 'len',
        description: 'Maximum printable length for traced messages (default: unlimited)',
      },
    },
  }),
  /** Whether log lines begin with the time. Of the program. Default true. */
  logtime: option(boolean, {
    default: true,
    reload: 'now',
    flags: {
      logtime: {
        group: 'Logging',
        type: 'boolean',
        aliases: ['T'],
        default: true,
        description: 'Timestamp log entries, off with =false (default: true)',
      },
    },
  }),
  /** Whether that time is UTC. Of the program. Default false. */
  logtimeUtc: option(boolean, {
    default: false,
    reload: 'now',
    field: 'LogtimeUTC',
    flags: {
      logtime_utc: {
        group: 'Logging',
        type: 'boolean',
        description: 'Timestamps in UTC instead of local timezone (default: false)',
      },
    },
  }),
  /** File that the log is appended to. Of the program. Default standard error. */
  logFile: option(path, {
    aliases: ['logfile'],
    reload: 'now',
    flags: {
      log: {
        group: 'Logging',
        type: 'string',
        aliases: ['l'],
        value: 'file',
        description: 'File to redirect log output',
      },
    },
  }),
  /** Bytes from which on the log file is put aside and a new one begun; 0 is never. Of the program. Default 0. */
  logSizeLimit: option(size({ min: 0, fromFile: (number) => Math.max(number, 0) }), {
    aliases: ['logfile_size_limit'],
    default: 0,
    flags: {
      log_size_limit: {
        group: 'Logging',
        type: 'integer',
        value: 'limit',
        description: 'Logfile size limit (default: auto)',
      },
    },
  }),
  /** Log files that are kept, the current one counted; 0 is all. Of the program. Default 0. */
  logMaxNum: option(integer({ min: 0, fromFile: (number) => Math.max(number, 0) }), {
    aliases: ['logfile_max_num'],
    default: 0,
    since: '2.10',
    field: 'LogMaxFiles',
  }),
  /** Whether the log goes to syslog. Of the program. Default false. */
  syslog: option(boolean, {
    default: false,
    reload: 'now',
    flags: {
      syslog: {
        group: 'Logging',
        type: 'boolean',
        aliases: ['s'],
        description: 'Log to syslog or windows event log',
      },
    },
  }),
  /** URL of the syslog server, as `udp://localhost:514`. Of the program. Default that of the machine. */
  remoteSyslog: option(text({ name: 'URL' }), {
    reload: 'now',
    flags: {
      remote_syslog: {
        group: 'Logging',
        type: 'string',
        aliases: ['r'],
        value: 'addr',
        description: 'Syslog server addr (udp://localhost:514)',
      },
    },
  }),
  /** File for the process id. Of the program. Default none. */
  pidFile: option(path, {
    aliases: ['pidfile'],
    reload: 'now',
    flags: {
      pid: {
        group: 'Server',
        type: 'string',
        aliases: ['P'],
        value: 'file',
        description: 'File to store PID',
      },
    },
  }),
  /** Directory for the file that tells the ports. Of the program. Default none. */
  portsFileDir: option(path, {
    reload: 'now',
    flags: {
      ports_file_dir: {
        group: 'Server',
        type: 'string',
        value: 'dir',
        description: 'Creates a ports file in the specified directory (nats-server_<pid>.ports)',
      },
    },
  }),
  /** Failed attempts to connect to a server between two that are logged as errors. Default 3600. */
  connectErrorReports: option(integer({ min: 0, fromFile: (number) => Math.max(number, 0) }), {
    default: 3600,
    reload: 'now',
    zeroIsDefault: true,
  }),
  /** The same, for a server that was connected to before. Default 1. */
  reconnectErrorReports: option(integer({ min: 0, fromFile: (number) => Math.max(number, 0) }), {
    default: 1,
    reload: 'now',
    zeroIsDefault: true,
  }),
  /** Port for Go's profiles. */
  profPort: option(port, {
    zeroIsDefault: true,
    unserved: {
      warns: 'no profiling port is opened; node --cpu-prof and --inspect profile natsx-server',
    },
    flags: {
      profile: {
        group: 'Profiling',
        type: 'integer',
        value: 'port',
        description: 'Profiling HTTP port',
      },
    },
  }),
  /** How often Go looks who waits. */
  profBlockRate: option(integer(), {
    reload: 'now',
    since: '2.10',
    zeroIsDefault: true,
    unserved: { warns: 'there is no profiling port' },
  }),
};

/** Everything a server was told, defaults filled in. */
export type ServerOptions = OptionsOf<typeof serverTable>;

/** What a program may tell a server: anything may be left out. */
export type GivenServerOptions = GivenOf<typeof serverTable>;
