import assert from 'node:assert/strict';
import { readRules } from '../../src/auth-callout/rules-reader.ts';

const read = (text: string) =>
  readRules('/etc/callout/rules.conf', { env: { SECRET: 'from-env' }, readFile: () => text });
const ISSUER = 'issuer { seed_file: issuer.nk }\n';

describe('rules of the auth callout service', () => {
  it('reads a whole file, with paths relative to its folder', () => {
    const rules = read(`
      nats { servers: ["nats://a", "nats://b"], creds: "keys/service.creds", ca_file: /ca.pem }
      issuer { seed_file: issuer.nk }
      xkey_file: x.nk
      queue: q
      defaults { account: APP, expiry: 1h }
      users: [ { user: alice, password: $SECRET, permissions { publish: a, responses { max: 2, ttl: 3s } } } ]
      providers: [ { issuer: "https://i", audience: [nats], jwks: keys.json, rules: [ { match { g: [a, b] } } ] } ]
    `);
    assert.equal(rules.nats.servers, 'nats://a,nats://b');
    assert.equal(rules.nats.creds, '/etc/callout/keys/service.creds');
    assert.equal(rules.nats.ca, '/ca.pem');
    assert.equal(rules.issuer.file, '/etc/callout/issuer.nk');
    assert.equal(rules.xkey, '/etc/callout/x.nk');
    const [alice] = rules.users;
    assert.ok(alice?.type === 'password');
    assert.equal(alice.password, 'from-env');
    assert.equal(alice.grant.name, 'alice');
    assert.equal(alice.grant.account, 'APP');
    assert.equal(alice.grant.expiryMs, 3_600_000);
    assert.deepEqual(alice.grant.publish, { allow: ['a'], deny: [] });
    assert.deepEqual(alice.grant.responses, { max: 2, ttlMs: 3000 });
    const [provider] = rules.providers;
    assert.equal(provider?.jwks, '/etc/callout/keys.json');
    assert.ok(!provider.algorithms.some((each) => each.startsWith('HS') || each === 'none'));
    assert.deepEqual([...provider.rules[0]!.match], [['g', ['a', 'b']]]);
    // What a client calls itself is no name for who has a token.
    assert.equal(provider.rules[0]!.grant.name, '{{sub}}');
  });

  const mistakes: Record<string, [string, RegExp]> = {
    'no issuer': ['users: []', /there is no issuer/],
    'a misspelt field': [
      `${ISSUER}users: [{ user: a, password: b, account: A, permisions {} }]`,
      /2:\d+: unknown field "users\[0\]\.permisions"/,
    ],
    'a misspelt deny': [
      `${ISSUER}users: [{ user: a, password: b, account: A, permissions { publish { denny: x } } }]`,
      /unknown field/,
    ],
    'no account': [
      `${ISSUER}users: [{ user: a, password: b }]`,
      /there is no account, here or in defaults/,
    ],
    'two ways': [
      `${ISSUER}users: [{ user: a, password: b, token: c, account: A }]`,
      /either user and password, a token, or an nkey/,
    ],
    'no password': [`${ISSUER}users: [{ user: a, account: A }]`, /a user needs a password/],
    'a wrong nkey': [
      `${ISSUER}users: [{ nkey: UABC, account: A }]`,
      /nkey must be the public key of a user/,
    ],
    'an unknown account': [
      `${ISSUER}accounts { B { seed_file: b.nk } }, users: [{ token: t, account: A }]`,
      /there is no account "A" in accounts/,
    ],
    'a scoped account with permissions': [
      `${ISSUER}accounts { A { seed_file: b.nk, scoped: true } }, users: [{ token: t, account: A, permissions { publish: x } }]`,
      /has a role/,
    ],
    'keys in clear': [
      `${ISSUER}providers: [{ issuer: i, audience: a, jwks: "http://h/keys", rules: [{ account: A }] }]`,
      /keys must come by https/,
    ],
    'no audience': [
      `${ISSUER}providers: [{ issuer: i, jwks: "https://h/keys", rules: [{ account: A }] }]`,
      /needs an audience/,
    ],
    'no rules': [
      `${ISSUER}providers: [{ issuer: i, audience: a, jwks: "https://h/keys" }]`,
      /needs rules/,
    ],
    'a shared secret': [
      `${ISSUER}providers: [{ issuer: i, audience: a, jwks: k, algorithms: HS256, rules: [{ account: A }] }]`,
      /algorithms can be RS256/,
    ],
    'a wrong duration': [`${ISSUER}defaults { expiry: soon }`, /expiry must be a time as "1h"/],
    'a text for a list': [`${ISSUER}users: x`, /users must be a list/],
  };
  for (const [what, [text, pattern]] of Object.entries(mistakes)) {
    it(`says where and what: ${what}`, () => {
      assert.throws(() => read(text), pattern);
    });
  }

  it('tells all mistakes, and no value', () => {
    const text = `${ISSUER}users: [{ user: a, password: s3cret }, { token: s3cret, nix: s3cret }]`;
    try {
      read(text);
      assert.fail('it was read');
    } catch (error) {
      const { message } = error as Error;
      assert.equal(message.split('\n').length, 3);
      assert.doesNotMatch(message, /s3cret/);
    }
  });
});
