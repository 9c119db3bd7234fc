import assert from 'node:assert/strict';
import { configuredUsers } from '../../../src/server/options/configured-users.ts';
import { completeTable } from '../../../src/server/options/block.ts';
import { Place } from '../../../src/server/options/kind.ts';
import { serverTable, type GivenServerOptions } from '../../../src/server/options/server-table.ts';

describe('configuredUsers', () => {
  it('are those of the authorization block and of all accounts', () => {
    const given: GivenServerOptions = {
      authorization: { users: [{ user: 'a' }] },
      accounts: { A: { users: [{ user: 'b' }] }, B: { users: [{ user: 'c' }] } },
    };
    const options = completeTable(serverTable, given, new Place());
    assert.deepEqual(
      configuredUsers(options).map(({ user }) => user),
      ['a', 'b', 'c'],
    );
  });
});
