import assert from 'node:assert/strict';
import { CONNECT_DEFAULTS } from '../../../src/protocol/connect.ts';
import { Account } from '../../../src/server/account/account.ts';
import { claimsOf, clientInfo } from '../../../src/server/auth/claims.ts';

describe('what a client says of itself', () => {
  it('is what its CONNECT says, or else its cookies', () => {
    const cookies = { user: 'cu', pass: 'cp', token: 'ct', jwt: 'cj' };
    const said = { ...CONNECT_DEFAULTS, user: 'u', auth_token: 't', nkey: 'k', sig: 's' };
    const both = { user: 'u', pass: 'cp', auth_token: 't', jwt: 'cj', nkey: 'k', sig: 's' };
    assert.deepEqual(claimsOf(said, cookies), both);
    assert.deepEqual(claimsOf(said, undefined), { ...both, pass: '', jwt: '' });
  });

  it('names it in the log, as far as it is known', () => {
    const name = (connect: object, label: string): string =>
      clientInfo({ ...CONNECT_DEFAULTS, ...connect }, new Account('A', []), {
        type: 'identity',
        user: '',
        label,
        account: new Account('A', []),
        permissions: undefined,
        proven: undefined,
      });
    assert.equal(name({}, ''), '');
    assert.equal(
      name({ version: '1', lang: 'go', name: 'n' }, 'user:u'),
      ' - "v1:go:n" - "A/user:u"',
    );
    assert.equal(name({ name: 'n"' }, ''), ' - "n\\""');
    assert.equal(name({}, 'token'), ' - "A/token"');
  });
});
