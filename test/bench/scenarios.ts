// What is measured: each row names a scenario, the arguments natsload runs it with, the figures read from its JSON line
// and what they have to reach.

import type { Joint } from './joined.ts';

export type Unit =
  | 'per-second'
  | 'microseconds'
  | 'milliseconds'
  | 'seconds'
  | 'percent'
  | 'bytes'
  | 'kB'
  | 'MB'
  | 'yes-no';

/** What a figure has to reach: a ratio natsx / nats-server, or a value of natsx' own. */
export type Target =
  | { readonly type: 'ratio'; readonly atLeast: number }
  | { readonly type: 'ratio'; readonly atMost: number }
  | { readonly type: 'value'; readonly atMost: number };

export interface Figure {
  /** Its name in natsload's JSON line; `cost_percent` is made here, from a pair of runs. */
  readonly key: string;
  readonly label: string;
  readonly unit: Unit;
  readonly target?: Target;
}

export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** `$CONFIG` among them is the file with the configuration. */
  readonly args: readonly string[];
  readonly figures: readonly Figure[];
  /**
   * `shared`: one server process for all runs, after a warm-up run (the default). `fresh`: a new one for each run,
   * where memory is measured. `none`: natsload starts the server itself.
   */
  readonly server?: 'fresh' | 'none';
  /** Arguments for natsx alone. */
  readonly natsxArgs?: readonly string[];
  /** The configuration of all of them; what ConfigFiles knows in it, as `$CERT`, is made for the run. */
  readonly config?: string;
  /** Two servers, joined so: the subscriber or responder is at one, everybody else at the other. */
  readonly joint?: Joint;
  /** Each run is paired with one of the undisturbed `args`; `cost_percent` compares the figure `of` of the two. */
  readonly paired?: { readonly args: readonly string[]; readonly of: string };
}

const rate = (atLeast?: number, label = 'msg/s'): readonly Figure[] => [
  { key: 'per_s', label, unit: 'per-second', ...(atLeast !== undefined && ratioAtLeast(atLeast)) },
  { key: 'per_cpu_s', label: `${label.slice(0, -2)} per CPU-second`, unit: 'per-second' },
];
/** Of two servers: what counts is what a message costs both. */
const jointRate = (atLeast: number): readonly Figure[] => {
  const [perSecond, perCpuSecond] = rate();
  return [perSecond!, { ...perCpuSecond!, ...ratioAtLeast(atLeast) }];
};
const p50: Figure = { key: 'p50_us', label: 'p50', unit: 'microseconds' };
const p99: Figure = { key: 'p99_us', label: 'p99', unit: 'microseconds' };
const cost: Figure = {
  key: 'cost_percent',
  label: 'cost against undisturbed',
  unit: 'percent',
  target: { type: 'value', atMost: 10 },
};

const tls = 'tls { cert_file: "$CERT", key_file: "$KEY" }\n';
const permissions = `authorization { users: [ { user: u, password: p, permissions: {
  publish: { allow: ["bench", "bench.>", "_INBOX.>"], deny: "bench.secret.>" }
  subscribe: { allow: ["bench", "bench.>", "_INBOX.>"], deny: "secret.>" }
} } ] }
`;
/**
 * `count` users `u0`, `u1` …: natsx answers those together who ask the same. The timeout is for nats-server, which on a
 * busy machine checks no hash in 2 s.
 */
const users = (count: number, password: string): string =>
  `authorization { timeout: 30, users: [ ${Array.from(
    { length: count },
    (_, number) => `{ user: u${number}, password: "${password}" }`,
  ).join(', ')} ] }\n`;
/** A service of u0's account, which u1 … u16 use from theirs. */
const service = `accounts {
  SERVICE { users: [ { user: u0, password: p } ], exports: [ { service: "bench.request" } ] }
  CLIENTS {
    users: [ ${Array.from(
      { length: 16 },
      (_, number) => `{ user: u${number + 1}, password: p }`,
    ).join(', ')} ]
    imports: [ { service: { account: SERVICE, subject: "bench.request" } } ]
  }
  OWN { users: [ { user: own, password: p } ] }
}
`;
/** A stream of u1's account, which u0 hears in another. */
const stream = `accounts {
  STREAM { users: [ { user: u1, password: p } ], exports: [ { stream: "bench" } ] }
  LISTENER {
    users: [ { user: u0, password: p } ]
    imports: [ { stream: { account: STREAM, subject: "bench" } } ]
  }
  OWN { users: [ { user: own, password: p } ] }
}
`;
/** As many accounts, `A0`, `A1` …, with the user `u0`, `u1` … */
const accounts = (count: number): string =>
  `accounts {\n${Array.from(
    { length: count },
    (_, number) => `  A${number} { users: [ { user: u${number}, password: p } ] }\n`,
  ).join('')}}\n`;
const asUser = (count: number): readonly string[] => [
  ...['--user', 'u', '--pass', 'p', '--users', String(count)],
];
const logins = (count: number, ...more: readonly string[]): readonly string[] => [
  ...['--scenario', 'conns', '--conns', String(count), ...more],
];
const loginRate: readonly Figure[] = [
  { key: 'per_s', label: 'logins/s', unit: 'per-second' },
  { key: 'per_cpu_s', label: 'logins per CPU-second', unit: 'per-second' },
];

export const scenarios: readonly Scenario[] = [
  {
    name: 'pub-16',
    title: 'pub, 16 B, nobody listens',
    args: load('pub', 16),
    figures: rate(),
  },
  {
    name: 'pubsub-16',
    title: 'pub → 1 sub, 16 B',
    args: load('pubsub', 16),
    figures: rate(6),
  },
  {
    name: 'pubsub-16-data',
    title: "pub → 1 sub, 16 B, natsx reading by 'data' events",
    args: load('pubsub', 16),
    natsxArgs: ['--static_reads=false'],
    figures: rate(),
  },
  {
    name: 'pubsub-128',
    title: 'pub → 1 sub, 128 B',
    args: load('pubsub', 128),
    figures: rate(4),
  },
  {
    name: 'pubsub-1k',
    title: 'pub → 1 sub, 1 KiB',
    args: load('pubsub', 1024),
    figures: rate(2.8),
  },
  // With headers on, or with permissions, the same ratio as plain within 20 %: 0.8 × 6 and 0.8 × 4.
  {
    name: 'headers-16',
    title: 'pub → 1 sub, 16 B and headers',
    args: load('pubsub', 16, '--headers'),
    figures: rate(4.8),
  },
  {
    name: 'headers-128',
    title: 'pub → 1 sub, 128 B and headers',
    args: load('pubsub', 128, '--headers'),
    figures: rate(3.2),
  },
  {
    name: 'tls-16',
    title: 'pub → 1 sub, 16 B, TLS',
    args: load('pubsub', 16, '--tls'),
    config: tls,
    figures: rate(1),
  },
  {
    name: 'tls-1k',
    title: 'pub → 1 sub, 1 KiB, TLS',
    args: load('pubsub', 1024, '--tls'),
    config: tls,
    figures: rate(1),
  },
  {
    name: 'tls-reqrep-16',
    title: 'request/reply, 16 clients, 16 B, TLS',
    args: load('reqrep', 16, '--pubs', '16', '--tls'),
    config: tls,
    figures: [...rate(1, 'requests/s'), p50, p99],
  },
  {
    name: 'permissions-16',
    title: 'pub → 1 sub, 16 B, users with permissions',
    args: load('pubsub', 16, '--user', 'u', '--pass', 'p'),
    config: permissions,
    figures: rate(4.8),
  },
  {
    name: 'permissions-128',
    title: 'pub → 1 sub, 128 B, users with permissions',
    args: load('pubsub', 128, '--user', 'u', '--pass', 'p'),
    config: permissions,
    figures: rate(3.2),
  },
  {
    name: 'cross-128',
    title: '4 pubs × 4 subs, 128 B',
    args: load('pubsub', 128, '--pubs', '4', '--subs', '4'),
    figures: rate(),
  },
  {
    name: 'fanout-10',
    title: 'fan-out 1 → 10, 16 B',
    args: load('fanout', 16, '--subs', '10'),
    figures: rate(6),
  },
  {
    name: 'fanout-10-1k',
    title: 'fan-out 1 → 10, 1 KiB',
    args: load('fanout', 1024, '--subs', '10'),
    figures: rate(),
  },
  {
    name: 'fanout-100',
    title: 'fan-out 1 → 100, 16 B',
    args: load('fanout', 16, '--subs', '100'),
    figures: rate(6),
  },
  {
    name: 'queue',
    title: 'queue, 2 pubs / 4 members, 16 B',
    args: load('queue', 16, '--pubs', '2', '--subs', '4'),
    figures: rate(6),
  },
  {
    name: 'wildcard',
    title: '1000 subjects → one wildcard sub, 16 B',
    args: load('multi', 16, '--subjects', '1000'),
    figures: rate(5),
  },
  {
    name: 'unique',
    title: 'each subject used once → one wildcard sub, 16 B',
    args: load('unique', 16),
    figures: [...rate(), { key: 'rss_mb', label: 'RSS', unit: 'MB' }],
  },
  {
    name: 'small-writes',
    title: '50 pubs, a write for each message → 1 sub, 16 B',
    args: load('small-writes', 16),
    figures: rate(),
  },
  {
    name: 'reqrep-1',
    title: 'request/reply, 1 client, 16 B',
    args: load('reqrep', 16),
    figures: [...rate(1.2, 'requests/s'), p50, { ...p99, target: { type: 'ratio', atMost: 1 } }],
  },
  {
    name: 'reqrep-16',
    title: 'request/reply, 16 clients, 16 B',
    args: load('reqrep', 16, '--pubs', '16'),
    figures: [...rate(1.8, 'requests/s'), p50, p99],
  },
  {
    name: 'reqrep-64',
    title: 'request/reply, 64 clients, 16 B',
    args: load('reqrep', 16, '--pubs', '64'),
    figures: [...rate(1.8, 'requests/s'), p50, p99],
  },
  {
    name: 'route-128',
    title: 'pub → 1 sub through a route, 128 B',
    args: load('pubsub', 128),
    joint: 'route',
    figures: jointRate(3),
  },
  {
    name: 'route-reqrep-16',
    title: 'request/reply through a route, 16 clients, 16 B',
    args: load('reqrep', 16, '--pubs', '16'),
    joint: 'route',
    figures: [...rate(undefined, 'requests/s'), p50, p99],
  },
  {
    name: 'gateway-128',
    title: 'pub → 1 sub through a gateway, 128 B',
    args: load('pubsub', 128),
    joint: 'gateway',
    figures: jointRate(2.5),
  },
  {
    name: 'gateway-reqrep-16',
    title: 'request/reply through a gateway, 16 clients, 16 B',
    args: load('reqrep', 16, '--pubs', '16'),
    joint: 'gateway',
    figures: [...rate(undefined, 'requests/s'), p50, p99],
  },
  {
    name: 'leafnode-128',
    title: 'pub → 1 sub through a leafnode connection, 128 B',
    args: load('pubsub', 128),
    joint: 'leafnode',
    figures: jointRate(2.5),
  },
  {
    name: 'leafnode-reqrep-16',
    title: 'request/reply through a leafnode connection, 16 clients, 16 B',
    args: load('reqrep', 16, '--pubs', '16'),
    joint: 'leafnode',
    figures: [...rate(undefined, 'requests/s'), p50, p99],
  },
  {
    name: 'services-16',
    title: 'request/reply, 16 clients, 16 B, from another account',
    args: load('reqrep', 16, '--pubs', '16', ...asUser(17)),
    config: service,
    paired: {
      args: load('reqrep', 16, '--pubs', '16', '--user', 'own', '--pass', 'p'),
      of: 'per_s',
    },
    figures: [
      ...rate(undefined, 'requests/s'),
      p50,
      p99,
      {
        ...cost,
        label: 'cost against requests in one account',
        target: { type: 'value', atMost: 40 },
      },
    ],
  },
  {
    name: 'streams-16',
    title: 'pub → 1 sub, 16 B, from another account',
    args: load('pubsub', 16, ...asUser(2)),
    config: stream,
    paired: { args: load('pubsub', 16, '--user', 'own', '--pass', 'p'), of: 'per_s' },
    figures: [
      ...rate(),
      {
        ...cost,
        label: 'cost against messages in one account',
        target: { type: 'value', atMost: 40 },
      },
    ],
  },
  {
    name: 'mixed',
    title: '1 request/reply client beside unthrottled bulk, 128 B',
    args: load('mixed', 128),
    figures: [
      { key: 'per_s', label: 'requests/s', unit: 'per-second' },
      p50,
      { ...p99, target: { type: 'ratio', atMost: 1 } },
      { key: 'bulk_per_s', label: 'bulk msg/s', unit: 'per-second' },
    ],
  },
  {
    name: 'churn',
    title: 'pub → 1 sub, 16 B, beside 1,000 SUBs and UNSUBs a second of fresh inboxes',
    args: load('churn', 16),
    paired: { args: load('churn', 16, '--churn', '0'), of: 'per_s' },
    figures: [...rate(), cost],
  },
  {
    name: 'churn-wildcards',
    title: 'the same with fresh wildcard inboxes, _INBOX.x.*',
    args: load('churn', 16, '--churn-wildcards'),
    paired: { args: load('churn', 16, '--churn', '0'), of: 'per_s' },
    figures: [...rate(), cost],
  },
  {
    name: 'slow',
    title: 'fan-out 1 → 10, 1 KiB, beside one that stops reading',
    args: load('slow', 1024, '--subs', '10'),
    paired: { args: load('slow', 1024, '--subs', '10', '--stalled', '0'), of: 'after_per_s' },
    figures: [
      { key: 'until_per_s', label: 'msg/s until cut off', unit: 'per-second', ...ratioAtLeast(1) },
      { key: 'after_per_s', label: 'msg/s afterwards', unit: 'per-second' },
      cost,
      { key: 'cut', label: 'cut off', unit: 'yes-no' },
      { key: 'cut_after_s', label: 'cut off after', unit: 'seconds' },
      { key: 'until_gap_ms', label: 'longest wait of the publisher', unit: 'milliseconds' },
      { key: 'rss_max_mb', label: 'highest RSS', unit: 'MB' },
    ],
  },
  {
    name: 'conns',
    title: '5,000 idle connections, one subscription each',
    args: ['--scenario', 'conns', '--conns', '5000'],
    server: 'fresh',
    figures: [
      {
        key: 'kb_per_conn',
        label: 'RSS per connection',
        unit: 'kB',
        target: { type: 'ratio', atMost: 0.4 },
      },
      { key: 'conns_per_s', label: 'connections/s', unit: 'per-second' },
    ],
  },
  {
    name: 'subs',
    title: '1,000,000 subscriptions in 10,000 accounts, a message to each, 16 B',
    args: [
      ...['--scenario', 'subs', '--conns', '10000', '--subs', '100', '--size', '16'],
      ...[...asUser(10_000), '--duration-cap', '300'],
    ],
    config: accounts(10_000),
    server: 'fresh',
    figures: [
      ...rate(),
      { key: 'subs_per_s', label: 'subscriptions/s', unit: 'per-second' },
      {
        key: 'b_per_sub',
        label: 'RSS per subscription',
        unit: 'bytes',
        target: { type: 'ratio', atMost: 0.5 },
      },
      { key: 'rss_before_mb', label: 'RSS with 10,000 idle accounts', unit: 'MB' },
    ],
  },
  {
    name: 'logins',
    title: 'logins with a password in clear',
    args: logins(1000, ...asUser(50)),
    config: users(50, 'p'),
    figures: loginRate,
  },
  {
    name: 'logins-bcrypt',
    title: 'logins with a bcrypt password, cost 11',
    args: logins(16, ...asUser(16)),
    config: users(16, '$BCRYPT'),
    figures: loginRate,
  },
  {
    name: 'logins-nkey',
    title: 'logins with an nkey',
    args: logins(1000, '--nkey', '$CONFIG'),
    config: 'authorization { users: [ { nkey: $NKEY } ] } # $SEED\n',
    figures: loginRate,
  },
  {
    name: 'logins-jwt',
    title: "logins with a user's JWT",
    args: logins(1000, '--nkey', '$CONFIG', '--jwt', '$CONFIG'),
    // natsload takes the first seed and the first JWT that it finds.
    config: '# $SEED\n# $JWT\noperator: $OPERATOR\nresolver: MEMORY\nresolver_preload: $PRELOAD\n',
    figures: loginRate,
  },
  {
    name: 'logins-tls',
    title: 'connections with TLS',
    args: logins(500, '--tls'),
    config: tls,
    figures: loginRate,
  },
  {
    name: 'logins-beside',
    title: 'pub → 1 sub, 16 B, beside 10 bcrypt logins a second',
    args: load('logins', 16, ...asUser(16)),
    config: users(16, '$BCRYPT'),
    paired: { args: load('logins', 16, '--logins', '0', ...asUser(16)), of: 'per_s' },
    figures: [...rate(), { key: 'cost_percent', label: cost.label, unit: 'percent' }],
  },
  {
    name: 'startup',
    title: 'start-up',
    args: ['--scenario', 'startup'],
    server: 'none',
    figures: [
      { key: 'startup_ms', label: 'until the first PONG', unit: 'milliseconds' },
      { key: 'rss_mb', label: 'RSS', unit: 'MB' },
    ],
  },
];

/** The scenarios called `names`, in that order; all of them if there are none. */
export function pickScenarios(names: readonly string[]): readonly Scenario[] {
  if (names.length === 0) return scenarios;
  return names.map((name) => {
    const scenario = scenarios.find((one) => one.name === name);
    if (scenario !== undefined) return scenario;
    throw new Error(
      `no scenario is called "${name}"; there are: ${scenarios.map((one) => one.name).join(', ')}`,
    );
  });
}

function load(scenario: string, sizeBytes: number, ...more: string[]): readonly string[] {
  return ['--scenario', scenario, '--size', String(sizeBytes), ...more];
}

function ratioAtLeast(atLeast: number): { readonly target: Target } {
  return { target: { type: 'ratio', atLeast } };
}
