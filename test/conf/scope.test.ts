import assert from 'node:assert/strict';
import { Scope } from '../../src/conf/scope.ts';
import type { ConfEntry } from '../../src/conf/value.ts';

const position = { file: 'f', line: 1, column: 0 };
const entry = (key: string, value: string): ConfEntry => ({
  key,
  position,
  value: { type: 'string', value, position },
  isVariable: false,
});

describe('Scope', () => {
  it('looks in the nearest map first, then around it', () => {
    const outer = new Scope();
    outer.set(entry('a', 'outer'));
    outer.set(entry('b', 'outer'));
    const inner = new Scope(outer);
    inner.set(entry('a', 'inner'));
    assert.equal(inner.refer('a'), inner.entries.get('a'));
    assert.equal(inner.refer('b'), outer.entries.get('b'));
    assert.equal(inner.refer('c'), undefined);
  });

  it('marks what is referred to, and nothing else', () => {
    const outer = new Scope();
    outer.set(entry('a', ''));
    const inner = new Scope(outer);
    inner.set(entry('a', ''));
    inner.refer('a');
    assert.equal(inner.entries.get('a')!.isVariable, true);
    assert.equal(outer.entries.get('a')!.isVariable, false);
  });
});
