import assert from 'node:assert/strict';
import { encode } from '../../../../src/jwt/codec.ts';
import { newUserClaims } from '../../../../src/jwt/user-claims.ts';
import { createAccount, createUser } from '../../../../src/nkeys/create.ts';
import { saysSame } from '../../../../src/k8s-operator/controller/identities/same-claims.ts';

describe('saysSame', () => {
  const account = createAccount();
  const claims = { ...newUserClaims(createUser().publicKey), name: 'a' };
  const token = encode({ ...claims, exp: 4_000_000_000 }, account, { now: new Date(0) });

  it('looks at what is said and by whom, not at when', () => {
    assert.ok(saysSame(token, claims, account.publicKey));
    assert.ok(!saysSame(token, { ...claims, name: 'b' }, account.publicKey));
    assert.ok(
      !saysSame(token, { ...claims, nats: { ...claims.nats, subs: 1 } }, account.publicKey),
    );
    assert.ok(!saysSame(token, claims, createAccount().publicKey));
  });

  it('takes what can’t be read for something else', () => {
    assert.ok(!saysSame(undefined, claims, account.publicKey));
    assert.ok(!saysSame(`${token.slice(0, -3)}AAA`, claims, account.publicKey));
  });
});
