// Where natsx judges a configuration otherwise than `nats-server -t` does, and why. Texts with several mistakes are none
// of the corpus: nats-server walks a Go map, and which it finds, and in which order, is left to chance.

export interface OptionsDifference {
  readonly why: string;
  /** The first nats-server that judges as natsx does; undefined: none. */
  readonly until?: string;
  readonly texts: readonly string[];
}

export const optionsDifferences: readonly OptionsDifference[] = [
  {
    why: 'refused before the server finds out that it can’t listen there',
    texts: ['port: 70000'],
  },
  {
    why: 'a negative size or count means nothing, and nats-server then refuses every message or client',
    texts: ['ping_max: -1', 'max_pending: -5', 'max_payload: -1'],
  },
  {
    why: 'Node’s timers hold at most 24 days and 20 hours',
    texts: ['ping_interval: "1000h"'],
  },
  {
    why: 'nats-server ignores the whole block: its users would be missing, and nobody told',
    texts: ['accounts: x'],
  },
  {
    why: 'checked when the server starts',
    until: '2.11',
    texts: ['server_name: "a b"', 'cluster { name: "a b", port: 1 }', 'gateway { name: "a b" }'],
  },
  {
    why: 'taken for what it was surely not meant to be',
    until: '2.12',
    texts: [
      '# nothing',
      'authorization { timeout: 100 }',
      'authorization { timeout: x }',
      'authorization { timeout: true }',
      'authorization { users: [ {user: a, pass: b, permissions: {publish: "a q"}} ] }',
      'leafnodes { remotes: [ {url: "nats://a:1"}, {url: "nats://a:1"} ] }',
      'leafnodes { reconnect: 3 }',
      'tls { cipher_suites: [TLS_RSA_WITH_RC4_128_SHA] }',
      'resolver: { type: full, dir: "jwts", hard_delete: true }',
    ],
  },
];

/** The texts of which a nats-server of this version thinks otherwise. */
export function differencesFrom(version: string): Set<string> {
  const differing = optionsDifferences.filter(
    ({ until }) => until === undefined || rank(version) < rank(until),
  );
  return new Set(differing.flatMap(({ texts }) => texts));
}

/** `2.9.10` is below `2.12`. */
function rank(version: string): number {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major * 1000 + minor;
}
