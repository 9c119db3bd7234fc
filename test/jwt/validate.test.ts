// The texts of all issues are compared with Go's in golden.test.ts; here is when they count.
import assert from 'node:assert/strict';
import {
  complaintOfServiceUrl,
  decode,
  isBlocking,
  newAccountClaims,
  newGenericClaims,
  newOperatorClaims,
  newUserClaims,
  validate,
  type Claims,
} from '../../src/jwt/index.ts';
import { isPublicKey, quoteText } from '../../src/jwt/validation.ts';
import { GOLDEN_V1_TOKENS, publicKey } from './golden.ts';

const at = (seconds: number) => ({ now: new Date(seconds * 1000) });
const user = newUserClaims(publicKey('user'));

describe('validate', () => {
  for (const claims of [
    newOperatorClaims(publicKey('operator')),
    newAccountClaims(publicKey('account')),
    user,
    newGenericClaims('x'),
  ]) {
    it(`finds nothing wrong with new ${claims.type} claims`, () =>
      assert.deepEqual(validate(claims), []));
  }

  it('lets claims hold in their last second, and not after it', () => {
    const claims = { ...user, exp: 1000 };
    assert.deepEqual(validate(claims, at(1000.999)), []);
    assert.deepEqual(validate(claims, at(1001)), [
      { level: 'time', description: 'claim is expired' },
    ]);
  });

  it('lets claims hold from their first second on', () => {
    const claims = { ...user, nbf: 1000 };
    assert.deepEqual(validate(claims, at(1000)), []);
    assert.deepEqual(validate(claims, at(999.999)), [
      { level: 'time', description: 'claim is not yet valid' },
    ]);
  });

  it('does not take negative times for times', () => {
    assert.deepEqual(validate({ ...user, exp: -5, nbf: -5 }, at(1000)), []);
  });

  it('checks the clock of today unless told another', () => {
    assert.deepEqual(validate({ ...user, exp: 1 }), [
      { level: 'time', description: 'claim is expired' },
    ]);
  });

  it('checks claims of every type against the clock', () => {
    const types: Claims[] = [newOperatorClaims('x'), newAccountClaims('x'), newGenericClaims('x')];
    for (const claims of types) {
      assert.equal(validate({ ...claims, exp: 5 }, at(6))[0]?.description, 'claim is expired');
    }
  });

  it('changes nothing of the claims', () => {
    const account = newAccountClaims(publicKey('account'));
    const claims = { ...account, nats: { ...account.nats, trace: { dest: 'a', sampling: 0 } } };
    const before = structuredClone(claims);
    validate(claims);
    assert.deepEqual(claims, before);
  });

  it('wants a cluster for a server of version 1', () => {
    const read = (name: string) =>
      decode(GOLDEN_V1_TOKENS.find((each) => each.name === name)!.token);
    const description = "servers can't contain an empty cluster";
    assert.deepEqual(validate(read('server without cluster')), [{ level: 'error', description }]);
    assert.deepEqual(validate(read('server')), []);
    assert.deepEqual(validate(read('cluster')), []);
  });
});

describe('isBlocking', () => {
  const issue = (level: 'error' | 'time' | 'warning') => [{ level, description: '' }];
  for (const [level, withTime, withoutTime] of [
    ['error', true, true],
    ['time', true, false],
    ['warning', false, false],
  ] as const) {
    it(`is ${withTime} for an issue of level ${level}, without time checks ${withoutTime}`, () => {
      assert.equal(isBlocking(issue(level), { includesTimeChecks: true }), withTime);
      assert.equal(isBlocking(issue(level), { includesTimeChecks: false }), withoutTime);
    });
  }

  it('is false without issues', () =>
    assert.equal(isBlocking([], { includesTimeChecks: true }), false));
});

describe('complaintOfServiceUrl', () => {
  it('finds nothing wrong with NATS addresses, nor with none', () => {
    for (const url of ['', 'nats://h', 'tls://h:1', 'WS://h', 'wss://[::1]:443']) {
      assert.equal(complaintOfServiceUrl(url), undefined);
    }
    assert.match(complaintOfServiceUrl('http://h') ?? '', /protocol not supported/);
  });
});

describe('isPublicKey', () => {
  it('wants the very text of a key of that kind', () => {
    const key = publicKey('user');
    assert.equal(isPublicKey(key, 'user'), true);
    assert.equal(isPublicKey(key, 'account'), false);
    assert.equal(isPublicKey(`${key}\n`, 'user'), false);
    assert.equal(isPublicKey(key.slice(1), 'user'), false);
  });
});

describe('quoteText', () => {
  it('quotes as Go, whatever the language', () =>
    assert.equal(quoteText('é"\n\u2028😀\ufffd'), '"é\\"\\n\\u2028😀\ufffd"'));
});
