import assert from 'node:assert/strict';
import { createUser, fromPublicKey } from '../../../src/nkeys/index.ts';
import { isSigned, newNonce } from '../../../src/server/auth/nkey-challenge.ts';

describe('the nkey challenge', () => {
  const user = createUser();
  const key = fromPublicKey(user.publicKey);
  const nonce = 'PXoWU7zWAMt75FY';
  const signature = Buffer.from(user.sign(Buffer.from(nonce)));

  it('asks to sign something new each time', () => {
    const nonces = new Set(Array.from({ length: 100 }, newNonce));
    assert.equal(nonces.size, 100);
    for (const each of nonces) assert.match(each, /^[\w-]{15}$/);
  });

  it('takes a signature in base64url without padding, or in base64 with it', () => {
    assert.ok(isSigned(nonce, signature.toString('base64url'), key));
    assert.ok(isSigned(nonce, signature.toString('base64'), key));
    assert.ok(isSigned(nonce, `${signature.toString('base64url')}\n`, key));
  });

  it('takes no other spelling', () => {
    const text = signature.toString('base64');
    const bare = text.replace(/=+$/, '');
    const odd = [
      '',
      '=',
      text.slice(4),
      `${text}=`,
      `${text} `,
      ` ${text}`,
      `${bare}=`,
      `${text}AAAA`,
    ];
    odd.push(text.slice(0, -5), `${signature.toString('base64url')}==`.replace(/^./, '-'), '\0');
    odd.push(signature.toString('hex'), signature.toString('latin1'), '\u{1f511}'.repeat(22));
    for (const each of odd) assert.equal(isSigned(nonce, each, key), false, JSON.stringify(each));
  });

  it('takes no signature of another text, by another key, or of nothing', () => {
    const of = (text: string, by = user): string =>
      Buffer.from(by.sign(Buffer.from(text))).toString('base64url');
    assert.equal(isSigned(nonce, of(`${nonce}x`), key), false);
    assert.equal(isSigned('another nonce..', of(nonce), key), false);
    assert.equal(isSigned(nonce, of(nonce, createUser()), key), false);
    assert.equal(isSigned('', of(''), key), false, 'nobody was asked');
  });
});
