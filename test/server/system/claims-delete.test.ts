import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NatsxError } from '../../../src/base/errors.ts';
import { decodeAs, encode, newGenericClaims } from '../../../src/jwt/index.ts';
import { AccountDirectory } from '../../../src/server/account/resolver/account-directory.ts';
import { TrustedOperators } from '../../../src/server/account/trusted-operators.ts';
import {
  deleteAccounts,
  type DeleteSurroundings,
} from '../../../src/server/system/claims-delete.ts';
import { LogRecorder } from '../../support/log-recorder.ts';
import { TestOperator } from '../../support/operator.ts';

describe('deleteAccounts', () => {
  const operator = new TestOperator();
  const a = operator.account('A');
  let path: string;
  let directory: AccountDirectory;
  let around: DeleteSurroundings;

  beforeEach(async () => {
    path = mkdtempSync(join(tmpdir(), 'natsx-delete-'));
    writeFileSync(join(path, `${a.publicKey}.jwt`), a.jwt);
    directory = new AccountDirectory({
      path,
      limit: 0,
      whenFull: 'nothing',
      ttlMs: 0,
      delete: 'deleted',
    });
    await directory.open({ logger: new LogRecorder(), changed: () => undefined });
    const operators = new TrustedOperators([decodeAs('operator', operator.jwt())]);
    around = { directory, operators, systemAccount: operator.systemAccount.publicKey };
  });
  afterEach(async () => {
    await directory.close();
    rmSync(path, { recursive: true });
  });

  it('deletes what an operator names, by any of his keys', async () => {
    const claims = newGenericClaims(operator.signingKey.publicKey, { accounts: [a.publicKey] });
    const outcome = await deleteAccounts(encode(claims, operator.signingKey), around);
    assert.deepEqual(outcome, { message: 'deleted 1 accounts' });
    assert.deepEqual(readdirSync(path), []);
  });

  it('deletes nothing if one of the names is wrong', async () => {
    for (const [name, error] of [
      [operator.systemAccount.publicKey, 'not allowed to delete system account'],
      ['../x', 'malformed request'],
      [a.publicKey.toLowerCase(), 'malformed request'],
    ] as const) {
      const claims = newGenericClaims(operator.key.publicKey, { accounts: [a.publicKey, name] });
      assert.deepEqual(await deleteAccounts(encode(claims, operator.key), around), {
        message: `delete accounts request by ${operator.key.publicKey} failed`,
        error,
      });
    }
    assert.deepEqual(readdirSync(path), [`${a.publicKey}.jwt`]);
  });

  it('deletes the others when the disk refuses one', async () => {
    const b = operator.account('B');
    const stuck = {
      settings: around.directory.settings,
      delete: (key: string) =>
        key === b.publicKey ? Promise.reject(diskError) : around.directory.delete(key),
    };
    const accounts = [b.publicKey, a.publicKey];
    const claims = newGenericClaims(operator.key.publicKey, { accounts });
    assert.deepEqual(
      await deleteAccounts(encode(claims, operator.key), { ...around, directory: stuck }),
      { message: 'deleted 1 accounts, failed for 1', error: 'remove x: input/output error' },
    );
    assert.deepEqual(readdirSync(path), []);
  });
});

const diskError = new NatsxError('ERR_RESOLVER', 'remove x: input/output error');
