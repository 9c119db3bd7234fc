import assert from 'node:assert/strict';
import { keysOf, isShorthand, type OptionTable } from '../../../src/server/options/option.ts';
import { isNest } from '../../../src/server/options/block.ts';
import { serverTable } from '../../../src/server/options/server-table.ts';
import type { GivenServerOptions } from '../../../src/server/options/options.ts';
import { readText } from './read-text.ts';

const ACCOUNT_KEY = 'ABJHLOVMPA4CI6R5KLNGOB4GSLNIY7IOUPAJC4YFNDLQVIOBYQGUWVLA';

describe('optionsFromConf', () => {
  const read: [string, GivenServerOptions][] = [
    ['', {}],
    ['port: 4333', { port: 4333 }],
    ['PORT = -1', { port: -1 }],
    ['port: 0', {}],
    ['host: ""', {}],
    ['listen: "127.0.0.1:4333"', { host: '127.0.0.1', port: 4333 }],
    ['listen: 4333', { port: 4333 }],
    ['listen: "[::1]:4333"', { host: '::1', port: 4333 }],
    ['net: localhost', { host: 'localhost' }],
    ['host: a\nnet: b', { host: 'b' }],
    ['http: 8222', { http: { host: '', port: 8222 } }],
    ['monitor_port: 8222', { http: { port: 8222 } }],
    ['http: "a:1"\nhttp_port: 2', { http: { host: 'a', port: 2 } }],
    ['max_payload: 8MB', { maxPayload: 8 * 1024 * 1024 }],
    ['max_connections: 0', { maxConnections: -1 }],
    ['max_conn: 10', { maxConnections: 10 }],
    ['max_subs: -1', { maxSubscriptions: 0 }],
    ['ping_interval: "1m30s"', { pingIntervalMs: 90_000 }],
    ['server_tags: one', { serverTags: ['one'] }],
    ['server_tags: [one, two]', { serverTags: ['one', 'two'] }],
    ['server_metadata: { a: b }', { serverMetadata: { a: 'b' } }],
    ['logfile: x.log\nlogfile_size_limit: 1k', { logFile: 'x.log', logSizeLimit: 1000 }],
    ['log_size_limit: -1', { logSizeLimit: 0 }],
    ['authorization { timeout: 1.5 }', { authorization: { timeoutMs: 1500 } }],
    ['authorization { pass: p, username: u }', { authorization: { user: 'u', password: 'p' } }],
    ['X: a\nauthorization { token: $X }', { authorization: { token: 'a' } }],
    ['accounts: [A, B]', { accounts: ['A', 'B'] }],
    ['maps: { a: b }', { mappings: { a: 'b' } }],
    ['jetstream: disabled', { jetstream: false }],
    ['jetstream {}', { jetstream: { enabled: true } }],
  ];
  for (const [text, given] of read) {
    it(`reads ${JSON.stringify(text)}`, () => {
      assert.deepEqual(readText(text), { given, errors: [], warnings: [] });
    });
  }

  const refused: [string, string[]][] = [
    ['port: 1\nprot: 3', ['2:1: unknown field "prot", did you mean "port"?']],
    ['xyz: 3', ['1:0: unknown field "xyz"']],
    ['cluster { raotes: [] }', ['1:10: unknown field "raotes", did you mean "routes"?']],
    ['fast_path: true', ['1:0: unknown field "fast_path"']],
    [
      'port: "1"\nmax_pending: x\nfoo: 1',
      [
        '1:0: port: expected an integer, found a string',
        '2:1: max_pending: expected an integer, found a string',
        '3:1: unknown field "foo"',
      ],
    ],
    [
      'port: 70000',
      ['1:0: port must be a port from 1 to 65535, or 0 or -1 for a free one, not 70000'],
    ],
    ['listen: "nope"', ['1:0: could not parse address string "nope"']],
    ['listen: "a:b"', ['1:0: could not parse port "b"']],
    ['listen: [1 ]', ['1:0: listen: expected port or host:port, found an array']],
    ['max_payload: 3GB', ['1:0: max_payload value is too big']],
    ['max_sub_tokens: 256', ['1:0: max_sub_tokens value is too big']],
    ['max_sub_tokens: 0', ['1:0: max_sub_tokens value can not be negative']],
    ['ping_interval: "abc"', ['1:0: error parsing ping_interval: time: invalid duration "abc"']],
    ['lame_duck_duration: "5s"', ['1:0: invalid lame_duck_duration of 5s, minimum is 30 seconds']],
    [
      'lame_duck_grace_period: "-1s"',
      ['1:0: invalid lame_duck_grace_period, needs to be positive'],
    ],
    ['server_name: "a b"', ['1:0: server name cannot contain spaces']],
    ['write_timeout: x', ["1:0: write_timeout must be 'default', 'close' or 'retry'"]],
    [
      'accounts { A { users [{user: a, pass: b}] } }\nauthorization { users [{user: a, pass: b}] }',
      ['2:1: Duplicate user "a" detected'],
    ],
    [
      'accounts {\n A {}\n B { imports [{stream {account: C, subject: x}}] } }',
      ['1:0: "C" account not defined for stream import'],
    ],
    [
      `authorization { auth_callout { issuer: ${ACCOUNT_KEY}, auth_users: [a], allowed_accounts: [Z] } }`,
      ['1:0: auth_callout allowed account "Z" not found in configured accounts'],
    ],
  ];
  for (const [text, errors] of refused) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.deepEqual(readText(text).errors, errors));
  }

  it('takes a key that it does not know when it is a variable', () => {
    assert.deepEqual(readText('P: 4333\nport: $P').errors, []);
  });

  const warned: [string, string][] = [
    [
      'ping_interval: 20',
      '1:0: invalid use of field "ping_interval": ping_interval should be converted to a duration',
    ],
    [
      'authorization { timeout: 100 }',
      `1:16: invalid use of field "timeout": timeout of 100 (100.000000 seconds) is high, consider keeping it under 60 seconds. possibly caused by unquoted duration; use '1m' instead of 1m, for example`,
    ],
    [
      'cluster { routes: ["nats://u:s3cr3t@h:1", "nats://u:s3cr3t@h:1"] }',
      '1:43: invalid use of field "nats://[REDACTED]@h:1": Duplicate route entry detected',
    ],
    [
      'cluster { authorization { user: a, password: b, permissions { publish: x } } }',
      '1:10: invalid use of field "authorization": setting "permissions" within cluster authorization block is deprecated',
    ],
    [
      'cluster { ping_interval: "10m" }',
      "1:10: Cluster 'ping_interval' will reset to 30s which is the max for routes",
    ],
  ];
  for (const [text, warning] of warned) {
    it(`warns of ${JSON.stringify(text)}`, () => {
      const { errors, warnings } = readText(text);
      assert.deepEqual([errors, warnings], [[], [warning]]);
    });
  }

  it('repeats no secret', () => {
    for (const text of [
      'authorization { password: [s3cr3t] }',
      'cluster { routes: ["nats://u:s3cr3t@h:x:y"] }',
      'leafnodes { remotes: [{url: "nats://u:s3cr3t@h:x:y", seed: s3cr3t}] }',
    ]) {
      const { errors } = readText(text);
      assert.ok(errors.length > 0 && !errors.join().includes('s3cr3t'), errors.join());
    }
  });

  // nats-server opts.go; those after the line break came after 2.9.
  const keys: Record<string, string> = {
    '': `listen host net port server_name client_advertise server_tags debug trace trace_verbose logtime logtime_utc
      log_file logfile log_size_limit logfile_size_limit syslog remote_syslog pid_file pidfile ports_file_dir
      max_traced_msg_len max_connections max_conn max_subscriptions max_subs max_subscription_tokens max_sub_tokens
      max_control_line max_payload max_pending ping_interval ping_max write_deadline lame_duck_duration
      lame_duck_grace_period no_header_support disable_sublist_cache no_sublist_cache connect_error_reports
      reconnect_error_reports http https http_port monitor_port https_port http_base_path prof_port tls allow_non_tls
      authorization accounts no_auth_user system_account system no_system_account no_system no_sys_acc mappings maps
      operator operators root roots root_operator root_operators trusted_keys trusted resolver account_resolver
      accounts_resolver resolver_tls resolver_preload resolver_pinned_accounts ocsp cluster gateway leafnodes leaf
      websocket ws mqtt jetstream store_dir storedir default_js_domain
      server_metadata feature_flags trace_headers log_max_num logfile_max_num max_closed_clients write_timeout
      no_fast_producer_stall prof_block_rate proxy_protocol proxies default_sentinel ocsp_cache`,
    authorization: `user username pass password token timeout users default_permissions default_permission permissions
      auth_callout auth_hook proxy_required`,
    cluster: `name listen host net port advertise cluster_advertise no_advertise routes connect_retries connect_backoff
      authorization permissions tls pool_size accounts compression ping_interval ping_max write_deadline write_timeout`,
    gateway: `name listen host net port advertise authorization tls connect_retries connect_backoff reject_unknown
      reject_unknown_cluster gateways write_deadline write_timeout`,
    leafnodes: `listen host net port advertise leafnode_advertise no_advertise authorization tls min_version
      minimum_version compression isolate_leafnode_interest isolate reconnect reconnect_delay reconnect_interval
      dial_timeout write_deadline write_timeout remotes`,
    'leafnodes.remotes': `url urls account local credentials creds nkey seed tls hub deny_imports deny_import deny_exports
      deny_export no_randomize dont_randomize ws_compress ws_compression websocket_compress websocket_compression
      ws_no_masking websocket_no_masking compression first_info_timeout dial_timeout disabled ignore_discovered_servers
      isolate isolate_leafnode_interest request_isolation proxy jetstream_cluster_migrate js_cluster_migrate`,
    websocket: `listen host net port advertise no_tls tls same_origin allowed_origins allowed_origin allow_origins
      allow_origin origins origin handshake_timeout compression compress authorization authentication jwt_cookie
      user_cookie pass_cookie token_cookie no_auth_user headers ping_interval`,
    tls: `cert_file key_file ca_file verify verify_and_map verify_cert_and_check_known_urls insecure timeout
      cipher_suites curve_preferences min_version allow_insecure_cipher_suites pinned_certs handshake_first first
      immediate connection_rate_limit certs certificates cert_store cert_match_by cert_match ca_certs_match
      cert_match_skip_invalid ocsp_peer`,
    accounts: `nkey users exports imports jetstream default_permissions mappings maps limits msg_trace trace_dest`,
    'accounts.exports': `stream service accounts account_token_position response response_type threshold
      response_threshold response_max_time response_time latency allow_trace`,
    'accounts.imports': 'stream service prefix to share allow_trace',
    'accounts.limits': `max_connections max_conn max_subscriptions max_subs max_payload max_pay max_leafnodes max_leafs`,
    mqtt: `listen host net port tls authorization authentication no_auth_user ack_wait ackwait js_api_timeout api_timeout
      max_ack_pending max_pending max_inflight js_domain stream_replicas consumer_replicas consumer_memory_storage
      consumer_inactive_threshold consumer_auto_cleanup reject_qos2_publish downgrade_qos2_subscribe`,
  };
  for (const [path, words] of Object.entries(keys)) {
    it(`knows every key of ${path === '' ? 'the top level' : path}`, () => {
      const known = knownKeys(tableAt(path));
      const missing = words.split(/\s+/).filter((key) => !known.includes(key));
      assert.deepEqual(missing, []);
    });
  }

  it('knows no key twice in one block', () => {
    eachTable(serverTable, (table) => {
      const known = knownKeys(table);
      assert.deepEqual(known, [...new Set(known)]);
    });
  });
});

function knownKeys(table: OptionTable): string[] {
  return Object.entries(table).flatMap(([name, entry]) => keysOf(name, entry));
}

function tableAt(path: string): OptionTable {
  let table: OptionTable = serverTable;
  for (const name of path.split('.').filter((part) => part !== '')) {
    const kind = table[name]!.kind;
    assert.ok(isNest(kind));
    table = kind.table;
  }
  return table;
}

function eachTable(table: OptionTable, see: (table: OptionTable) => void): void {
  see(table);
  for (const entry of Object.values(table)) {
    if (!isShorthand(entry) && isNest(entry.kind)) eachTable(entry.kind.table, see);
  }
}
