import assert from 'node:assert/strict';
import { newAccountClaims } from '../../../src/jwt/account-claims.ts';
import { encode } from '../../../src/jwt/codec.ts';
import { createPair } from '../../../src/nkeys/create.ts';
import { Files } from '../../../src/nsc/store/files.ts';
import {
  checkName,
  identityOf,
  OperatorStore,
  subjectOf,
} from '../../../src/nsc/store/operator-store.ts';

describe('OperatorStore', () => {
  const folder = '/nowhere/stores/OP';
  const operator = createPair('operator');
  const token = (name: string, key = createPair('account').publicKey) =>
    encode({ ...newAccountClaims(key), name }, operator);

  it('puts files where nsc puts them', () => {
    const files = new Files();
    const store = OperatorStore.create(folder, false, files);
    store.setOperator('o');
    store.setAccount('A', 'a');
    store.setUser('A', 'u', 'u');
    const read = (path: string) => files.read(`${folder}/${path}`);
    assert.deepEqual(['OP.jwt', 'accounts/A/A.jwt', 'accounts/A/users/u.jwt'].map(read), [
      'o',
      'a',
      'u',
    ]);
    assert.deepEqual([store.accountNames(), store.userNames('A')], [['A'], ['u']]);
    assert.equal(OperatorStore.open(folder, files)?.isManaged, false);
    assert.equal(OperatorStore.open('/nowhere/else', files), undefined);
  });

  it('finds an account by its key', () => {
    const files = new Files();
    const store = OperatorStore.create(folder, false, files);
    const { publicKey } = createPair('account');
    store.setAccount('A', token('A'));
    store.setAccount('B', `${token('B', publicKey)}\n`);
    store.setAccount('broken', 'x.y.z');
    assert.equal(store.accountNameOf(publicKey), 'B');
    assert.equal(store.account('B').sub, publicKey);
    assert.equal(store.accountNameOf(createPair('account').publicKey), undefined);
  });

  it('says what is missing, and which file is broken', () => {
    const files = new Files();
    const store = OperatorStore.create(folder, false, files);
    store.setAccount('A', 'x.y.z');
    assert.throws(() => store.account('B'), {
      message: 'account B does not exist in the current operator',
    });
    assert.throws(() => store.user('A', 'u'), {
      message: 'user u does not exist in the current account',
    });
    assert.throws(() => store.account('A'), /^NscError: error decoding `.*A\.jwt`: /);
    files.write(`${folder}/.nsc`, '{');
    assert.throws(() => OperatorStore.open(folder, files), { code: 'ERR_NSC_STORE' });
  });

  it('reads who a token is about without trusting it', () => {
    const { publicKey } = createPair('account');
    assert.deepEqual(identityOf(token('A', publicKey)), { name: 'A', sub: publicKey });
    for (const text of ['', 'x', 'a.b.c', 'a.bnVsbA.c']) {
      assert.equal(identityOf(text), undefined);
      assert.equal(subjectOf(text), '');
    }
  });
});

describe('checkName', () => {
  it('refuses what is no name of a file', () => {
    for (const name of ['', 'a/b', 'a\\b', '.', '..', 'a\0b']) {
      assert.throws(() => checkName(name, 'user'), { code: 'ERR_NSC_INPUT' });
    }
    checkName('all else: é *.?', 'user');
  });
});
