import assert from 'node:assert/strict';
import { MemoryResolver } from '../../../src/server/account/resolver/memory-resolver.ts';
import { TrustedOperators } from '../../../src/server/account/trusted-operators.ts';
import { decodeAs } from '../../../src/jwt/index.ts';
import { updateClaims, type UpdateSurroundings } from '../../../src/server/system/claims-update.ts';
import { TestOperator } from '../../support/operator.ts';

describe('updateClaims', () => {
  const operator = new TestOperator();
  const [used, unused] = [operator.account('used'), operator.account('unused')];
  const updated: string[] = [];
  const memory: UpdateSurroundings = {
    resolver: new MemoryResolver({}),
    accounts: {
      operators: new TrustedOperators([decodeAs('operator', operator.jwt())]),
      has: (key) => key === used.publicKey,
      update: (key) => {
        updated.push(key);
        return Promise.resolve(key === used.publicKey ? undefined : 'no');
      },
    },
  };

  beforeEach(() => void updated.splice(0));

  it('hands on the JWT of an account that is used', async () => {
    const outcome = await updateClaims(used.jwt, used.publicKey, memory);
    assert.deepEqual(outcome, { account: used.publicKey, message: 'jwt updated' });
    assert.deepEqual(updated, [used.publicKey]);
  });

  it('passes over one of an account that nobody uses', async () => {
    const outcome = await updateClaims(unused.jwt, unused.publicKey, memory);
    assert.deepEqual(outcome, { account: unused.publicKey, message: 'jwt update skipped' });
    assert.deepEqual(updated, []);
  });

  it('hands on no JWT that nobody trusted signed, or that was altered', async () => {
    const stranger = new TestOperator();
    const forged = [used.issue({}, stranger.key), used.issue({}, used.key)];
    const [head, claims, signature] = used.jwt.split('.') as [string, string, string];
    const longer = Buffer.from(claims, 'base64url')
      .toString()
      .replace('"name":"used"', '"name":"me"');
    forged.push(`${head}.${Buffer.from(longer).toString('base64url')}.${signature}`);
    forged.push(`${head}.${claims}.${unused.jwt.split('.')[2]}`, used.jwt.slice(0, -1), 'x', '');
    for (const jwt of forged) {
      const { error } = await updateClaims(jwt, used.publicKey, memory);
      assert.notEqual(error, undefined);
    }
    assert.deepEqual(updated, []);
  });

  it('says what the accounts have against it', async () => {
    const picky = {
      ...memory,
      accounts: { ...memory.accounts, update: () => Promise.resolve('no') },
    };
    const { message, error } = await updateClaims(used.jwt, undefined, picky);
    assert.deepEqual([message, error], ['jwt update resulted in error', 'no']);
  });
});
