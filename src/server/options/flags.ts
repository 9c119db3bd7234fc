/**
 * Every command line flag of nats-server with what becomes of it here. The program, its usage text and `natsx server
 * start` are made from this table; it is plain data, so that whoever parses the command line may read it.
 */
import type { ServerOptions } from './options.ts';

/** What becomes of a flag's value. */
type FlagEffect =
  /** It sets this option of the server. */
  | { readonly sets: keyof ServerOptions }
  /** The program looks at it: files, log, monitoring address, help. */
  | { readonly program: true }
  /** Not served yet, and serving without it would open the server or lose something: the program ends with this text. */
  | { readonly refused: string }
  /** Not served yet; the server runs without it and warns with this text. */
  | { readonly ignored: string };

export interface ServerFlag {
  readonly group: FlagGroup;
  readonly type: 'boolean' | 'string' | 'integer';
  readonly description: string;
  /** What the usage text shows for the value, for example `file`. */
  readonly value?: string;
  /** Other names of the same flag. */
  readonly aliases?: readonly string[];
  readonly default?: boolean;
  readonly effect: FlagEffect;
}

/** The usage text's headings, in its order. */
export const flagGroups = [
  'Server',
  'Logging',
  'JetStream',
  'Authorization',
  'TLS',
  'Cluster',
  'Profiling',
  'natsx',
  'Common',
] as const;

type FlagGroup = (typeof flagGroups)[number];

const program = { program: true } as const;
const anyone = { refused: 'clients would be let in without credentials' } as const;
const plain = { refused: 'connections would not be encrypted' } as const;
const alone = {
  refused: 'the server would run alone, and messages would not reach the cluster',
} as const;
const noCluster = { ignored: 'it has no effect without a cluster' } as const;
const noSyslog = { refused: 'the log would not arrive there; -l writes it to a file' } as const;

/** Under their long names; nats-server's usage lists the short ones first. */
export const serverFlags = {
  addr: {
    group: 'Server',
    type: 'string',
    aliases: ['a', 'net'],
    value: 'host',
    description: 'Bind to host address (default: 0.0.0.0)',
    effect: { sets: 'host' },
  },
  port: {
    group: 'Server',
    type: 'integer',
    aliases: ['p'],
    value: 'port',
    description: 'Use port for clients, -1 for a free one (default: 4222)',
    effect: { sets: 'port' },
  },
  name: {
    group: 'Server',
    type: 'string',
    aliases: ['n', 'server_name'],
    value: 'name',
    description: 'Server name (default: auto)',
    effect: { sets: 'serverName' },
  },
  pid: {
    group: 'Server',
    type: 'string',
    aliases: ['P'],
    value: 'file',
    description: 'File to store PID',
    effect: program,
  },
  http_port: {
    group: 'Server',
    type: 'integer',
    aliases: ['m'],
    value: 'port',
    description: 'Use port for http monitoring, -1 for a free one',
    effect: program,
  },
  https_port: {
    group: 'Server',
    type: 'integer',
    aliases: ['ms'],
    value: 'port',
    description: 'Use port for https monitoring',
    effect: { refused: 'monitoring would not be served at all; -m serves it unencrypted' },
  },
  config: {
    group: 'Server',
    type: 'string',
    aliases: ['c'],
    value: 'file',
    description: 'Configuration file',
    effect: { refused: 'none of what the file says would hold' },
  },
  t: {
    group: 'Server',
    type: 'boolean',
    description: 'Test configuration and exit',
    effect: { refused: 'there is no configuration file to test' },
  },
  signal: {
    group: 'Server',
    type: 'string',
    aliases: ['sl'],
    value: 'signal[=pid]',
    description: 'Send signal to a server process (ldm, stop, quit, term, reopen, reload)',
    effect: {
      refused: 'no signal was sent; use kill: quit is INT, term TERM, stop KILL, reopen USR1',
    },
  },
  client_advertise: {
    group: 'Server',
    type: 'string',
    value: 'addr',
    description: 'Client URL to advertise to other servers',
    effect: { sets: 'clientAdvertise' },
  },
  ports_file_dir: {
    group: 'Server',
    type: 'string',
    value: 'dir',
    description: 'Creates a ports file in the specified directory (nats-server_<pid>.ports)',
    effect: program,
  },

  log: {
    group: 'Logging',
    type: 'string',
    aliases: ['l'],
    value: 'file',
    description: 'File to redirect log output',
    effect: program,
  },
  logtime: {
    group: 'Logging',
    type: 'boolean',
    aliases: ['T'],
    default: true,
    description: 'Timestamp log entries, off with =false (default: true)',
    effect: program,
  },
  logtime_utc: {
    group: 'Logging',
    type: 'boolean',
    description: 'Timestamps in UTC instead of local timezone (default: false)',
    effect: program,
  },
  syslog: {
    group: 'Logging',
    type: 'boolean',
    aliases: ['s'],
    description: 'Log to syslog or windows event log',
    effect: noSyslog,
  },
  remote_syslog: {
    group: 'Logging',
    type: 'string',
    aliases: ['r'],
    value: 'addr',
    description: 'Syslog server addr (udp://localhost:514)',
    effect: noSyslog,
  },
  debug: {
    group: 'Logging',
    type: 'boolean',
    aliases: ['D'],
    description: 'Enable debugging output',
    effect: program,
  },
  trace: {
    group: 'Logging',
    type: 'boolean',
    aliases: ['V'],
    description: 'Trace the raw protocol',
    effect: program,
  },
  VV: {
    group: 'Logging',
    type: 'boolean',
    description: 'Verbose trace (traces system account as well)',
    effect: program,
  },
  DV: {
    group: 'Logging',
    type: 'boolean',
    description: 'Debug and trace',
    effect: program,
  },
  DVV: {
    group: 'Logging',
    type: 'boolean',
    description: 'Debug and verbose trace (traces system account as well)',
    effect: program,
  },
  log_size_limit: {
    group: 'Logging',
    type: 'integer',
    value: 'limit',
    description: 'Logfile size limit (default: auto)',
    effect: { ignored: 'the log file grows; rotate it from outside and send SIGUSR1' },
  },
  max_traced_msg_len: {
    group: 'Logging',
    type: 'integer',
    value: 'len',
    description: 'Maximum printable length for traced messages (default: unlimited)',
    effect: { sets: 'maxTracedMessageLength' },
  },

  jetstream: {
    group: 'JetStream',
    type: 'boolean',
    aliases: ['js'],
    description: 'Enable JetStream functionality',
    effect: { refused: 'messages meant for streams would be lost' },
  },
  store_dir: {
    group: 'JetStream',
    type: 'string',
    aliases: ['sd'],
    value: 'dir',
    description: 'Set the storage directory',
    effect: { ignored: 'it has no effect without JetStream' },
  },

  user: {
    group: 'Authorization',
    type: 'string',
    value: 'user',
    description: 'User required for connections',
    effect: anyone,
  },
  pass: {
    group: 'Authorization',
    type: 'string',
    value: 'password',
    description: 'Password required for connections',
    effect: anyone,
  },
  auth: {
    group: 'Authorization',
    type: 'string',
    value: 'token',
    description: 'Authorization token required for connections',
    effect: anyone,
  },

  tls: {
    group: 'TLS',
    type: 'boolean',
    description: 'Enable TLS, do not verify clients (default: false)',
    effect: plain,
  },
  tlscert: {
    group: 'TLS',
    type: 'string',
    value: 'file',
    description: 'Server certificate file',
    effect: plain,
  },
  tlskey: {
    group: 'TLS',
    type: 'string',
    value: 'file',
    description: 'Private key for server certificate',
    effect: plain,
  },
  tlsverify: {
    group: 'TLS',
    type: 'boolean',
    description: 'Enable TLS, verify client certificates',
    effect: plain,
  },
  tlscacert: {
    group: 'TLS',
    type: 'string',
    value: 'file',
    description: 'Client certificate CA for verification',
    effect: plain,
  },

  routes: {
    group: 'Cluster',
    type: 'string',
    value: 'rurl-1, rurl-2',
    description: 'Routes to solicit and connect',
    effect: alone,
  },
  cluster: {
    group: 'Cluster',
    type: 'string',
    aliases: ['cluster_listen'],
    value: 'url',
    description: 'Cluster URL from which members can solicit routes',
    effect: alone,
  },
  cluster_name: {
    group: 'Cluster',
    type: 'string',
    value: 'string',
    description: 'Cluster Name, if not set one will be dynamically generated',
    effect: noCluster,
  },
  no_advertise: {
    group: 'Cluster',
    type: 'boolean',
    description: 'Do not advertise known cluster information to clients',
    effect: noCluster,
  },
  cluster_advertise: {
    group: 'Cluster',
    type: 'string',
    value: 'string',
    description: 'Cluster URL to advertise to other servers',
    effect: noCluster,
  },
  connect_retries: {
    group: 'Cluster',
    type: 'integer',
    value: 'number',
    description: 'For implicit routes, number of connect retries',
    effect: noCluster,
  },

  profile: {
    group: 'Profiling',
    type: 'integer',
    value: 'port',
    description: 'Profiling HTTP port',
    effect: {
      ignored: 'no profiling port is opened; node --cpu-prof and --inspect profile natsx-server',
    },
  },

  fast_path: {
    group: 'natsx',
    type: 'boolean',
    default: true,
    description: 'Repeat on bytes what was decided before, off with =false (default: true)',
    effect: { sets: 'fastPath' },
  },
  wasm: {
    group: 'natsx',
    type: 'boolean',
    default: true,
    description: 'Let the fast road run in WebAssembly, off with =false (default: true)',
    effect: { sets: 'wasm' },
  },
  static_reads: {
    group: 'natsx',
    type: 'boolean',
    default: true,
    description: "Read into one static buffer, 'data' events with =false (default: true)",
    effect: { sets: 'staticReads' },
  },
  direct_writes: {
    group: 'natsx',
    type: 'boolean',
    default: true,
    description: "Write below Node's streams, through them with =false (default: true)",
    effect: { sets: 'directWrites' },
  },
  spin: {
    group: 'natsx',
    type: 'boolean',
    default: true,
    description: 'Look for more for 50 µs before sleeping, off with =false (default: true)',
    effect: { sets: 'spin' },
  },
  help: {
    group: 'Common',
    type: 'boolean',
    aliases: ['h'],
    description: 'Show this message',
    effect: program,
  },
  version: {
    group: 'Common',
    type: 'boolean',
    aliases: ['v'],
    description: 'Show version',
    effect: program,
  },
  help_tls: {
    group: 'Common',
    type: 'boolean',
    description: 'TLS help',
    effect: { refused: 'there is no TLS to help with' },
  },
} as const satisfies Readonly<Record<string, ServerFlag>>;
