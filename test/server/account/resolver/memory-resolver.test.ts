import assert from 'node:assert/strict';
import { MemoryResolver } from '../../../../src/server/account/resolver/memory-resolver.ts';
import { preloadOf, TestOperator } from '../../../support/operator.ts';

describe('MemoryResolver', () => {
  const operator = new TestOperator();

  it('has what was preloaded, and what was stored', () => {
    const [a, b] = [operator.account('A'), operator.account('B')];
    const resolver = new MemoryResolver(preloadOf(a));
    assert.equal(resolver.fetch(a.publicKey), a.jwt);
    assert.equal(resolver.fetch(b.publicKey), undefined);
    resolver.store(b.publicKey, b.jwt);
    assert.equal(resolver.fetch(b.publicKey), b.jwt);
    assert.equal(resolver.fetch('__proto__'), undefined);
  });
});
