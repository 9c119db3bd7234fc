import assert from 'node:assert/strict';
import { decodeAs } from '../../../src/jwt/index.ts';
import { Account } from '../../../src/server/account/account.ts';
import { standingOf } from '../../../src/server/account/from-claims.ts';
import type { Credentials, Decision } from '../../../src/server/auth/credentials.ts';
import { JwtDoor, type JwtDoorOptions } from '../../../src/server/auth/jwt-door.ts';
import { PermissionSets } from '../../../src/server/auth/permission-sets.ts';
import { TestOperator, type AccountChange, type TestUser } from '../../support/operator.ts';

describe('JwtDoor', () => {
  const operator = new TestOperator();
  const a = operator.account('A');
  let account: Account;
  let door: JwtDoor;

  function become(change: AccountChange): void {
    const jwt = a.change(change);
    account.standing = standingOf(jwt, decodeAs('account', jwt), false);
  }

  function configure(options: Partial<JwtDoorOptions>): void {
    door.configure({ sentinel: '', pinnedAccounts: undefined, ...options });
  }

  beforeEach(() => {
    account = new Account(a.publicKey, []);
    become({});
    const lookUp = (key: string, missing?: (why: string) => void): Account | undefined => {
      if (key === a.publicKey) return account;
      missing?.('account missing');
      return undefined;
    };
    door = new JwtDoor({ lookUp }, new PermissionSets());
  });

  function decide(user: TestUser | undefined, more: Partial<Credentials> = {}): Decision {
    const nonce = 'AAAAAAAAAAAAAAA';
    const sig = user && Buffer.from(user.key.sign(Buffer.from(nonce))).toString('base64url');
    const decision = door.decide({
      claims: {
        user: '',
        pass: '',
        auth_token: '',
        nkey: '',
        jwt: user?.jwt ?? '',
        sig: sig ?? '',
      },
      nonce,
      connectionType: 'STANDARD',
      certificate: undefined,
      host: '127.0.0.1',
      proven: undefined,
      isGone: () => false,
      ...more,
    });
    assert.ok(!(decision instanceof Promise));
    return decision;
  }

  function why(user: TestUser | undefined, more: Partial<Credentials> = {}): string {
    const decision = decide(user, more);
    return decision.type === 'refusal' ? decision.why : 'let in';
  }

  it('lets in who signs', () => {
    const user = a.user('u', { nats: { tags: ['t'] } });
    const decision = decide(user);
    assert.ok(decision.type === 'identity');
    assert.equal(decision.label, `jwt:${user.publicKey}`);
    assert.deepEqual([decision.jwtUser?.name, decision.jwtUser?.tags], ['u', ['t']]);
    assert.equal(decision.jwtUser?.jwt, user.jwt);
  });

  it('says in the log why it does not', () => {
    assert.equal(why(undefined), 'Authentication requires a user JWT');
    assert.equal(why(a.user('u'), { nonce: 'B' }), 'Signature not verified');
    assert.equal(why(a.user('u', { exp: 1 })), 'User JWT no longer valid: claim is expired');
    assert.equal(why(operator.account('B').user('u')), 'Account JWT lookup error: account missing');
    assert.equal(why(a.signedUser('u')), 'User JWT issuer is not known');
    assert.equal(why(a.user('u'), { connectionType: 'WEBSOCKET' }), 'let in');
    const web = a.user('u', { nats: { allowed_connection_types: ['WEBSOCKET'] } });
    assert.equal(why(web), 'Connection type not allowed');
    const far = decide(a.user('u', { nats: { src: ['192.0.2.0/24'] } }));
    assert.deepEqual(far, {
      type: 'refusal',
      why: 'Bad src Ip 127.0.0.1',
      delayMs: 0,
      level: 'error',
    });
  });

  it('takes the JWT that stands in for none, and for what is none', () => {
    const bearer = a.user('anybody', { nats: { bearer_token: true } });
    configure({ sentinel: bearer.jwt });
    const decision = decide(undefined);
    assert.ok(decision.type === 'identity');
    assert.equal(decision.jwtUser?.publicKey, bearer.publicKey);
    assert.equal(decision.jwtUser.jwt, undefined);
    const odd = { claims: { user: '', pass: '', auth_token: '', nkey: '', jwt: 'x.y.z', sig: '' } };
    assert.equal(why(undefined, odd), 'let in');
  });

  it('knows the accounts that are pinned', () => {
    configure({ pinnedAccounts: new Set(['A']) });
    assert.match(why(a.user('u')), /^Account \w{56} not listed as operator pinned account$/);
    assert.equal(door.pinnedAccountFailures, 1);
  });

  it('asks no signature of who is connected, but looks at all else', () => {
    const user = a.user('u');
    const again = { proven: user.jwt, nonce: 'other' };
    assert.equal(why(user, again), 'let in');
    become({ nats: { revocations: new Map([['*', 9_999_999_999]]) } });
    const revoked = decide(user, again);
    assert.deepEqual(revoked.type === 'refusal' && revoked.error, {
      text: 'User Authentication Revoked',
      closes: 'Credentials Revoked',
    });
    assert.equal(why(user, { proven: 'another', nonce: 'other' }), 'Signature not verified');
  });

  it('tells when a user must leave', () => {
    const exp = Math.floor(Date.now() / 1000) + 60;
    const decision = decide(a.user('u', { exp }));
    assert.equal(decision.type === 'identity' && decision.endsAtMs, exp * 1000);
  });
});
