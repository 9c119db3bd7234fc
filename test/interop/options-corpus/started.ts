// Configurations with which a server starts, for the values that /varz shows of them. Paths of certificates are those of
// test/support; ports are free ones.
import { certificateFile, keyFile } from '../../support/certificates.ts';

const PAIR = `cert_file: "${certificateFile('server')}", key_file: "${keyFile('server')}"`;
const CA = `ca_file: "${certificateFile('ca')}"`;
const PINNED = '"a8f407340dcc719864214b85ed96f98d16cbffa8f509d9fa4ca237b7bb3f9c32"';
const NKEY = 'UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4';

export const values: readonly string[] = [
  'server_name: N1\nserver_tags: [A, "b:C"]',
  'server_metadata { a: b, C: D }',
  'client_advertise: "1.2.3.4:5"',
  'client_advertise: example.org',
  'max_payload: 10MB\nmax_pending: 20MB\nmax_control_line: 1KB\nmax_connections: 7\nmax_subscriptions: 9',
  'ping_interval: "11s"\nping_max: 5\nwrite_deadline: "1500ms"',
  'ping_interval: "1ms"',
  'write_timeout: retry',
  'write_timeout: close',
  'write_timeout: default',
  'lame_duck_duration: "40s"\nlame_duck_grace_period: "3s"',
  'max_closed_clients: 5\nno_fast_producer_stall: true\nno_header_support: true',
];

/** Nothing, said in words: the default holds. */
export const nothing: readonly string[] = [
  ...['max_payload', 'max_pending', 'max_control_line', 'max_subscriptions'].map(
    (key) => `${key}: 0`,
  ),
  ...['ping_interval', 'write_deadline', 'lame_duck_grace_period'].map((key) => `${key}: "0s"`),
  ...['ping_max', 'max_closed_clients', 'http_port', 'https_port'].map((key) => `${key}: 0`),
  'authorization {}',
  'authorization { user: a }',
  'authorization { user: "", password: "" }',
  'authorization { token: "" }',
  'authorization { users: [] }',
];

export const login: readonly string[] = [
  'authorization { token: s3cr3t }',
  `authorization { users: [{nkey: ${NKEY}}] }`,
  'authorization { users: [{user: a, password: b}] }\nno_auth_user: a',
  'authorization { user: a, password: b, users: [] }',
  'authorization { users: [{user: a, password: b, allowed_connection_types: [WEBSOCKET]}] }',
  'authorization { timeout: 0.5 }',
  `tls { ${PAIR} }`,
  `tls { ${PAIR}, timeout: 3 }`,
  `tls { ${PAIR}, ${CA}, verify: true, timeout: "1500ms" }`,
  `tls { ${PAIR}, ${CA}, verify_and_map: true }`,
  `tls { ${PAIR} }\nallow_non_tls: true`,
  `tls { ${PAIR} }\nhttps: "127.0.0.1:-1"`,
  `tls { ${PAIR}, timeout: 3 }\nauthorization { user: a, password: b, timeout: 7 }`,
];

export const clusters: readonly string[] = [
  'cluster { name: C }',
  'cluster { host: "127.0.0.1", name: C }',
  'cluster { name: C, port: -1 }',
  'cluster { name: "", port: -1 }',
  'cluster { name: C, port: -1, authorization { timeout: 0.5 } }',
  'cluster { name: C, port: -1, no_advertise: true, connect_retries: 3, advertise: "a:1" }',
  'cluster { name: C, port: -1, pool_size: -1 }',
  'cluster { name: C, port: -1, pool_size: -1, accounts: [A] }\naccounts { A {} }',
  'cluster { name: C, port: -1, accounts: [A, A] }\naccounts { A {} }',
  'cluster { name: C, listen: "127.0.0.1:-1", authorization { user: a, password: b, timeout: 3 }, routes: ["nats://a:b@127.0.0.1:1", "nats-route://127.0.0.1"], pool_size: 7 }',
  'cluster { name: C, port: -1, write_deadline: "3s", write_timeout: close }',
  `cluster { name: C, port: -1, tls { ${PAIR}, ${CA}, timeout: 4 } }`,
  'gateway { name: G, port: -1 }',
  'gateway { name: G, port: -1, write_deadline: "3s" }',
  'cluster { name: G, port: -1 }\ngateway { name: G, port: -1, advertise: "x:1", connect_retries: 3, reject_unknown: true, authorization {user: a, password: b, timeout: 3} }',
  `gateway { name: G, listen: "127.0.0.1:-1", reject_unknown_cluster: true, tls { ${PAIR}, ${CA}, timeout: 3 }, gateways: [{name: H, url: "nats://u:p@127.0.0.1:1", tls { ${PAIR}, ${CA}, timeout: 5}}, {name: I, urls: ["nats://127.0.0.1:1"]}] }`,
];

export const leafnodes: readonly string[] = [
  'leafnodes { host: "127.0.0.1" }',
  'leafnodes { port: -1 }',
  'leafnodes { port: -1 }\ncluster { name: C, port: -1 }',
  'leafnodes { port: -1, write_deadline: "3s", write_timeout: close }',
  `leafnodes { listen: "127.0.0.1:-1", authorization { user: a, password: b, timeout: 3 }, tls { ${PAIR}, ${CA}, verify: true, timeout: 4 } }`,
  `leafnodes { listen: "127.0.0.1:-1", tls { ${PAIR}, timeout: 4 } }`,
  'leafnodes { remotes: [ {url: "nats://u:p@127.0.0.1:1"} ] }',
  'leafnodes { remotes: [ {urls: ["ws://127.0.0.1", "wss://127.0.0.1:1"]} ] }',
  'leafnodes { remotes: [ {urls: ["nats://127.0.0.1", "ws://127.0.0.1"]} ] }',
  'leafnodes { remotes: [ {url: "nats://127.0.0.1", deny_imports: [a, b], deny_exports: c} ] }',
  `leafnodes { remotes: [ {url: "nats://127.0.0.1:1", tls {${PAIR}, ${CA}, timeout: 6}}, {url: "tls://127.0.0.1:1", account: "$G", tls {${CA}}} ] }`,
];

export const websockets: readonly string[] = [
  'websocket { host: "127.0.0.1", no_tls: true }',
  'websocket { port: -1, no_tls: true }',
  'websocket { port: -1, no_tls: true, ping_interval: "3s" }',
  'websocket { port: -1, no_tls: true, authorization { token: x } }',
  'websocket { port: -1, no_tls: true, no_auth_user: a }\nauthorization { users: [{user: a, password: b}] }',
  'websocket { port: -1, no_tls: true, same_origin: true, allowed_origins: ["http://a", "https://b:1"], compression: true, handshake_timeout: "3s", authorization {timeout: 5, user: a, password: b}, advertise: "x:1" }',
  `websocket { listen: "127.0.0.1:-1", tls {${PAIR}} }`,
  `websocket { port: -1, tls {${PAIR}, ${CA}, verify_and_map: true, pinned_certs: [${PINNED}]} }`,
];

export const mqtt: readonly string[] = ['mqtt { ack_wait: "3s", max_ack_pending: 5 }'];
