// The same claims make the same tokens, and have the same issues, as in Go: golden.json holds what Go's library made.
import assert from 'node:assert/strict';
import { claimsToJson, decode, encode, validate } from '../../src/jwt/index.ts';
import {
  GOLDEN_TOKENS,
  GOLDEN_V1_TOKENS,
  goldenKey,
  payloadOf,
  publicKey,
  sortIssues,
} from './golden.ts';

// Go writes a template's limit of 0 by leaving it out, and reads what is left out as -1; so the token can't come back.
const CHANGED_BY_READING = new Set(['account with signing keys and scopes']);

describe('Tokens of the Go library', () => {
  it('are many, of all types', () => {
    assert.ok(GOLDEN_TOKENS.length >= 60);
    const types = new Set(GOLDEN_TOKENS.map(({ token }) => decode(token).type));
    assert.deepEqual(
      [...types].sort(),
      [
        ...['account', 'activation', 'authorization_request', 'authorization_response'],
        ...['generic', 'operator', 'user'],
      ].sort(),
    );
  });

  for (const { name, signer, token, issues } of GOLDEN_TOKENS) {
    it(`read and write to the byte: ${name}`, () => {
      const claims = decode(token);
      assert.equal(claims.iss, publicKey(signer));
      assertHolds(claims, payloadOf(token), '');
      const again = encode(claims, goldenKey(signer), { now: new Date(claims.iat * 1000) });
      if (!CHANGED_BY_READING.has(name)) {
        assert.deepEqual(payloadOf(again), payloadOf(token));
        assert.equal(again, token);
        const json = Buffer.from(token.split('.')[1]!, 'base64url').toString();
        assert.equal(claimsToJson(claims), json);
      }
    });

    it(`have the same issues: ${name}`, () => {
      assert.deepEqual(sortIssues(validate(decode(token))), sortIssues(issues));
    });
  }
});

describe('Tokens of version 1', () => {
  for (const { name, signer, token, issues, v2 } of GOLDEN_V1_TOKENS) {
    if (v2 === undefined) continue;
    it(`become version 2 as in Go: ${name}`, () => {
      const claims = decode(token);
      assert.ok('version' in claims.nats && claims.nats.version === 1);
      const { iat } = payloadOf(v2) as { iat: number };
      assert.equal(encode(claims, goldenKey(signer), { now: new Date(iat * 1000) }), v2);
      assert.deepEqual(sortIssues(validate(claims)), sortIssues(issues));
    });
  }
});

/** Everything that the payload says stands at the same place in the claims. */
function assertHolds(claims: unknown, payload: unknown, path: string): void {
  if (path === '.nats.type' || path.endsWith('.kind')) return;
  // A number beyond 2^53 can't be compared with what JSON.parse made of it.
  if (typeof claims === 'bigint') assert.equal(Number(claims), payload, path);
  else if (claims instanceof Map) assertMapHolds(claims, payload as object, path);
  else if (Array.isArray(payload) || (typeof payload === 'object' && payload !== null)) {
    assert.ok(typeof claims === 'object' && claims !== null, path);
    for (const [name, value] of Object.entries(payload)) {
      const found = Object.entries(claims).find(([each]) => each === name)?.[1] as unknown;
      // Nothing is written for it, but it is there.
      assertHolds(found, value, `${path}.${name}`);
    }
  } else assert.equal(claims, payload, path);
}

function assertMapHolds(claims: Map<unknown, unknown>, payload: object, path: string): void {
  const entries: [string, unknown][] = path.endsWith('.signing_keys')
    ? (payload as (string | { key: string })[]).map((each) =>
        typeof each === 'string' ? [each, undefined] : [each.key, each],
      )
    : Object.entries(payload);
  assert.equal(claims.size, entries.length, path);
  for (const [key, value] of entries) {
    assert.ok(claims.has(key), `${path}.${key}`);
    assertHolds(claims.get(key), value, `${path}.${key}`);
  }
}
