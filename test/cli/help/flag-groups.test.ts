import assert from 'node:assert/strict';
import { clientFlags } from '../../../src/cli/context-flags.ts';
import {
  CONNECTION_FLAGS,
  flagGroups,
  flagNames,
  flagText,
  STORE_FLAGS,
} from '../../../src/cli/help/flag-groups.ts';
import { flagName } from '../../../src/cli/nsc/flag-table.ts';
import { globalFlags } from '../../../src/cli/nsc/shared-flags.ts';

describe('flag groups', () => {
  it('are those of the tables', () => {
    assert.deepEqual(CONNECTION_FLAGS, Object.keys(clientFlags));
    const names = Object.entries(globalFlags).map(([key, flag]) => flagName(key, flag));
    assert.deepEqual(STORE_FLAGS, names);
  });

  it('show the flags of a command before those that it shares', () => {
    const flags = [...CONNECTION_FLAGS, 'wide', 'count'].map((name) => ({ name, description: '' }));
    const groups = flagGroups('sub', [
      ...flags,
      { name: 'secret', description: '', isHidden: true },
    ]).map(({ title, flags: group }) => [title, group.map(({ name }) => name)]);
    assert.deepEqual(groups, [
      ['FLAGS', ['count', 'wide']],
      ['CONNECTION FLAGS', CONNECTION_FLAGS],
    ]);
  });

  it('name flags as they are typed', () => {
    const description = 'Where';
    const table = [
      [{ name: 'server', char: 's', value: '<url>' }, '-s, --server <url>'],
      [{ name: 'wide' }, '    --wide'],
      [{ name: 'v', char: 'v' }, '-v'],
      [{ name: 'allow', value: '[=n]' }, '    --allow[=n]'],
    ] as const;
    for (const [flag, shown] of table) assert.equal(flagNames({ ...flag, description }), shown);
    const flag = { name: 'x', description, options: ['a', 'b'], isMultiple: true, default: 'a' };
    assert.equal(flagText(flag), 'Where (one of a, b; may be repeated; default a)');
    assert.equal(flagText({ name: 'x', description, default: 0 }), 'Where');
  });
});
