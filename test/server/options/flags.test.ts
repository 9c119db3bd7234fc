import assert from 'node:assert/strict';
import { defaultOptions } from '../../../src/server/options/options.ts';
import { flagGroups, serverFlags, type ServerFlag } from '../../../src/server/options/flags.ts';

const flags = Object.entries<ServerFlag>(serverFlags);

describe('serverFlags', () => {
  it('gives every name to one flag only', () => {
    const names = flags.flatMap(([name, flag]) => [name, ...(flag.aliases ?? [])]);
    assert.deepEqual(names, [...new Set(names)]);
  });

  it('sets options that exist', () => {
    for (const [, { effect }] of flags) {
      if ('sets' in effect) assert.ok(Object.hasOwn(defaultOptions, effect.sets), effect.sets);
    }
  });

  it('has a flag under each heading', () => {
    for (const group of flagGroups) assert.ok(flags.some(([, flag]) => flag.group === group));
  });

  it('shows a value for all but booleans', () => {
    for (const [name, { type, value }] of flags) {
      assert.equal(value === undefined, type === 'boolean', name);
    }
  });
});
