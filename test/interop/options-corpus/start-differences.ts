// Where a server that was started with a configuration differs from nats-server started with the same, and why. What
// `-t` says of it is compared elsewhere (differences.ts).

export interface StartDifference {
  readonly why: string;
  /** The first nats-server that does as natsx; undefined: none. */
  readonly until?: string;
  /** Which texts; any if not said. */
  readonly of?: RegExp;
  /** What is told of the difference: a place in /varz, or `starts` where one of the two does not start. */
  readonly at: RegExp;
}

export const startDifferences: readonly StartDifference[] = [
  { why: 'with no certificate, no client could connect', of: /^tls \{/, at: /^starts/ },
  { why: 'there is no JetStream that could need it', of: /^default_js_domain/, at: /^starts/ },
  {
    why: 'the log belongs to the program, which is not started here',
    of: /^syslog/,
    at: /^starts/,
  },
  { why: 'routes are not accepted: their port is as given', at: /^\.cluster\.cluster_port/ },
  {
    why: 'a server without routes makes up no name of a cluster',
    at: /^\.cluster\.name: not there/,
  },
  {
    why: 'where nobody is listened to, the address does not count',
    at: /^\.(cluster\.addr|leaf\.host|websocket\.host): not there/,
  },
  {
    why: 'nats-server shows those of the cluster in their place',
    at: /^\.(gateway|leaf)\.write_(deadline|timeout)/,
  },
  { why: 'MQTT is not served', at: /^\.mqtt\./ },
  { why: 'the switches of JetStream are not there', at: /^\.feature_flags\./ },
  { why: 'below 0 is unlimited, whatever it is', at: /^\.max_subscriptions: not there/ },
  { why: 'below 0 is none, whatever it is', at: /^\.max_connections: -1, not -5/ },
  { why: 'a list of users without any lets nobody in', at: /^\.auth_required: there/ },
  { why: 'the port that was found', at: /^\.https_port: \d+, not -1$/ },
  { why: '0 means none', until: '2.12', at: /^\.max_connections: -1, not 65536/ },
  { why: 'a whole number is taken for seconds', until: '2.12', at: /^\.auth_timeout: 2, not 1/ },
  {
    why: 'shown since',
    until: '2.12',
    at: /^(\.cluster\.pool_size|\.leaf\.remotes\[\d\]\.local_account|.*\btls_cert_not_after): there/,
  },
];
