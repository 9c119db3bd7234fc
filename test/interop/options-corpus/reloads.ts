// Pairs of configurations: what a server was started with, and what the file says when it reads it again.
import { certificateFile, keyFile } from '../../support/certificates.ts';

export type Reload = readonly [old: string, next: string];

const PAIR = `cert_file: "${certificateFile('server')}", key_file: "${keyFile('server')}"`;
const OTHER = `cert_file: "${certificateFile('server-rsa')}", key_file: "${keyFile('server-rsa')}"`;
const CA = `ca_file: "${certificateFile('ca')}"`;
const USER = 'authorization { users: [{user: a, password: b}] }';

/** A block that gets one more option. */
function grows(name: string, block: string, more: readonly string[]): Reload[] {
  return more.map((option) => [`${name} { ${block} }`, `${name} { ${block}, ${option} }`]);
}

/** Options of which the log says the same, too. */
export const plain: readonly Reload[] = [
  ...['debug', 'trace', 'trace_verbose', 'logtime_utc'].map((key): Reload => ['', `${key}: true`]),
  ...['max_payload', 'max_control_line', 'max_connections', 'ping_max', 'max_traced_msg_len'].map(
    (key): Reload => ['', `${key}: 1000`],
  ),
  ...['max_pending', 'max_subscriptions', 'max_closed_clients'].map((key): Reload => [
    '',
    `${key}: 1000000000`,
  ]),
  ...['ping_interval', 'write_deadline', 'lame_duck_duration', 'lame_duck_grace_period'].map(
    (key): Reload => ['', `${key}: "50s"`],
  ),
  ...['connect_error_reports', 'reconnect_error_reports', 'prof_block_rate'].map((key): Reload => [
    '',
    `${key}: 5`,
  ]),
  ['', 'server_tags: [a]'],
  ['', 'server_metadata { a: b }'],
  ['', 'no_header_support: true'],
  ['', 'disable_sublist_cache: true'],
  ['', 'authorization { user: a, password: b }'],
  ['', 'authorization { token: a }'],
  ['', 'authorization { timeout: 3 }'],
  ['', USER],
  [`${USER}\nno_auth_user: a`, USER],
  [USER, `${USER}\nno_auth_user: a`],
  [`tls { ${PAIR} }`, `tls { ${OTHER} }`],
  [`tls { ${PAIR} }`, `tls { ${PAIR} }\nallow_non_tls: true`],
  ['', 'http_base_path: x'],
];

/** Options of which it says something else: ours is their key and value. */
export const reworded: readonly Reload[] = [
  ['', 'client_advertise: "1.2.3.4:5"'],
  ['', 'feature_flags { a: true }'],
  ['', 'write_timeout: retry'],
  ['', 'no_fast_producer_stall: true'],
  [`${USER}\nno_auth_user: a`, ''],
  ['', 'accounts { A {} }'],
  ['', 'mappings { a: b }'],
  ['accounts { A {} }', 'accounts { A {} }\nsystem_account: A'],
  ['', 'no_system_account: true'],
  ['', `tls { ${PAIR} }`],
  [`tls { ${PAIR} }`, ''],
  [`tls { ${PAIR} }`, `tls { ${PAIR}, timeout: 5 }`],
  ['', 'ocsp: false'],
  ['', 'logtime: true\nlog_size_limit: 1000'],
  ['', 'log_max_num: 3'],
  ['', 'http: "127.0.0.1:-1"'],
  ['', 'store_dir: "x"'],
  ['', 'default_js_domain { "$G": b }'],
  ['', 'mqtt { ack_wait: "3s" }'],
  ['', 'prof_port: -1'],
];

const C = 'name: C, listen: "127.0.0.1:-1"';

export const clusters: readonly Reload[] = [
  [`cluster { ${C} }`, ''],
  ['', `cluster { ${C} }`],
  [`cluster { ${C} }`, 'cluster { name: D, listen: "127.0.0.1:-1" }'],
  ...grows('cluster', C, [
    ...['no_advertise: true', 'advertise: "a:1"', 'routes: ["nats://127.0.0.1:1"]'],
    ...[
      'connect_retries: 4',
      'authorization { user: a, password: b }',
      'permissions { import: a }',
    ],
    ...[`tls { ${PAIR}, ${CA} }`, 'pool_size: 5', 'compression: s2_fast', 'ping_interval: "5s"'],
    ...['ping_max: 5', 'write_deadline: "5s"', 'write_timeout: close', 'connect_backoff: true'],
  ]),
];

export const gateways: readonly Reload[] = [
  [`gateway { ${C} }`, ''],
  ['', `gateway { ${C} }`],
  [`gateway { ${C}, tls { ${PAIR}, ${CA} } }`, `gateway { ${C}, tls { ${OTHER}, ${CA} } }`],
  ...grows('gateway', C, [
    ...['reject_unknown: true', 'gateways: [{name: D, url: "nats://127.0.0.1:1"}]'],
    ...['connect_retries: 4', 'authorization { user: a, password: b }', 'advertise: "a:1"'],
    ...['write_deadline: "5s"'],
  ]),
];

const L = 'listen: "127.0.0.1:-1"';
const R = 'url: "nats://127.0.0.1:1"';

export const leafnodes: readonly Reload[] = [
  [`leafnodes { ${L} }`, ''],
  ['', `leafnodes { ${L} }`],
  [`leafnodes { ${L}, tls { ${PAIR} } }`, `leafnodes { ${L}, tls { ${OTHER} } }`],
  ...grows('leafnodes', L, [
    ...['no_advertise: true', 'advertise: "a:1"', 'authorization { user: a, password: b }'],
    ...['min_version: "2.9.0"', 'compression: s2_fast', 'isolate: true', 'reconnect: "3s"'],
    ...['dial_timeout: "3s"', 'write_deadline: "3s"', 'write_timeout: close', `tls { ${PAIR} }`],
    `remotes: [{${R}}]`,
  ]),
  [`leafnodes { remotes: [{${R}}] }`, 'leafnodes { remotes: [] }'],
  ...[
    'disabled: true',
    'compression: s2_best',
    'deny_imports: a',
    'hub: true',
    'no_randomize: true',
  ].map((option): Reload => [
    `leafnodes { remotes: [{${R}}] }`,
    `leafnodes { remotes: [{${R}, ${option}}] }`,
  ]),
];

const W = 'listen: "127.0.0.1:-1", no_tls: true';

export const websockets: readonly Reload[] = [
  [`websocket { ${W} }`, ''],
  ['', `websocket { ${W} }`],
  [`websocket { ${L}, tls { ${PAIR} } }`, `websocket { ${L}, tls { ${OTHER} } }`],
  ...grows('websocket', W, [
    ...[
      'same_origin: true',
      'allowed_origins: ["http://a"]',
      'compression: true',
      'user_cookie: a',
    ],
    ...['handshake_timeout: "3s"', 'authorization { timeout: 3 }', 'authorization { token: a }'],
    ...['advertise: "a:1"', 'headers { a: b }', 'ping_interval: "3s"'],
  ]),
];

/** Reloads of which natsx thinks otherwise: `next` as it stands above, and why. */
export const differences: readonly { readonly why: string; readonly next: RegExp }[] = [
  {
    why: 'a leafnode that comes anew is asked for what the file says now',
    next: /^leafnodes \{ listen.*(authorization|tls \{.*server\.pem)/,
  },
  {
    why: 'the connection to a remote is made anew when it has changed',
    next: /^leafnodes \{ remotes: .*(deny_imports|hub|no_randomize)/,
  },
];
