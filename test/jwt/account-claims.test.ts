import assert from 'node:assert/strict';
import { sortShares, validateAccount, type Account } from '../../src/jwt/account-claims.ts';
import {
  decodeAs,
  encode,
  isJetStreamEnabled,
  newAccountClaims,
  newActivationClaims,
  newExport,
  newImport,
  newUserScope,
  NO_LIMIT,
  weightOf,
} from '../../src/jwt/index.ts';
import { isExternallyAuthorized } from '../../src/jwt/external-authorization.ts';
import { isEmptyLimits, OPERATOR_LIMITS, unlimited } from '../../src/jwt/limits.ts';
import { MAPPINGS } from '../../src/jwt/mappings.ts';
import { parseJson } from '../../src/jwt/json-reader.ts';
import { SIGNING_KEYS } from '../../src/jwt/scope.ts';
import { Issues } from '../../src/jwt/validation.ts';
import { goldenKey, publicKey } from './golden.ts';

const claims = newAccountClaims(publicKey('account'));
const exporter = publicKey('other-account');

/** Descriptions of all that is wrong with an account. */
function issuesOf(
  changes: Partial<Account>,
  readActivation = () => newActivationClaims(claims.sub) as never,
): string[] {
  const issues = new Issues();
  validateAccount({ ...claims, nats: { ...claims.nats, ...changes } }, readActivation, issues);
  return issues.list.map(({ description }) => description);
}

describe('Account claims', () => {
  it('are new without limits, and without JetStream', () => {
    const { subs, data, payload, imports, exports, conn, leaf, ...others } = claims.nats.limits;
    assert.deepEqual(
      new Set([subs, data, payload, imports, exports, conn, leaf]),
      new Set([NO_LIMIT]),
    );
    assert.deepEqual([others.wildcards, others.disallow_bearer], [true, false]);
    assert.equal(isJetStreamEnabled(claims.nats.limits), false);
    assert.deepEqual(issuesOf({}), []);
  });

  it('sort what they share when they are written, and keep the order of what is equal', () => {
    const exports = ['b', 'a', 'B', 'a'].map((subject, i) => ({
      ...newExport('stream', subject),
      name: String(i),
    }));
    const imports = ['é', 'z'].map((subject) => newImport('stream', subject, exporter));
    const sorted = sortShares({ ...claims.nats, exports, imports });
    assert.deepEqual(
      sorted.exports.map(({ name }) => name),
      ['2', '1', '3', '0'],
    );
    assert.deepEqual(
      sorted.imports.map(({ subject }) => subject),
      ['z', 'é'],
    );
    const token = encode({ ...claims, nats: { ...claims.nats, exports } }, goldenKey('operator'));
    assert.deepEqual(
      decodeAs('account', token).nats.exports.map(({ name }) => name),
      ['2', '1', '3', '0'],
    );
    assert.deepEqual(
      exports.map(({ name }) => name),
      ['0', '1', '2', '3'],
    );
  });

  it('read flat JetStream limits as zero beside tiers', () => {
    const json = '{"mem_storage":5,"streams":7,"subs":3,"tiered_limits":{"R1":{"disk_storage":9}}}';
    const limits = OPERATOR_LIMITS.read(parseJson('limits', json), 'limits');
    assert.deepEqual([limits.mem_storage, limits.streams, limits.subs], [0, 0, 3]);
    assert.equal(isJetStreamEnabled(limits), true);
    assert.equal(isJetStreamEnabled({ ...limits, mem_storage: 5, tiered_limits: new Map() }), true);
    const offTier = new Map([['R1', { ...limits, disk_storage: 0 }]]);
    assert.equal(isJetStreamEnabled({ ...limits, mem_storage: 5, tiered_limits: offTier }), false);
  });

  it('complain of flat JetStream limits beside tiers that were not read', () => {
    const tiered_limits = new Map([['', unlimited()]]);
    assert.deepEqual(issuesOf({ limits: { ...unlimited(), streams: 1, tiered_limits } }), [
      'JetStream Limits and tiered JetStream Limits are mutually exclusive',
      'Tiered JetStream Limits can not contain a blank "" tier name',
    ]);
    assert.deepEqual(
      issuesOf({ limits: { ...unlimited(), tiered_limits: new Map([['R1', unlimited()]]) } }),
      [],
    );
  });

  it('tell empty limits from none', () => {
    assert.equal(isEmptyLimits(OPERATOR_LIMITS.zero()), true);
    assert.equal(isEmptyLimits(unlimited()), false);
    assert.equal(isEmptyLimits({ ...OPERATOR_LIMITS.zero(), wildcards: true }), false);
  });

  it('complain of shares beyond their limits', () => {
    const imports = [newImport('stream', 'a', exporter)];
    const exports = [newExport('stream', 'b.*')];
    const tooMany = 'the account contains more imports than allowed by the operator';
    const limits = { ...unlimited(), imports: 0, exports: 0, wildcards: false };
    assert.deepEqual(issuesOf({ imports, exports, limits }), [
      tooMany,
      tooMany,
      'the account contains more exports than allowed by the operator',
      'the account contains wildcard exports that are not allowed by the operator',
    ]);
    assert.equal(issuesOf({ imports, limits: OPERATOR_LIMITS.zero() }).length, 1);
    assert.deepEqual(
      issuesOf({ imports, limits: { ...unlimited(), imports: 2n ** 63n - 1n } }),
      [],
    );
  });

  it('complain of 4,000 services that overlap within a second or so', () => {
    const imports = Array.from({ length: 4000 }, (_, i) =>
      newImport('service', `a.${i}.b`, exporter),
    );
    assert.deepEqual(issuesOf({ imports }), []);
    assert.equal(
      issuesOf({ imports: [...imports, newImport('service', 'a.>', exporter)] }).length,
      4000,
    );
    const exports = imports.map(({ subject }) => newExport('service', subject));
    assert.deepEqual(issuesOf({ exports: [newExport('service', 'a.>'), ...exports] }), [
      'service export subject "a.>" already exports "a.0.b"',
    ]);
  });

  it('complain of activations that are none', () => {
    const imports = [{ ...newImport('stream', 'a', exporter), token: 'x' }];
    assert.deepEqual(
      issuesOf({ imports }, () => undefined as never),
      ['import "a" contains an invalid activation token'],
    );
  });
});

describe('Signing keys', () => {
  const key = publicKey('account-scoped');

  it('without a scope in a list of both are undefined', () => {
    const scope = newUserScope(key, 'reader');
    const keys = new Map([
      ['B', undefined],
      ['A', undefined],
      [key, scope],
    ]);
    const json = SIGNING_KEYS.write(keys, 'x');
    assert.match(json, /^\["A",\{"kind":"user_scope","key":"A.*"role":"reader",.*\},"B"\]$/);
    assert.deepEqual(SIGNING_KEYS.read(parseJson('x', json), 'x'), keys);
  });

  it('have templates without limits where none is written, though 0 is not written either', () => {
    const scope = newUserScope(key);
    const zero = new Map([[key, { ...scope, template: { ...scope.template, subs: 0 } }]]);
    const read = SIGNING_KEYS.read(parseJson('x', SIGNING_KEYS.write(zero, 'x')), 'x');
    assert.equal(read.get(key)?.template.subs, NO_LIMIT);
    assert.equal(
      SIGNING_KEYS.read(parseJson('x', `[{"kind":"user_scope","key":"K"}]`), 'x').get('K')?.template
        .data,
      NO_LIMIT,
    );
  });

  for (const [json, message] of [
    ['[{"kind":"other"}]', 'unknown signing key scope "other"'],
    ['[{"key":"K"}]', 'unknown signing key scope without a kind'],
    ['[1]', 'the claim x[0] must hold keys and scopes'],
    ['{}', 'the claim x must hold keys and scopes'],
  ] as const) {
    it(`are not ${json}`, () =>
      assert.throws(() => SIGNING_KEYS.read(parseJson('x', json), 'x'), { message }));
  }
});

describe('Mappings', () => {
  it('weigh 100 percent where they say nothing', () => {
    const read = MAPPINGS.read(
      parseJson('x', '{"a":[{"subject":"b"},{"subject":"c","weight":30}]}'),
      'x',
    );
    assert.deepEqual(read.get('a')?.map(weightOf), [100, 30]);
  });
});

describe('External authorization', () => {
  it('is on where it has users', () => {
    const off = claims.nats.authorization;
    assert.equal(isExternallyAuthorized(off), false);
    assert.equal(isExternallyAuthorized({ ...off, auth_users: ['U'] }), true);
  });
});
