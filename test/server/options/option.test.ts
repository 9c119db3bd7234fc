import assert from 'node:assert/strict';
import { block, completeTable } from '../../../src/server/options/block.ts';
import { Place } from '../../../src/server/options/kind.ts';
import {
  boolean,
  duration,
  integer,
  isPort,
  list,
  text,
} from '../../../src/server/options/kinds.ts';
import { listen } from '../../../src/server/options/listen.ts';
import {
  isShorthand,
  keysOf,
  option,
  type GivenOf,
  type OptionsOf,
} from '../../../src/server/options/option.ts';

const innerTable = { names: option(list(text())), on: option(boolean, { default: true }) };
const table = {
  listen,
  waitMs: option(duration(), { default: 5 }),
  maxThings: option(integer(), { key: 'max_thgs', aliases: ['things'] }),
  inner: option(block(innerTable)),
};

describe('option tables', () => {
  it('give the types of what is said and of what holds', () => {
    const given: GivenOf<typeof table> = { inner: { names: ['a'] } };
    const complete: OptionsOf<typeof table> = completeTable(table, given, new Place());
    const wait: number = complete.waitMs;
    const things: number | undefined = complete.maxThings;
    const names: readonly string[] | undefined = complete.inner?.names;
    assert.deepEqual([wait, things, names, complete.inner?.on], [5, undefined, ['a'], true]);
    // @ts-expect-error `listen` only sets others.
    assert.equal(complete.listen, undefined);
  });

  it('derive keys from names', () => {
    assert.deepEqual(keysOf('waitMs', table.waitMs), ['wait']);
    assert.deepEqual(keysOf('maxThings', table.maxThings), ['max_thgs', 'things']);
    assert.ok(isShorthand(table.listen) && !isShorthand(table.inner));
  });
});

describe('isPort', () => {
  it('takes free ones, too', () => {
    assert.deepEqual([-2, -1, 0, 1, 65535, 65536, 1.5].map(isPort), [
      false,
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});
