import assert from 'node:assert/strict';
import { join } from 'node:path';
import { contextOfDirectory, operatorsIn, withDefaults } from '../../../src/nsc/store/context.ts';
import { Files } from '../../../src/nsc/store/files.ts';

/** Files that are nowhere but here. */
function files(...paths: readonly string[]): Files {
  const made = new Files();
  for (const path of paths) made.write(join('/nowhere', path), '{}');
  return made;
}

describe('contextOfDirectory', () => {
  const store = files('s/OP/.nsc', 's/OP/accounts/A/A.jwt', 's/P/.nsc');
  const cases: [string, object | undefined][] = [
    ['s/OP', { storeRoot: '/nowhere/s', operator: 'OP' }],
    ['s', { storeRoot: '/nowhere/s' }],
    ['s/OP/accounts', { storeRoot: '/nowhere/s', operator: 'OP' }],
    ['s/OP/accounts/A', { storeRoot: '/nowhere/s', operator: 'OP', account: 'A' }],
    ['s/OP/accounts/A/users', { storeRoot: '/nowhere/s', operator: 'OP', account: 'A' }],
    ['', undefined],
    ['else/where', undefined],
  ];
  for (const [place, context] of cases) {
    it(`knows where "${place}" is`, () => {
      assert.deepEqual(contextOfDirectory(join('/nowhere', place), store), context);
    });
  }

  it('lists operators', () => assert.deepEqual(operatorsIn('/nowhere/s', store), ['OP', 'P']));
});

describe('withDefaults', () => {
  const accounts = (...names: string[]) => ({
    hasAccount: (name: string) => names.includes(name),
    accountNames: () => names,
  });
  const choose = (operator: string, account: string, operators: string[], ...names: string[]) => {
    const context = { storeRoot: '/s', operator, account };
    const chosen = withDefaults(context, operators, () => accounts(...names));
    return [chosen.operator, chosen.account];
  };

  it('keeps what is there, and takes what there is one of', () => {
    assert.deepEqual(choose('B', 'y', ['A', 'B'], 'x', 'y'), ['B', 'y']);
    assert.deepEqual(choose('', '', ['A'], 'x'), ['A', 'x']);
    assert.deepEqual(choose('gone', 'gone', ['A'], 'x'), ['A', 'x']);
  });

  it('chooses nothing where there are several', () => {
    assert.deepEqual(choose('gone', 'x', ['A', 'B'], 'x'), ['', '']);
    assert.deepEqual(choose('A', 'gone', ['A', 'B'], 'x', 'y'), ['A', '']);
    assert.deepEqual(choose('A', 'x', []), ['', '']);
  });
});
